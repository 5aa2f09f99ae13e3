import hashlib

import numpy as np
import pytest

from engine.errors import Cancelled, DataError
from engine.imageset import HASH_BLOCK, ImageSet, from_array

PIXELS = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)


def make(**changes):
    return ImageSet(**{"name": "two", "pixels": PIXELS} | changes)


def refusal(function, *arguments, **options):
    with pytest.raises(DataError) as caught:
        function(*arguments, **options)
    return str(caught.value)


def test_counts_and_shapes():
    images = make()
    assert (len(images), images.image_shape, images.n_features) == (2, (3, 4, 3), 36)


def test_pixels_are_read_only_contiguous_and_not_copied():
    pixels = PIXELS.copy()
    images = make(pixels=pixels)
    assert np.shares_memory(images.pixels, pixels)
    with pytest.raises(ValueError, match="read-only"):
        images.pixels[0] = 0
    pixels[0] = 0  # the caller's own array stays writable
    turned = make(pixels=np.asfortranarray(PIXELS))
    assert turned.pixels.flags.c_contiguous
    assert np.array_equal(turned.pixels, PIXELS)


def test_labels_become_int32_and_read_only():
    images = make(labels=np.array([1, 0], dtype=np.int64), class_names=("cat", "dog"))
    assert images.labels.dtype == np.int32
    assert not images.labels.flags.writeable


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"pixels": PIXELS.astype(np.float64)}, "pixels are float64"),
        ({"pixels": PIXELS.astype(">u2")}, "pixels are >u2"),
        ({"pixels": PIXELS[0]}, "shape 3 × 4 × 3 are not pictures"),
        ({"pixels": PIXELS[:0]}, "shape 0 × 3 × 4 × 3"),
        ({"pixels": PIXELS[..., :2]}, "shape 2 × 3 × 4 × 2"),
        ({"labels": np.array([1])}, "1 labels for 2 images"),
        ({"names": ("a", "b", "c")}, "3 names for 2 images"),
    ],
)
def test_what_does_not_fit_is_refused(changes, what):
    assert what in refusal(make, **changes)


def test_names_of_images_and_classes():
    images = make(labels=np.array([1, 7]), class_names=("cat", "dog"), names=("a.png", "b.png"))
    assert images.image_name(1) == "b.png"
    assert make().image_name(1) == "image 00001"
    assert (images.class_name(0), images.class_name(1), make().class_name(0)) == ("dog", "7", "")


def test_take_keeps_what_belongs_together():
    images = make(labels=np.array([1, 0]), class_names=("cat", "dog"), names=("a", "b"), source="s")
    taken = images.take(np.array([1]), limit=1, limit_seed=5)
    assert np.array_equal(taken.pixels, PIXELS[1:])
    assert (taken.labels.tolist(), taken.names, taken.class_names) == ([0], ("b",), ("cat", "dog"))
    assert (taken.source, taken.limit, taken.limit_seed) == ("s", 1, 5)
    assert make().take(np.array([1, 0])).names == ()


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_the_hash_is_that_of_the_bytes(kind):
    pixels = PIXELS.astype(kind)
    assert make(pixels=pixels).sha256() == hashlib.sha256(pixels.tobytes()).hexdigest()


def test_the_hash_of_many_blocks_and_a_stop_between_them():
    pixels = np.ones((3, 1, HASH_BLOCK, 1), dtype=np.uint8)
    images = make(pixels=pixels)
    assert images.sha256() == hashlib.sha256(pixels.tobytes()).hexdigest()
    answers = iter([False, True])
    with pytest.raises(Cancelled):
        images.sha256(lambda: next(answers))


def test_the_hash_of_large_pictures_stops_within_one():
    images = make(pixels=np.ones((2, 1, 2 * HASH_BLOCK, 1), dtype=np.uint8))
    assert images.sha256() == hashlib.sha256(images.pixels.tobytes()).hexdigest()
    answers = iter([False, True])
    with pytest.raises(Cancelled):
        images.sha256(lambda: next(answers))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((5, 6), (5, 1, 6, 1)),
        ((5, 6, 7), (5, 6, 7, 1)),
        ((5, 6, 7, 3), (5, 6, 7, 3)),
        ((5, 6, 7, 4), (5, 1, 168, 1)),
        ((5, 2, 2, 2, 2), (5, 1, 16, 1)),
    ],
)
def test_arrays_of_any_shape_become_pictures(shape, expected):
    array = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    images = from_array(array, "mine")
    assert images.pixels.shape == expected
    assert np.array_equal(images.pixels.reshape(-1), array.reshape(-1))
    assert (images.name, images.source) == ("mine", "mine")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (np.bool_, np.uint8),
        (np.uint8, np.uint8),
        (np.uint16, np.uint16),
        (">u2", np.uint16),
        (np.int64, np.float32),
        (np.float16, np.float32),
        (np.float64, np.float32),
    ],
)
def test_types_that_are_kept_and_types_that_are_turned(kind, expected):
    values = np.array([[0, 1], [1, 1]], dtype=kind)
    images = from_array(values)
    assert images.pixels.dtype == expected
    assert images.pixels.reshape(2, 2).tolist() == [[0, 1], [1, 1]]


@pytest.mark.parametrize(
    ("array", "what"),
    [
        ([["a", "b"]], "not numbers"),
        (np.zeros((2, 2), dtype=complex), "holds complex128, not numbers"),
        (np.zeros((0, 3)), "shape 0 × 3 holds no pictures"),
        (np.zeros(3), "shape 3 holds no pictures"),
        (np.float64(3), "shape none holds no pictures"),
        ([[0.1, 0.2]], "float32 cannot hold these float64 values exactly"),
        ([[1e300, 0]], "float32 cannot hold these float64 values exactly"),
        ([[2**24 + 1, 0]], "float32 cannot hold these int64 values exactly"),
    ],
)
def test_arrays_that_are_no_pictures_are_refused(array, what):
    assert what in refusal(from_array, array)


def test_nan_is_not_taken_for_a_rounding_error():
    assert np.isnan(from_array([[np.nan, 0.5]]).pixels).sum() == 1
