"""Everything promised of a report, at every report, over kinds of images, seeds and threads."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from engine.kmeans import memory as module
from engine.kmeans import samples
from engine.kmeans.fit import fit
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.kmeans.reports import FitEnded
from tests.engine.kmeans import families, oracle

CASES = [
    pytest.param(rows, k, id=f"{name}, K={k}")
    for name, rows in families.ALL.items()
    for k in families.cluster_counts(len(rows))
]
WHOLE_CASES = [
    pytest.param(rows, k, id=f"{name}, K={k}")
    for name, rows in families.WHOLE.items()
    for k in families.cluster_counts(len(rows))
]


def parameters_for(init, rows, n_clusters):
    if init == "given":
        init = rows[np.random.default_rng(5).permutation(len(rows))[:n_clusters]] * 0.5
    return KMeansParameters(n_clusters=n_clusters, init=init, tol=0, max_iter=100)


@pytest.fixture(params=["bounds", "no bounds"])
def ways(request, monkeypatch):
    """Small images are not worth bounds: here they are had all the same, or not at all."""
    monkeypatch.setattr(module, "LEAST_FEATURES", 0 if request.param == "bounds" else math.inf)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize(("rows", "n_clusters"), CASES)
def test_every_report_keeps_its_promises(rows, n_clusters, monkeypatch):
    ways = itertools.cycle([(1, 2**19), (3, 1), (1, 1), (3, 2**19), (2, 1)])
    for init, (n_threads, block_values) in zip([*INIT_NAMES, "given"], ways, strict=False):
        monkeypatch.setattr(samples, "BLOCK_VALUES", block_values)
        *reports, ended = fit(rows, parameters_for(init, rows, n_clusters), n_threads=n_threads)
        assert [report.iteration for report in reports] == list(range(len(reports)))
        for report in reports:
            oracle.assert_holds(report, rows)
        for before, after in itertools.pairwise(reports):
            assert after.distortion <= before.distortion * (1 + 1e-12)
        assert isinstance(ended, FitEnded)
        assert ended.best is reports[-1]
        assert ended.runs[0].converged
        expected = min(n_clusters, oracle.distinct(rows))
        assert np.count_nonzero(ended.sizes) == expected
        assert bool(ended.notes) == (expected < n_clusters)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize(("rows", "n_clusters"), WHOLE_CASES)
def test_whole_numbers_give_the_same_bits_for_any_threads_and_blocks(rows, n_clusters, monkeypatch):
    for init in ("k-means++", "partition", "given"):
        parameters = parameters_for(init, rows, n_clusters)
        seen = set()
        for n_threads, block_values in ((1, 2**19), (2, 1), (3, 20 * 48)):
            monkeypatch.setattr(samples, "BLOCK_VALUES", block_values)
            *_, ended = fit(rows, parameters, n_threads=n_threads)
            numbers = [(row.distortion, row.moved, repr(row.shift)) for row in ended.runs[0].rows]
            arrays = ended.labels_.tobytes(), ended.cluster_centers_.tobytes()
            seen.add((arrays, ended.sq_distances_by_cluster.tobytes(), *numbers))
        assert len(seen) == 1


@pytest.mark.parametrize("n_clusters", [2, 7])
def test_fractions_give_the_same_bits_for_any_threads(n_clusters):
    for rows in families.FRACTIONS.values():
        parameters = KMeansParameters(n_clusters=min(n_clusters, len(rows)))
        ends = [list(fit(rows, parameters, n_threads=n))[-1] for n in (1, 2, 3, 9)]
        assert len({end.cluster_centers_.tobytes() for end in ends}) == 1
        assert len({end.labels_.tobytes() for end in ends}) == 1
        assert len({end.inertia_ for end in ends}) == 1


def test_many_16_bit_images_keep_twelve_digits():
    """Their squared norms sum to more than 2**53 a cluster, ten digits above what they scatter."""
    n, d = 7200, 3072
    bits = np.random.default_rng(3).integers(0, 2, (n, d), np.uint16)
    rows = bits + np.where(np.arange(n) % 2, 65000, 0).astype(np.uint16)[:, np.newaxis]
    *_, ended = fit(rows, KMeansParameters(n_clusters=2, init=rows[:2]), n_threads=2)
    assert ended.labels_.tolist() == [0, 1] * (n // 2)
    counts = [bits[label::2].sum(axis=0, dtype=np.int64) for label in (0, 1)]
    # Of n bits, of which s are set, the squared distances to the mean sum to s - s**2 / n.
    exact = sum(Fraction(int(s) * (n // 2 - int(s)), n // 2) for part in counts for s in part)
    assert ended.inertia_ == oracle.close(float(exact))


def test_white_images_beyond_what_a_float32_sum_can_count():
    rows = np.full((65_800, 1), 255, dtype=np.uint8)
    rows[:2] = [[0], [1]]
    *_, ended = fit(rows, KMeansParameters(n_clusters=2, init=np.array([[0.0], [255.0]])))
    assert ended.cluster_centers_.tolist() == [[0.5], [255.0]]
    assert ended.inertia_ == 0.5


def test_a_centroid_close_to_a_mean_far_from_zero_keeps_twelve_digits():
    rows = np.full((20_000, 1), 65535, dtype=np.uint16)
    rows[7] = 65534
    seed = 65534.9949
    report = next(fit(rows, KMeansParameters(n_clusters=1, init=np.array([[seed]])), n_threads=1))
    exact = 19_999 * (65535 - Fraction(seed)) ** 2 + (65534 - Fraction(seed)) ** 2
    assert report.distortion == oracle.close(float(exact))
