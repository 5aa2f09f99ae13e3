"""Maps of image sets by PCA: what is shown, where, and what the note says."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import pdist

from engine.errors import Cancelled, DataError, ParameterError
from engine.imageset import ImageSet
from engine.insight import map_sample
from engine.insight.map2d import project
from engine.insight.map_making import make_map
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.readers.read import load_images


def image_set(rows):
    return ImageSet(name="rows", pixels=rows.reshape(len(rows), 1, -1, 1))


def pictures(n=300, n_features=48, seed=0):
    rng = np.random.default_rng(seed)
    mixed = rng.standard_normal((n, 5)) @ (rng.random((5, n_features)) * [[9], [6], [3], [2], [1]])
    return np.clip(128 + 4 * mixed, 0, 255).astype(np.uint8)


def test_every_image_lies_where_float64_puts_it():
    rows = pictures()
    image_map = make_map(image_set(rows))
    assert image_map.method == "pca"
    assert image_map.indices.tolist() == list(range(300))
    assert image_map.points.dtype == np.float32
    assert (image_map.note, image_map.is_sample) == ("", False)
    exact = (rows - image_map.mean) @ image_map.axes.T
    np.testing.assert_allclose(image_map.points, exact, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(image_map.mean, rows.mean(axis=0))
    np.testing.assert_allclose(
        image_map.points.var(axis=0) / rows.var(axis=0).sum(), image_map.explained, rtol=1e-5
    )


def test_distances_never_grow_and_the_plane_is_the_best():
    rows = pictures().astype(np.float64)
    image_map = make_map(image_set(rows.astype(np.float32)))
    assert (pdist(image_map.points.astype(np.float64)) <= pdist(rows) + 1e-3).all()
    singular = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    assert image_map.explained.sum() == pytest.approx(
        (singular[:2] ** 2).sum() / (singular**2).sum()
    )


def test_centroids_are_projected_onto_the_mean_of_their_members():
    rows = pictures()
    image_map = make_map(image_set(rows))
    *_, ended = fit(rows, KMeansParameters(n_clusters=4, tol=0))
    for cluster, place in enumerate(project(image_map, ended.centroids)):
        members = image_map.points[ended.labels == cluster].astype(np.float64)
        np.testing.assert_allclose(place, members.mean(axis=0), atol=1e-3)


def test_a_sample_is_even_says_so_and_its_points_are_those_of_the_whole():
    images = image_set(pictures(1200))
    whole = make_map(images)
    part = make_map(images, max_images=100, seed=5)
    assert part.is_sample
    assert part.note == "a sample of 100 of 1,200 images"
    assert part.indices.tolist() == map_sample.even_sample(1200, 100, 5).tolist()
    assert part.points.shape == (100, 2)
    np.testing.assert_allclose(part.points, whole.points[part.indices], atol=1e-2)


def test_axes_from_a_sample_are_said_and_every_projection_is_exact(monkeypatch):
    rows = pictures(1200)
    monkeypatch.setattr(map_sample, "MAX_VALUES", 1000 * 48)
    monkeypatch.setattr(map_sample, "SAMPLE_VALUES", 400 * 48)
    image_map = make_map(image_set(rows), max_images=800)
    assert image_map.note == "a sample of 800 of 1,200 images; axes from 400 images"
    some = rows[map_sample.even_sample(1200, 400, 0)]
    np.testing.assert_allclose(image_map.mean, some.mean(axis=0))
    exact = (rows[image_map.indices] - image_map.mean) @ image_map.axes.T
    np.testing.assert_allclose(image_map.points, exact, rtol=1e-6, atol=1e-9)
    best = make_map(image_set(some)).axes
    np.testing.assert_allclose(image_map.axes, best, atol=1e-5)


def test_the_same_bits_on_any_number_of_threads():
    images = image_set(pictures(3000, 300))
    one, two = (make_map(images, n_threads=n_threads, seed=3) for n_threads in (1, 2))
    for name in ("indices", "points", "mean", "axes", "explained"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


def test_files_larger_than_memory_give_the_same_map(tmp_path):
    rows = pictures(400).reshape(400, 4, 12)
    for part in range(4):
        np.save(tmp_path / f"part{part}.npy", rows[100 * part : 100 * (part + 1)])
    whole = image_set(rows.reshape(400, -1))
    for max_images in (400, 50):
        from_files = make_map(load_images(str(tmp_path)), max_images=max_images)
        in_memory = make_map(whole, max_images=max_images)
        assert from_files.points.tobytes() == in_memory.points.tobytes()


def small_rows(dtype, elements):
    shapes = st.tuples(st.integers(1, 8), st.integers(1, 5))
    return arrays(dtype, shapes, elements=elements)


@settings(max_examples=60, deadline=None)
@given(
    small_rows(np.uint8, st.integers(0, 255))
    | small_rows(np.uint8, st.integers(0, 1))
    | small_rows(np.uint16, st.integers(0, 65535))
    | small_rows(np.float32, st.floats(-1e6, 1e6, width=32))
)
def test_any_few_images_have_a_map(rows):
    image_map = make_map(image_set(rows), n_threads=1)
    scale = float(np.abs(rows.astype(np.float64)).max()) + 1e-30
    assert np.isfinite(image_map.points).all()
    assert (image_map.explained >= 0).all()
    assert image_map.explained.sum() <= 1 + 1e-6
    n_axes = min(2, rows.shape[1])
    gram = np.diag([1.0] * n_axes + [0.0] * (2 - n_axes))
    np.testing.assert_allclose(image_map.axes @ image_map.axes.T, gram, atol=1e-9)
    exact = (rows - image_map.mean) @ image_map.axes.T
    np.testing.assert_allclose(image_map.points, exact, rtol=1e-6, atol=1e-12 * scale)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        (np.full((40, 12), 7, dtype=np.uint8), "these images are all the same"),
        (np.full((40, 1), 0.3, dtype=np.float32), "these images are all the same"),
        (np.uint8([[1, 2, 3]]), "one image"),
    ],
)
def test_images_all_the_same_lie_at_the_origin(rows, note):
    image_map = make_map(image_set(rows))
    assert image_map.points.tolist() == [[0, 0]] * len(rows)
    assert image_map.explained.tolist() == [0, 0]
    assert image_map.note == note


def test_one_number_an_image_gives_a_line():
    image_map = make_map(image_set(np.uint8([[1], [5], [9]])))
    assert image_map.points.tolist() == [[-4, 0], [0, 0], [4, 0]]


def test_axes_that_do_not_stand_out_are_said(monkeypatch):
    monkeypatch.setattr("engine.insight.map_axes.MAX_SPANNED", 1)
    rows = np.random.default_rng(0).integers(0, 256, (500, 100), np.uint8)
    image_map = make_map(image_set(rows))
    assert image_map.note == "axes are approximate: images vary alike in many directions"


def test_values_that_no_map_can_hold(monkeypatch):
    rows = pictures(100).astype(np.float32)
    rows[60, 5] = np.nan
    with pytest.raises(DataError, match=r"NaN, infinite .* in image 60 at value 5"):
        make_map(image_set(rows))
    # Where axes are found from a few, others are first seen when they are placed.
    monkeypatch.setattr(map_sample, "MAX_VALUES", 0)
    monkeypatch.setattr(map_sample, "SAMPLE_VALUES", 20 * 48)
    rows[:] = pictures(100)
    outside = int(np.setdiff1d(np.arange(100), map_sample.even_sample(100, 20, 0))[5])
    for value in (np.nan, np.inf, -np.inf):
        rows[outside, 5] = value
        with pytest.raises(DataError) as caught:
            make_map(image_set(rows))
        assert str(caught.value) == (
            f"rows: image {outside} has values that are no numbers, or too large for a map. "
            "Remove or scale it."
        )
    rows = np.full((4, 9), 3e38, dtype=np.float32) * np.float32([[1], [-1], [1], [-1]])
    monkeypatch.undo()
    with pytest.raises(DataError, match="too large for a map"):
        make_map(image_set(rows))


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"method": "umap"}, "map: there is no method 'umap'. Choose pca or tsne."),
        ({"max_images": 0}, "map: 0 images cannot be shown. Show 1 or more."),
    ],
)
def test_refusals(wrong, line):
    with pytest.raises(ParameterError) as caught:
        make_map(image_set(pictures(10)), **wrong)
    assert str(caught.value) == line


def test_progress_only_from_the_calling_thread_and_stop():
    told, threads = [], set()

    def progress(*news):
        told.append(news)
        threads.add(threading.get_ident())

    images = image_set(pictures(20_000))
    make_map(images, n_threads=2, progress=progress)
    assert threads == {threading.get_ident()}
    phases = list(dict.fromkeys(phase for phase, _, _ in told))
    assert phases == ["looking at the pixels", "finding the axes", "placing the images"]
    placed = [done for phase, done, _ in told if phase == "placing the images"]
    assert placed == sorted(set(placed))

    for phase in phases:
        seen = []
        with pytest.raises(Cancelled):
            make_map(
                images,
                progress=lambda phase, _done, _total, seen=seen: seen.append(phase),
                should_stop=lambda seen=seen, phase=phase: phase in seen,
            )


@pytest.mark.cifar10
def test_cifar10_against_singular_values(cifar10_folder):
    images = load_images(str(cifar10_folder), split="test", limit=300)
    image_map = make_map(images)
    rows = images.pixels.reshape(300, -1).astype(np.float64)
    left, singular, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    shares = singular**2 / (singular**2).sum()
    np.testing.assert_allclose(image_map.explained, shares[:2], rtol=1e-6)
    expected = left[:, :2] * singular[:2]
    expected *= np.sign((expected * image_map.points).sum(axis=0))
    np.testing.assert_allclose(image_map.points, expected, atol=1e-5 * singular[0])
