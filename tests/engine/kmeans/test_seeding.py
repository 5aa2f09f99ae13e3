"""Seeds: where they come from, how likely, and that they can be had again."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.kmeans.preparing import prepare
from engine.kmeans.seeding import Seeder
from engine.kmeans.workers import Workers


def seeder(rows, n_clusters, init, seed=0, progress=lambda *_news: None, should_stop=None):
    workers = Workers(1)
    samples = prepare(rows, workers, should_stop=lambda: False, progress=lambda *_news: None)
    return Seeder(
        samples,
        KMeansParameters(n_clusters=n_clusters, init=init),
        workers,
        np.random.default_rng(seed),
        should_stop=should_stop or (lambda: False),
        progress=progress,
    )


def seeds(*args, **options):
    return seeder(*args, **options).seeds()


def random_rows(dtype=np.uint8, n=60, d=5):
    rng = np.random.default_rng(8)
    if np.dtype(dtype).kind == "f":
        return rng.random((n, d)).astype(dtype)
    return rng.integers(0, np.iinfo(dtype).max, (n, d), dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("init", ["k-means++", "random", "farthest"])
def test_seeds_are_images_each_once(init, dtype):
    rows = random_rows(dtype)
    for seed in range(10):
        chosen = seeds(rows, 12, init, seed=seed)
        assert len(set(chosen.images)) == 12
        assert (chosen.centroids.values == rows[list(chosen.images)]).all()


@pytest.mark.parametrize("init", ["k-means++", "farthest"])
@pytest.mark.parametrize("levels", [np.array([0, 9, 18, 27], np.uint8), np.arange(4) / 7])
def test_no_image_is_seeded_twice_while_others_are_left(levels, init):
    rows = np.tile(levels[:, np.newaxis], (5, 1))
    for seed in range(20):
        exactly = seeds(rows, 4, init, seed=seed)
        assert len(np.unique(exactly.centroids.values, axis=0)) == 4
        more = seeds(rows, 20, init, seed=seed)
        assert sorted(more.images) == list(range(20))
        assert len(np.unique(more.centroids.values[:4], axis=0)) == 4


@pytest.mark.parametrize("init", INIT_NAMES)
def test_the_random_state_decides_alone(init):
    rows = random_rows(n=200)
    first, again, other = (
        seeds(rows, 8, init, seed=seed).centroids.values.tobytes() for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_all_the_weight_on_one_image_makes_it_the_second_seed():
    rows = np.zeros((50, 2), dtype=np.uint8)
    rows[31] = 200
    for seed in range(20):
        first, second = seeds(rows, 2, "k-means++", seed=seed).images
        assert 31 in (first, second)


def test_images_are_drawn_in_proportion_to_their_squared_distance():
    """From 0, images 1 and 3 weigh 1 and 9; of two draws (K = 2) the better is kept.

    Keeping image 1 leaves 4, keeping image 3 leaves 1: image 1 wins only where both draws are
    of it, 1 time in 100. So also from 3 (weights 9 and 4: the draw of 0 leaves 1, of 1 leaves 1).
    """
    rows = np.array([[0], [1], [3]], dtype=np.uint8)
    pairs = [seeds(rows, 2, "k-means++", seed=seed).images for seed in range(3000)]
    from_zero = [second for first, second in pairs if first == 0]
    share = from_zero.count(1) / len(from_zero)
    assert 0.8 * len(pairs) / 3 < len(from_zero) < 1.2 * len(pairs) / 3
    assert 0.001 < share < 0.03
    from_three = [second for first, second in pairs if first == 2]
    # Equally good: the lower index is kept, unless both draws are of image 1, (4/13)**2.
    assert 0.05 < from_three.count(1) / len(from_three) < 0.15


def test_farthest_first_by_hand():
    rows = np.array([[0], [1], [5], [6], [20]], dtype=np.uint8)
    for seed in range(10):
        first, *others = seeds(rows, 5, "farthest", seed=seed).images
        order = {  # of images equally far from all seeds the lower index comes first
            0: [4, 3, 1, 2],
            1: [4, 3, 0, 2],
            2: [4, 0, 1, 3],
            3: [4, 0, 1, 2],
            4: [0, 3, 1, 2],
        }
        assert others == order[first]


def test_partition_seeds_are_the_means_of_equal_parts():
    rows = random_rows(n=50)
    generator = np.random.default_rng(6)
    parts = generator.permutation(50) % 7
    assert sorted(np.bincount(parts)) == [7] * 6 + [8]
    expected = [rows[parts == part].mean(axis=0) for part in range(7)]
    chosen = seeds(rows, 7, "partition", seed=6)
    np.testing.assert_allclose(chosen.centroids.values, expected, rtol=1e-13)
    assert chosen.images is None


def test_gaussian_seeds_have_the_mean_and_spread_of_the_images():
    rows = random_rows(n=400, d=30)
    chosen = seeds(rows, 300, "gaussian").centroids.values
    assert chosen.shape == (300, 30)
    assert np.isfinite(chosen).all()
    spread = np.sqrt(rows.var(axis=0).mean())
    assert abs(chosen.mean() - rows.mean()) < spread / 20
    assert abs(chosen.std() / spread - 1) < 0.05


@pytest.mark.parametrize("init", ["k-means++", "farthest"])
def test_progress_is_told_seed_by_seed(init):
    news = []
    seeds(random_rows(), 6, init, progress=lambda *told: news.append(told))
    assert news == [("seeding", k, 6) for k in range(1, 7)]


@pytest.mark.parametrize("init", ["k-means++", "farthest", "partition"])
def test_seeding_can_be_stopped(init):
    with pytest.raises(Cancelled):
        seeds(random_rows(), 6, init, should_stop=lambda: True)
