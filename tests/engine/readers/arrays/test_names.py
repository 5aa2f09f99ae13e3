import pytest

from engine.readers.arrays.names import ArrayName, label_names, parse_name


@pytest.mark.parametrize(
    ("names", "part", "stem"),
    [
        (["x_train", "X_train", "xtrain", "XTrain", "trainX", "train_x", "trainx"], "train", "x"),
        (["y_test", "Y-test", "ytest", "testy", "testY", "y.testing"], "test", "y"),
        (["train_images", "trainImages", "train/images", "Images_Train"], "train", "images"),
        (["val_images", "images_valid", "validation images"], "validation", "images"),
        (["arr_0"], "", "arr 0"),
        (["latest", "Latest"], "", "latest"),
        (["x_trained"], "", "x trained"),
        (["train"], "train", ""),
        (["é"], "", ""),
    ],
)
def test_what_names_tell(names, part, stem):
    assert {name: parse_name(name) for name in names} == dict.fromkeys(names, ArrayName(part, stem))


@pytest.mark.parametrize(
    ("name", "is_labels"),
    [
        ("y", True),
        ("ytrain", True),
        ("train_labels", True),
        ("TestTargets", True),
        ("label", True),
        ("x_train", False),
        ("yes", False),
        ("my", False),
        ("arr_0", False),
    ],
)
def test_names_of_labels(name, is_labels):
    assert parse_name(name).is_labels == is_labels


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("x_train", ["y_train", "Y_train", "labels"]),
        ("trainX", ["trainy", "trainY", "labels"]),
        ("x", ["y", "Y", "labels"]),
        ("train_images", ["train_labels", "labels"]),
        ("trainImages", ["trainLabels", "labels"]),
        ("data", ["labels", "target", "targets"]),
        ("faces", ["labels"]),
        ("labels", []),
    ],
)
def test_names_of_the_labels_beside(name, first):
    assert label_names(name) == first
