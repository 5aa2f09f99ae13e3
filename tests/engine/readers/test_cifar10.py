import os
import resource

import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled, DataError
from tests.engine.readers import cifar_files
from tests.engine.readers.cifar_files import batch, meta, some_pixels, tar, write_folder

REAL = os.environ.get("CENTROID_LAB_CIFAR10", "")


@pytest.fixture
def files():
    return cifar_files.whole_set()[0]


@pytest.fixture
def pixels():
    return cifar_files.whole_set()[1]


@pytest.fixture(params=["folder", "tar.gz", "tar"])
def path(request, tmp_path):
    """Write files as a folder or an archive; returns its path."""

    def write(files):
        if request.param == "folder":
            return write_folder(tmp_path / "images", files)
        path = tmp_path / "any name"
        path.write_bytes(tar(files, "w" if request.param == "tar" else "w:gz"))
        return path

    return write


def refusal(path, **options):
    with pytest.raises(DataError) as caught:
        load_images(path, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@pytest.mark.parametrize(
    ("split", "which"), [("train", slice(5)), ("test", slice(5, 6)), ("all", slice(6))]
)
def test_splits(path, files, pixels, split, which):
    whole = path(files)
    images = load_images(whole, split=split)
    expected = pixels[which]
    assert np.array_equal(images.pixels, np.concatenate(expected))
    assert images.labels.tolist() == [i for i in range(6)[which] for _ in range(3)]
    assert images.class_names[:2] == ("airplane", "automobile")
    assert images.names[:2] == (f"{which.start or 0}_0.png", f"{which.start or 0}_1.png")
    assert (images.split, images.source, images.name) == (split, str(whole), whole.name)
    assert images.notes == ()


def test_the_order_inside_an_archive_does_not_matter(tmp_path, files):
    (tmp_path / "a").write_bytes(tar(files))
    (tmp_path / "b").write_bytes(tar(dict(reversed(files.items()))))
    first, second = (load_images(tmp_path / name, split="all") for name in "ab")
    assert np.array_equal(first.pixels, second.pixels)
    assert first.labels.tolist() == second.labels.tolist()


def test_the_first_of_two_files_of_a_name_counts(tmp_path, files):
    doubled = {**files, "copy/data_batch_1": batch(some_pixels(3, seed=99), [0] * 3)}
    (tmp_path / "a").write_bytes(tar(doubled))
    (tmp_path / "b").write_bytes(tar(files))
    first, second = (load_images(tmp_path / name) for name in "ab")
    assert np.array_equal(first.pixels, second.pixels)


def test_a_folder_that_holds_the_originals_folder(tmp_path, files, pixels):
    write_folder(tmp_path / "cifar-10-batches-py", files)
    images = load_images(tmp_path)
    assert np.array_equal(images.pixels, np.concatenate(pixels[:5]))


def test_missing_batches_are_noted_and_the_rest_is_read(path, files, pixels):
    del files["data_batch_2"], files["data_batch_5"]
    images = load_images(path(files))
    assert np.array_equal(images.pixels, np.concatenate([pixels[i] for i in (0, 2, 3)]))
    assert images.notes == ("data_batch_2, data_batch_5 are missing; read 3 of 5 batches",)


def test_a_split_without_a_batch_is_refused(path, files):
    del files["test_batch"]
    assert "no batch of the test split in it" in refusal(path(files), split="test")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (None, "is missing"),
        (b"zebra", "byte 0x7a"),
        (meta()[:-9], "cut short"),
        (meta([]), "no class"),
    ],
)
def test_without_class_names_numbers_are_used_and_noted(path, files, broken, why):
    del files["batches.meta"]
    if broken is not None:
        files["batches.meta"] = broken
    images = load_images(path(files))
    assert images.class_names == tuple("0123456789")
    assert images.labels is not None
    assert len(images.notes) == 1
    assert why in images.notes[0]
    assert "classes are called by their numbers" in images.notes[0]


@pytest.mark.parametrize(
    ("labels", "why"), [([1, 2], "2 labels for 3 images"), ([1, 2, 10], "label 10 is not one of")]
)
def test_labels_that_do_not_fit_are_dropped_and_noted(path, files, labels, why):
    files["data_batch_3"] = batch(some_pixels(3), labels)
    images = load_images(path(files))
    assert len(images) == 15
    assert images.labels is None
    assert len(images.notes) == 1
    assert images.notes[0].startswith(f"data_batch_3: {why}")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (meta()[:40], "data_batch_3: the file is cut short. Download it again."),
        (b"", "data_batch_3: the file is cut short. Download it again."),
        (
            b"cposix\nsystem\n(S'true'\ntR.",
            "data_batch_3: asks to run posix.system and was not opened. "
            "Use the original CIFAR file.",
        ),
    ],
)
def test_a_damaged_batch_refuses_the_set(path, files, data, what):
    files["data_batch_3"] = data
    assert refusal(path(files)).endswith(what)


def test_a_damaged_batch_of_an_archive_is_named_with_it(tmp_path, files):
    files["data_batch_3"] = b"junk"
    (tmp_path / "a.tar.gz").write_bytes(tar(files))
    assert refusal(tmp_path / "a.tar.gz").startswith("a.tar.gz › data_batch_3: ")


def test_a_batch_that_is_too_large_is_not_read(path, files, monkeypatch):
    monkeypatch.setattr("engine.readers.cifar10.MAX_BATCH", 1000)
    assert "over the limit of 1,000" in refusal(path(files))


def test_a_pipe_among_the_batches_does_not_hang(tmp_path, files):
    del files["data_batch_2"]
    folder = write_folder(tmp_path / "images", files)
    os.mkfifo(folder / "data_batch_2")
    assert refusal(folder).startswith("data_batch_2: is neither a file nor a folder")


def test_a_single_batch_has_no_splits(tmp_path, files, pixels):
    folder = write_folder(tmp_path / "images", files)
    images = load_images(folder / "data_batch_2", split="test")
    assert np.array_equal(images.pixels, pixels[1])
    assert (images.split, images.class_names[3]) == ("", "cat")
    assert images.notes == ("there are no splits here; 'test' was ignored",)


def test_a_single_batch_under_any_name(tmp_path):
    (tmp_path / "mine.pkl").write_bytes(batch(some_pixels(2), [0, 1]))
    images = load_images(tmp_path / "mine.pkl")
    assert np.array_equal(images.pixels, some_pixels(2))
    assert images.class_names == tuple("0123456789")


def test_the_class_names_alone_are_no_images(tmp_path, files):
    folder = write_folder(tmp_path / "images", files)
    assert refusal(folder / "batches.meta").startswith("batches.meta: no images in it")


def test_progress_counts_the_batches(path, files):
    told = []
    load_images(path(files), progress=lambda *what: told.append(what))
    assert told[:2] == [("reading data_batch_1", 0, 5), ("reading data_batch_2", 1, 5)]
    assert told[-1] == ("reading data_batch_5", 5, 5)


def test_stop_at_any_moment_ends_it(path, files):
    whole, asked = path(files), []
    load_images(whole, should_stop=lambda: bool(asked.append(None)))
    for moment in range(len(asked)):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            load_images(whole, should_stop=lambda left=left: next(left, True))


@pytest.mark.cifar10
@pytest.mark.skipif(not REAL, reason="CENTROID_LAB_CIFAR10 names no folder")
def test_the_real_images():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    images = load_images(REAL)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / 1e6
    assert images.pixels.shape == (50_000, 32, 32, 3)
    assert np.bincount(images.labels).tolist() == [5_000] * 10
    assert images.notes == ()
    assert len(set(images.names)) > 49_000
    assert grown_mb < images.pixels.nbytes / 1e6 + 100  # three batches at most
