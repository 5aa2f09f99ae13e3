"""Makes the map of an image set: by PCA, or by t-SNE from it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, DataError, ParameterError
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.insight.map2d import ImageMap
from engine.insight.map_axes import PrincipalAxes, principal_axes
from engine.insight.map_sample import even_sample, rows_for_axes
from engine.insight.tsne import require_opentsne, tsne
from engine.kmeans.preparing import prepare
from engine.kmeans.samples import blocks_of, rows_in_block, run_of
from engine.kmeans.workers import Workers, single_threaded_blas

METHODS = ("pca", "tsne")
MAX_IMAGES = 50_000
TSNE_AXES = 50  # principal components that t-SNE starts from
STRETCHES = 16  # of images placed between two reports of progress


def make_map(
    images: ImageSet,
    *,
    method: str = "pca",
    max_images: int = MAX_IMAGES,
    seed: int = 0,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    n_threads: int | None = None,
) -> ImageMap:
    """Return a map of `images`; equal arguments give the same map on any number of threads.

    Parameters
    ----------
    images : ImageSet
    method : str
        ``"pca"``: the two directions of largest variance, found from all images, or from as many
        as are looked at in seconds, which the note then says; every image shown is projected in
        float64. ``"tsne"``: openTSNE, from the first 50 principal components.
    max_images : int
        Of more, an even sample drawn with `seed` is shown, which the note says.
    progress, should_stop : callable, optional
    n_threads : int, optional
        As many as there are cores by default.

    Raises
    ------
    ParameterError
        If there is no such method, openTSNE is not installed, or no image would be shown.
    DataError
        If a value is NaN or infinite, or too large for float32 on the map.
    Cancelled
        If `should_stop` answered true.
    """
    if method not in METHODS:
        raise ParameterError("map", f"there is no method {method!r}", "Choose pca or tsne")
    if max_images < 1:
        raise ParameterError("map", f"{max_images} images cannot be shown", "Show 1 or more")
    if method == "tsne":
        require_opentsne()
    stopped = should_stop or (lambda: False)
    report = progress or (lambda _phase, _done, _total: None)
    n = len(images)
    chosen = rows_for_axes(n, images.n_features, seed)
    indices = even_sample(n, max_images, seed)
    with Workers(n_threads) as workers, single_threaded_blas():
        some = images if len(chosen) == n else images.take(chosen)
        found = principal_axes(
            prepare(some, workers, should_stop=stopped, progress=report),
            2 if method == "pca" else TSNE_AXES,
            workers,
            seed=seed,
            should_stop=stopped,
            progress=report,
        )
        places = _placed(images, indices, found, workers, stopped, report)
    if method == "tsne":
        places = tsne(
            places,
            seed=seed,
            n_threads=workers.n_threads,
            should_stop=stopped,
            progress=report,
        )
    return ImageMap(
        method=method,
        n_images=n,
        indices=indices,
        points=places.astype(np.float32),
        mean=found.mean if method == "pca" else None,
        axes=found.axes if method == "pca" else None,
        explained=found.explained if method == "pca" else None,
        note="; ".join(_notes(method, images, len(indices), len(chosen), found)),
    )


def _placed(
    images: ImageSet,
    indices: NDArray[np.intp],
    found: PrincipalAxes,
    workers: Workers,
    should_stop: ShouldStop,
    progress: Progress,
) -> NDArray[np.float64]:
    """Return coordinates of `indices` along the axes, shape (m, n_axes), in pixel levels."""
    rows = images.pixels.reshape(len(images), -1)
    places = np.empty((len(indices), len(found.axes)))
    columns = np.ascontiguousarray(found.axes.T)
    most = float(np.finfo(np.float32).max)

    def place(block: slice) -> None:
        if should_stop():
            raise Cancelled
        which = indices[block]
        with np.errstate(invalid="ignore"):  # found in the next lines
            np.matmul(rows[run_of(which)] - found.mean, columns, out=places[block])
        fits = (np.abs(places[block]) <= most).all(axis=1)
        if not fits.all():
            image = int(which[int(fits.argmin())])
            problem = f"image {image:,} has values that are no numbers, or too large for a map"
            raise DataError(images.name, problem, "Remove or scale it")

    blocks = list(blocks_of(0, len(indices), rows_in_block(images.n_features)))
    for part in blocks_of(0, len(blocks), max(1, len(blocks) // STRETCHES)):
        progress("placing the images", blocks[part.start].start, len(indices))
        workers.map(place, blocks[part])
    return places


def _notes(
    method: str, images: ImageSet, n_shown: int, n_for_axes: int, found: PrincipalAxes
) -> Iterator[str]:
    """Yield what people must know to read a map."""
    n = len(images)
    if n_shown < n:
        yield f"a sample of {n_shown:,} of {n:,} images"
    if n_for_axes < n:
        yield f"axes from {n_for_axes:,} images"
    if not found.explained.any():
        yield "one image" if n == 1 else "these images are all the same"
    elif method == "tsne":
        n_axes = min(TSNE_AXES, images.n_features)
        yield f"t-SNE of {n_axes} principal components: near means alike, far means little"
        yield "centroids at the mean of their members' points"
    elif not found.refined:
        yield "axes are approximate: images vary alike in many directions"
