import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.arrays.labels import MAX_CLASSES, check_labels, classes_of
from engine.readers.arrays.npy_header import NpyHeader


@pytest.mark.parametrize(
    ("values", "labels", "names"),
    [
        (np.array([7, -1, 7, 30]), [1, 0, 1, 2], ("-1", "7", "30")),
        (np.array([3.0, -0.0, 3.0]), [1, 0, 1], ("0", "3")),
        (np.array([2.0, 1.0], "f2"), [1, 0], ("1", "2")),
        (np.array([True, False]), [1, 0], ("False", "True")),
        (np.array([(1 << 64) - 1, 0], "u8"), [1, 0], ("0", str((1 << 64) - 1))),
    ],
)
def test_classes_are_called_by_their_numbers(values, labels, names):
    found, class_names = classes_of(values, "a")
    assert found.tolist() == labels
    assert found.dtype == np.int32
    assert class_names == names


@pytest.mark.parametrize("bad", [0.5, np.nan, np.inf, -np.inf, 1e300])
def test_labels_that_are_not_whole(bad):
    with pytest.raises(DataError, match="labels are no whole numbers"):
        classes_of(np.array([1, bad]), "a")


def test_numbers_of_images_are_no_classes():
    assert len(classes_of(np.arange(MAX_CLASSES), "a")[1]) == 32_768
    with pytest.raises(DataError, match="32,769 different labels are over the limit of 32,768"):
        classes_of(np.arange(MAX_CLASSES + 1), "a")


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
@pytest.mark.parametrize("kind", ["i8", ">u2", "f4", "?"])
def test_one_number_an_image(shape, kind):
    check_labels(NpyHeader(np.dtype(kind), shape, 128), 4, "a")


@pytest.mark.parametrize(
    ("kind", "shape", "what"),
    [
        ("i8", (3,), "3 labels for 4 images. Save one an image."),
        ("i8", (4, 10), "int64 of shape 4 × 10 are no list of whole numbers."),
        ("i8", (), "int64 of shape none are no list of whole numbers."),
        ("i8", (4, 1, 1), "int64 of shape 4 × 1 × 1 are no list"),
        ("c8", (4,), "complex64 of shape 4 are no list of whole numbers."),
    ],
)
def test_what_does_not_fit(kind, shape, what):
    with pytest.raises(DataError) as caught:
        check_labels(NpyHeader(np.dtype(kind), shape, 128), 4, "y.npy")
    assert str(caught.value).startswith(f"y.npy: {what}")
