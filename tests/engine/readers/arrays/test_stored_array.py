import os

import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.arrays.npy_header import NotNumbersError, NpyHeader
from engine.readers.arrays.stored_array import StoredArray, array_name, opened, stored_array
from engine.readers.containers.base import Member
from tests.engine.readers.arrays.array_files import container, npy_bytes, zipped


def test_what_is_known_of_an_array(tmp_path):
    data = npy_bytes(np.zeros((3, 4), ">u2", order="F"))
    (tmp_path / "a.npz").write_bytes(zipped({"in/x.npy": data}))
    files = container(tmp_path / "a.npz")
    (member,) = files.members()
    with opened(files, member) as stream:
        array = stored_array(member, stream)
    assert array == StoredArray(
        name="in/x",
        shown="a.npz › in/x.npy",
        member=member,
        header=NpyHeader(np.dtype(">u2"), (3, 4), len(data) - 24, True),
    )


def test_objects_are_not_taken(tmp_path):
    data = npy_bytes(np.array([{}]), allow_pickle=True)
    (tmp_path / "a.npy").write_bytes(data)
    files = container(tmp_path / "a.npy")
    with (
        opened(files, files.members()[0]) as stream,
        pytest.raises(NotNumbersError, match=r"a\.npy: holds pickled objects"),
    ):
        stored_array(files.members()[0], stream)


@pytest.mark.parametrize(
    ("path", "name"),
    [("x.npy", "x"), ("a/x.NPY", "a/x"), ("x.npy.gz", "x"), ("x.npy.npy", "x.npy"), ("x", "x")],
)
def test_the_name_of_an_array(path, name):
    assert array_name(path) == name


def test_what_is_not_there_any_more(tmp_path):
    (tmp_path / "a.npz").write_bytes(zipped({"x.npy": b""}))
    files = container(tmp_path / "a.npz")
    with pytest.raises(DataError), opened(files, Member("y.npy", 3)):
        pass


def test_no_file_stays_open(tmp_path):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("open files are counted where the system lists them")
    (tmp_path / "a.npy").write_bytes(b"123")
    before = len(os.listdir("/proc/self/fd"))
    files = container(tmp_path / "a.npy")
    with opened(files, files.members()[0]) as stream:
        assert stream.peek(3) == b"123"
    assert len(os.listdir("/proc/self/fd")) == before
