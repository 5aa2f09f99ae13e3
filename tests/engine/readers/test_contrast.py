import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine import ImageSet, KMeans
from engine.errors import Cancelled, DataError
from engine.readers import blockwise, contrast
from engine.readers.contrast import normalized
from engine.readers.task import Task

DTYPES = ("uint8", "uint16", "float32")


def images_of(pixels, **attributes):
    pixels = np.asarray(pixels)
    return ImageSet(
        name="set", pixels=pixels.reshape(*pixels.shape, *(1,) * (4 - pixels.ndim)), **attributes
    )


def noise(dtype, shape=(60, 5, 4, 3), seed=0):
    """Pictures of very different brightness and contrast."""
    rng = np.random.default_rng(seed)
    means, spreads = rng.uniform(0, 1, (2, shape[0], 1, 1, 1))
    levels = np.clip(means + spreads * rng.uniform(-0.5, 0.5, shape), 0, 1)
    white = 1 if dtype == "float32" else np.iinfo(dtype).max
    return (levels * white).astype(dtype)


def plain(rows, eps):
    """The formula of the paper in float64, row by row, and m and s."""
    rows = rows.reshape(len(rows), -1).astype(np.float64)
    means, variances = rows.mean(axis=1, keepdims=True), rows.var(axis=1, keepdims=True)
    scaled = (rows - means) / np.sqrt(variances + eps)
    return scaled, means.mean(), math.sqrt((variances + eps).mean())


def test_by_hand():
    # Means 10 and 30; variances 90 and 0; with eps 10: 100 and 10. s = sqrt(55), m = 20.
    a = math.sqrt(90)
    images = images_of(np.array([[10 - a, 10 + a], [30, 30]], np.float32), shown=(0, 255))
    result = normalized(images, Task())
    step = math.sqrt(55) * a / 10
    assert np.allclose(result.pixels.ravel(), [20 - step, 20 + step, 20, 20], rtol=1e-6, atol=0)
    assert result.notes == (
        "contrast normalised per image, to mean 20 and standard deviation 7.416 at most",
    )


def test_by_hand_in_whole_numbers():
    # Means 3 and 7, variances 9 and 1, with eps 19 and 11: m = 5, s = sqrt(15).
    pixels = np.array([[0, 6], [6, 8]], np.uint8)
    result = normalized(images_of(pixels), Task())
    a, b = 3 * math.sqrt(15 / 19), math.sqrt(15 / 11)
    assert result.pixels.dtype == np.float32
    assert result.pixels.ravel().tolist() == np.float32([5 - a, 5 + a, 5 - b, 5 + b]).tolist()


@pytest.mark.parametrize(("dtype", "white"), [("uint8", 255), ("uint16", 65535), ("float32", 1)])
def test_an_affine_image_of_the_usual_normalisation(dtype, white):
    pixels = noise(dtype)
    result = normalized(images_of(pixels), Task())
    scaled, m, s = plain(pixels, 10 * (white / 255) ** 2)
    assert result.pixels.shape == pixels.shape
    assert np.allclose(result.pixels.reshape(60, -1), m + s * scaled, rtol=1e-6, atol=0)
    assert result.shown == (0, white)


@pytest.mark.parametrize("dtype", DTYPES)
def test_k_means_finds_the_clusters_of_the_usual_normalisation(dtype):
    pixels = noise(dtype, (200, 4, 4, 1))
    result = normalized(images_of(pixels), Task())
    scaled, m, s = plain(pixels, 10 * (result.shown[1] / 255) ** 2)
    how = {"n_clusters": 5, "init": "random", "random_state": 3}
    found = KMeans(**how).fit(result.pixels.reshape(200, -1))
    expected = KMeans(**how).fit(scaled)
    assert np.array_equal(found.labels_, expected.labels_)
    assert np.allclose(found.cluster_centers_, m + s * expected.cluster_centers_, rtol=1e-5)
    assert math.isclose(found.inertia_, s * s * expected.inertia_, rel_tol=1e-5)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_picture_gets_the_same_mean_and_nearly_the_same_contrast(dtype):
    pixels = noise(dtype)
    pixels[7] = pixels[7, 0, 0, 0]  # flat
    result = normalized(images_of(pixels), Task()).pixels.reshape(60, -1).astype(np.float64)
    white = 1 if dtype == "float32" else np.iinfo(dtype).max
    scaled, m, s = plain(pixels, 10 * (white / 255) ** 2)
    assert np.allclose(result.mean(axis=1), m, rtol=1e-6)
    assert np.allclose(result.std(axis=1), s * scaled.std(axis=1), rtol=1e-5, atol=1e-6 * m)
    assert (result.std(axis=1) <= s * (1 + 1e-6)).all()
    assert np.ptp(result[7]) == 0


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(61, 5, 4, 3), (40, 1, 1, 1), (3, 90, 101, 1), (90, 1, 9, 1)])
def test_the_same_bits_whatever_blocks_and_threads(dtype, shape, monkeypatch):
    pixels = noise(dtype, shape)
    results = set()
    for n_threads in (1, 3):
        for n_bytes in (1, 700, 1 << 20):
            monkeypatch.setattr(blockwise, "MAX_THREADS", n_threads)
            monkeypatch.setattr(blockwise, "BLOCK_BYTES", n_bytes)
            results.add(normalized(images_of(pixels), Task()).pixels.tobytes())
    assert len(results) == 1


@given(hnp.arrays("uint16", hnp.array_shapes(min_dims=4, max_dims=4, max_side=5)))
@settings(max_examples=60, deadline=None)
def test_sums_of_whole_numbers_are_exact(pixels):
    rows = pixels.reshape(len(pixels), -1)
    means, variances = contrast._moments_of_whole(rows)
    for row, mean, variance in zip(rows.tolist(), means, variances, strict=True):
        n, total = len(row), sum(row)
        assert mean == total / n
        exact = (n * sum(x * x for x in row) - total * total) / n**2
        assert math.isclose(variance, exact, rel_tol=1e-12, abs_tol=1e-12)


@given(
    hnp.arrays(
        "float32",
        st.tuples(st.integers(1, 4), st.just(2), st.integers(1, 3), st.just(1)),
        elements=st.floats(width=32) | st.sampled_from([0.0, 1.0, 3e38, -3e38, 1e-45]),
    )
)
@settings(max_examples=150, deadline=None)
def test_any_values_give_finite_pixels_or_one_line(pixels):
    images = images_of(pixels)
    if not np.isfinite(pixels).all():
        with pytest.raises(DataError, match="not finite"):
            normalized(images, Task())
        return
    if abs(pixels).max() > 1e37:
        with contextlib.suppress(DataError):
            assert np.isfinite(normalized(images, Task()).pixels).all()
        return
    result = normalized(images, Task())
    assert np.isfinite(result.pixels).all()
    assert result.shown[0] < result.shown[1]


def test_values_too_large_are_said():
    images = images_of(np.array([[3e38, -3e38]], np.float32))
    with pytest.raises(DataError) as error:
        normalized(images, Task())
    assert str(error.value) == (
        "set: its values, up to 3.0e+38, are too large. Open it without contrast normalisation."
    )


@pytest.mark.parametrize(
    ("values", "shown", "expected"),
    [
        ([0.0, 0.5], None, (0, 1)),
        ([0.0, 200.0], None, (0, 200)),
        ([-2.0, 0.5], None, (-2, 0.5)),
        ([-2.0, 0.5], (-1.0, 4.0), (-1, 4)),
        ([5.0, 5.0], None, (5, 10)),
    ],
)
def test_black_and_white_are_as_they_were(values, shown, expected):
    images = images_of(np.array([values], np.float32), shown=shown)
    assert normalized(images, Task()).shown == expected


def test_values_that_are_not_finite_are_counted():
    pixels = np.zeros((4, 2), np.float32)
    pixels[1, 0], pixels[2, 1] = np.nan, np.inf
    with pytest.raises(DataError) as error:
        normalized(images_of(pixels), Task())
    assert str(error.value) == (
        "set: 2 of 4 images hold values that are not finite. "
        "Open it without contrast normalisation."
    )


def test_everything_else_stays():
    images = images_of(
        noise("uint8"),
        labels=np.arange(60) % 2,
        class_names=("a", "b"),
        source="here",
        notes=("one",),
    )
    result = normalized(images, Task())
    assert np.array_equal(result.labels, images.labels)
    assert (result.name, result.source, result.class_names) == ("set", "here", ("a", "b"))
    assert result.notes[0] == "one"
    assert not result.pixels.flags.writeable


def test_memory_is_asked_for_first(monkeypatch):
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 10**6)
    told = []
    with pytest.raises(DataError, match="Take fewer images or a smaller size"):
        normalized(images_of(noise("uint8", (2000, 16, 16, 3))), Task(lambda *n: told.append(n)))
    assert told == []


def test_it_stops_at_every_question(monkeypatch):
    monkeypatch.setattr(blockwise, "BLOCK_BYTES", 10 * 480)
    asked = []
    normalized(images_of(noise("uint8")), Task(should_stop=lambda: asked.append(1)))
    for limit in range(len(asked)):
        answers = iter([False] * limit)
        task = Task(should_stop=lambda answers=answers: next(answers, True))
        with pytest.raises(Cancelled):
            normalized(images_of(noise("uint8")), task)
