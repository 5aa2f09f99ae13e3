"""What lies under the pointer, inside a lasso or inside a rectangle on a map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.floating[Any]]


def nearest_point(points: Points, xy: ArrayLike, within: float = math.inf) -> int | None:
    """Return which of `points` is nearest to `xy`, the first of several; None if there is none.

    Parameters
    ----------
    points : ndarray of shape (m, 2), float
    xy : array_like of 2 floats
    within : float
        Largest distance that counts, in the map's units.
    """
    if not len(points):
        return None
    away = points - np.asarray(xy, dtype=np.float64)
    sq_distances = np.einsum("ij,ij->i", away, away)
    nearest = int(sq_distances.argmin())
    return nearest if sq_distances[nearest] <= within**2 else None


def inside_rectangle(points: Points, corner: ArrayLike, opposite: ArrayLike) -> NDArray[np.bool_]:
    """Return which of `points` lie in a rectangle, its edges included, shape (m,).

    Parameters
    ----------
    points : ndarray of shape (m, 2), float
    corner, opposite : array_like of 2 floats
        Any two opposite corners.
    """
    corners = np.array([corner, opposite], dtype=np.float64)
    result = (points >= corners.min(axis=0)) & (points <= corners.max(axis=0))
    return np.asarray(result.all(axis=1))


def inside(points: Points, polygon: ArrayLike) -> NDArray[np.bool_]:
    """Return which of `points` lie inside a polygon or on its edge, shape (m,).

    By the even-odd rule: where a lasso crosses itself, what it goes round twice is outside.

    Parameters
    ----------
    points : ndarray of shape (m, 2), float
    polygon : array_like of shape (k, 2), float
        Vertices, finite; the last is joined to the first. None contain nothing, one or two only
        what lies on them.

    Notes
    -----
    A ray from the point towards larger x is counted against each edge, which holds its lower end
    and not its upper one (Shimrat, Algorithm 112, Comm. ACM 5, 1962). Points are sorted by y, so
    that an edge meets only those beside it. Edges are as exact as float64 computes them.
    """
    vertices = np.asarray(polygon, dtype=np.float64).reshape(-1, 2)
    order = np.argsort(points[:, 1], kind="stable")
    xs, ys = points[order].astype(np.float64).T
    odd, on_edge = np.zeros(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    for (x1, y1), (x2, y2) in zip(vertices, np.roll(vertices, -1, axis=0), strict=True):
        if y1 > y2:
            x1, y1, x2, y2 = x2, y2, x1, y1
        beside = slice(*np.searchsorted(ys, [y1, np.nextafter(y2, np.inf)]))
        x, y = xs[beside], ys[beside]
        if y1 == y2:
            on_edge[beside] |= (x >= min(x1, x2)) & (x <= max(x1, x2))
            continue
        leftward = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        on_edge[beside] |= leftward == 0
        odd[beside] ^= (leftward > 0) & (y < y2)
    result = np.empty(len(points), dtype=bool)
    result[order] = odd | on_edge
    return result
