import numpy as np
import pytest

from engine.readers.arrays.npz_arrays import chosen_arrays, list_arrays
from engine.readers.questions import ArrayChoice, ArrayQuestion, Undecided
from tests.engine.readers.arrays.array_files import (
    container,
    load,
    npy_bytes,
    refusal,
    task,
    zipped,
)

GREY, COLOUR = np.zeros((4, 5, 6), np.uint8), np.zeros((2, 5, 6, 3), np.uint8)
FLAT, LIST = np.zeros((4, 300), np.uint8), np.zeros(4, int)
OBJECTS = np.array([{}])


@pytest.fixture
def path(tmp_path):
    """Write arrays, or bytes; returns the path of their file."""

    def write(**arrays):
        files = {
            f"{name}.npy": data if isinstance(data, bytes) else npy_bytes(data, allow_pickle=True)
            for name, data in arrays.items()
        }
        (tmp_path / "a.npz").write_bytes(zipped(files))
        return tmp_path / "a.npz"

    return write


def chosen(path, **options):
    """Return the name of what is taken, its parts, and what is said."""
    doing = task(**options)
    group, notes, several = chosen_arrays(list_arrays(container(path), doing), "a.npz", doing)
    return group.name, {part: array.name for part, array in group.parts.items()}, notes, several


def test_what_is_in_a_file(path):
    told = []
    whole = path(x=GREY, names=np.array(["a"]), o=OBJECTS, y=LIST)
    listing = list_arrays(container(whole), task(told))
    assert [(array.name, array.shown) for array in listing.arrays] == [
        ("x", "a.npz › x.npy"),
        ("y", "a.npz › y.npy"),
    ]
    assert {name: error.problem for name, error in listing.refused.items()} == {
        "names": "holds no numbers but <U1",
        "o": "holds pickled objects, which are never opened",
    }
    assert [news for news in told if news[0] != "looking into a.npz"] == []
    assert len(told) == 4


@pytest.mark.parametrize(
    ("arrays", "name", "parts"),
    [
        ({"x": GREY}, "x", {"": "x"}),
        ({"x": GREY, "y": LIST}, "x", {"": "x"}),
        ({"x_train": GREY, "x_test": COLOUR}, "x", {"train": "x_train", "test": "x_test"}),
        ({"trainX": GREY, "testX": GREY, "valX": GREY}, "x", None),
        ({"x_train": GREY}, "x_train", {"": "x_train"}),
        ({"flat": FLAT, "x": GREY}, "x", {"": "x"}),
        ({"x": FLAT, "y": LIST}, "x", {"": "x"}),
        ({"y_train": GREY[..., 0], "x_train": FLAT}, "x_train", {"": "x_train"}),
        ({"labels": GREY}, "labels", {"": "labels"}),
        ({"a": LIST, "b": LIST[:2]}, "a", {"": "a"}),
    ],
)
@pytest.mark.parametrize("may_ask", [True, False])
def test_what_needs_no_question(path, arrays, name, parts, may_ask):
    found = chosen(path(**arrays), may_ask=may_ask)
    assert found[0] == name
    assert found[1] == (parts or {"train": "trainX", "test": "testX", "validation": "valX"})
    assert found[2] == []


def test_which_of_several(path):
    whole = path(small=GREY, large=COLOUR, flat=np.zeros((9, 999)), y=LIST)
    assert chosen(whole) == (
        "large",
        {"": "large"},
        ["2 arrays may be the pictures; large, the largest, is read"],
        True,
    )
    with pytest.raises(Undecided) as caught:
        chosen(whole, may_ask=True)
    question = caught.value.question
    assert isinstance(question, ArrayQuestion)
    assert (question.name, question.suggestion) == ("a.npz", "large")
    assert question.arrays == (
        ArrayChoice(name="large", shape=(2, 5, 6, 3), dtype="uint8"),
        ArrayChoice(name="small", shape=(4, 5, 6), dtype="uint8"),
        ArrayChoice(name="flat", shape=(9, 999), dtype="float64"),
    )
    for choice in question.arrays:
        assert chosen(whole, may_ask=True, array=choice.name)[:3] == (
            choice.name,
            {"": choice.name},
            [],
        )


def test_several_sets_with_parts(path):
    whole = path(x_train=GREY, x_test=GREY, mask_train=COLOUR, mask_test=GREY)
    parts = {"train": "mask_train", "test": "mask_test"}
    assert chosen(whole)[:2] == ("mask", parts)
    assert chosen(whole, array="mask")[:3] == ("mask", parts, [])
    assert chosen(whole, array="x_test")[:3] == ("x_test", {"": "x_test"}, [])


def test_a_name_that_would_mean_two_things_means_the_array(path):
    whole = path(x=COLOUR, x_train=GREY, x_test=GREY)
    assert chosen(whole, array="x")[1] == {"": "x"}
    assert chosen(whole, array="x_train")[1] == {"": "x_train"}


def test_two_arrays_of_one_part_stay_apart(path):
    whole = path(x_train=GREY, X_train=COLOUR)
    assert chosen(whole)[:2] == ("X_train", {"": "X_train"})
    assert chosen(whole, array="x_train")[1] == {"": "x_train"}


def test_an_array_that_is_not_there(path):
    assert refusal(path(x=GREY, y=LIST), array="z") == (
        "a.npz: no array 'z'; of pictures: x. Choose another array."
    )
    assert refusal(path(x=GREY, y=LIST), array="y").startswith(
        "a.npz › y.npy: an array of shape 4 holds no pictures."
    )
    assert refusal(path(x=GREY, o=OBJECTS), array="o").startswith(
        "a.npz › o.npy: holds pickled objects, which are never opened."
    )
    many = {f"{'long' * 9}_{i}": GREY for i in range(20)}
    assert refusal(path(**many), array="z" * 200).endswith(". Choose another array.")


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        ({}, "a.npz: no arrays in it. Save it again with numpy.savez."),
        ({"o": OBJECTS}, "a.npz › o.npy: holds pickled objects, which are never opened."),
        ({"o": OBJECTS, "y": LIST}, "a.npz › y.npy: an array of shape 4 holds no pictures."),
        ({"z": np.zeros((4, 4), complex)}, "a.npz › z.npy: holds complex128."),
        ({"x": GREY, "bad": b"x = 3"}, "a.npz › bad.npy: is no .npy file"),
        ({"x": GREY, "cut": npy_bytes(GREY)[:-1]}, "a.npz › cut.npy: is cut short: "),
        ({"x": GREY, "empty": b""}, "a.npz › empty.npy: the file is empty."),
    ],
)
def test_what_is_refused(path, arrays, what):
    assert refusal(path(**arrays)).startswith(what)


def test_files_that_are_no_arrays(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(zipped({"readme.txt": b"hello"}))
    assert refusal(path) == "a.npz: no arrays in it. Save it again with numpy.savez."
    path.write_bytes(zipped({"readme.txt": b"hello", "x.npy": npy_bytes(GREY)}))
    assert load(path).notes == ("not read: readme.txt",)


def test_names_are_nothing_but_text(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(zipped({"../../x.npy": npy_bytes(GREY), "/etc/y\n.npy": npy_bytes(LIST)}))
    images = load(path)
    assert len(images) == 4
    assert all(note.isprintable() for note in images.notes)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.npz"]
