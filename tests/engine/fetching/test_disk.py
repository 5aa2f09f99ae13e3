import errno
import multiprocessing
import os

import pytest

from engine.errors import DataError
from engine.fetching.disk import check_space, only_writer, readable_disk_errors


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, "x"), "a: the disk is full. Free some space"),
        (OSError(errno.EDQUOT, "x"), "a: the disk is full. Free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), r"cannot be written \(Permission"),
        (OSError("odd"), r"a: cannot be written \(odd\). Choose another folder"),
        (ValueError("embedded null byte"), r"cannot be written \(embedded null byte\)"),
    ],
)
def test_what_the_system_says_becomes_a_line(error, line):
    with pytest.raises(DataError, match=line), readable_disk_errors("a"):
        raise error


def test_the_space_needed_is_compared_with_what_is_free(tmp_path):
    check_space(tmp_path, 1, "a")
    with pytest.raises(DataError, match=r"a: needs 1,000,000,000,000 MB of disk, [\d,]+ MB are"):
        check_space(tmp_path, 10**18, "a")


def test_one_writer_at_a_time_and_nothing_left(tmp_path):
    path = tmp_path / "lock"
    with only_writer(path, "a"):
        with pytest.raises(DataError, match="another window or program"), only_writer(path, "a"):
            pytest.fail("two writers")
        assert path.exists()
    assert list(tmp_path.iterdir()) == []
    with only_writer(path, "a"):
        pass


def test_a_lock_file_left_behind_is_no_lock(tmp_path):
    (tmp_path / "lock").touch()
    with only_writer(tmp_path / "lock", "a"):
        pass
    assert list(tmp_path.iterdir()) == []


def _hold_and_die(path, connection):
    with only_writer(path, "a"):
        connection.send("held")
        connection.recv()
        os._exit(1)


def test_a_process_that_dies_lets_go(tmp_path):
    path = tmp_path / "lock"
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_hold_and_die, args=(path, theirs))
    process.start()
    try:
        assert ours.recv() == "held"
        with pytest.raises(DataError, match="another window"), only_writer(path, "a"):
            pytest.fail("two writers")
        ours.send("die")
    finally:
        process.join()
    assert path.exists()
    with only_writer(path, "a"):
        pass
    for end in (ours, theirs):
        end.close()
    process.close()


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "lock").symlink_to("elsewhere")
    with pytest.raises(DataError, match="cannot be written"), only_writer(tmp_path / "lock", "a"):
        pytest.fail("followed")
    assert not (tmp_path / "elsewhere").exists()
