"""However the pixels lie in memory, the result is the same and they are untouched."""

from __future__ import annotations

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.kmeans.fit import fit
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.workers import Workers


def rows_of(dtype):
    return np.random.default_rng(2).integers(0, 256, (90, 12)).astype(dtype)


def big_endian(rows):
    return rows.astype(rows.dtype.newbyteorder(">"))


def read_only(rows):
    copy = rows.copy()
    copy.flags.writeable = False
    return copy


def strided(rows):
    wide = np.zeros((2 * len(rows), 3 * rows.shape[1]), dtype=rows.dtype)
    wide[::2, ::3] = rows
    return wide[::2, ::3]


LAYOUTS = {
    "Fortran": np.asfortranarray,
    "strided": strided,
    "reversed": lambda rows: np.ascontiguousarray(rows[::-1, ::-1])[::-1, ::-1],
    "big-endian": big_endian,
    "read-only": read_only,
    "as pictures": lambda rows: rows.reshape(len(rows), 2, 2, 3),
    "as pictures, Fortran": lambda rows: np.asfortranarray(rows.reshape(len(rows), 2, 2, 3)),
    "nested lists": lambda rows: rows.tolist(),
}


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_in_memory_does_not_matter(layout, dtype):
    rows = rows_of(dtype)
    laid_out = LAYOUTS[layout](rows)
    before = np.array(laid_out, copy=True)
    for init in INIT_NAMES:
        parameters = KMeansParameters(n_clusters=6, init=init, max_iter=5)
        *_, ended = fit(rows, parameters, n_threads=2)
        *_, other = fit(laid_out, parameters, n_threads=2)
        assert other.labels_.tobytes() == ended.labels_.tobytes()
        assert other.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()
        assert other.inertia_ == ended.inertia_
        assert np.array(laid_out).tobytes() == before.tobytes()


def test_fractions_in_any_layout():
    rows = np.random.default_rng(4).random((90, 12))
    parameters = KMeansParameters(n_clusters=6)
    *_, ended = fit(rows, parameters, n_threads=2)
    for layout in ("Fortran", "strided", "reversed", "big-endian", "read-only"):
        *_, other = fit(LAYOUTS[layout](rows), parameters, n_threads=2)
        assert other.labels_.tobytes() == ended.labels_.tobytes()
        np.testing.assert_allclose(other.cluster_centers_, ended.cluster_centers_, rtol=1e-12)


def test_an_image_set_an_array_and_prepared_samples_are_the_same():
    pixels = rows_of(np.uint8).reshape(90, 2, 2, 3)
    images = ImageSet(name="colours", pixels=pixels)
    with Workers(2) as workers:
        prepared = prepare(images, workers, should_stop=lambda: False, progress=lambda *_news: None)
    ends = [
        list(fit(source, KMeansParameters(n_clusters=4, n_init=2)))[-1]
        for source in (pixels, images, prepared, prepared)
    ]
    assert len({ended.labels_.tobytes() for ended in ends}) == 1
    assert len({ended.cluster_centers_.tobytes() for ended in ends}) == 1


def test_given_seeds_are_neither_changed_nor_shared():
    rows = rows_of(np.uint8)
    seeds = rows[:3].astype(np.float64)
    before = seeds.tobytes()
    parameters = KMeansParameters(n_clusters=3, init=seeds)
    *reports, _ = fit(rows, parameters)
    assert seeds.tobytes() == before
    seeds[:] = 0
    assert parameters.init.tobytes() == before
    assert reports[0].centroids.tobytes() == before
