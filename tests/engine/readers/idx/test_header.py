import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.readers.idx.header import (
    HEAD_BYTES,
    IdxHeader,
    check_length,
    check_pictures,
    parse_header,
)
from tests.engine.readers.idx.idx_bytes import TYPES, header


def line_of(function, *arguments):
    with pytest.raises(DataError) as caught:
        function(*arguments)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@given(
    st.sampled_from(sorted(TYPES)),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=4),
    st.binary(max_size=20),
)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read(kind, lengths, rest):
    head = (header(TYPES[kind], *lengths) + rest)[:HEAD_BYTES]
    found = parse_header(head, "x")
    assert found == IdxHeader(np.dtype(kind).newbyteorder(">"), tuple(lengths))
    assert found.offset == 4 + 4 * len(lengths)


@given(st.binary(max_size=HEAD_BYTES))
@settings(max_examples=200, deadline=None)
def test_any_other_bytes_are_refused(head):
    if len(head) >= 4 and head[:2] == b"\0\0" and head[2] in TYPES.values() and 1 <= head[3] <= 4:
        head = b"\1" + head
    assert line_of(parse_header, head, "x").startswith("x: ")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"", "x: the file is empty. Download it again."),
        (b"\0\0\x08", "x: the file is cut short. Download it again."),
        (b"\0\0\x0a\1" + bytes(16), "x: is not an IDX file. Download it again."),
        (b"\0\1\x08\1" + bytes(16), "x: is not an IDX file. Download it again."),
        (b"\0\0\x08\xff" + bytes(16), "x: is not an IDX file: 255 dimensions. Download it again."),
        (b"\0\0\x08\0" + bytes(16), "x: is not an IDX file: 0 dimensions. Download it again."),
        (header(8, 5, 4, 3)[:-1], "x: its header is cut short. Download it again."),
    ],
)
def test_what_is_no_header(head, what):
    assert line_of(parse_header, head, "x") == what


def test_a_header_that_promises_more_than_follows():
    promises = IdxHeader(np.dtype("u1"), (60_000, 28, 28))
    assert line_of(check_length, promises, "train-images-idx3-ubyte", 19, 19) == (
        "train-images-idx3-ubyte: header promises 60000×28×28 (47 MB) but 3 bytes follow. "
        "Download it again."
    )
    huge = IdxHeader(np.dtype(">f8"), (2**32 - 1,) * 4)
    assert "but 3 bytes follow" in line_of(check_length, huge, "x", 23, 23)


def test_a_packed_file_cannot_hold_more_than_deflate_can_pack():
    check_length(IdxHeader(np.dtype("u1"), (1032, 10, 1)), "x", -1, 10)
    check_length(IdxHeader(np.dtype("u1"), (10**9,)), "x", -1, -1)  # unknown until it comes
    more = IdxHeader(np.dtype("u1"), (1033, 10, 1))
    assert "but it is unzipped from 10 bytes" in line_of(check_length, more, "x", -1, 10)


def test_bytes_that_follow_the_last_number_are_refused():
    labels = IdxHeader(np.dtype("u1"), (7,))
    check_length(labels, "x", 15, 15)
    line = line_of(check_length, labels, "x", 17, 17)
    assert line == "x: 2 bytes follow its last number. Download it again."


def test_a_picture_has_a_limit():
    huge = IdxHeader(np.dtype("u1"), (1, 8193, 8192))
    there = huge.offset + huge.n_bytes
    assert "over 67,108,864 values" in line_of(check_length, huge, "x", there, there)


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        ((5,), "holds labels, not images"),
        ((5, 784), "5×784 numbers are not pictures"),
        ((5, 28, 28, 4), "5×28×28×4 numbers are not pictures"),
        ((0, 28, 28), "no images in it"),
        ((5, 0, 28), "5×0×28: its pictures are empty"),
    ],
)
def test_what_is_no_picture(shape, what):
    assert what in line_of(check_pictures, IdxHeader(np.dtype("u1"), shape), "x")


@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 28, 28), (5, 28, 28, 1), (5, 28, 28, 3)])
def test_what_is_pictures(shape):
    head = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    found = parse_header(head, "x")
    check_pictures(found, "x")
    assert found.shape == shape
