import io
import zipfile

import numpy as np
import pytest

from engine import load_images
from engine.readers.questions import ArrayQuestion, Undecided
from tests.engine.readers.arrays.array_files import entries, header, npy_bytes, zipped
from tests.engine.readers.bad_files import bombs
from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.bad_files.test_bad_pickles import Runs

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
FIVE = npy_bytes(PIXELS)
OTHERS = npy_bytes(PIXELS[:, :2])


def objects(command="touch it_ran"):
    array = np.empty(2, object)
    array[:] = [Runs(command), []]
    return npy_bytes(array, allow_pickle=True)


def version_2(length, text=""):
    return b"\x93NUMPY\2\0" + length.to_bytes(4, "little") + text.encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(
            header(entries(shape="(10737418240, 32, 32)")),
            r"cut short: [0-9,]+ of 10,995,116,277,\d+ bytes",
            id="10 TiB and no data",
        ),
        pytest.param(
            header(entries("<f8", "(2500000000, 1)")) + b"123",
            r"cut short: .* of 20,000,000,\d+ bytes",
            id="18.6 GiB and 3 bytes",
        ),
        pytest.param(
            header(entries(shape="(9999999999999999999, 9999999999999999999)")),
            "cut short",
            id="a shape beyond 64 bits",
        ),
        pytest.param(
            header(entries(shape="(4294967296, 4294967296)")), "cut short", id="2 ** 32 squared"
        ),
        pytest.param(
            header(entries(shape="(99999999999999999999, 2)")), "not what NumPy", id="a long length"
        ),
        pytest.param(header(entries(shape="(-1, 4, 3)")), "not what NumPy", id="negative"),
        pytest.param(header(entries(shape="(True, 4, 3)")), "not what NumPy", id="no number"),
        pytest.param(header(entries(shape="(0, 28, 28)")), "holds no pictures", id="no pictures"),
        pytest.param(header(entries(shape="()")) + b"1", "holds no pictures", id="one number"),
        pytest.param(objects(), "pickled objects, which are never opened", id="pickled objects"),
        pytest.param(version_2(2**32 - 1), "header claims 4,294,967,295", id="a header of 4 GiB"),
        pytest.param(
            version_2(18_000, "(" * 18_000), "header claims 18,000", id="a header of brackets"
        ),
        pytest.param(header("(" * 9_900), "not what NumPy", id="as many brackets as may be"),
        pytest.param(header("[" * 9_900), "not what NumPy", id="as many other brackets"),
        pytest.param(
            header("{'descr': __import__('os').system('touch it_ran'), }"),
            "not what NumPy",
            id="a header that runs a command",
        ),
        pytest.param(b"\x93NUMPY\x09\0" + FIVE[8:], "format version 9.0", id="a later version"),
        pytest.param(npy_bytes(np.zeros(3, "u1,f4")), "holds no numbers but", id="records"),
        pytest.param(npy_bytes(np.zeros((3, 4, 4), "c16")), "holds complex128", id="complex"),
        pytest.param(npy_bytes(np.array(["a", "bc"])), "holds no numbers but <U2", id="text"),
        pytest.param(npy_bytes(np.array([b"a"])), r"holds no numbers but \|S1", id="bytes"),
        pytest.param(
            npy_bytes(np.zeros((3, 4, 4), "M8[s]")), r"no numbers but <M8\[s\]", id="dates"
        ),
        pytest.param(FIVE[:-1], "cut short: 187 of 188 bytes are there", id="a byte too few"),
        pytest.param(FIVE[:100], "cut short", id="cut in its header"),
        pytest.param(FIVE[:7], "cut short", id="7 bytes of it"),
        pytest.param(FIVE[:3], "cut short", id="3 bytes of it"),
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(FIVE + b"more", "4 bytes follow its end", id="bytes behind it"),
        pytest.param(b"some text", "is no .npy file", id="some text"),
        pytest.param(
            npy_bytes(np.full((2, 4, 4), np.nan)), "32 values are NaN or infinite", id="only NaN"
        ),
    ],
)
def test_an_array_that_cannot_be_opened(tmp_path, data, says):
    refused(put(tmp_path, "x.npy", data), says=says)


@pytest.mark.parametrize(
    ("shape", "told", "says"),
    [
        pytest.param((1024, 1024, 1024), 1 << 30, "as bombs do", id="said as it is"),
        pytest.param((60, 1024, 1024), 60 << 20, "is damaged", id="said to be 60 MB"),
        pytest.param((5, 4, 3), 60, "is damaged", id="said to be 60 bytes"),
    ],
)
def test_a_bomb_does_not_go_off(tmp_path, shape, told, says):
    head = header(entries(shape=str(shape)))
    data = bombs.zipped("x.npy", head, 1024, told=len(head) + told)
    assert len(data) < 1_100_000
    refused(put(tmp_path, "a.npz", data), says=says, names="a.npz › x.npy")


def test_a_bomb_of_many_arrays_does_not_go_off(tmp_path):
    head = header(entries(shape="(15, 1024, 1024)"))
    packed, crc, size = bombs.deflated(head, 15)
    data = bombs.archive([(f"{i}.npy", packed, crc, size) for i in range(1000)])
    refused(put(tmp_path, "a.npz", data), says="as bombs do")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param({}, "the archive is empty", id="empty"),
        pytest.param({"a.txt": b"1", "b.txt": b"2"}, "no pictures in this archive", id="no arrays"),
        pytest.param({"a.npy": b"some text"}, "no pictures in this archive", id="text in it"),
    ],
)
def test_an_archive_without_arrays_is_refused(tmp_path, files, says):
    path = put(tmp_path, "a.npz", zipped(files))
    refused(path, says=says)


@pytest.mark.parametrize(
    ("member", "says"),
    [
        pytest.param(objects(), "pickled objects, which are never opened", id="objects"),
        pytest.param(FIVE[:-1], "cut short", id="cut"),
        pytest.param(FIVE + b"1", "1 bytes follow its end", id="too long"),
        pytest.param(npy_bytes(np.array(["a"])), "holds no numbers but", id="text"),
    ],
)
def test_the_array_that_cannot_be_opened_is_named(tmp_path, member, says):
    refused(put(tmp_path, "a.npz", zipped({"x.npy": member})), says=says, names="a.npz › x.npy")


def test_objects_beside_pictures_are_named_and_not_opened(tmp_path):
    path = put(tmp_path, "a.npz", zipped({"x.npy": FIVE, "extra.npy": objects()}))
    images = opened(path, notes=[r"^not read: extra \(holds pickled objects, which are never"])
    assert np.array_equal(images.pixels[..., 0], PIXELS)


def test_objects_as_labels_are_named_and_not_opened(tmp_path):
    path = put(tmp_path, "a.npz", zipped({"x.npy": FIVE, "y.npy": objects()}))
    images = opened(path, notes=["^y: holds pickled objects", r"^not read: y \("])
    assert images.labels is None


def test_of_several_arrays_the_largest_is_read_and_said(tmp_path):
    files = {"a": OTHERS, "b": FIVE, "c": npy_bytes(np.arange(5))}
    path = put(tmp_path, "a.npz", zipped({f"{name}.npy": data for name, data in files.items()}))
    images = opened(
        path,
        notes=[
            "^2 arrays may be the pictures; b, the largest, is read$",
            "^the labels are taken from c$",
            "^not read: a$",
        ],
    )
    assert np.array_equal(images.pixels[..., 0], PIXELS)
    with pytest.raises(Undecided) as asked:
        load_images(path, may_ask=True)
    question = asked.value.question
    assert isinstance(question, ArrayQuestion)
    assert [choice.name for choice in question.arrays] == ["b", "a"]


def test_a_wrong_checksum_is_laid_to_its_array(tmp_path):
    data = zipped({"x.npy": FIVE}, zipfile.ZIP_STORED).replace(PIXELS.tobytes(), bytes(60))
    refused(put(tmp_path, "a.npz", data), says="is damaged. Download", names="a.npz › x.npy")


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.9, 0.99], ids="{:.0%} of it".format)
def test_an_archive_that_is_cut_is_refused(tmp_path, kept):
    data = zipped({"x.npy": FIVE, "y.npy": npy_bytes(np.arange(5))})
    path = put(tmp_path, "a.npz", data[: int(kept * len(data))])
    refused(path, says="cut short or damaged. Download it again")


@pytest.mark.parametrize("name", ["../../x", "/x", "C:\\x", "a/../../../x", "~/x"])
def test_the_name_of_an_array_is_only_text(tmp_path, name):
    buffer = io.BytesIO()
    np.savez(buffer, **{name: PIXELS})
    images = opened(put(tmp_path, "a.npz", buffer.getvalue()))
    assert np.array_equal(images.pixels[..., 0], PIXELS)


def test_a_folder_with_a_damaged_array_is_refused(tmp_path):
    put(tmp_path, "set/1.npy", FIVE)
    put(tmp_path, "set/2.npy", FIVE[:-1])
    refused(tmp_path / "set", says="short|bytes", names="2.npy")
