import pytest

from engine.errors import DataError
from engine.readers.splits import Parts, chosen_parts, part_of, without_part


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train-images-idx3-ubyte", "train"),
        ("emnist-letters-train-images.idx3-ubyte.gz", "train"),
        ("t10k-images-idx3-ubyte", "test"),
        ("T10K-images", "test"),
        ("test_32x32.mat", "test"),
        ("Training", "train"),
        ("validation-00000-of-00001.parquet", "validation"),
        ("val", "validation"),
        ("dev-0.parquet", "validation"),
        ("extra_32x32.mat", ""),
        ("strained.npy", ""),
        ("trains.npy", ""),
        ("latest", ""),
        ("contest-images", ""),
        ("valley", ""),
        ("", ""),
    ],
)
def test_the_part_that_a_name_tells(name, part):
    assert part_of(name) == part


def test_names_without_their_part():
    assert without_part("EMNIST-train-images") == "emnist--images"
    assert without_part("t10k-images") == "-images"
    assert without_part("strained") == "strained"


@pytest.mark.parametrize(
    ("there", "split", "read", "said"),
    [
        ({"train", "test"}, "train", ("train",), "train"),
        ({"train", "test"}, "test", ("test",), "test"),
        ({"train", "test"}, "all", ("train", "test"), "all"),
        ({"test", "", "validation", "train"}, "all", ("train", "validation", "test", ""), "all"),
        ({"test"}, "all", ("test",), "all"),
        ({""}, "test", ("",), ""),
        ({""}, "all", ("",), ""),
    ],
)
def test_parts_that_are_there(there, split, read, said):
    assert chosen_parts(there, split, "x") == Parts(read, said)


@pytest.mark.parametrize(
    ("there", "split", "read", "said", "note"),
    [
        ({"test"}, "train", "test", "test", "no train images here; the test images were read"),
        ({"", "test"}, "train", "", "", "no train images here; the other images were read"),
        ({"validation"}, "train", "validation", "", "the validation images were read"),
        ({"train", "validation"}, "test", "validation", "", "the validation images were read"),
    ],
)
def test_what_stands_in_for_a_part_is_said(there, split, read, said, note):
    parts = chosen_parts(there, split, "x")
    assert (parts.read, parts.split) == ((read,), said)
    assert len(parts.notes) == 1
    assert note in parts.notes[0]


def test_train_never_stands_in_for_test():
    with pytest.raises(DataError) as caught:
        chosen_parts({"train"}, "test", "digits")
    assert str(caught.value) == "digits: no test images in it. Choose another split."
