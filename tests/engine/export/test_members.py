import csv
import errno
import os
import threading
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from PIL import Image

from engine.errors import Cancelled, ExportError
from engine.export import export_fit
from engine.export.members import export_members
from engine.readers.read import load_images


def listing(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def pixels_of(path):
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture)


def rows_of(folder):
    with (folder / "members.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_each_file_holds_the_image_of_its_index(tmp_path, make_images, dtype, channels):
    images = make_images(dtype, shape=(300, 6, 5, channels))
    rng = np.random.default_rng(0)
    chosen = rng.permutation(300)[:150]
    clusters = rng.integers(0, 12, 300)
    assert export_members(tmp_path / "out", images, chosen, clusters) == tmp_path / "out"
    expected = {f"cluster_{clusters[i]:03}/image_{i:05}.png" for i in chosen}
    files = listing(tmp_path / "out")
    assert files == {*expected, "members.csv", "members.png", "members.json"}
    to_8_bits = {"uint8": 1, "uint16": 1 / 257, "float32": 255}[dtype]
    shown = np.rint(images.pixels.astype(np.float64) * to_8_bits)
    for name in expected:
        found = pixels_of(tmp_path / "out" / name)
        index = int(name[-9:-4])
        assert np.array_equal(found.reshape(6, 5, channels), shown[index]), name


def test_the_table_keeps_order_and_numbers(tmp_path, images):
    chosen = [7, 3, 39, 3, 0, 7]
    clusters = np.arange(40) % 3
    sq_distances = np.random.default_rng(0).uniform(0, 1e9, 40)
    export_members(tmp_path, images, chosen, clusters, sq_distances, pictures=False, sheet=False)
    assert listing(tmp_path) == {"members.csv", "members.json"}
    rows = rows_of(tmp_path)
    assert [int(row["index"]) for row in rows] == [7, 3, 39, 0]
    for row in rows:
        index = int(row["index"])
        assert int(row["cluster"]) == clusters[index]
        assert float(row["sq_distance"]) == sq_distances[index]
        assert (row["name"], row["label"]) == (images.image_name(index), images.class_name(index))


def test_no_name_of_a_picture_becomes_that_of_a_file(tmp_path, make_images):
    images = replace(make_images(shape=(3, 2, 2, 1)), names=("../../x", "same.png", "same.png"))
    export_members(tmp_path / "out", images, [0, 1, 2], np.zeros(3, int), sheet=False)
    assert listing(tmp_path) == {
        "out/members.csv", "out/members.json",
        *(f"out/cluster_000/image_{i:05}.png" for i in range(3)),
    }  # fmt: skip


@pytest.mark.parametrize("part", ["pictures", "sheet", "csv"])
def test_each_part_alone(tmp_path, images, part):
    parts = {"pictures": False, "sheet": False, "csv": False, part: True}
    export_members(tmp_path, images, [4], np.zeros(40, int), **parts)
    name = {"pictures": "cluster_000/image_00004.png", "sheet": "members.png",
            "csv": "members.csv"}[part]  # fmt: skip
    assert listing(tmp_path) == {name, "members.json"}


def test_an_export_of_members_is_replaced_and_one_of_a_fit_stays(
    tmp_path, four, four_ended, quick_plots
):
    export_fit(tmp_path, four, four_ended)
    fit = {name: (tmp_path / name).read_bytes() for name in listing(tmp_path)}
    export_members(tmp_path, four, [0, 3], four_ended.labels, overwrite=True)
    export_members(tmp_path, four, [1], four_ended.labels, overwrite=True, csv=False)
    assert listing(tmp_path) == {
        *fit, "members.json", "members.png", "cluster_000/image_00001.png"
    }  # fmt: skip
    assert all((tmp_path / name).read_bytes() == data for name, data in fit.items())
    with pytest.raises(ExportError, match="not empty"):
        export_members(tmp_path, four, [1], four_ended.labels)


@pytest.mark.parametrize(
    ("indices", "n_labels", "options", "words"),
    [
        ([], 40, {}, "no image is chosen. Select images first."),
        ([3, 40], 40, {}, "has no image 40, only 0 to 39"),
        ([-1], 40, {}, "has no image -1, only 0 to 39"),
        ([1], 39, {}, "these are not the clusters of its images"),
        ([1], 40, {"sq_distances": np.zeros(1)}, "these are not the clusters of its images"),
        ([1], 40, {"pictures": False, "sheet": False, "csv": False}, "nothing is to be written"),
    ],
)
def test_what_is_refused_before_a_folder_is_made(
    tmp_path, images, indices, n_labels, options, words
):
    with pytest.raises(ExportError, match=words) as error:
        export_members(tmp_path / "out", images, indices, np.zeros(n_labels, int), **options)
    assert len(str(error.value)) <= 160
    assert os.listdir(tmp_path) == []


def test_a_set_in_files_gives_the_same_bytes(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (200, 4, 4, 3)).astype(np.uint8)
    (tmp_path / "set").mkdir()
    for part in range(2):
        np.save(tmp_path / "set" / f"{part}.npy", pixels[part * 100 : (part + 1) * 100])
    stored = load_images(tmp_path / "set")
    held = stored.take(np.arange(200))
    folders = [
        export_members(tmp_path / name, images, np.arange(199, -1, -1), np.arange(200) % 7)
        for name, images in (("stored", stored), ("held", held))
    ]
    assert listing(folders[0]) == listing(folders[1])
    for name in listing(folders[0]):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_cancel_at_every_question_leaves_nothing(tmp_path, make_images):
    images = make_images(shape=(70, 2, 2, 1))
    for limit in count():
        answers = iter([False] * limit)
        never_asked = object()
        parent = tmp_path / str(limit)
        try:
            export_members(
                parent / "out",
                images,
                [*range(5), 69],
                np.arange(70) % 3,
                should_stop=lambda answers=answers: next(answers, True),
            )
        except Cancelled:
            assert not parent.exists()
            continue
        assert next(answers, never_asked) is never_asked
        break
    assert limit > 15
    assert "members.json" in listing(parent / "out")


def test_progress_never_goes_back(tmp_path, images):
    told = []
    export_members(
        tmp_path, images, range(40), np.zeros(40, int), progress=lambda *step: told.append(step)
    )
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert (done[0], done[-1], told[-1][2]) == (0, 100, 100)


def test_a_full_disk_takes_everything_back(tmp_path, make_images, monkeypatch):
    images = make_images(shape=(200, 8, 8, 3))
    write, n_written, lock = os.write, count(1), threading.Lock()

    def fill(descriptor, data):
        with lock:
            number = next(n_written)
        if number > 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fill)
        with pytest.raises(ExportError, match="the disk is full") as error:
            export_members(tmp_path / "a" / "out", images, range(200), np.zeros(200, int))
    assert "\n" not in str(error.value)
    assert len(str(error.value)) <= 160
    assert os.listdir(tmp_path) == []
