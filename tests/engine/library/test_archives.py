import io
import zipfile

import numpy as np
import pytest

from engine.export.model import npz
from engine.library.archives import npz_arrays, text_array, texts_of


def archive(compression=zipfile.ZIP_STORED, **members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return buffer.getvalue()


def npy(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def test_arrays_come_back_bit_for_bit():
    arrays = {
        "a": np.array([0.1, np.nan, -0.0]),
        "b": np.zeros((0, 3), np.int32),
        "c": np.array(7, np.int64),
    }
    again = npz_arrays(npz(arrays), "x.npz")
    assert again.keys() == arrays.keys()
    for name, array in arrays.items():
        assert (again[name].dtype, again[name].shape) == (array.dtype, array.shape)
        assert again[name].tobytes() == array.tobytes()
        assert not again[name].flags.writeable


def lying_header():
    head = npy(np.zeros(3))
    return head.replace(b"(3,), }" + b" " * 11, b"(3000000000000,), }"[:18])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"noise" * 100,
        npz({"a": np.arange(100)})[:-30],
        archive(zipfile.ZIP_DEFLATED, a=npy(np.zeros(1_000_000))),
        archive(a=b"noise"),
        archive(a=npy(np.zeros(3))[:-1]),
        archive(a=npy(np.zeros(3)) + b"\0"),
        archive(a=npy(np.array([{}]), allow_pickle=True)),
        archive(a=lying_header()),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError, match=r"x\.npz"):
        npz_arrays(data, "x.npz")


def test_a_header_that_lies_takes_no_memory():
    assert b"(3000000000" in lying_header()


def test_a_member_that_is_counted_twice_is_refused():
    one = archive(a=npy(np.zeros(1000)))
    directory = one[one.rindex(b"PK\x01\x02") : one.rindex(b"PK\x05\x06")]
    end = bytearray(one[one.rindex(b"PK\x05\x06") :])
    end[8:10] = end[10:12] = (2).to_bytes(2, "little")
    end[12:16] = (2 * len(directory)).to_bytes(4, "little")
    doubled = one[: one.rindex(b"PK\x05\x06")] + directory + bytes(end)
    with pytest.raises(ValueError, match="no archive"):
        npz_arrays(doubled, "x.npz")


def test_texts_of_all_kinds():
    texts = ("", "a\nb", "grün", "byte \udcff", '"\\')
    assert texts_of({"names": text_array(texts)}, "names") == texts
    assert texts_of({"names": text_array(())}, "names") == ()


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"[", b"\xff", b"[" * 100_000])
def test_other_texts_are_refused(data):
    with pytest.raises(ValueError, match=r".+"):
        texts_of({"names": np.frombuffer(data, np.uint8)}, "names")


@pytest.mark.parametrize("arrays", [{}, {"names": np.zeros(3)}])
def test_missing_texts_are_refused(arrays):
    with pytest.raises(ValueError, match="there are no names"):
        texts_of(arrays, "names")
