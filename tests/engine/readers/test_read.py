import os
import pathlib
from dataclasses import replace

import numpy as np
import pytest

from engine import catalogue, load_images
from engine.catalogue import RemoteFile
from engine.errors import Cancelled, DataError, ParameterError
from tests.engine.readers.cifar.cifar_files import batch, some_pixels, tar, whole_set, write_folder


def refusal(source, **options):
    with pytest.raises(DataError) as caught:
        load_images(source, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


def test_the_default_is_emoji():
    assert load_images().name == "emoji"


def test_a_bare_name_means_the_catalogue_and_a_path_the_folder(tmp_path, monkeypatch):
    write_folder(tmp_path / "digits", whole_set()[0])
    monkeypatch.chdir(tmp_path)
    assert len(load_images("digits")) == 1797
    for folder in (
        "./digits",
        pathlib.Path("digits"),
        tmp_path / "digits",
        os.fsencode("./digits"),
    ):
        images = load_images(folder)
        assert len(images) == 15
        assert images.source == str(tmp_path / "digits")


def test_a_bare_name_that_is_no_set_may_be_a_folder(tmp_path, monkeypatch):
    write_folder(tmp_path / "mine", whole_set()[0])
    monkeypatch.chdir(tmp_path)
    assert load_images("mine").source == str(tmp_path / "mine")


def test_what_is_neither_is_told_the_names():
    assert refusal("emojis") == (
        "emojis: no file or folder here and no set of that name. "
        "Check the path, or choose from emoji, digits, fashion, patches, shapes."
    )


def test_what_has_to_be_fetched_is_not_fetched_unasked(tmp_path):
    message = refusal("cifar10", data_folder=tmp_path / "sets")
    assert message == (
        "cifar10: is not on this computer; 170.5 MB to fetch. "
        "Add --download, or choose it in the window."
    )
    assert not (tmp_path / "sets").exists()


def test_a_set_of_the_catalogue_that_is_here_opens_by_its_name(tmp_path, monkeypatch):
    data = tar(whole_set()[0])
    address = "http://127.0.0.1:9/some.tar.gz"
    file = RemoteFile(name="some.tar.gz", address=address, size=len(data), sha256="0" * 64)
    entry = replace(catalogue.find("cifar10"), name="some", files=(file,), opens="some.tar.gz")
    monkeypatch.setattr(catalogue, "find", lambda name: entry if name == "some" else None)
    (tmp_path / "some.tar.gz").write_bytes(data)
    images = load_images("some", data_folder=tmp_path, split="test")
    assert (images.name, images.source, images.split, len(images)) == ("some", "some", "test", 3)
    monkeypatch.setenv("CENTROID_LAB_DATA", str(tmp_path))
    assert len(load_images("some")) == 15


@pytest.mark.parametrize("path", ["", "no/such/folder", "/no/such/file.tar.gz", "./nul\0byte"])
def test_paths_that_lead_nowhere(path):
    refusal(path)


def test_a_missing_path_is_called_missing(tmp_path):
    assert refusal(tmp_path / "gone") == ("gone: there is no such file or folder. Check the path.")
    (tmp_path / "link").symlink_to("gone")
    assert "there is no such file or folder" in refusal(tmp_path / "link")


def test_folders_without_images(tmp_path):
    assert "the folder is empty" in refusal(tmp_path)
    (tmp_path / "readme.html").write_text("<html>")
    assert refusal(tmp_path).endswith(".")
    assert "readme.html: this is a web page" in refusal(tmp_path)
    (tmp_path / "notes.txt").write_text("words")
    assert "no pictures in this folder that can be read" in refusal(tmp_path)


def test_pipes_and_devices_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "a.tar.gz")
    assert "neither a file nor a folder" in refusal(tmp_path / "a.tar.gz")
    assert "neither a file nor a folder" in refusal("/dev/zero")


PAGE = b"\n <!DOCTYPE html>\n<html><body>404</body></html>"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty. Download it again."),
        (PAGE, "this is a web page. Download it again."),
        (b"\xef\xbb\xbf<HTML>", "this is a web page. Download it again."),
        (bytes(10_240), "the archive is empty. Choose pictures, arrays, or a set"),
        (tar({}), "the archive is empty. Choose pictures, arrays, or a set"),
        (tar({"a": b"b"}, "w:gz"), "no pictures in this archive that can be read."),
        (tar(whole_set()[0])[:3000], "the file is cut short. Download it again."),
        (b"PK\x03\x04" + bytes(600), "is cut short or damaged. Download it again."),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "is damaged. Save or download it again."),
        (b"\x93NUMPY\x01\x00", "the file is cut short."),
        (b"(some words)", "is cut short, or no archive."),
        (b"\x80\x02", "the file is cut short."),
        (b"cos\nsystem\n(S'true'\ntR.", "asks to run os.system and was not opened."),
        (b"(dp0\nS'data'\n.", "byte 0x64 at 1 is no part of a CIFAR file."),
    ],
)
def test_files_that_are_no_images(tmp_path, data, what):
    path = tmp_path / "cifar-10-python.tar.gz"
    path.write_bytes(data)
    assert refusal(path).startswith(f"{path.name}: {what}")


def test_nothing_is_written_beside_a_refused_file(tmp_path):
    hostile = {"../../data_batch_1": b"cposix\nsystem\n(S'touch x'\ntR."}
    (tmp_path / "a").write_bytes(tar(hostile))
    assert "asks to run posix.system" in refusal(tmp_path / "a")
    assert os.listdir(tmp_path) == ["a"]


def test_odd_names_are_escaped(tmp_path):
    path = tmp_path / "a\x1b[31m\nb"
    path.write_bytes(PAGE)
    assert refusal(path) == "a\\x1b[31m\\nb: this is a web page. Download it again."
    path.write_bytes(batch(some_pixels(1), [0]))
    images = load_images(path)
    assert (images.name, images.source) == ("a\\x1b[31m\\nb", str(path))


def test_a_name_that_is_not_utf_8(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"\xff.bin")
    with open(path, "wb") as file:
        file.write(batch(some_pixels(1), [0]))
    assert len(load_images(path)) == 1


def test_limit_draws_by_the_seed_and_keeps_the_order():
    whole = load_images("digits")
    images = load_images("digits", limit=100, seed=3)
    chosen = np.sort(np.random.default_rng(3).choice(1797, 100, replace=False))
    assert np.array_equal(images.pixels, whole.pixels[chosen])
    assert np.array_equal(images.labels, whole.labels[chosen])
    assert (images.limit, images.limit_seed) == (100, 3)
    assert images.notes == ()
    other = load_images("digits", limit=100, seed=4)
    assert not np.array_equal(other.pixels, images.pixels)


@pytest.mark.parametrize("limit", [1797, 5000])
def test_a_limit_that_takes_nothing_away_is_said(limit):
    images = load_images("digits", limit=limit)
    assert (len(images), images.limit) == (1797, None)
    assert images.notes == (f"{limit:,} images were asked for; all 1,797 are here",)


def test_a_split_of_a_set_without_any_is_said():
    images = load_images("digits", split="all")
    assert images.notes == ("there are no splits here; 'all' was ignored",)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"split": "validation"}, "split: there is no 'validation'. Choose from train, test, all."),
        ({"limit": 0}, "limit: 0 is not a whole number of at least 1. Give 1 or more."),
        ({"limit": 2.5}, "limit: 2.5 is not"),
        ({"limit": 5, "seed": -1}, "seed: -1 is not a whole number of at least 0."),
    ],
)
def test_options_outside_their_limits(options, what):
    with pytest.raises(ParameterError) as caught:
        load_images("digits", **options)
    assert str(caught.value).startswith(what)


def test_stop_ends_it():
    with pytest.raises(Cancelled):
        load_images("digits", should_stop=lambda: True)


def test_progress_of_a_built_in_set():
    told = []
    load_images("digits", progress=lambda *what: told.append(what))
    assert told == [("reading digits", 0, 1), ("reading digits", 1, 1)]
