import gzip

import numpy as np
import pytest

from engine.errors import Cancelled, DataError
from engine.readers import room, rows
from engine.readers.arrays import npy_stream
from engine.readers.arrays.layout import layout_of
from engine.readers.arrays.npy_stream import first_rows, peek_header, read_numbers, read_rows
from engine.readers.arrays.stored_array import opened
from engine.readers.task import Task
from tests.engine.readers.arrays.array_files import container, entries, header, npy_bytes, task

RANDOM = np.random.default_rng(0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.npy"


def stream(path):
    files = container(path)
    return opened(files, files.members()[0])


def pictures(path, shape, dtype, chosen=None, doing=None):
    """Return the pictures in a file, read as they are."""
    doing = doing or Task()
    files = container(path, doing)
    with opened(files, files.members()[0]) as data:
        head = peek_header(data)
        layout = layout_of(shape)
        n = shape[0] if chosen is None else len(chosen)
        out = np.empty((n, *layout.image_shape), dtype)
        read_rows(data, head, out, chosen, doing, "reading", to_pixels=layout.pictures)
    return out


def refusal(path, read):
    with pytest.raises(DataError) as caught, stream(path) as data:
        read(data)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "<f4", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(7, 4, 5), (7, 4, 5, 3), (7, 3, 4, 5)])
@pytest.mark.parametrize("chosen", [None, np.array([0, 3, 6]), np.array([], int)])
def test_rows_come_back(path, kind, order, shape, chosen, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK_BYTES", 100)
    monkeypatch.setattr(npy_stream, "BLOCK_BYTES", 100)
    array = RANDOM.integers(0, 256, shape).astype(kind)
    path.write_bytes(npy_bytes(np.asarray(array, order=order)))
    told, previews = [], []
    found = pictures(path, shape, np.dtype(kind).newbyteorder("="), chosen, task(told, previews))
    expected = layout_of(shape).pictures(array if chosen is None else array[chosen])
    assert np.array_equal(found, expected)
    assert told[-1] == ("reading", 7, 7)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    if len(expected):
        assert np.array_equal(previews[0], expected[: len(previews[0])])


def test_stop_at_any_moment_ends_it(path, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK_BYTES", 100)
    monkeypatch.setattr(npy_stream, "BLOCK_BYTES", 100)
    array = RANDOM.integers(0, 256, (9, 5, 6), dtype=np.uint8)
    for order in "CF":
        path.write_bytes(npy_bytes(np.asarray(array, order=order)))
        asked = []
        doing = task(stop=lambda asked=asked: bool(asked.append(None)))
        pictures(path, array.shape, np.uint8, None, doing)
        assert len(asked) > 3
        for moment in range(len(asked)):
            left = iter([False] * moment)
            doing = task(stop=lambda left=left: next(left, True))
            with pytest.raises(Cancelled):
                pictures(path, array.shape, np.uint8, None, doing)


def test_lengths_are_compared_before_anything_is_read(path):
    whole = npy_bytes(np.zeros((4, 3), ">u2"))
    path.write_bytes(whole[:-1])
    assert refusal(path, peek_header) == (
        "a.npy: is cut short: 151 of 152 bytes are there. Save it again with numpy.save."
    )
    path.write_bytes(whole + b"12")
    assert refusal(path, peek_header) == (
        "a.npy: 2 bytes follow its end. Save it again with numpy.save."
    )
    path.write_bytes(header(entries(shape="(999999, 9999999, 9999999)")))
    assert "is cut short: " in refusal(path, peek_header)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("change", [-1, 1])
def test_zipped_files_of_another_length_are_noticed_at_their_end(path, order, change):
    whole = npy_bytes(np.asarray(np.ones((9, 7, 8), np.uint8), order=order))
    path.write_bytes(gzip.compress(whole[:-1] if change < 0 else whole + b"1"))
    with pytest.raises(DataError, match="cut short" if change < 0 else "more bytes follow"):
        pictures(path, (9, 7, 8), np.uint8)


@pytest.mark.parametrize("kind", ["<i8", ">i4", "f2", "?"])
def test_numbers_come_in_this_machines_order(path, kind):
    values = RANDOM.integers(0, 2, (6, 1)).astype(kind)
    path.write_bytes(npy_bytes(values))
    with stream(path) as data:
        found = read_numbers(data, peek_header(data), "a")
    assert found.dtype == np.dtype(kind).newbyteorder("=")
    assert found.tolist() == values[:, 0].tolist()


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_first_rows(path, order, monkeypatch):
    array = np.asarray(RANDOM.random((20, 30)), order=order)
    path.write_bytes(npy_bytes(array))

    def first(most):
        with stream(path) as data:
            return first_rows(data, peek_header(data), most, Task(), "reading")

    assert np.array_equal(first(8), array[:8])
    assert np.array_equal(first(90), array)
    monkeypatch.setattr(npy_stream, "_EXAMPLE_BYTES", 30 * 8 * 3 + 5)
    assert np.array_equal(first(8), array[:3])
    monkeypatch.setattr(npy_stream, "_EXAMPLE_BYTES", 1)
    assert np.array_equal(first(8), array[:1])


@pytest.mark.parametrize("order", ["C", "F"])
def test_what_has_no_room_is_not_read(path, order, monkeypatch):
    path.write_bytes(npy_bytes(np.zeros((20, 30), order=order)))
    monkeypatch.setattr(room, "usable_memory", lambda: 1000)
    read = [lambda data: read_numbers(data, peek_header(data), "a.npz")]
    if order == "F":
        read.append(lambda data: first_rows(data, peek_header(data), 8, Task(), "reading"))
    for attempt in read:
        assert "of memory can be used" in refusal(path, attempt)
