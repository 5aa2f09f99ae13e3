import gzip

import numpy as np
import pytest

from tests.engine.readers.bad_files import bombs
from tests.engine.readers.bad_files.frame import put, refused
from tests.engine.readers.idx.idx_bytes import header, idx, pictures, write

NAME = "train-images-idx3-ubyte"
THREE = idx(pictures(3))
PACKED = gzip.compress(THREE)
WHOLE_SET = {
    "train_images_idx3_ubyte": pictures(5),
    "train_labels_idx1_ubyte": np.uint8([1, 2, 3, 4, 5]),
}


def with_nan(where, value):
    values = np.ones((4, 2, 3), np.float32)
    values[where] = value
    return idx(values)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(
            header(8, *[2**32 - 1] * 3) + b"123",
            r"promises 4294967295×4294967295×4294967295 .* but 3 bytes follow",
            id="79 billion billion billion pixels",
        ),
        pytest.param(
            header(14, *[2**32 - 1] * 4), "numbers are not pictures", id="four such lengths"
        ),
        pytest.param(
            header(8, 60000, 28, 28) + b"123",
            r"header promises 60000×28×28 \(47 MB\) but 3 bytes follow. Download it again",
            id="a header and 3 bytes",
        ),
        pytest.param(
            header(8, 2**31, 1, 1) + b"123", r"promises 2147483648×1×1 \(2.1 GB\)", id="2 GB to be"
        ),
        pytest.param(THREE[:-1], "promises 3×4×3 .* but 35 bytes follow", id="a byte too few"),
        pytest.param(THREE + b"extra", "5 bytes follow its last number", id="bytes behind it"),
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"\0\0\x07\3" + THREE[4:], "is not an IDX file", id="an unknown type"),
        pytest.param(b"\1\0\x08\3" + THREE[4:], "is not an IDX file", id="no zeros before it"),
        pytest.param(
            b"\0\0\x08\xff" + THREE[4:], "is not an IDX file: 255 dimensions", id="255 dimensions"
        ),
        pytest.param(b"\0\0\x08\0" + THREE[4:], "is not an IDX file", id="no dimensions"),
        pytest.param(THREE[:2], "cut short", id="2 bytes of it"),
        pytest.param(THREE[:4], "its header is cut short", id="4 bytes of it"),
        pytest.param(THREE[:15], "its header is cut short", id="15 bytes of it"),
        pytest.param(header(8, 0, 28, 28), "no images in it", id="no images"),
        pytest.param(header(8, 5, 0, 28), "its pictures are empty", id="pictures without rows"),
        pytest.param(idx(np.uint8([1, 2, 3])), "holds labels, not images", id="labels"),
        pytest.param(
            with_nan((2, 0), np.nan), "3 values are NaN or infinite, the first in image 2", id="NaN"
        ),
        pytest.param(
            with_nan((1, 1, 1), np.inf), "1 value is NaN or infinite", id="an infinite number"
        ),
    ],
)
def test_a_file_that_is_not_what_its_header_says(tmp_path, data, says):
    refused(put(tmp_path, NAME, data), says=says)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(PACKED[:-9], "cut short", id="cut in its pixels"),
        pytest.param(PACKED[:-3], "cut short", id="cut in its checksum"),
        pytest.param(PACKED[:15], "cut short", id="cut at its beginning"),
        pytest.param(PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "is damaged", id="another checksum"),
        pytest.param(PACKED[:-4] + b"\0\0\0\0", "is damaged", id="another length"),
        pytest.param(PACKED + b"more", "is damaged", id="something after it"),
        pytest.param(PACKED[:20] + b"\xff\xff" + PACKED[22:], "is damaged", id="changed bytes"),
        pytest.param(
            gzip.compress(THREE + b"extra"), "bytes follow its last number", id="too much in it"
        ),
        pytest.param(gzip.compress(THREE[:-1]), "cut short", id="too little in it"),
        pytest.param(gzip.compress(THREE[:9]), "header is cut short", id="half a header in it"),
        pytest.param(gzip.compress(b""), "the file is empty", id="nothing in it"),
        pytest.param(
            gzip.compress(header(8, 60000, 28, 28)), "it is unzipped from 33 bytes", id="a header"
        ),
        pytest.param(gzip.compress(PACKED), "gzipped more than once", id="packed twice"),
    ],
)
def test_a_packed_file_that_is_not_whole(tmp_path, data, says):
    refused(put(tmp_path, f"{NAME}.gz", data), says=says)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        pytest.param(header(8, 256, 1024, 1024), "as bombs do", id="pictures of zeros"),
        pytest.param(header(8, 3, 4, 3), "bytes follow", id="three pictures, and zeros behind"),
        pytest.param(header(8, 2**28 - 16), "holds labels", id="labels of zeros"),
        pytest.param(b"", "a file of zeros", id="zeros"),
        pytest.param(b"1,2,3\n", "not an IDX file", id="some text"),
    ],
)
def test_a_bomb_does_not_go_off(tmp_path, head, says):
    path = put(tmp_path, f"{NAME}.gz", bombs.gzipped(head, 256))
    assert path.stat().st_size < 270_000
    refused(path, says=says)


def test_a_bomb_in_a_folder_does_not_go_off(tmp_path):
    folder = tmp_path / "set"
    bomb = bombs.gzipped(header(8, 256, 1024, 1024), 256)
    put(folder, f"{NAME}.gz", bomb)
    put(folder, "t10k-images-idx3-ubyte", THREE)
    refused(folder, says="as bombs do", names=f"{NAME}.gz")


@pytest.mark.parametrize("is_folder", [True, False], ids=["in a folder", "beside the file"])
def test_labels_of_another_set_are_refused_and_both_files_named(tmp_path, is_folder):
    folder = tmp_path / "set"
    folder.mkdir()
    write(folder, **{**WHOLE_SET, "train_labels_idx1_ubyte": np.uint8([1, 2, 3])})
    line = refused(
        folder if is_folder else folder / NAME,
        says=f"3 labels for the 5 images of {NAME}",
        names="train-labels-idx1-ubyte",
    )
    assert line.endswith(". Download both again.")


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        pytest.param(pictures(5), "holds images, not labels", id="images"),
        pytest.param(idx(np.uint8([1, 2, 3, 4, 5]))[:-1], "promises 5 .* 4 bytes", id="cut"),
        pytest.param(b"\0\0\x08\1\0", "header is cut short", id="cut in the header"),
        pytest.param(b"<html>", "not an IDX file", id="a web page"),
    ],
)
def test_labels_that_are_none_are_refused(tmp_path, labels, says):
    folder = tmp_path / "set"
    folder.mkdir()
    write(folder, **{**WHOLE_SET, "train_labels_idx1_ubyte": labels})
    refused(folder / NAME, says=says, names="train-labels-idx1-ubyte")


def test_labels_without_images_are_refused(tmp_path):
    write(tmp_path, train_labels_idx1_ubyte=np.uint8([1]), t10k_labels_idx1_ubyte=np.uint8([2]))
    refused(tmp_path, says="no IDX file of images")
