"""The pictures a film consists of: one a moment of a fit, with all centroids of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from numpy.typing import NDArray
from PIL import Image

from engine.errors import ParameterError
from engine.export.film_layout import MARGIN, Layout
from engine.export.paper import (
    CAPTION_SIZE,
    FAINT,
    INDEX_SIZE,
    INK,
    PAPER,
    draw_text,
    picture_of,
    text_width,
)
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale
from engine.kmeans.reports import LogRow

SIZE = (960, 720)
LEAST_SIZE = (320, 160)
_LEAST_CAPTION = 8  # of the letters, in pixels


class Moment(Protocol):
    """What a frame is drawn from: an iteration of a run.

    Where the object also has a `centroids_iteration`, and that is not `iteration`, the frame says
    of which iteration its centroids are.
    """

    @property
    def run(self) -> int:
        """From 0."""

    @property
    def iteration(self) -> int:
        """From 0, the seeds."""

    @property
    def row(self) -> LogRow:
        """The numbers of the iteration."""

    @property
    def sizes(self) -> NDArray[Any]:
        """Images of each cluster, whole numbers of shape (n_clusters,)."""

    @property
    def centroids(self) -> NDArray[Any]:
        """In pixel levels, shape (n_clusters, n_features)."""


def frames(
    images: ImageSet,
    scale: DisplayScale,
    moments: Iterable[Moment],
    *,
    size: tuple[int, int] = SIZE,
) -> Iterator[Image.Image]:
    """Yield a picture a moment: its numbers in words, and every centroid over its size.

    Centroids are enlarged, or where they are many reduced, by a whole number; clusters follow
    each other row by row. Of more than there is room for the first are shown, and the picture
    says so. Moments may differ in their number of clusters.

    Parameters
    ----------
    images : ImageSet
        The images the fit is of.
    scale : DisplayScale
        Of the set; the same for every frame.
    moments : iterable of Moment
        In the order of the film; asked for one at a time.
    size : (int, int)
        Width and height of every picture, in pixels, at least `LEAST_SIZE`.

    Raises
    ------
    ParameterError
        If `size` is too small.
    """
    if size[0] < LEAST_SIZE[0] or size[1] < LEAST_SIZE[1]:
        raise ParameterError(
            "size",
            f"{size[0]} × {size[1]} pixels are too few to read",
            f"Choose at least {LEAST_SIZE[0]} × {LEAST_SIZE[1]}",
        )
    return _drawn(images, scale, moments, size)


def _drawn(
    images: ImageSet, scale: DisplayScale, moments: Iterable[Moment], size: tuple[int, int]
) -> Iterator[Image.Image]:
    layouts: dict[int, Layout] = {}
    for moment in moments:
        n_clusters = len(moment.centroids)
        if n_clusters not in layouts:
            layouts[n_clusters] = Layout.of(images.image_shape, len(images), n_clusters, size)
        layout = layouts[n_clusters]
        paper = Image.new("RGB", size, PAPER)
        _write_caption(paper, moment, layout.n_shown)
        for cluster in range(layout.n_shown):
            x, y = layout.corner(cluster)
            pixels = moment.centroids[cluster].reshape(images.image_shape)
            layout.tile.paste(paper, picture_of(pixels, scale), x, y)
            label = layout.label.format(cluster=cluster, size=int(moment.sizes[cluster]))
            x, y = x + layout.tile.width // 2, y + layout.tile.height + 4
            draw_text(paper, x, y, label, INDEX_SIZE, FAINT, "ma")
        yield paper


def caption(moment: Moment) -> str:
    """Return the line above the centroids: runs from 1, distortion in squared pixel levels."""
    row = moment.row
    return (
        f"run {moment.run + 1} · iteration {moment.iteration} · "
        f"distortion {row.distortion:.2e} · moved {row.moved:,}"
    )


def note(moment: Moment, n_shown: int) -> str:
    """Return what a frame of `n_shown` centroids does not show as it was; empty if nothing."""
    notes = []
    n_clusters = len(moment.centroids)
    if n_shown < n_clusters:
        notes.append(f"the first {n_shown:,} of {n_clusters:,} clusters")
    centroids_iteration = getattr(moment, "centroids_iteration", moment.iteration)
    if centroids_iteration != moment.iteration:
        notes.append(f"centroids of iteration {centroids_iteration}")
    return " · ".join(notes)


def _write_caption(paper: Image.Image, moment: Moment, n_shown: int) -> None:
    text = caption(moment)
    room = paper.width - 2 * MARGIN
    for size in range(CAPTION_SIZE, _LEAST_CAPTION - 1, -1):
        if text_width(text, size) <= room:
            break
    draw_text(paper, MARGIN, MARGIN, text, size, INK)
    below = MARGIN + CAPTION_SIZE + 6
    draw_text(paper, MARGIN, below, note(moment, n_shown), INDEX_SIZE, FAINT)
