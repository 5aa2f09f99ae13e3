"""What holds for any images: against fractions, against brute force, and under changes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.kmeans import samples
from engine.kmeans.fit import fit
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.kmeans.reports import FitEnded
from tests.engine.kmeans import oracle

quick = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def lattice(dtype=np.uint8, most=3):
    """Few images of few levels: full of exact ties and copies."""
    shapes = st.tuples(st.integers(1, 12), st.integers(1, 3))
    return shapes.flatmap(lambda shape: hnp.arrays(dtype, shape, elements=st.integers(0, most)))


@st.composite
def images_and_seeds(draw, images=None):
    rows = draw(lattice() if images is None else images)
    chosen = draw(st.permutations(range(len(rows))))
    n_clusters = draw(st.integers(1, len(rows)))
    return rows, rows[chosen[:n_clusters]].astype(np.float64)


def fit_from(rows, seeds, **options):
    parameters = KMeansParameters(n_clusters=len(seeds), init=seeds, tol=0)
    return list(fit(rows, parameters, n_threads=1, **options))


@quick
@given(
    images_and_seeds(st.one_of(lattice(), lattice(most=50))), st.sampled_from([0.0, -100.0, 2.5])
)
def test_whole_numbers_against_fractions(case, moved_by):
    """Labels without a rounding anywhere, with one seed drawn away so that clusters get empty."""
    rows, seeds = case
    seeds[-1] += moved_by
    *reports, _ = fit_from(rows, seeds)
    exact = oracle.exact_rows(rows)
    centroids = oracle.exact_rows(seeds)
    membership = []
    for report in reports:
        if report.iteration:
            for event in report.reseeded:
                membership[event.image] = event.cluster
            for cluster in range(len(seeds)):
                members = [row for row, k in zip(exact, membership, strict=True) if k == cluster]
                if members:
                    centroids[cluster] = oracle.exact_mean(members)
        membership = oracle.exact_labels(exact, centroids)
        assert report.labels.tolist() == membership
        assert report.centroids.tolist() == [[float(c) for c in row] for row in centroids]
        total = sum(
            (
                oracle.exact_sq_distance(row, centroids[k])
                for row, k in zip(exact, membership, strict=True)
            ),
            Fraction(0),
        )
        assert report.distortion == oracle.close(float(total))


FLOATS = [
    hnp.arrays(
        dtype,
        st.tuples(st.integers(1, 15), st.integers(1, 6)),
        elements=st.floats(-least, most, width=width, allow_subnormal=False),
    )
    for dtype, width, least, most in [
        (np.float32, 32, 0, 1),
        (np.float32, 32, 2.0**100, 2.0**100),
        (np.float64, 64, 0, 1),
        (np.float64, 64, 1e150, 1e150),
    ]
]


def spread_is_usable(rows):
    spread = np.abs(rows.astype(np.float64) - rows[0]).max()
    return spread == 0 or spread > 1e-135


@quick
@given(
    st.one_of(FLOATS).filter(spread_is_usable),
    st.integers(1, 15),
    st.sampled_from(INIT_NAMES),
    st.integers(1, 3),
)
def test_fractions_against_brute_force(rows, n_clusters, init, n_threads):
    parameters = KMeansParameters(n_clusters=min(n_clusters, len(rows)), init=init, max_iter=20)
    before = np.inf
    for report in fit(rows, parameters, n_threads=n_threads):
        if not isinstance(report, FitEnded):
            oracle.assert_holds(report, rows)
            assert report.distortion <= before * (1 + 1e-12)
            before = report.distortion


@quick
@given(images_and_seeds(), st.randoms(use_true_random=False))
def test_the_order_of_images_does_not_matter(case, random):
    rows, seeds = case
    order = list(range(len(rows)))
    random.shuffle(order)
    *reports, ended = fit_from(rows, seeds)
    *_, permuted = fit_from(rows[order], seeds)
    if any(report.reseeded for report in reports):
        return  # the first of equally far images is another one then
    assert permuted.labels_.tolist() == ended.labels_[order].tolist()
    assert permuted.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()
    assert permuted.inertia_ == ended.inertia_


@quick
@given(images_and_seeds(), st.integers(1, 60_000))
def test_an_offset_keeps_the_labels(case, offset):
    rows, seeds = case
    *_, ended = fit_from(rows, seeds)
    *_, lifted = fit_from((rows.astype(np.uint16) + offset).astype(np.uint16), seeds + offset)
    assert lifted.labels_.tobytes() == ended.labels_.tobytes()
    assert lifted.n_iter_ == ended.n_iter_
    assert lifted.inertia_ == oracle.close(ended.inertia_)


@quick
@given(images_and_seeds(), st.integers(-60, 60))
def test_a_power_of_two_keeps_the_labels(case, exponent):
    rows, seeds = case
    scale = 2.0**exponent
    *_, ended = fit_from(rows / 7, seeds / 7)
    *_, scaled = fit_from(rows / 7 * scale, seeds / 7 * scale)
    assert scaled.labels_.tobytes() == ended.labels_.tobytes()


@quick
@given(images_and_seeds(), st.integers(0, 255))
def test_a_constant_channel_keeps_the_labels(case, level):
    rows, seeds = case
    *_, ended = fit_from(rows, seeds)
    wider = np.hstack([rows, np.full((len(rows), 1), level, np.uint8)])
    *_, other = fit_from(wider, np.hstack([seeds, np.full((len(seeds), 1), level)]))
    assert other.labels_.tobytes() == ended.labels_.tobytes()
    assert other.inertia_ == ended.inertia_


@quick
@given(images_and_seeds())
def test_every_image_twice_gives_the_same_centroids(case):
    rows, seeds = case
    *reports, ended = fit_from(rows, seeds)
    *_, twice = fit_from(np.vstack([rows, rows]), seeds)
    if any(report.reseeded for report in reports):
        return  # of a copied image only one copy moves
    assert twice.labels_.tolist() == ended.labels_.tolist() * 2
    assert twice.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()


@quick
@given(images_and_seeds(), st.sampled_from([np.uint16, np.int32, np.float32, np.float64]))
def test_the_type_of_the_same_whole_numbers_does_not_matter(case, dtype):
    rows, seeds = case
    *_, ended = fit_from(rows, seeds)
    *_, other = fit_from(rows.astype(dtype), seeds)
    assert other.labels_.tobytes() == ended.labels_.tobytes()
    assert other.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()
    assert other.inertia_ == ended.inertia_


@quick
@given(lattice(most=255), st.integers(1, 12), st.sampled_from(INIT_NAMES), st.integers(1, 2**17))
def test_blocks_and_threads_do_not_matter(monkeypatch, rows, n_clusters, init, block_values):
    parameters = KMeansParameters(n_clusters=min(n_clusters, len(rows)), init=init)
    *_, ended = fit(rows, parameters, n_threads=1)
    with monkeypatch.context() as patch:
        patch.setattr(samples, "BLOCK_VALUES", block_values)
        patch.setattr(samples, "MIN_BLOCK_ROWS", 1)
        *_, other = fit(rows, parameters, n_threads=3)
    assert other.labels_.tobytes() == ended.labels_.tobytes()
    assert other.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()
    assert other.inertia_ == ended.inertia_
