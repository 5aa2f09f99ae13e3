import errno
import os

import pytest

from engine.library.preparing import prepare
from tests.engine.library.kept_fits import dead_process, everything_in


def test_a_library_is_made_once(tmp_path):
    folder = tmp_path / "deep" / "library"
    assert prepare(folder) is None
    made = everything_in(folder)
    assert sorted(made) == ["bin", "checkpoints", "fits", "library.json"]
    assert prepare(folder) is None
    assert everything_in(folder) == made


@pytest.mark.parametrize("data", [b"", b"noise", b"[]", b'{"format": "x"}'])
def test_one_that_cannot_be_told_is_left_alone(tmp_path, data):
    (tmp_path / "library.json").write_bytes(data)
    assert "library.json" in str(prepare(tmp_path))
    assert everything_in(tmp_path) == {"library.json": data}


@pytest.mark.parametrize("part", [".", "fits", "bin", "checkpoints"])
def test_leftovers_are_swept_everywhere(tmp_path, part):
    prepare(tmp_path)
    made = everything_in(tmp_path)
    left = tmp_path / part / f".tmp-{dead_process()}-0123abcd"
    left.mkdir()
    (left / "notes.json").write_bytes(b"half")
    assert prepare(tmp_path) is None
    assert everything_in(tmp_path) == made


@pytest.mark.parametrize(
    ("code", "line"), [(errno.EROFS, "the disk is read-only"), (errno.EACCES, "may not be written")]
)
def test_where_nothing_can_be_made_it_says_so(tmp_path, monkeypatch, code, line):
    prepare(tmp_path)

    def refuse(*_arguments, **_options):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "mkdir", refuse)
    assert line in str(prepare(tmp_path))


def test_a_full_disk_may_become_less_full(tmp_path, monkeypatch):
    prepare(tmp_path)

    def refuse(*_arguments, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "mkdir", refuse)
    assert prepare(tmp_path) is None
