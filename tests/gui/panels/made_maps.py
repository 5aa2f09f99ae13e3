"""A small image set on a map whose places tell the index, and moments of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.history.moments import Moment
from engine.insight.map2d import ImageMap
from gui.panels.made_up import made_up_images
from tests.gui.made_rows import row

IMAGES = made_up_images(24)
N_CLUSTERS = 3
LABELS = (np.arange(24) % N_CLUSTERS).astype(np.int32)
D = IMAGES.n_features


def made_map(indices=range(24), method="pca", note="", points=None) -> ImageMap:
    """Image i lies at (i % 6, i // 6)."""
    shown = np.array(indices, dtype=np.intp)
    if points is None:
        points = np.stack([shown % 6, shown // 6], axis=1)
    is_pca = method == "pca"
    axes = np.zeros((2, D))
    axes[0, 0] = axes[1, 1] = 1.0
    return ImageMap(
        method=method,
        n_images=24,
        indices=shown,
        points=np.asarray(points, dtype=np.float32),
        mean=np.zeros(D) if is_pca else None,
        axes=axes if is_pca else None,
        explained=np.array([0.3, 0.1]) if is_pca else None,
        note=note,
    )


def moment(iteration=0, *, run=0, labels=LABELS, centroids_iteration=None) -> Moment:
    """Cluster k lies at (k + 0.5, iteration + 0.5) on the map by PCA."""
    centroids = np.full((N_CLUSTERS, D), 128.0)
    centroids[:, 0] = np.arange(N_CLUSTERS) + 0.5
    centroids[:, 1] = iteration + 0.5
    return Moment(
        run=run,
        iteration=iteration,
        row=row(run, iteration),
        sizes=np.bincount(labels, minlength=N_CLUSTERS),
        sq_distances_by_cluster=np.ones(N_CLUSTERS),
        reseeded=(),
        labels=labels,
        centroids=centroids,
        centroids_iteration=iteration if centroids_iteration is None else centroids_iteration,
    )


def place(plot, x, y) -> QPointF:
    """Where a point of the map lies in the plot's viewport."""
    in_box = QPointF(*plot.points.to_px((x, y)))
    return QPointF(plot.mapFromScene(plot.box.mapToScene(in_box)))


def pixel(plot, x, y):
    return plot.grab().toImage().pixelColor(place(plot, x, y).toPoint())


def mouse(plot, kind, at, *, button=Qt.MouseButton.LeftButton, held=None, keys=None) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    viewport = plot.viewport()
    held = (none if kind == QEvent.Type.MouseButtonRelease else left) if held is None else held
    keys = Qt.KeyboardModifier.NoModifier if keys is None else keys
    where = QPointF(viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, QMouseEvent(kind, at, where, button, held, keys))


def drag(plot, corners, keys=None) -> None:
    places = [place(plot, x, y) for x, y in corners]
    mouse(plot, QEvent.Type.MouseButtonPress, places[0], keys=keys)
    for at in places[1:]:
        mouse(plot, QEvent.Type.MouseMove, at, button=Qt.MouseButton.NoButton, keys=keys)
    mouse(plot, QEvent.Type.MouseButtonRelease, places[-1], keys=keys)


def click(plot, x, y, *, is_double=False) -> None:
    at = place(plot, x, y)
    press = QEvent.Type.MouseButtonPress
    mouse(plot, press, at)
    mouse(plot, QEvent.Type.MouseButtonRelease, at)
    if is_double:
        mouse(plot, QEvent.Type.MouseButtonDblClick, at)
        mouse(plot, QEvent.Type.MouseButtonRelease, at)


def hover(plot, x, y) -> None:
    none = Qt.MouseButton.NoButton
    mouse(plot, QEvent.Type.MouseMove, place(plot, x, y), button=none, held=none)
