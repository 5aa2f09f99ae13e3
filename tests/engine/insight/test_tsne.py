"""Maps by t-SNE, where openTSNE is installed; and what is said where it is not."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from engine.errors import Cancelled, ParameterError
from engine.imageset import ImageSet
from engine.insight import tsne as module
from engine.insight.map2d import members_means
from engine.insight.map_making import make_map


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def three_groups(n=60, n_features=30):
    """Images in three groups far apart, and the group of each."""
    rng = np.random.default_rng(0)
    groups = np.arange(n) % 3
    middles = rng.integers(50, 200, (3, n_features))
    return (middles[groups] + rng.integers(-9, 10, (n, n_features))).astype(np.uint8), groups


@pytest.fixture
def _opentsne():
    pytest.importorskip("openTSNE", reason="the extra `maps` is not installed")


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(module, "EARLY", 20)
    monkeypatch.setattr(module, "LATE", 30)


def test_without_opentsne_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(ParameterError) as caught:
        make_map(image_set(three_groups()[0]), method="tsne", progress=pytest.fail)
    assert str(caught.value) == (
        "t-SNE: this map needs openTSNE. Run: python3 bootstrap.py setup maps."
    )


@pytest.mark.usefixtures("_opentsne", "_quick")
def test_groups_stay_together_and_centroids_stand_in_their_middle():
    rows, groups = three_groups()
    image_map = make_map(image_set(rows), method="tsne")
    points = image_map.points.astype(np.float64)
    assert image_map.points.shape == (60, 2)
    away = np.linalg.norm(points[:, np.newaxis] - points, axis=2)
    np.fill_diagonal(away, np.inf)
    assert (groups[away.argmin(axis=1)] == groups).all()
    means = members_means(image_map, groups.astype(np.int32), 3)
    np.testing.assert_allclose(means[1], points[groups == 1].mean(axis=0))
    assert (image_map.mean, image_map.axes, image_map.explained) == (None, None, None)
    assert image_map.note == (
        "t-SNE of 30 principal components: near means alike, far means little; "
        "centroids at the mean of their members' points"
    )


@pytest.mark.usefixtures("_opentsne", "_quick")
@pytest.mark.parametrize("many", [10_000, 1])
def test_one_seed_one_map_on_any_number_of_threads(many, monkeypatch):
    monkeypatch.setattr(module, "MANY", many)
    monkeypatch.setattr(module, "EARLY", 10)
    monkeypatch.setattr(module, "LATE", 10)
    images = image_set(three_groups(150)[0])
    one = make_map(images, method="tsne", seed=1, n_threads=1)
    two = make_map(images, method="tsne", seed=1, n_threads=2)
    other = make_map(images, method="tsne", seed=2, n_threads=2)
    assert one.points.tobytes() == two.points.tobytes()
    assert one.points.tobytes() != other.points.tobytes()
    assert np.isfinite(one.points).all()


@pytest.mark.usefixtures("_opentsne", "_quick")
@pytest.mark.parametrize(
    "rows",
    [
        np.uint8([[7, 8, 9]]),
        np.uint8([[7, 8, 9], [1, 2, 3], [1, 2, 9]]),
        np.uint8([[7, 8, 9], [1, 2, 3], [1, 2, 9], [4, 4, 4]]),
        np.full((30, 4), 5, dtype=np.uint8),
        np.arange(50, dtype=np.uint8).reshape(50, 1),
        np.repeat(np.uint8([[0, 9], [200, 3]]), 40, axis=0),
        np.uint8([[0, 0]] * 199 + [[9, 9]]),
        np.eye(20, dtype=np.float32) * 1e30,
        np.eye(20, dtype=np.float32) * 1e-30,
    ],
    ids=["one", "three", "four", "same", "line", "two values", "one apart", "huge", "tiny"],
)
def test_sets_of_any_kind_have_a_map(rows):
    image_map = make_map(image_set(rows), method="tsne")
    assert image_map.points.shape == (len(rows), 2)
    assert np.isfinite(image_map.points).all()
    if (rows == rows[0]).all():
        assert not image_map.points.any()


@pytest.mark.usefixtures("_opentsne", "_quick")
def test_progress_and_stop_at_every_iteration():
    images = image_set(three_groups()[0])
    told = []
    make_map(images, method="tsne", progress=lambda *news: told.append(news))
    phases = list(dict.fromkeys(phase for phase, _, _ in told))
    assert phases[-2:] == ["looking for neighbours", "laying out the map"]
    done = [done for phase, done, _ in told if phase == "laying out the map"]
    assert done == sorted(done)
    assert set(done) == set(range(51))
    for when in (0, 17, 49):
        seen = []
        with pytest.raises(Cancelled):
            make_map(
                images,
                method="tsne",
                progress=lambda *news, seen=seen: seen.append(news[:2]),
                should_stop=lambda seen=seen, when=when: ("laying out the map", when) in seen,
            )
        assert seen[-1] == ("laying out the map", when)


@pytest.mark.usefixtures("_opentsne")
def test_opentsne_is_not_imported_before_it_is_asked_for():
    code = "import sys, engine.insight.map_making; assert 'openTSNE' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
