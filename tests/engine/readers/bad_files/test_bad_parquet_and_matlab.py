"""Parquet and MATLAB files that are damaged, hostile or of another content: refused in one line.

Each is read by a process of its own, of which nothing may be left.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pyarrow as pa
import pytest

from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.bad_files.spoilt_bytes import noise
from tests.engine.readers.parquet.parquet_files import png, some_pixels, write, write_set
from tests.engine.readers.svhn.svhn_files import mat

BROKEN = r"is damaged, or too large to be read\. Download it again\.$"
UNKNOWN = "a kind of file that cannot be opened"
NO_COLUMN = "no column holds the bytes of picture files"
ORIGINAL = r"Use train_32x32\.mat or test_32x32\.mat of SVHN\.$"


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    """The bytes of a sound file."""
    return write_set(tmp_path_factory.mktemp("sound") / "x", 6).read_bytes()


def footer(data):
    return len(data) - 8 - int.from_bytes(data[-8:-4], "little")


SPOILT = {
    "half of it": (lambda data: data[: len(data) // 2], BROKEN),
    "without its last bytes": (lambda data: data[:-4], BROKEN),
    "another mark at its end": (lambda data: data[:-4] + b"XXXX", BROKEN),
    "another mark at its start": (lambda data: b"XXXX" + data[4:], UNKNOWN),
    "nothing but its mark": (lambda _: b"PAR1", BROKEN),
    "no footer": (lambda _: b"PAR1PAR1", BROKEN),
    "a footer longer than the file": (lambda d: d[:-8] + b"\xff\xff\xff\x7f" + d[-4:], BROKEN),
    "a footer of less than nothing": (lambda d: d[:-8] + b"\xff\xff\xff\xff" + d[-4:], BROKEN),
    "noise in its footer": (lambda data: noise(data, footer(data), len(data) - 8), BROKEN),
    "encrypted": (lambda data: b"PARE" + data[4:-4] + b"PARE", UNKNOWN),
}


@pytest.mark.parametrize(("spoil", "says"), SPOILT.values(), ids=list(SPOILT))
def test_a_spoilt_parquet_file_is_refused(tmp_path, parquet, spoil, says):
    refused(put(tmp_path, "a.parquet", spoil(parquet)), says=says)


def stored_once(value, n):
    """A column with a value that is stored once and comes `n` times."""
    return pa.DictionaryArray.from_arrays(np.zeros(n, np.int32), pa.array([value]))


STORED_ONCE = {"store_schema": False, "dictionary_pagesize_limit": 1 << 22}
UNFIT = {
    "a list of pictures in each row": ([[{"bytes": b"x"}]], {}, NO_COLUMN),
    "numbers": ([[1, 2, 3]], {}, NO_COLUMN),
    "text": (["x"], {}, NO_COLUMN),
    "a type of somebody else's": (
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16)], pa.binary(16))),
        {},
        NO_COLUMN,
    ),
    "no rows": (pa.array([], pa.binary()), {}, "no images in it"),
    "thirty million rows in a few kilobytes": (
        stored_once(b"x", 30_000_000), {"group": 30_000_000}, "claims 30,000,000 rows in",
    ),
    "100 MB in a few kilobytes": (
        [bytes(1 << 20)] * 100, {"group": 100, "use_dictionary": False}, "as bombs do",
    ),
    "100 MB in many small groups": (
        [bytes(1 << 20)] * 100, {"group": 1, "use_dictionary": False}, "as bombs do",
    ),
    "one megabyte a hundred times": (
        stored_once(bytes(1 << 20), 100), {"group": 100, **STORED_ONCE}, "as bombs do",
    ),
    "no picture at all": ([b"words"] * 3, {}, "all of 3 files are no pictures"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "options", "says"), UNFIT.values(), ids=list(UNFIT))
def test_a_parquet_file_without_pictures_that_can_be_read_is_refused(
    tmp_path, column, options, says
):
    path = write(tmp_path / "a.parquet", {"image": column}, compression="zstd", **options)
    assert path.stat().st_size < 300_000
    refused(path, says=says)


def test_rows_without_a_sound_picture_are_left_out_and_counted(tmp_path):
    good = [png(picture) for picture in some_pixels(3)]
    rows = [good[0], b"words", good[1][:40], None, b"", good[2]]
    path = write(tmp_path / "a.parquet", {"image": pa.array(rows), "label": [5, 6, 7, 8, 9, 5]})
    notes = [r"^3 files are no pictures \(row 1, …\)", r"^1 file is damaged \(row 2\)"]
    images = opened(path, notes=notes)
    assert images.names == ("row 0", "row 5")
    assert np.array_equal(images.pixels, some_pixels(3)[[0, 2]])
    assert [images.class_name(row) for row in range(2)] == ["5", "5"]


def matlab_bomb(n):
    """A file of a few megabytes at most that holds `n` black pictures."""
    dims = struct.pack("<6L", 5, 16, 32, 32, 3, n)
    head = struct.pack("<4L", 6, 8, 9, 0) + dims + struct.pack("<HH4s", 1, 1, b"X")
    size = 3072 * n
    packer = zlib.compressobj(9)
    packed = packer.compress(struct.pack("<2L", 14, len(head) + 8 + size) + head)
    packed += packer.compress(struct.pack("<2L", 2, size))
    packed += b"".join(packer.compress(bytes(3072 * 100)) for _ in range(n // 100))
    packed += packer.flush()
    return mat()[:128] + struct.pack("<2L", 15, len(packed)) + packed


def matlab_claim():
    """A file of a hundred bytes that claims two thousand million pictures."""
    dims = struct.pack("<6L", 5, 16, 32, 32, 3, 2**31 - 1)
    head = struct.pack("<4L", 6, 8, 9, 0) + dims + struct.pack("<HH4s", 1, 1, b"X")
    return mat()[:128] + struct.pack("<2L", 14, 2**31 - 1) + head + struct.pack("<2L", 2, 2**31 - 1)


SOUND = mat(np.zeros((5, 32, 32, 3), np.uint8) + np.arange(32, dtype=np.uint8)[:, None], [1] * 5)
MATLAB = {
    "half of it": (SOUND[: len(SOUND) // 2], BROKEN),
    "half of its head": (SOUND[:60], BROKEN),
    "nothing but its head": (SOUND[:128], f"holds no variables. {ORIGINAL}"),
    "noise in what is packed": (noise(SOUND, 136, len(SOUND)), BROKEN),
    "noise after its head": (SOUND[:128] + np.random.default_rng(0).bytes(5000), BROKEN),
    "a thousand lists in lists": (
        SOUND[:128] + (struct.pack("<2L", 14, 60_000) + bytes(8)) * 1000,
        BROKEN,
    ),
    "a thousand million pictures claimed": (matlab_claim(), "unpacks to over 67 MB"),
    "pictures from almost nothing": (lambda: matlab_bomb(30_000), "as bombs do"),
    "other variables": (mat(a=np.eye(3), b="text"), f"holds a 3×3 double, b 1 char. {ORIGINAL}"),
    "a struct": (mat(X={"a": 1}), f"holds X 1×1 struct. {ORIGINAL}"),
    "text for pictures": (mat(X="words"), f"holds X 1 char. {ORIGINAL}"),
    "version 7.3": (b"MATLAB 7.3 MAT-file" + bytes(600), "7.3 files cannot be opened"),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n" + bytes(600), "HDF5 .* cannot be opened"),
    "version 4": (struct.pack("<5L", 0, 2, 2, 0, 2) + b"X\0" + bytes(32), UNKNOWN),
}


@pytest.mark.parametrize(("data", "says"), MATLAB.values(), ids=list(MATLAB))
def test_a_bad_matlab_file_is_refused(tmp_path, data, says):
    refused(put(tmp_path, "a.mat", data() if callable(data) else data), says=says)
