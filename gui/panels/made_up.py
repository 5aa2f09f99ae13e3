"""Made-up pictures and a made-up report, for the panels' previews."""

from __future__ import annotations

import numpy as np

from engine.imageset import ImageSet
from engine.insight.representatives import Representatives, representatives
from engine.kmeans.reports import Iteration

SIDE = 16
NAMES = ("bar", "cross", "disc", "ring", "wedge")


def made_up_images(count: int = 600, seed: int = 0) -> ImageSet:
    """Return coloured shapes on noise, with labels and names."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    radius = np.hypot(x, y)
    shapes = np.stack(
        [abs(x) < 3, (abs(x) < 2) | (abs(y) < 2), radius < 6, abs(radius - 5) < 1.6, y > 2 * abs(x)]
    )
    labels = random.integers(0, len(NAMES), count).astype(np.int32)
    grounds = random.integers(0, 120, (count, 1, 1, 3))
    colours = random.integers(130, 256, (count, 1, 1, 3))
    noise = random.integers(-12, 13, (count, SIDE, SIDE, 3))
    pixels = np.where(shapes[labels][..., np.newaxis], colours, grounds) + noise
    return ImageSet(
        name="shapes",
        pixels=np.clip(pixels, 0, 255).astype(np.uint8),
        labels=labels,
        class_names=NAMES,
        names=tuple(f"{NAMES[label]} {i}" for i, label in enumerate(labels)),
        source="shapes",
    )


def made_up_report(
    images: ImageSet, n_clusters: int = 12, seed: int = 0
) -> tuple[Iteration, Representatives]:
    """Return a report whose centroids are images drawn at random, and its representatives.

    The last cluster is empty if there is more than one.
    """
    rows = images.pixels[:].reshape(len(images), -1).astype(np.float64)
    chosen = np.random.default_rng(seed).choice(len(rows), n_clusters, replace=False)
    centroids = rows[chosen]
    if n_clusters > 1:
        centroids[-1] += 1e4
    distances = np.stack([np.square(rows - centroid).sum(axis=1) for centroid in centroids])
    labels = distances.argmin(axis=0).astype(np.int32)
    nearest = distances.min(axis=0)
    sizes = np.bincount(labels, minlength=n_clusters).astype(np.int64)
    report = Iteration(
        run=0,
        iteration=0,
        distortion=float(nearest.sum()),
        shift=float("nan"),
        moved=len(rows),
        empty=int((sizes == 0).sum()),
        seconds=0.0,
        reseeded=(),
        sizes=sizes,
        sq_distances_by_cluster=np.bincount(labels, nearest, n_clusters).astype(np.float64),
        centroids=centroids,
        labels=labels,
    )
    return report, representatives(images, report)
