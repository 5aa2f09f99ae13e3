import re
from dataclasses import fields
from urllib.parse import urlsplit

import pytest

from engine import load_images
from engine.catalogue import CATALOGUE, DEFAULT_NAME, find

BUILT_IN = [entry for entry in CATALOGUE if entry.is_built_in]
DOWNLOADS = [entry for entry in CATALOGUE if not entry.is_built_in]

every_entry = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
every_download = pytest.mark.parametrize("entry", DOWNLOADS, ids=lambda entry: entry.name)


@pytest.mark.parametrize("entry", BUILT_IN, ids=lambda entry: entry.name)
def test_an_entry_tells_the_truth_about_its_set(entry):
    images = load_images(entry.name)
    assert (len(images), images.image_shape) == (entry.n_images, entry.image_shape)


def test_the_sets_that_are_promised():
    assert [entry.name for entry in BUILT_IN] == ["emoji", "digits", "fashion", "patches", "shapes"]
    assert [entry.name for entry in DOWNLOADS] == [
        "cifar10",
        "cifar100",
        "mnist",
        "fashion-mnist",
        "kmnist",
        "stl10",
    ]


def test_names_are_single_words_and_differ():
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+[0-9]*(-[a-z]+)?", name) for name in names)


def test_the_set_to_start_with_is_built_in():
    assert find(DEFAULT_NAME) in BUILT_IN


def test_only_exact_names_are_found():
    assert find("digits").title == "Handwritten digits"
    assert find("Digits") is None
    assert find("") is None


@every_entry
def test_texts_are_whole_sentences(entry):
    for text in (entry.description, entry.licence):
        assert text[0].isupper()
        assert text.endswith(".")
        assert len(text) <= 100
    assert all(getattr(entry, field.name) is not None for field in fields(entry))
    assert not entry.page or entry.page.startswith("https://")


@pytest.mark.parametrize("entry", BUILT_IN, ids=lambda entry: entry.name)
def test_a_built_in_set_needs_nothing(entry):
    assert (entry.files, entry.opens, entry.n_bytes) == ((), "", 0)


@every_download
def test_a_download_is_known_to_the_last_byte(entry):
    assert entry.page
    assert entry.n_bytes == sum(file.size for file in entry.files) > 0
    assert entry.megabytes == pytest.approx(entry.n_bytes / 10**6, abs=0.06)
    for file in entry.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert re.fullmatch(r"[a-z0-9_-]+(\.tar)?\.gz", file.name)
        address = urlsplit(file.address)
        assert address.scheme == "https"
        assert address.hostname == entry.origin
        assert address.path.endswith(f"/{file.name}")


def test_no_two_files_are_the_same():
    files = [file for entry in DOWNLOADS for file in entry.files]
    assert len(files) == 15
    for attribute in ("sha256", "address", "size"):
        assert len({getattr(file, attribute) for file in files}) == len(files)


@every_download
def test_an_archive_is_opened_and_so_is_a_folder_of_several_files(entry):
    names = [file.name for file in entry.files]
    assert entry.opens == (names[0] if len(names) == 1 else "")


def test_archives_lie_side_by_side_without_colliding():
    archives = [entry.opens for entry in DOWNLOADS if entry.opens]
    assert len(set(archives)) == len(archives)
    assert not set(archives) & {entry.name for entry in CATALOGUE}
