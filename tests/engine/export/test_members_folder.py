import errno
import json
import os
from itertools import count

import pytest

from engine.errors import Cancelled, ExportError
from engine.export.members_folder import (
    LIST,
    MembersPublication,
    is_member_file,
    listed_members,
    member_name,
)

OLD = {
    "members.csv": b"old",
    "cluster_000/image_00001.png": b"old",
    "cluster_001/image_00002.png": b"old",
}
NEW = {"members.csv": b"new", "members.png": b"new", "cluster_000/image_00001.png": b"new",
       "cluster_002/image_00007.png": b"new"}  # fmt: skip
THEIRS = {"run.json": b"{}", "cluster_000/mine.png": b"mine", "centroids/cluster_000.png": b"fit"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def put(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def list_of(files):
    return json.dumps({"files": sorted(files)}).encode()


def publish(folder, files, *, overwrite=False, check=lambda _share: None):
    with MembersPublication(folder, overwrite=overwrite, check=check) as publication:
        for name, data in files.items():
            publication.write(name, data)
        publication.publish(list_of(files))
    return {**files, LIST: list_of(files)}


def test_names_have_as_many_digits_as_the_largest_number_needs():
    assert member_name(1234, 50_000, 3, 10) == "cluster_003/image_01234.png"
    assert member_name(1234, 1_000_000, 3, 1001) == "cluster_0003/image_001234.png"


@pytest.mark.parametrize("n_images", [1, 10**5, 10**5 + 1, 10**9])
def test_the_names_made_here_are_content(n_images):
    assert is_member_file(member_name(n_images - 1, n_images, 10**6, 10**7))


@pytest.mark.parametrize(
    "name",
    ["", LIST, "run.json", "../members.csv", "/members.csv", "members.csv\n", "members.csv/x",
     "cluster_003/../members.csv", "cluster_003\\image_00001.png", "cluster_٣٣٣/image_00001.png",
     "cluster_003/mine.png", "centroids/cluster_003.png"],
)  # fmt: skip
def test_other_names_are_not(name):
    assert not is_member_file(name)


def test_what_is_listed_is_checked(tmp_path):
    assert listed_members(tmp_path) == ()
    (tmp_path / LIST).write_bytes(list_of(OLD))
    assert set(listed_members(tmp_path)) == set(OLD)
    for damaged in (b"", b"[]", b"{}", b'{"files": 3}', b'{"files": [3]}', b"[" * 10**5,
                    b"\xff", list_of(["members.csv", "../thesis.docx"])):  # fmt: skip
        (tmp_path / LIST).write_bytes(damaged)
        assert listed_members(tmp_path) == ()


def test_overwriting_takes_what_the_old_export_listed_and_nothing_else(tmp_path):
    publish(tmp_path, OLD)
    put(tmp_path, THEIRS)
    written = publish(tmp_path, NEW, overwrite=True)
    assert content(tmp_path) == {**written, **THEIRS}
    assert not (tmp_path / "cluster_001").exists()


@pytest.mark.parametrize(
    ("call", "for_ever"),
    [
        *((call, False) for call in ("open", "write", "fsync", "close", "replace", "mkdir")),
        *((call, True) for call in ("write", "fsync", "replace", "mkdir")),
    ],
)
def test_every_call_failing_in_turn(tmp_path, monkeypatch, call, for_ever):
    real = getattr(os, call)
    for nth in count(1):
        folder = tmp_path / str(nth)
        publish(folder, OLD)
        put(folder, THEIRS)
        before = content(folder)
        n_calls = count(1)

        def faulty(*arguments, nth=nth, n_calls=n_calls, **named):
            number = next(n_calls)
            if number == nth or (for_ever and number > nth):
                if call == "close":
                    real(*arguments)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **named)

        refusal = ""
        with monkeypatch.context() as patch:
            patch.setattr(os, call, faulty)
            try:
                publish(folder, NEW, overwrite=True)
            except ExportError as error:
                refusal = str(error)
        assert not list(folder.rglob(".tmp-*"))
        assert content(folder).items() >= THEIRS.items()
        if not refusal:
            assert content(folder) == {**NEW, LIST: list_of(NEW), **THEIRS}
            if next(n_calls) > nth:  # it failed while clearing up
                continue
            break
        assert "disk is full" in refusal
        if content(folder) != before:
            assert call == "replace", "the old files could have been moved back"
            assert for_ever
            assert LIST not in content(folder)
    assert nth > 1, "the call was never made"


def test_stopping_at_every_move_brings_the_old_back(tmp_path):
    publish(tmp_path, OLD)
    put(tmp_path, THEIRS)
    before = content(tmp_path)
    for limit in count():
        shares = []

        def check(share, shares=shares, limit=limit):
            shares.append(share)
            if len(shares) > limit:
                raise Cancelled

        try:
            publish(tmp_path, NEW, overwrite=True, check=check)
        except Cancelled:
            assert content(tmp_path) == before
            continue
        break
    assert limit == len(set(OLD) | set(NEW)) + len(NEW)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1


def test_links_inside_are_not_followed(tmp_path):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "out"
    put(elsewhere, {"image_00001.png": b"theirs"})
    folder.mkdir()
    (folder / "cluster_000").symlink_to(elsewhere)
    with pytest.raises(ExportError, match="is a link or a file"):
        publish(folder, NEW, overwrite=True)
    assert content(elsewhere) == {"image_00001.png": b"theirs"}
    assert os.listdir(folder) == ["cluster_000"]
