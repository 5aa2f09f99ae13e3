import io
import struct
import warnings

import numpy as np
import pytest
from numpy.lib import format as numpy_format

from engine.errors import DataError
from engine.readers.arrays.npy_header import (
    HEAD_BYTES,
    MAGIC,
    NotNumbersError,
    NpyHeader,
    parse_header,
)


def saved(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def made(text, version=(1, 0)):
    layout = "<H" if version == (1, 0) else "<I"
    return MAGIC + bytes(version) + struct.pack(layout, len(text)) + text


def entries(descr="'|u1'", order="False", shape="(3, 4)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()


def refusal(head):
    with pytest.raises(DataError) as caught:
        parse_header(head, "part1.npy")
    line = str(caught.value)
    assert line.startswith("part1.npy: ")
    assert len(line) <= 160
    return line


@pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "<f4", ">f4", "<i8", "<f8", "?", "<c8"])
@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (2, 3, 4, 1), (0, 7)])
def test_what_numpy_writes_is_read(kind, shape):
    data = saved(np.zeros(shape, kind))
    header = parse_header(data[:HEAD_BYTES], "x")
    assert header == NpyHeader(np.dtype(kind), shape, len(data) - np.zeros(shape, kind).nbytes)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_is_read(version):
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that older programs cannot read it
        numpy_format.write_array(buffer, np.zeros((3, 4), ">u2"), version)
    header = parse_header(buffer.getvalue(), "x")
    assert header == NpyHeader(np.dtype(">u2"), (3, 4), len(buffer.getvalue()) - 24)


def test_as_other_programs_write_it():
    text = b'{"shape":(3,4),"fortran_order":False,"descr":"<f4"}'
    assert parse_header(made(text), "x") == NpyHeader(np.dtype("<f4"), (3, 4), 10 + len(text))


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"", "the file is empty. Save it again with numpy.save."),
        (b"<!doctype html>", "is no .npy file, whatever its name says."),
        (b"\x93NUMBY\x01\x00", "is no .npy file"),
        (MAGIC[:4], "the file is cut short."),
        (MAGIC + b"\x01", "the file is cut short."),
        (MAGIC + b"\x01\x00\x10", "the file is cut short."),
        (made(entries())[:-1], "the file is cut short."),
        (MAGIC + b"\x02\x00" + b"\xff" * 4, "its header claims 4,294,967,295 bytes."),
        (MAGIC + b"\x07\x01" + bytes(20), "is of format version 7.1, which is not known."),
        (
            saved(np.asfortranarray(np.zeros((2, 3)))),
            "is stored in Fortran order. Save numpy.ascontiguousarray(array) instead.",
        ),
        (
            saved(np.array([[{}, None]]), allow_pickle=True),
            "holds pickled objects, which are never opened. Save numbers.",
        ),
        (saved(np.array(["abc"])), "holds no numbers but <U3. Save an array of numbers."),
        (
            saved(np.zeros(2, [("a", "u1"), ("b", "O")]), allow_pickle=True),
            "holds no numbers but [('a', '|u1'), ('b'",
        ),
        (saved(np.zeros(2, "M8[s]")), "holds no numbers but <M8[s]."),
        (made(entries(descr="'<f3'")), "holds no numbers but <f3."),
        (made(entries(descr="'<" + "f" * 500 + "'")), "holds no numbers but <fff"),
        (made(entries(shape="(-1, 4)")), "its header is not what NumPy writes."),
        (made(entries(shape="(True, 4)")), "its header is not what NumPy writes."),
        (made(entries(shape="(1" + "0" * 30 + ",)")), "its header is not what NumPy writes."),
        (made(entries(shape="(" + "1, " * 40 + ")")), "its header is not what NumPy writes."),
        (made(entries(order="__import__('os')")), "its header is not what NumPy writes."),
        (made(entries()[:-1] + b"'shape': (1,)}"), "its header is not what NumPy writes."),
        (made(b"{'descr': '|u1', 'shape': (1,)}"), "its header is not what NumPy writes."),
        (made(b"(" * 9000), "its header is not what NumPy writes."),
        (made(b"\xff\x00\n"), "its header is not what NumPy writes."),
        (made(b""), "its header is not what NumPy writes."),
    ],
)
def test_what_is_refused(head, what):
    assert what in refusal(head)


def test_fortran_order_is_read_by_who_understands_it():
    array = np.asfortranarray(np.zeros((3, 4), ">u2"))
    data = saved(array)
    header = parse_header(data[:HEAD_BYTES], "x", fortran_too=True)
    assert header == NpyHeader(np.dtype(">u2"), (3, 4), len(data) - 24, True)
    assert not parse_header(saved(np.zeros((3, 4))), "x", fortran_too=True).is_fortran


@pytest.mark.parametrize("shape", [(), (0, 7), (3, 4)])
def test_the_length_of_the_whole_file(shape):
    data = saved(np.zeros(shape, "<f4"))
    assert parse_header(data, "x").n_bytes == len(data)


def test_a_sound_file_of_other_things_is_told_from_a_damaged_one():
    for array in (np.array(["a"]), np.array([{}]), np.zeros(2, "M8[s]"), np.zeros(2, "u1,f4")):
        with pytest.raises(NotNumbersError):
            parse_header(saved(array, allow_pickle=True), "x")
    for head in (b"", saved(np.zeros(3))[:20], made(b"{}")):
        with pytest.raises(DataError) as caught:
            parse_header(head, "x")
        assert not isinstance(caught.value, NotNumbersError)


def test_no_byte_changed_makes_us_read_what_numpy_would_not():
    whole = saved(np.zeros((10, 32, 3), ">u2"))[:128]
    text = whole.rstrip(b" \n")
    accepted = 0
    for at in range(len(MAGIC) + 4, len(text) + 2):
        for byte in b" \t\n0123456789(),{}[]'\":-|<>=ufiOTL#\x00\xa0\\":
            changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
            try:
                header = parse_header(changed, "x")
            except DataError as error:
                assert len(str(error)) <= 160  # noqa: PT017 - the other way it must agree
                continue
            stream = io.BytesIO(changed[len(MAGIC) + 2 :])
            shape, fortran, dtype = numpy_format.read_array_header_1_0(stream)
            assert header == NpyHeader(dtype, shape, 128)
            assert not fortran
            accepted += 1
    assert accepted > 50  # other digits, other types
