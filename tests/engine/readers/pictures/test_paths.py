import pytest

from engine.errors import Cancelled, DataError
from engine.readers.containers.base import Member
from engine.readers.pictures.paths import classes, of_split


def chosen(split, *paths):
    found = of_split([Member(path, 1) for path in paths], split, "set")
    return [member.path for member in found.members], found


PARTS = ("test/a/1.png", "test/b/2.png", "train/a/3.png", "train/b/4.png", "val/a/5.png")


def test_folders_are_splits():
    assert chosen("train", *PARTS)[0] == ["train/a/3.png", "train/b/4.png"]
    assert chosen("test", *PARTS)[0] == ["test/a/1.png", "test/b/2.png"]
    paths, found = chosen("all", *PARTS)
    assert paths == [*PARTS[2:4], "val/a/5.png", *PARTS[:2]]
    assert (found.split, found.has_splits, found.level, found.notes) == ("all", True, 1, ())


@pytest.mark.parametrize("folder", ["", "images/", "a/b/"])
def test_splits_are_found_below_common_folders(folder):
    paths, found = chosen("test", *(folder + path for path in PARTS))
    assert paths == [f"{folder}test/a/1.png", f"{folder}test/b/2.png"]
    assert found.level == folder.count("/") + 1


def test_validation_stands_in_for_test():
    paths, found = chosen("test", "train/1.png", "valid/2.png")
    assert paths == ["valid/2.png"]
    assert "validation images were read" in found.notes[0]


def test_what_lies_outside_the_splits_is_left_out_and_said():
    paths, found = chosen("all", "ReadMe.txt", "docs/1.png", "test_set/2.png", "train_images/3.png")
    assert paths == ["train_images/3.png", "test_set/2.png"]
    assert found.notes == ("2 files outside the folders test, train; left out",)


def test_one_folder_of_that_name_among_others_is_a_class():
    paths, found = chosen("train", "bus/1.png", "train/2.png")
    assert paths == ["bus/1.png", "train/2.png"]
    assert (found.split, found.has_splits, found.level, found.notes) == ("", False, 0, ())


@pytest.mark.parametrize(
    "paths", [(), ("1.png",), ("a/1.png", "b/2.png"), ("train cars/1.png", "x/2.png")]
)
def test_without_such_folders_there_are_no_splits(paths):
    assert chosen("test", *paths)[0] == list(paths)


def test_a_split_without_files_is_refused():
    with pytest.raises(DataError, match=r"^set: no test images in it\. Choose another split\.$"):
        chosen("test", "training/1.png", "train/2.png")


def test_ten_thousand_folders_can_be_left_before_the_last():
    members = [Member(f"{number}/1.png", 1) for number in range(10_000)]
    asked = []

    def check():
        asked.append(None)
        if len(asked) == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        of_split(members, "train", "set", check)


def labelled(*kept, unread=(), level=0):
    found = classes(kept, unread, level)
    if found.labels is None:
        return found.notes
    return [found.names[label] for label in found.labels], found.names


def test_the_folder_above_a_picture_is_its_class():
    labels, names = labelled("cat/1.png", "dog/2.png", "cat/3.png")
    assert labels == ["cat", "dog", "cat"]
    assert names == ("cat", "dog")


def test_classes_are_in_natural_order():
    assert labelled("c10/1.png", "c9/1.png", "c1/1.png")[1] == ("c1", "c9", "c10")


def test_a_folder_that_all_classes_have_is_passed_over():
    labels, names = labelled("x/cat/images/1.png", "x/dog/images/2.png")
    assert labels == ["cat", "dog"]
    assert names == ("cat", "dog")


def test_splits_share_classes_and_are_none():
    paths = ("train/a/1.png", "train/b/1.png", "test/a/1.png")
    assert labelled(*paths, level=1) == (["a", "b", "a"], ("a", "b"))
    assert labelled("train/1.png", "test/2.png", level=1) == ()


@pytest.mark.parametrize("paths", [("1.png", "2.png"), ("a/1.png", "a/2.png")])
def test_without_two_folders_there_are_no_classes(paths):
    assert labelled(*paths) == ()


def test_pictures_at_different_depths_have_no_classes_and_it_is_said():
    notes = labelled("1.png", "cat/2.png", "dog/3.png")
    assert notes == ("pictures lie at different depths of folders; no classes",)


def test_classes_that_a_limit_left_aside_are_known():
    labels, names = labelled("b/1.png", unread=("a/1.png", "note.txt", "c/d/1.png"))
    assert labels == ["b"]
    assert names == ("a", "b")
