from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import ImageSet
from engine.errors import ParameterError
from engine.export.film_frames import LEAST_SIZE, caption, frames, note
from engine.insight.display import display_scale
from engine.kmeans.reports import LogRow


@dataclass(frozen=True)
class At:
    run: int
    iteration: int
    row: LogRow
    sizes: NDArray[np.int64]
    centroids: NDArray[np.float64]


@dataclass(frozen=True)
class Thinned(At):
    centroids_iteration: int


def row_of(run=0, iteration=23, distortion=4.654e11, moved=1412):
    return LogRow(run=run, iteration=iteration, distortion=distortion, shift=1.0, moved=moved,
                  empty=0, seconds=0.1)  # fmt: skip


def moment_of(centroids, sizes=None, **numbers):
    row = row_of(**numbers)
    sizes = np.full(len(centroids), 7) if sizes is None else np.array(sizes)
    return At(row.run, row.iteration, row, sizes, np.asarray(centroids, np.float64))


def images_of(shape=(6, 5, 3), dtype=np.uint8):
    return ImageSet(name="x", pixels=np.ones((10, *shape), dtype))


def drawn(images, *moments, **options):
    return [np.asarray(f) for f in frames(images, display_scale(images), moments, **options)]


def place_of(frame, colour):
    """Return left, top, right and bottom of what has exactly this colour, which is a square."""
    found = (frame == colour).all(axis=2)
    rows, columns = np.nonzero(found)
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    assert found[top:bottom, left:right].all()
    return left, top, right, bottom


def test_a_report_is_a_moment(images, ended):
    (frame,) = drawn(images, ended.best)
    assert frame.shape == (720, 960, 3)


def test_every_centroid_stands_there_by_a_whole_number():
    rng = np.random.default_rng(0)
    images = images_of()
    centroids = rng.uniform(0, 255, (10, 90))
    # One pixel of each in a colour that is found again.
    centroids.reshape(10, 6, 5, 3)[:, 2, 3] = [(250, 3, 10 * k) for k in range(10)]
    (frame,) = drawn(images, moment_of(centroids))
    corners = []
    for centroid, colour in zip(centroids, [(250, 3, 10 * k) for k in range(10)], strict=True):
        left, top, right, bottom = place_of(frame, colour)
        zoom = right - left
        assert bottom - top == zoom > 10
        x, y = left - 3 * zoom, top - 2 * zoom
        expected = np.rint(centroid.reshape(6, 5, 3)).astype(np.uint8)
        assert np.array_equal(
            frame[y : y + 6 * zoom, x : x + 5 * zoom],
            expected.repeat(zoom, axis=0).repeat(zoom, axis=1),
        )
        corners.append((y, x))
    assert corners == sorted(corners)


@pytest.mark.parametrize(
    ("dtype", "channels", "level", "shown"),
    [(np.uint8, 1, 77.4, 77), (np.uint16, 3, 77 * 257, 77), (np.float32, 1, 0.2, 51)],
)
def test_centroids_are_on_the_scale_of_the_set(dtype, channels, level, shown):
    images = images_of((4, 4, channels), dtype)
    (frame,) = drawn(images, moment_of(np.full((1, 16 * channels), level)))
    left, top, right, bottom = place_of(frame, (shown,) * 3)
    assert right - left == bottom - top > 300


def test_large_pictures_are_reduced():
    (frame,) = drawn(images_of((700, 900, 1)), moment_of(np.full((4, 630_000), 9.0)))
    assert frame.shape == (720, 960, 3)


def test_frames_are_of_one_size_whatever_the_number_of_clusters():
    moments = [moment_of(np.full((k, 90), 100.0)) for k in (1, 2, 40, 600, 3)]
    found = drawn(images_of(), *moments, size=(400, 300))
    assert [frame.shape for frame in found] == [(300, 400, 3)] * 5


def test_the_size_of_a_cluster_is_below_it():
    one, other = (
        moment_of(np.full((2, 90), 100.0), sizes=sizes) for sizes in ([5, 5], [5, 123_456])
    )
    before, after = drawn(images_of(), one, other)
    rows, columns = np.nonzero((before != after).any(axis=2))
    assert columns.min() > 480
    tile = (after == 100).all(axis=2)
    assert rows.min() >= np.flatnonzero(tile.any(axis=1)).max()


def test_the_words():
    assert caption(moment_of(np.ones((2, 90)))) == (
        "run 1 · iteration 23 · distortion 4.65e+11 · moved 1,412"
    )
    assert note(moment_of(np.ones((2, 90))), 2) == ""
    assert note(moment_of(np.ones((1234, 90))), 400) == "the first 400 of 1,234 clusters"


def test_centroids_of_another_iteration_are_said_to_be_so():
    moment = moment_of(np.full((2, 90), 100.0))
    kept = Thinned(**vars(moment), centroids_iteration=23)
    other = replace(kept, centroids_iteration=20)
    assert note(kept, 2) == ""
    assert note(other, 2) == "centroids of iteration 20"
    plain, same, different = drawn(images_of(), moment, kept, other)
    assert (plain == same).all()
    assert (plain != different).any()


def test_the_caption_fits_the_smallest_frame():
    numbers = {"run": 9, "iteration": 299, "moved": 50_000}
    (frame,) = drawn(images_of(), moment_of(np.ones((1, 90)), **numbers), size=LEAST_SIZE)
    assert (frame[:60, -20:] == frame[0, 0]).all()


def test_moments_are_asked_for_one_at_a_time():
    asked = []

    def moments():
        for iteration in range(3):
            asked.append(iteration)
            yield moment_of(np.ones((2, 90)), iteration=iteration)

    images = images_of()
    film = frames(images, display_scale(images), moments())
    assert asked == []
    next(film)
    assert asked == [0]


def test_too_small_a_frame_is_refused_at_once():
    images = images_of()
    with pytest.raises(ParameterError, match="size: 100 × 50 pixels are too few"):
        frames(images, display_scale(images), [], size=(100, 50))
