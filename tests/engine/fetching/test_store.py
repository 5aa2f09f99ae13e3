import os
from pathlib import Path

import pytest

from engine.catalogue import find as entry_called
from engine.fetching import store


def hollow(path, size):
    """Make a file of that size; its bytes do not matter here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.truncate(path, size)
    return path


CIFAR10 = entry_called("cifar10")
MNIST = entry_called("mnist")


def test_the_folder_is_the_users_own_or_the_one_chosen(monkeypatch, tmp_path):
    assert store.default_folder().name == "image-sets"
    assert store.default_folder().parent.name == "centroid-lab"
    assert store.default_folder().is_absolute()
    monkeypatch.setenv("CENTROID_LAB_DATA", str(tmp_path))
    assert store.default_folder() == tmp_path
    monkeypatch.setenv("CENTROID_LAB_DATA", "here")
    assert store.default_folder() == Path.cwd() / "here"


def test_an_archive_that_somebody_put_there_is_found(tmp_path):
    assert store.find(CIFAR10, tmp_path) is None
    path = hollow(tmp_path / "cifar-10-python.tar.gz", 170_498_071)
    assert store.find(CIFAR10, tmp_path) == path
    assert store.missing_bytes(CIFAR10, tmp_path) == 0


def test_an_archive_in_a_folder_of_its_own_is_found_too(tmp_path):
    path = hollow(tmp_path / "cifar10" / "cifar-10-python.tar.gz", 170_498_071)
    assert store.find(CIFAR10, tmp_path) == path


@pytest.mark.parametrize("size", [0, 170_498_070, 170_498_072])
def test_only_the_exact_size_counts(tmp_path, size):
    hollow(tmp_path / "cifar-10-python.tar.gz", size)
    assert store.find(CIFAR10, tmp_path) is None
    assert store.missing_bytes(CIFAR10, tmp_path) == 170_498_071


def test_links_count_and_folders_do_not(tmp_path):
    path = hollow(tmp_path / "elsewhere", 170_498_071)
    (tmp_path / "cifar-10-python.tar.gz").symlink_to(path)
    assert store.find(CIFAR10, tmp_path) is not None
    (tmp_path / "sets" / "cifar-10-python.tar.gz").mkdir(parents=True)
    assert store.find(CIFAR10, tmp_path / "sets") is None


def test_a_set_of_several_files_needs_them_all_in_its_folder(tmp_path):
    for file in MNIST.files:
        assert store.find(MNIST, tmp_path) is None
        hollow(tmp_path / "mnist" / file.name, file.size)
    assert store.find(MNIST, tmp_path) == tmp_path / "mnist"
    assert store.find(entry_called("kmnist"), tmp_path) is None


def test_what_is_missing_is_counted_in_bytes(tmp_path):
    assert store.missing_bytes(MNIST, tmp_path) == MNIST.n_bytes == 11_594_722
    hollow(tmp_path / "mnist" / "t10k-labels-idx1-ubyte.gz", 4_542)
    hollow(tmp_path / "mnist" / "train-images-idx3-ubyte.gz.part", 1_000_000)
    hollow(tmp_path / "mnist" / "train-labels-idx1-ubyte.gz.part", 1_000_000)
    assert store.missing_bytes(MNIST, tmp_path) == 11_594_722 - 4_542 - 1_000_000


def test_built_in_sets_are_never_on_the_disk(tmp_path):
    assert store.find(entry_called("emoji"), tmp_path) is None
    assert store.missing_bytes(entry_called("emoji"), tmp_path) == 0


def test_a_folder_that_cannot_be_looked_at_holds_nothing(tmp_path):
    assert store.find(CIFAR10, tmp_path / "\0") is None
    (tmp_path / "file").touch()
    assert store.find(CIFAR10, tmp_path / "file") is None
