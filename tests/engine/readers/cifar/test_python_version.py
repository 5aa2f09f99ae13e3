import os
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import Cancelled, DataError
from engine.readers.cifar.python_version import CIFAR10
from engine.readers.cifar.python_version import PYTHON_VERSION as cifar
from engine.readers.containers.base import Member
from engine.readers.containers.single import SingleContainer
from engine.readers.task import Task
from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.cifar.cifar_files import (
    batch,
    batch_100,
    meta,
    meta_100,
    opened,
    some_pixels,
    tar,
    write_folder,
)

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


def load(path, **told):
    return opened(path, cifar.read, **told)


def refusal(path, **options):
    with pytest.raises(DataError) as caught:
        load(path, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


@pytest.mark.parametrize(
    ("split", "which"), [("train", slice(5)), ("test", slice(5, 6)), ("all", slice(6))]
)
def test_splits(path, files, pixels, split, which):
    whole = path(files)
    images = load(whole, split=split)
    expected = pixels[which]
    assert np.array_equal(images.pixels, np.concatenate(expected))
    assert images.labels.tolist() == [i for i in range(6)[which] for _ in range(3)]
    assert images.class_names[:2] == ("airplane", "automobile")
    assert images.names[:2] == (f"{which.start or 0}_0.png", f"{which.start or 0}_1.png")
    assert (images.split, images.name, images.options.split) == (split, whole.name, split)
    assert images.choices == ("split",)
    assert images.notes == ()


def test_the_order_inside_an_archive_does_not_matter(tmp_path, files):
    (tmp_path / "a").write_bytes(tar(files))
    (tmp_path / "b").write_bytes(tar(dict(reversed(files.items()))))
    first, second = (load(tmp_path / name, split="all") for name in "ab")
    assert np.array_equal(first.pixels, second.pixels)
    assert first.labels.tolist() == second.labels.tolist()


def test_the_first_of_two_files_of_a_name_counts(tmp_path, files):
    doubled = {**files, "copy/data_batch_1": batch(some_pixels(3, seed=99), [0] * 3)}
    (tmp_path / "a").write_bytes(tar(doubled))
    (tmp_path / "b").write_bytes(tar(files))
    first, second = (load(tmp_path / name) for name in "ab")
    assert np.array_equal(first.pixels, second.pixels)
    assert first.notes == ("1 file has the name of one that was read; left out",)


def test_in_a_folder_the_file_nearest_to_the_top_counts(tmp_path, files, pixels):
    write_folder(tmp_path / "images", files)
    write_folder(tmp_path / "images" / "a", {"data_batch_1": batch(some_pixels(3, 99), [0] * 3)})
    images = load(tmp_path / "images")
    assert np.array_equal(images.pixels, np.concatenate(pixels[:5]))
    assert images.notes == ("1 file has the name of one that was read; left out",)


def test_a_folder_that_holds_the_originals_folder(tmp_path, files, pixels):
    write_folder(tmp_path / "cifar-10-batches-py", files)
    images = load(tmp_path)
    assert np.array_equal(images.pixels, np.concatenate(pixels[:5]))


def test_missing_batches_are_noted_and_the_rest_is_read(path, files, pixels):
    del files["data_batch_2"], files["data_batch_5"]
    images = load(path(files))
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
    images = load(path(files))
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
    images = load(path(files))
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
    assert refusal(tmp_path / "a.tar.gz").startswith(
        "a.tar.gz › cifar-10-batches-py/data_batch_3: "
    )


def test_a_batch_that_is_too_large_is_not_read(path, files, monkeypatch):
    small = replace(cifar, sets=(replace(CIFAR10, max_bytes=1000),))
    monkeypatch.setattr(f"{__name__}.cifar", small)
    assert "over the limit of 1,000" in refusal(path(files))


def test_a_pipe_among_the_batches_does_not_hang(tmp_path, files, pixels):
    del files["data_batch_2"]
    folder = write_folder(tmp_path / "images", files)
    os.mkfifo(folder / "data_batch_2")
    images = load(folder)
    assert np.array_equal(images.pixels, np.concatenate([pixels[i] for i in (0, 2, 3, 4)]))
    assert images.notes == ("data_batch_2 is missing; read 4 of 5 batches",)


def test_a_single_batch_has_no_splits(tmp_path, files, pixels):
    folder = write_folder(tmp_path / "images", files)
    images = load(folder / "data_batch_2", split="test")
    assert np.array_equal(images.pixels, pixels[1])
    assert (images.split, images.class_names[3]) == ("", "cat")
    assert (images.notes, images.choices) == ((), ())


def test_class_names_that_vanish_beside_a_batch_are_done_without(tmp_path, files):
    class Vanishing(SingleContainer):
        def beside(self, name):
            return Member("gone", 10)

    path = write_folder(tmp_path / "images", files) / "data_batch_2"
    images = cifar.read(Vanishing(str(path), path.name, Task()), Task())
    assert images.class_names == tuple("0123456789")
    assert images.notes == (
        "batches.meta: there is no such file or folder; classes are called by their numbers",
    )


def test_a_single_batch_under_any_name(tmp_path):
    (tmp_path / "mine.pkl").write_bytes(batch(some_pixels(2), [0, 1]))
    images = load(tmp_path / "mine.pkl")
    assert np.array_equal(images.pixels, some_pixels(2))
    assert images.class_names == tuple("0123456789")


def test_the_class_names_alone_are_no_images(tmp_path, files):
    folder = write_folder(tmp_path / "images", files)
    assert refusal(folder / "batches.meta").startswith("batches.meta: no images in it")


def test_progress_counts_the_batches(path, files):
    told = []
    load(path(files), progress=lambda *what: told.append(what))
    told = [what for what in told if what[0] != "listing files"]
    assert told[:2] == [("reading data_batch_1", 0, 5), ("reading data_batch_2", 1, 5)]
    assert told[-1] == ("reading data_batch_5", 5, 5)


def test_stop_at_any_moment_ends_it(path, files):
    whole, asked = path(files), []
    load(whole, should_stop=lambda: bool(asked.append(None)))
    for moment in range(len(asked)):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            load(whole, should_stop=lambda left=left: next(left, True))


def test_the_first_batch_is_previewed_once(path, files, pixels):
    shown = []
    load(path(files), preview=lambda some: shown.append(some.copy()))
    assert len(shown) == 1
    assert np.array_equal(shown[0], pixels[0])


@pytest.mark.parametrize("n", [3, 400])  # 400 images are read in place
def test_a_batch_in_protocol_4_of_any_order(tmp_path, n):
    expected = some_pixels(n)
    table = expected.transpose(0, 3, 1, 2).reshape(n, -1)
    for order in "CF":
        entries = {
            "data": np.asarray(table, order=order),
            "labels": [1] * n,
            "filenames": ["é"] * n,
        }
        (tmp_path / order).write_bytes(pickle.dumps(entries, 4))
        images = load(tmp_path / order)
        assert np.array_equal(images.pixels, expected)
        assert images.labels.tolist() == [1] * n
        assert images.names == ("é",) * n


def test_names_of_files_by_which_a_set_is_known():
    assert cifar.claims(["notes.txt", "cifar-10-batches-py/test_batch"])
    assert cifar.claims(["a/train", "a/meta"])
    assert cifar.claims(["train.gz", "test"])
    assert not cifar.claims(["batches.meta", "train", "17.png"])
    assert not cifar.claims(["meta", "data_batch_1.bin"])
    assert not cifar.claims([])


@pytest.fixture
def files_100():
    """CIFAR-100 with 10 training and 2 test images."""
    fine, coarse = range(90, 100), range(10, 20)
    return {
        "train": batch_100(some_pixels(10, seed=1), fine, coarse),
        "test": batch_100(some_pixels(2, seed=2), [0, 99], [3, 19]),
        "meta": meta_100(),
        "file.txt~": b"",
    }


@pytest.mark.parametrize("labels", ["fine", "coarse"])
def test_cifar_100_with_either_labels(path, files_100, labels):
    images = load(path(files_100), split="all", labels=labels)
    expected = np.concatenate([some_pixels(10, seed=1), some_pixels(2, seed=2)])
    assert np.array_equal(images.pixels, expected)
    own = {"fine": [*range(90, 100), 0, 99], "coarse": [*range(10, 20), 3, 19]}[labels]
    assert images.labels.tolist() == own
    assert images.class_name(1) == f"{labels} {own[1]}"
    assert images.choices == ("split", "labels")
    assert images.options.labels == labels
    assert images.notes == ()


def test_the_images_of_cifar_100_are_held_once(path, files_100):
    images = load(path(files_100), split="all")
    assert len(images.pixels.base) == 12  # the room made for both files


@pytest.mark.parametrize(("labels", "n_classes"), [("fine", 100), ("coarse", 20)])
def test_cifar_100_without_class_names(path, files_100, labels, n_classes):
    del files_100["meta"]
    images = load(path(files_100), labels=labels)
    assert images.class_names == tuple(map(str, range(n_classes)))
    assert images.notes == ("meta: is missing; classes are called by their numbers",)


def test_a_single_file_of_cifar_100_under_any_name(tmp_path, files_100):
    (tmp_path / "mine.pkl").write_bytes(files_100["test"])
    (tmp_path / "meta").write_bytes(files_100["meta"])
    images = load(tmp_path / "mine.pkl", labels="coarse")
    assert np.array_equal(images.pixels, some_pixels(2, seed=2))
    assert (images.class_name(0), images.class_name(1)) == ("coarse 3", "coarse 19")
    assert (images.split, images.choices, images.notes) == ("", ("labels",), ())


def test_files_of_two_sets_are_not_mixed(tmp_path, files, pixels, files_100):
    folder = write_folder(tmp_path / "images", {**files, **files_100})
    images = load(folder)
    assert np.array_equal(images.pixels, np.concatenate(pixels[:5]))
    assert images.class_names[0] == "airplane"
    assert images.notes == ("1 file is of another set than CIFAR-10; left out",)


@pytest.mark.cifar10
@pytest.mark.parametrize("source", [REAL, f"{os.path.dirname(REAL)}/cifar-10-python.tar.gz"])
@pytest.mark.skipif(not REAL, reason="CENTROID_LAB_CIFAR10 names no folder")
def test_the_real_images(source):
    if not os.path.exists(source):
        pytest.skip("the archive is not beside the folder")
    script = """
import resource, sys
import numpy as np
from pathlib import Path
from engine.readers.cifar.python_version import PYTHON_VERSION as cifar
from engine.readers.containers.base import Member
from engine.readers.containers.single import SingleContainer
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import opened
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
images = opened(path, cifar.read)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
assert images.pixels.shape == (50_000, 32, 32, 3)
assert np.bincount(images.labels).tolist() == [5_000] * 10
assert len(set(images.names)) > 49_000
assert images.notes == ()
print(grown * 1024 / images.pixels.nbytes)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, source], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) <= 1.3
