"""A folder of files read by blocks gives what the same pixels give in memory, bit for bit."""

import json

import numpy as np
import pytest

from engine import ImageSet, KMeansParameters, export_fit, fit, load_images
from engine.errors import DataError
from engine.export.measure import measure
from engine.export.verify import verify
from engine.insight.display import display_scale
from engine.insight.representatives import representatives
from engine.kmeans.parameters import INIT_NAMES

BLOCK_ROWS = 8192  # of 768 bytes: the most that anybody may ask for at a time


def pictures(kind, n=300, shape=(6, 5, 3), seed=0):
    rng = np.random.default_rng(seed)
    levels = rng.uniform(30, 220, (7, *shape))[rng.integers(0, 7, n)] + rng.normal(
        0, 20, (n, *shape)
    )
    levels = np.clip(levels, 0, 255)
    return {"u1": levels, "<u2": levels * 257, "<f4": levels / 255}[kind].astype(kind)


def write(folder, pixels, edges=(100, 101, 230)):
    for number, part in enumerate(np.split(pixels, edges)):
        np.save(folder / f"part{number}.npy", part)


def ended_of(images, **parameters):
    *reports, ended = fit(images, KMeansParameters(n_clusters=7, **parameters), n_threads=2)
    return reports, ended


@pytest.mark.parametrize("kind", ["u1", "<u2", "<f4"])
@pytest.mark.parametrize("init", INIT_NAMES)
def test_a_fit_is_the_same_to_the_last_bit(tmp_path, kind, init):
    pixels = pictures(kind)
    write(tmp_path, pixels)
    on_disk = load_images(tmp_path)
    in_memory = ImageSet(name="x", pixels=pixels)
    assert on_disk.sha256() == in_memory.sha256()
    reports, ended = ended_of(on_disk, init=init, n_init=2)
    expected_reports, expected = ended_of(in_memory, init=init, n_init=2)
    assert ended.labels_.tobytes() == expected.labels_.tobytes()
    assert ended.cluster_centers_.tobytes() == expected.cluster_centers_.tobytes()
    assert ended.inertia_ == expected.inertia_
    assert [report.distortion for report in reports] == [r.distortion for r in expected_reports]
    assert [run.seed_images for run in ended.runs] == [run.seed_images for run in expected.runs]


def test_it_is_exported_and_verified_as_any_other(tmp_path):
    write(tmp_path, pictures("<f4", n=60), (20, 40))
    images = load_images(tmp_path)
    folder = export_fit(tmp_path / "exported", images, ended_of(images)[1])
    in_memory = ImageSet(name=images.name, pixels=images.pixels[:], source=images.source)
    other = export_fit(tmp_path / "other", in_memory, ended_of(in_memory)[1])
    for name in ("labels.csv", "centroids.png", "representatives.png"):
        assert (folder / name).read_bytes() == (other / name).read_bytes()
    digest = json.loads((folder / "run.json").read_bytes())["images"]["sha256"]
    assert digest == in_memory.sha256()
    assert verify(folder).identical
    with open(tmp_path / "part1.npy", "r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    assert verify(folder).differences == ("image set: the pixels are not those of the fit",)


class Watched:
    """Pixels that remember how many rows each answer had."""

    def __init__(self, pixels, counts):
        self._pixels, self._counts = pixels, counts
        self.shape, self.dtype, self.ndim = pixels.shape, pixels.dtype, pixels.ndim
        self.nbytes = pixels.nbytes

    def __len__(self):
        return len(self._pixels)

    def __getitem__(self, which):
        rows = self._pixels[which]
        self._counts.append(1 if isinstance(which, int | np.integer) else len(rows))
        return rows

    def reshape(self, *shape):
        return Watched(self._pixels.reshape(*shape), self._counts)


@pytest.mark.parametrize(("kind", "shape"), [("u1", (16, 16, 3)), ("<f4", (8, 8, 3))])
def test_nobody_asks_for_more_than_a_block(tmp_path, kind, shape):
    n = 2 * BLOCK_ROWS
    write(tmp_path, pictures(kind, n=n, shape=shape), (BLOCK_ROWS + 5,))
    counts = []
    images = ImageSet(name="x", pixels=Watched(load_images(tmp_path).pixels, counts))
    reports, _ = ended_of(images, max_iter=3)
    measure(images, reports[-1])
    representatives(images, reports[-1])
    display_scale(images)
    images.sha256()
    assert sum(counts) > 5 * n
    assert max(counts) <= BLOCK_ROWS


def test_a_file_that_shrinks_during_a_fit_ends_it_in_one_line(tmp_path):
    write(tmp_path, pictures("u1"))
    reports = fit(load_images(tmp_path), KMeansParameters(n_clusters=7, tol=0))
    next(reports)
    with open(tmp_path / "part2.npy", "r+b") as file:
        file.truncate(500)
    with pytest.raises(DataError, match=r"part2\.npy: has changed since it was opened"):
        for _ in reports:
            pass
