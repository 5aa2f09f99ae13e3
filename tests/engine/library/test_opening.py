import hashlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import KMeansParameters
from engine.errors import ExportError
from engine.library.archives import npz_arrays
from engine.library.store import Library
from tests.engine.library.kept_fits import (
    assert_saved,
    everything_in,
    fitted,
    pictures,
)

IMAGES = pictures()
ENDED, TOLD = fitted(IMAGES, n_init=2)
FILES = ("run.json", "model.npz", "history.npz")


@pytest.fixture
def two(tmp_path):
    """Return a library of two fits, and the folder of the first, to be damaged."""
    library = Library(tmp_path)
    first, second = (library.save(IMAGES, ENDED, TOLD) for _ in range(2))
    return library, library.fit_folder(first), second


def cut(data):
    return data[: len(data) // 2]


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def refused_line(library, fit_id):
    with pytest.raises(ExportError) as caught:
        library.open(fit_id)
    line = str(caught.value)
    assert len(line) <= 160
    assert "\n" not in line
    assert line.endswith(". Restore it from a backup, or delete it.")
    return line


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [cut, flipped, lambda _: b"", lambda _: b"\x93noise" * 40, None])
def test_a_damaged_fit_is_refused_and_the_other_is_fine(two, name, damage):
    library, folder, second = two
    path = folder / name
    data = path.read_bytes()
    path.unlink()
    if damage is not None:
        path.write_bytes(damage(data))
    before = everything_in(library.folder)
    refused_line(library, folder.name)
    if len(data) != (len(path.read_bytes()) if path.exists() else 0):
        assert library.check(folder.name) is not None
    assert library.check(second) is None
    assert_saved(library.open(second), IMAGES, ENDED, TOLD)
    assert everything_in(library.folder) == before
    library.delete(folder.name)
    assert library.ids() == (second,)


def test_missing_thumbnails_are_told(two):
    library, folder, _ = two
    (folder / "thumbnails.png").unlink()
    assert "thumbnails.png: is missing" in library.check(folder.name)


def test_a_folder_or_link_in_place_of_a_file(two):
    library, folder, _ = two
    model = folder / "model.npz"
    model.rename(folder / "elsewhere")
    model.symlink_to(folder / "elsewhere")
    assert "is not a file" in refused_line(library, folder.name)


def test_a_fit_under_another_name_is_refused(two):
    library, folder, _ = two
    other = folder.with_name("20300101T000000-00000000")
    folder.rename(other)
    assert f"is of the fit {folder.name}" in refused_line(library, other.name)


def rewritten(folder, change):
    """Change ``run.json`` of a fit by hand."""
    path = folder / "run.json"
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))


CHANGES = {
    "no library": lambda values: values.pop("library"),
    "other kind": lambda values: values["library"].update(kind="odd"),
    "no files": lambda values: values["library"].update(files={}),
    "a file outside": lambda values: values["library"]["files"].update(
        {"../x": {"bytes": 1, "sha256": "0" * 64}}
    ),
    "no date": lambda values: values.update(created="today"),
    "huge pictures": lambda values: values["images"].update(shape=[1 << 40, 4, 3]),
    "flat pictures": lambda values: values["images"].update(shape=[4, 3]),
    "odd type": lambda values: values["images"].update(dtype="object"),
    "other images": lambda values: values["images"].update(n_images=41),
    "far more images": lambda values: values["images"].update(n_images=1 << 60),
    "scale upside down": lambda values: values["library"].update(shown=[1.0, 0.0]),
    "infinite scale": lambda values: values["library"].update(shown=[0.0, float("inf")]),
    "no runs": lambda values: values.update(runs=[]),
    "runs of text": lambda values: values.update(runs=["a", "b"]),
    "best run": lambda values: values.update(best_run=3),
    "zero clusters": lambda values: values["parameters"].update(n_clusters=0),
    "unknown init": lambda values: values["parameters"].update(init="odd"),
    "seeds not there": lambda values: values["parameters"].update(init="given"),
    "notes": lambda values: values.update(notes="odd"),
    "branches": lambda values: values["library"].update(branches=[{"run": 0}]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_record_is_refused(two, what):
    library, folder, _ = two
    rewritten(folder, CHANGES[what])
    refused_line(library, folder.name)


@pytest.mark.parametrize("part", ["format", "library"])
def test_a_newer_fit_is_refused_with_what_to_do(two, part):
    library, folder, second = two
    rewritten(
        folder, lambda values: (values if part == "format" else values[part]).update(format=2)
    )
    with pytest.raises(ExportError, match=r"format 2, known is 1\. Use a newer Centroid Lab\."):
        library.open(folder.name)
    assert library.check(second) is None


def forged(folder, name, data):
    """Put other bytes in place of a file, with a record that agrees."""
    (folder / name).write_bytes(data)
    entry = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    def change(values):
        files = values["files"] if name == "model.npz" else values["library"]["files"]
        files[name] = entry

    rewritten(folder, change)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_whatever_is_forged_it_is_refused_in_a_line_or_opens(tmp_path_factory, data):
    library = Library(tmp_path_factory.mktemp("library"))
    folder = library.fit_folder(library.save(IMAGES, ENDED, TOLD))
    name = data.draw(st.sampled_from(FILES[1:]))
    raw = bytearray((folder / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    forged(folder, name, bytes(raw))
    try:
        saved = library.open(folder.name)
    except ExportError:
        refused_line(library, folder.name)
        return
    assert saved.ended.labels_.shape == (40,)
    for run in range(saved.history.n_runs):
        saved.history.moment(run, saved.history.n_iterations(run) - 1)


def test_what_opens_again_is_read_only_numbers(two):
    library, folder, _ = two
    saved = library.open(folder.name)
    for array in (saved.ended.labels_, saved.ended.cluster_centers_, saved.labels):
        assert not array.flags.writeable
    arrays = npz_arrays((folder / "history.npz").read_bytes(), "history.npz")
    assert all(array.dtype.kind in "iuf" for array in arrays.values())


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_blank_images_stand_in_for_the_pictures(tmp_path, dtype):
    images = pictures(dtype=dtype, shown=(0.25, 0.75) if dtype == "float32" else None)
    ended, history = fitted(images)
    library = Library(tmp_path)
    blank = library.open(library.save(images, ended, history)).blank_images()
    assert (blank.name, blank.source, blank.names) == (images.name, images.source, images.names)
    assert (blank.notes, blank.options) == (images.notes, images.options)
    assert [blank.class_name(i) for i in range(40)] == [images.class_name(i) for i in range(40)]
    assert (blank.pixels.shape, blank.pixels.dtype) == (images.pixels.shape, images.pixels.dtype)
    grey = {"uint8": 127, "uint16": 32767, "float32": 0.5}[dtype]
    assert np.unique(blank.pixels[:]).tolist() == [grey]
    assert blank.sha256() != images.sha256()


def test_parameters_are_those_that_were_given(tmp_path):
    seeds = np.array([[0.1] * 36, [1 / 3] * 36])
    ended, history = fitted(IMAGES, n_clusters=2, init=seeds)
    library = Library(tmp_path)
    saved = library.open(library.save(IMAGES, ended, history))
    assert saved.parameters == KMeansParameters(n_clusters=2, init=seeds, tol=0)
