"""The points of one curve, kept in arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


class Series:
    """Points of one run in arrays that grow by doubling."""

    def __init__(self) -> None:
        self._points = np.empty((2, 64))
        self._n = 0

    def append(self, iterations: Sequence[int], values: Sequence[float]) -> None:
        """Add points at the end; iterations must rise."""
        end = self._n + len(values)
        if end > self._points.shape[1]:
            grown = np.empty((2, max(end, 2 * self._points.shape[1])))
            grown[:, : self._n] = self._points[:, : self._n]
            self._points = grown
        self._points[0, self._n : end] = iterations
        self._points[1, self._n : end] = values
        self._n = end

    def points(self, *, positive: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return iterations and values that can be drawn, ndarrays of shape (n,).

        NaN and infinity are left out, and with `positive` all that has no logarithm.
        """
        x, y = self._points[:, : self._n]
        keep = np.isfinite(y)
        if positive:
            keep &= np.where(keep, y, 0) > 0
        return (x, y) if keep.all() else (x[keep], y[keep])


def nearest(
    curves: Mapping[int, tuple[NDArray[np.float64], NDArray[np.float64]]],
    x: float,
    y: float,
    drawn: Callable[[float], float],
    height: float,
) -> tuple[int, float, float] | None:
    """Return run, iteration and value of the point nearest to (x, y); None if there is none.

    Parameters
    ----------
    curves : mapping of int to (ndarray, ndarray)
        Iterations and values by run, of shape (n,) each.
    x, y : float
        A place in the plot.
    drawn : callable
        Where on the axis a value lies.
    height : float
        Of the plot, in units of its axis.
    """
    best: tuple[float, int, float, float] | None = None
    for run, (iterations, values) in curves.items():
        if not len(values):
            continue
        place = int(np.abs(iterations - x).argmin())
        # Several runs share an iteration: the nearest iteration first, then the nearest curve.
        distance = abs(iterations[place] - x) * 1e3 + abs(drawn(values[place]) - y) / height
        if best is None or distance < best[0]:
            best = (float(distance), run, float(iterations[place]), float(values[place]))
    return None if best is None else best[1:]
