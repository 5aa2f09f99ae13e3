import pytest

from engine import load_images
from engine.catalogue import CATALOGUE, DEFAULT_NAME, find

BUILT_IN = [entry for entry in CATALOGUE if entry.is_built_in]


@pytest.mark.parametrize("entry", BUILT_IN, ids=lambda entry: entry.name)
def test_an_entry_tells_the_truth_about_its_set(entry):
    images = load_images(entry.name)
    assert (len(images), images.image_shape) == (entry.n_images, entry.image_shape)


def test_names_are_single_words_and_differ():
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names)
    assert all(name.isalnum() and name.islower() for name in names)


def test_the_set_to_start_with_is_built_in():
    assert find(DEFAULT_NAME) in BUILT_IN


def test_only_exact_names_are_found():
    assert find("digits").title == "Handwritten digits"
    assert find("Digits") is None
    assert find("") is None


def test_a_set_that_does_not_come_along_says_what_to_do():
    assert [entry.name for entry in CATALOGUE if not entry.is_built_in] == ["cifar10"]
    assert all(bool(entry.remedy) != entry.is_built_in for entry in CATALOGUE)
