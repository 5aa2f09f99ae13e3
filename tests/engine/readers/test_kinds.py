"""A file is what its first bytes say, whatever its name."""

import gzip
import io
import pickle
import struct
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from engine.readers.kinds import HEAD, kind_of


def picture(kind, mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, (40, 30), 7).save(file, kind)
    return file.getvalue()


def npy():
    file = io.BytesIO()
    np.save(file, np.zeros((2, 3, 3), dtype=np.uint8))
    return file.getvalue()


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    return file.getvalue()


def tar():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM"])
def test_pictures_of_all_formats_are_known(kind):
    assert kind_of(picture(kind)[:HEAD]) == "picture"


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_all_binary_netpbm_pictures_are_known(mode):
    assert kind_of(picture("PPM", mode)[:HEAD]) == "picture"


@pytest.mark.parametrize("element", [8, 9, 11, 12, 13, 14])
@pytest.mark.parametrize("rank", [1, 3, 4, 255])
def test_every_type_and_rank_of_idx_is_known(element, rank):
    assert kind_of(bytes([0, 0, element, rank]) + struct.pack(">3I", 2, 3, 4)) == "idx"


@pytest.mark.parametrize("protocol", range(6))
def test_pickles_of_all_protocols_are_known(protocol):
    assert kind_of(pickle.dumps({"data": [1]}, protocol)[:HEAD]) == "pickle"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (npy(), "npy"),
        (zipped(), "zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (gzip.compress(b"abc"), "gzip"),
        (tar(), "tar"),
        (b"PAR1" + bytes(20), "parquet"),
        (b"MATLAB 5.0 MAT-file, Platform: GLNXA64", "matlab"),
        (b"MATLAB 7.3 MAT-file, Platform: GLNXA64", "hdf5"),
        (b"\x89HDF\r\n\x1a\n", "hdf5"),
        (b"\n <!DOCTYPE html><title>404", "web page"),
        (b"\xef\xbb\xbf<html>", "web page"),
        (b"", "empty"),
        (bytes(HEAD), "zeros"),
        (b"just some text", "unknown"),
        (b"\0\0\1\0\1\0", "unknown"),  # an icon
        (b"Portable", "unknown"),
        (b"P1ain text", "unknown"),
    ],
)
def test_what_else_can_be_told(head, kind):
    assert kind_of(head[:HEAD]) == kind
