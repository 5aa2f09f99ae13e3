"""Picture files that are odd and sound: they open, and what was done to them is said."""

from __future__ import annotations

import io
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from PIL import Image

from engine import load_images
from engine.readers.questions import SizeQuestion, Undecided
from tests.engine.readers.bad_files.frame import opened, put, refused
from tests.engine.readers.bad_files.spoilt_bytes import packed_zeros
from tests.engine.readers.pictures.picture_makers import chunk, encoded, exif, png, some_pixels

GREY = some_pixels(4, 4)
COLOUR = some_pixels(4, 4, 3)


def test_a_gif_called_png_is_known_by_its_content(tmp_path):
    palette = Image.fromarray(COLOUR).quantize(4)
    images = opened(put(tmp_path, "photo.png", encoded(palette, "GIF")))
    assert np.array_equal(images.pixels, [np.asarray(palette.convert("RGB"))])


def test_more_packed_data_than_pixels_is_not_unpacked(tmp_path):
    data = png(2, 2, chunk(b"IDAT", packed_zeros(256)))
    assert opened(put(tmp_path, "photo.png", data)).pixels.tolist() == [[[[0], [0]], [[0], [0]]]]


def test_grey_of_16_bits_is_kept_and_said(tmp_path):
    pixels = some_pixels(4, 4, dtype=np.uint16)
    images = opened(put(tmp_path, "photo.png", encoded(pixels)), notes=["16 bits.*kept"])
    assert np.array_equal(images.pixels, pixels[None, :, :, None])
    assert images.pixels.dtype == np.uint16


def test_colours_of_16_bits_are_reduced_and_said(tmp_path):
    data = png(2, 1, depth=16, colour=2, data=bytes([0, *range(12)]))
    images = opened(put(tmp_path, "photo.png", data), notes=["colours of over 8 bits; reduced"])
    assert images.pixels.tolist() == [[[[0, 2, 4], [6, 8, 10]]]]


def test_all_kinds_of_pixels_in_one_folder(tmp_path):
    opaque, clear = np.full((4, 4), 255, np.uint8), np.zeros((4, 4), np.uint8)
    inks = Image.fromarray(some_pixels(4, 4, 4), "CMYK")
    palette = Image.fromarray(COLOUR).quantize(8)
    fractions = (GREY / 255).astype(np.float32)
    files = {
        "1 black.png": encoded(Image.fromarray(GREY).convert("1")),
        "2 grey.png": encoded(GREY),
        "3 grey clear.png": encoded(np.dstack([GREY, clear])),
        "4 palette.png": encoded(palette),
        "5 colour clear.png": encoded(np.dstack([COLOUR, clear])),
        "6 colour opaque.png": encoded(np.dstack([COLOUR, opaque])),
        "7 inks.tif": encoded(inks, "TIFF"),
        "8 deep.png": encoded(GREY.astype(np.uint16) * 257),
        "9 deeper.tif": encoded(GREY.astype(np.int32) * 257, "TIFF"),
        "10 fractions.tif": encoded(fractions, "TIFF"),
    }
    for name, data in files.items():
        put(tmp_path, f"set/{name}", data)
    notes = ["2 pictures of 16 bits.*reduced", "6 pictures in grey.*made RGB", "decimal.*whole"]
    images = opened(tmp_path / "set", notes=notes)
    assert images.names == tuple(files)
    assert images.pixels.dtype == np.uint8
    grey = np.repeat(GREY[:, :, None], 3, axis=2)
    expected = [
        np.asarray(Image.fromarray(GREY).convert("1").convert("RGB")),
        grey,
        np.full((4, 4, 3), 255),
        np.asarray(palette.convert("RGB")),
        np.full((4, 4, 3), 255),
        COLOUR,
        np.asarray(inks.convert("RGB")),
        grey,
        grey,
        grey,
    ]
    assert np.array_equal(images.pixels, expected)


def unequal(tmp_path):
    for number, (height, width) in enumerate([(4, 6), (9, 6), (4, 6)]):
        put(tmp_path, f"set/{number}.png", encoded(some_pixels(height, width, 3)))
    return tmp_path / "set"


def test_unequal_sizes_without_anybody_to_ask_are_made_equal_and_said(tmp_path):
    notes = ["^sizes differ, 4 × 6 to 9 × 6: cropped to 64 × 64$"]
    images = opened(unequal(tmp_path), notes=notes)
    assert images.image_shape == (64, 64, 3)


def test_unequal_sizes_are_asked_about_with_their_counts(tmp_path):
    with pytest.raises(Undecided) as caught:
        load_images(unequal(tmp_path), may_ask=True)
    question = caught.value.question
    assert isinstance(question, SizeQuestion)
    assert question.sizes == (((4, 6), 2), ((9, 6), 1))


@pytest.mark.parametrize("framing", ["crop", "pad", "stretch"])
def test_unequal_sizes_answered(tmp_path, framing):
    folder = unequal(tmp_path)
    with_answer = {"size": (5, 5), "framing": framing}
    images = opened(folder, notes=["3 pictures had other sizes.* to 5 × 5"], **with_answer)
    assert images.image_shape == (5, 5, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_of_a_turned_camera_is_upright(tmp_path, kind):
    image = Image.fromarray(some_pixels(4, 8, 3))
    options = {"tiffinfo": {274: 6}} if kind == "TIFF" else {"exif": b"Exif\0\0" + exif(6)}
    data = encoded(image, kind, **options)
    images = opened(put(tmp_path, "photo", data))
    decoded = np.asarray(Image.open(io.BytesIO(data)))
    upright = decoded if kind == "TIFF" else np.rot90(decoded, -1)
    assert images.image_shape == (8, 4, 3)
    assert np.array_equal(images.pixels, [upright])


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "PNG", "WEBP"])
def test_the_first_of_several_frames_or_pages_is_read_and_said(tmp_path, kind):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("black", "white", "red")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    images = opened(put(tmp_path, "photo", data), notes=["further frames or pages; only the first"])
    assert not images.pixels.any()


def test_one_pixel_is_a_picture_and_one_picture_a_set(tmp_path):
    images = opened(put(tmp_path, "photo.png", encoded(some_pixels(1, 1, 3))))
    assert images.pixels.tolist() == [some_pixels(1, 1, 3).tolist()]


@pytest.fixture
def photos(tmp_path):
    """Eight pictures of 16 megapixels, 50 MB each, in a few kilobytes."""
    data = encoded(np.zeros((4096, 4096, 3), np.uint8))
    for number in range(8):
        put(tmp_path, f"set/{number}.png", data)
    return tmp_path / "set"


@pytest.fixture
def _little_memory(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=400 * 10**6))


@pytest.mark.usefixtures("_little_memory")
def test_large_pictures_that_do_not_fit_are_refused_with_both_sizes(photos):
    says = r"needs 0.4 GB, 0.3 GB of memory can be used\. Take fewer images or a smaller size\.$"
    refused(photos, says=says, size=(4096, 4096))


@pytest.mark.usefixtures("_little_memory")
def test_large_pictures_open_at_a_smaller_size(photos):
    images = opened(photos, notes=["^all are 4,096 × 4,096: cropped to 64 × 64$"])
    assert images.pixels.shape == (8, 64, 64, 3)
