"""The two passes before a fit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.imageset import ImageSet
from engine.kmeans import samples as module
from engine.kmeans.preparing import prepare
from engine.kmeans.samples import blocks_of, flat_rows
from engine.kmeans.workers import Workers
from tests.engine.kmeans import families


def prepared(rows, n_threads=1):
    with Workers(n_threads) as workers:
        return prepare(rows, workers, should_stop=lambda: False, progress=lambda *_news: None)


@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_norms_and_variance(rows, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_VALUES", 1)
    samples = prepared(rows, n_threads=2)
    exact = rows.astype(np.float64)
    centred = exact - samples.origin
    np.testing.assert_allclose(samples.sq_norms, np.square(centred).sum(axis=1), rtol=1e-13)
    most = np.abs(centred).max()
    assert most <= samples.largest <= (most if rows.dtype.itemsize > 1 else 255)
    mean_is_off_by = 1e-16 * len(rows) * np.abs(exact).max()
    assert samples.mean_variance == pytest.approx(
        centred.var(axis=0).mean(), rel=1e-12, abs=mean_is_off_by**2
    )
    assert samples.centred(slice(3, 5)).tolist() == centred[3:5].tolist()
    scaled = samples.scaled32(slice(0, len(rows)))
    assert scaled.dtype == np.float32
    unscaled = scaled.astype(np.float64) / samples.scale
    assert np.abs(unscaled - centred).max() <= 2.0**-24 * samples.largest


@pytest.mark.parametrize("name", families.WHOLE)
def test_whole_numbers_are_seen_and_kept_exact(name):
    rows = families.WHOLE[name]
    samples = prepared(rows)
    assert samples.whole
    assert samples.scale == 1
    assert (samples.origin == np.rint(samples.origin)).all()
    exact = rows.astype(np.int64) - samples.origin.astype(np.int64)
    assert samples.scaled32(slice(None)).tolist() == exact.tolist()
    assert samples.sq_norms.tolist() == np.square(exact).sum(axis=1).tolist()


@pytest.mark.parametrize("name", [name for name in families.FRACTIONS if name != "all equal"])
def test_fractions_and_wide_numbers_are_seen(name):
    assert not prepared(families.FRACTIONS[name]).whole


def test_wide_rows_whose_norms_float64_cannot_hold_are_not_taken_for_exact():
    rows = np.zeros((2, 2**21 + 100), dtype=np.uint16)
    rows[1] = 65535
    assert not prepared(rows).whole
    assert prepared(rows[:, : 2**20]).whole


def test_rows_are_not_copied():
    rows = np.zeros((10, 4), dtype=np.uint8)
    name, flat = flat_rows(ImageSet(name="ten", pixels=rows.reshape(10, 2, 2, 1)))
    assert name == "ten"
    assert np.shares_memory(flat, rows)
    assert np.shares_memory(flat_rows(rows[::2, ::2])[1], rows)


def test_blocks_cover_every_row_once():
    for n in (1, 15, 16, 17, 100):
        rows = [row for block in blocks_of(0, n, 16) for row in range(n)[block]]
        assert rows == list(range(n))
    assert list(blocks_of(5, 9, 3)) == [slice(5, 8), slice(8, 9)]


def test_preparing_can_be_stopped():
    with Workers(2) as workers, pytest.raises(Cancelled):
        prepare(np.zeros((9, 2)), workers, should_stop=lambda: True, progress=lambda *_news: None)
