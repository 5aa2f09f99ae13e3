import os

import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.arrays.npy import open_npy

ROWS = np.arange(12, dtype=">u2").reshape(4, 3)


@pytest.fixture
def path(tmp_path):
    np.save(tmp_path / "part1.npy", ROWS)
    return tmp_path / "part1.npy"


def refusal(path):
    with pytest.raises(DataError) as caught:
        open_npy(str(path))
    return str(caught.value)


def read(file, *runs):
    """Return the rows of each run (first, count) as the file has them."""
    buffers = [bytearray(count * 6) for _, count in runs]
    file.read((first, memoryview(b)) for (first, _), b in zip(runs, buffers, strict=True))
    return [np.frombuffer(b, ">u2").reshape(-1, 3).tolist() for b in buffers]


def write_over(path, at=-1, byte=b"\x07"):
    """Change a byte, as somebody may who comes a second later."""
    data = bytearray(path.read_bytes())
    data[at:][:1] = byte
    path.write_bytes(data)
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


def test_what_is_known_of_a_file(path):
    file = open_npy(str(path))
    assert (file.path, file.name, file.dtype, file.shape) == (str(path), "part1.npy", ">u2", (4, 3))
    assert (file.offset, file.size) == (128, 128 + 24)


def test_rows_are_read_in_any_order(path):
    file = open_npy(str(path))
    expected = [ROWS[2:4].tolist(), ROWS[:1].tolist(), [], ROWS.tolist()]
    assert read(file, (2, 2), (0, 1), (1, 0), (0, 4)) == expected


def test_a_file_that_is_too_short_or_too_long(path):
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    assert refusal(path) == (
        "part1.npy: is cut short: 151 of 152 bytes are there. Save it again with numpy.save."
    )
    path.write_bytes(data + b"12")
    assert refusal(path) == "part1.npy: 2 bytes follow its end. Save it again with numpy.save."


def test_a_header_that_promises_more_than_a_disk_holds(path):
    promise = "(" + "9" * 19 + "," + ("9" * 19 + ",") * 5 + ")"
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {promise}}}".encode()
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)
    line = refusal(path)
    assert line.startswith("part1.npy: is cut short: ")
    assert len(line) <= 160


def test_no_folder_pipe_or_device_is_opened(tmp_path):
    (tmp_path / "a.npy").mkdir()
    assert refusal(tmp_path / "a.npy") == (
        "a.npy: is a folder where a file should be. Move it elsewhere."
    )
    os.mkfifo(tmp_path / "b.npy")
    assert "neither a file nor a folder" in refusal(tmp_path / "b.npy")
    (tmp_path / "c.npy").symlink_to("nowhere")
    assert "no such file" in refusal(tmp_path / "c.npy")


def test_a_name_with_a_control_code_is_escaped(tmp_path):
    (tmp_path / "a\n.npy").write_bytes(b"")
    assert refusal(tmp_path / "a\n.npy").startswith("a\\n.npy: the file is empty")


def gone(path):
    path.unlink()


def shrunk(path):
    os.truncate(path, 140)


def grown(path):
    path.write_bytes(path.read_bytes() + b"1")


def a_pipe(path):
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (gone, "there is no such file or folder."),
        (shrunk, "has changed since it was opened. Open the folder again."),
        (grown, "has changed since it was opened."),
        (write_over, "has changed since it was opened."),
        (a_pipe, "has changed since it was opened."),
    ],
)
@pytest.mark.timeout(20)
def test_a_file_that_changes_in_use_is_noticed(path, change, what):
    file = open_npy(str(path))
    read(file, (0, 4))
    change(path)
    with pytest.raises(DataError) as caught:
        read(file, (0, 1))
    assert str(caught.value).startswith(f"part1.npy: {what}")


@pytest.mark.parametrize("change", [shrunk, grown, write_over])
def test_a_change_while_rows_are_read_is_noticed(path, change):
    file = open_npy(str(path))

    def runs():
        yield 0, memoryview(bytearray(6))
        change(path)
        yield 3, memoryview(bytearray(6))

    with pytest.raises(DataError, match="has changed since it was opened"):
        file.read(runs())


def test_no_file_stays_open(path):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("open files are counted where the system lists them")
    before = len(os.listdir("/proc/self/fd"))
    file = open_npy(str(path))
    read(file, (0, 4))
    write_over(path)
    with pytest.raises(DataError):
        read(file, (0, 4))
    assert len(os.listdir("/proc/self/fd")) == before
