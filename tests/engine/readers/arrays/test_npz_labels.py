import numpy as np
import pytest

from engine.readers.arrays.npz_arrays import list_arrays
from engine.readers.arrays.npz_labels import find_labels, read_labels
from tests.engine.readers.arrays.array_files import container, npy_bytes, task, zipped

X, Y = np.zeros((4, 5, 6), np.uint8), np.arange(4)


@pytest.fixture
def found(tmp_path):
    """Write arrays; returns the labels found for one of them, and what is said."""

    def find(pictures="x", **arrays):
        files = {f"{name}.npy": npy_bytes(array) for name, array in arrays.items()}
        (tmp_path / "a.npz").write_bytes(zipped(files))
        listing = list_arrays(container(tmp_path / "a.npz"), task())
        (array,) = (array for array in listing.arrays if array.name == pictures)
        labels, note = find_labels(array, listing)
        return (labels.name if labels else None), note

    return find


@pytest.mark.parametrize(
    ("pictures", "arrays", "labels"),
    [
        ("x", {"x": X, "y": Y}, "y"),
        ("x", {"x": X, "targets": Y[:, np.newaxis]}, "targets"),
        ("images", {"images": X, "a": Y, "labels": Y}, "labels"),
        ("x_train", {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y}, "y_train"),
        ("x_test", {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y}, "y_test"),
        ("train_images", {"train_images": X, "labels": Y}, "labels"),
        ("x_b", {"x_a": X, "y_a": Y, "x_b": X, "y_b": Y}, "y_b"),
        ("x", {"x": X, "y": Y[:3], "labels": Y}, "labels"),
        ("x", {"x": X}, None),
        ("x", {"x": X, "a": Y, "b": Y}, None),
        ("x", {"x": X, "a": Y * 1.0}, None),
        ("x", {"x": X, "a": Y[:3]}, None),
        ("x_train", {"x_train": X, "y_test": Y}, None),
        ("x_train", {"x_train": X, "ids": Y}, None),
    ],
)
def test_which_labels_belong_to_pictures(found, pictures, arrays, labels):
    assert found(pictures, **arrays) == (labels, "")


def test_the_only_list_is_taken_and_named(found):
    assert found("arr_0", arr_0=X, arr_1=Y) == ("arr_1", "the labels are taken from arr_1")


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        (Y[:3], "3 labels for 4 images"),
        (np.eye(4), "float64 of shape 4 × 4 are no list of whole numbers"),
        (np.array(["a"] * 4), "holds no numbers but <U1"),
    ],
)
def test_labels_that_do_not_fit_are_said(found, labels, what):
    assert found(x=X, y=labels) == (None, f"y: {what}; labels left out")


def test_labels_come_in_the_order_asked_for(tmp_path):
    arrays = {"b": np.array([[1.0], [2]]), "a": np.array([7, 8, 9], ">i2")}
    files = {f"{name}.npy": npy_bytes(array) for name, array in arrays.items()}
    (tmp_path / "a.npz").write_bytes(zipped(files))
    whole = container(tmp_path / "a.npz")
    by_name = {array.name: array for array in list_arrays(whole, task()).arrays}
    assert read_labels(whole, [by_name["a"], by_name["b"]]).tolist() == [7, 8, 9, 1, 2]
    assert read_labels(whole, [by_name["b"], by_name["a"]]).tolist() == [1, 2, 7, 8, 9]
