import numpy as np

from engine.readers.assembly import Assembly
from engine.readers.batches import Batch
from tests.engine.readers.cifar_files import some_pixels

ABC = ("a", "b", "c")


def batch(pixels, labels=None, names=(), problem=""):
    labels = [1] * len(pixels) if labels is None else labels
    return Batch(pixels.transpose(0, 3, 1, 2), labels, list(names), problem)


def assembled(sizes, wanted=ABC):
    """An assembly of batches arriving in the order of `sizes`, and their pixels."""
    assembly, pixels = Assembly(wanted), {}
    for i, (name, n) in enumerate(sizes.items()):
        pixels[name] = some_pixels(n, seed=i)
        assembly.add(name, batch(pixels[name]))
    return assembly, np.concatenate([pixels[name] for name in wanted if name in pixels])


def test_batches_are_put_in_order_whenever_they_come():
    assembly, expected = assembled({"c": 2, "a": 2, "b": 2})
    assert assembly.found == ABC
    assert np.array_equal(assembly.pixels(), expected)


def test_equal_batches_are_held_once():
    assembly, _ = assembled({"b": 2, "a": 2, "c": 2})
    assert np.shares_memory(assembly.pixels(), assembly.pixels())


def test_batches_of_different_sizes():
    assembly, expected = assembled({"b": 2, "a": 3, "c": 1})
    assert np.array_equal(assembly.pixels(), expected)


def test_a_batch_missing_in_the_middle_and_at_the_end():
    assembly, expected = assembled({"c": 2, "a": 2})
    assert np.array_equal(assembly.pixels(), expected)
    assembly, expected = assembled({"b": 2, "a": 2})
    assert np.array_equal(assembly.pixels(), expected)


def test_nothing_yet():
    assert Assembly(ABC).found == ()


def test_labels_and_names_follow_the_images():
    assembly = Assembly(ABC)
    assembly.add("b", batch(some_pixels(1), [5], ["five"]))
    assembly.add("a", batch(some_pixels(2), [0, 9], ["nought", "nine"]))
    labels, problems = assembly.labels(10)
    assert labels.tolist() == [0, 9, 5]
    assert problems == []
    assert assembly.names() == ("nought", "nine", "five")


def test_labels_of_one_batch_that_do_not_fit_leave_all_out():
    assembly = Assembly(ABC)
    assembly.add("a", batch(some_pixels(1), [5], ["five"]))
    assembly.add("b", batch(some_pixels(1), [], problem="no list of labels"))
    assembly.add("c", batch(some_pixels(1), [11]))
    labels, problems = assembly.labels(10)
    assert labels is None
    assert problems == [
        "b: no list of labels; all labels left out",
        "c: label 11 is not one of 0 to 9; all labels left out",
    ]
    assert assembly.names() == ()
