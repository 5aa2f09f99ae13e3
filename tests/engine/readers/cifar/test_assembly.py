import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.cifar import assembly as assembly_module
from engine.readers.cifar.assembly import Assembly
from tests.engine.readers.cifar.cifar_files import some_pixels

ABC = ("a", "b", "c")
SHAPE = (32, 32, 3)


def assembled(sizes, wanted=ABC, shares=None):
    """An assembly of parts arriving in the order of `sizes`, and their pixels."""
    assembly, pixels = Assembly("set", wanted, SHAPE, shares), {}
    for i, (name, n) in enumerate(sizes.items()):
        pixels[name] = some_pixels(n, seed=i)
        assembly.room_for(name, n)[:] = pixels[name]
    return assembly, np.concatenate([pixels[name] for name in wanted if name in pixels])


def described(**parts):
    assembly = Assembly("set", ABC, SHAPE)
    for name, (labels, names, problem) in parts.items():
        assembly.put(name, some_pixels(max(1, len(labels))))
        assembly.describe(name, labels, names, problem)
    return assembly


def is_held_once(assembly):
    return assembly.pixels().base is assembly.pixels().base is not None


def test_parts_are_put_in_order_whenever_they_come():
    assembly, expected = assembled({"c": 2, "a": 2, "b": 2})
    assert assembly.found == ABC
    assert np.array_equal(assembly.pixels(), expected)


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ({"b": 2, "a": 2, "c": 2}, None),
        ({"b": 2, "a": 2}, None),
        ({"a": 10, "b": 2, "c": 4}, (5, 1, 2)),
        ({"c": 4, "b": 2, "a": 10}, (5, 1, 2)),
    ],
)
def test_parts_of_the_expected_size_are_held_once(sizes, shares):
    assembly, expected = assembled(sizes, shares=shares)
    assert np.array_equal(assembly.pixels(), expected)
    assert is_held_once(assembly)


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        ({"b": 2, "a": 3, "c": 1}, None),
        ({"c": 2, "a": 2}, None),  # one is missing in the middle
        ({"a": 3, "b": 2, "c": 4}, (5, 1, 2)),  # 3 is no multiple of 5
        ({"b": 2, "a": 3, "c": 4}, (5, 1, 2)),
        ({"c": 2}, None),
    ],
)
def test_parts_of_any_size(sizes, shares):
    assembly, expected = assembled(sizes, shares=shares)
    assert np.array_equal(assembly.pixels(), expected)
    assert [assembly.count(name) for name in sizes] == list(sizes.values())


def test_a_part_that_has_its_pixels_already_is_not_copied():
    assembly, pixels = Assembly("set", ("a",), SHAPE), some_pixels(2)
    assembly.put("a", pixels)
    assert assembly.pixels() is pixels


def test_memory_is_asked_for_before_all_is_taken(monkeypatch):
    asked = []
    monkeypatch.setattr(assembly_module, "check_room", lambda *what: asked.append(what))
    assembled({"a": 2, "b": 2, "c": 3})
    assert asked[:3] == [(0, "set"), (6 * 3072, "set"), (3 * 3072, "set")]


def test_what_does_not_fit_is_refused():
    with pytest.raises(DataError, match="of memory can be used"):
        Assembly("set", ABC, SHAPE).room_for("a", 1 << 40)


def test_nothing_yet():
    assert Assembly("set", ABC, SHAPE).found == ()


def test_what_is_missing():
    assembly, _ = assembled({"b": 2})
    assert assembly.missing(ABC) == ["a, c are missing; read 1 of 3 batches"]
    assert assembly.missing(("a", "b")) == ["a is missing; read 1 of 2 batches"]
    assert assembly.missing(("b",)) == []


def test_labels_and_names_follow_the_images():
    assembly = described(b=([5], ["five"], ""), a=([0, 9], ["nought", "nine"], ""))
    labels, problems = assembly.labels(10)
    assert labels.tolist() == [0, 9, 5]
    assert labels.dtype == np.int32
    assert problems == []
    assert assembly.names() == ("nought", "nine", "five")


def test_labels_of_one_part_that_do_not_fit_leave_all_out():
    assembly = described(
        a=([5], ["five"], ""), b=([], [], "no list of labels"), c=([11], ["eleven"], "")
    )
    labels, problems = assembly.labels(10)
    assert labels is None
    assert problems == [
        "b: no list of labels; all labels left out",
        "c: label 11 is not one of 0 to 9; all labels left out",
    ]
    assert assembly.names() == ()
