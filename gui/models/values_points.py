"""What a plot against K draws: a point a fit, and a line through the best of each K."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.models.compared_fit import ComparedFit
from gui.models.values_facts import FitColumn, best_of_each_k, value_of
from gui.models.values_model import TITLES, text_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Points:
    """One figure of all fits that have it.

    Attributes
    ----------
    fits : tuple of ComparedFit
        By point.
    x, y : ndarrays of shape (n_points,), float64
        Number of clusters, and the figure.
    low, high : ndarrays of shape (n_points,), float64
        Where the bar of a point begins and ends; both `y` where it has none.
    line_x, line_y : ndarrays of shape (n_values,), float64
        Of the best fit of each K, by distortion.
    """

    column: FitColumn
    fits: tuple[ComparedFit, ...]
    x: Floats
    y: Floats
    low: Floats
    high: Floats
    line_x: Floats
    line_y: Floats

    def words(self, point: int) -> str:
        """Return what a point is: ``K = 7, k-means++: ARI 0.0421``."""
        fit = self.fits[point]
        who = f"K = {fit.n_clusters:,}, {fit.parameters.init_name}"
        value = text_of(fit, self.column)
        if self.column is not FitColumn.DISTORTION:
            return f"{who}: {TITLES[self.column][0]} {value}"
        # Without its name, there is room for all digits and the spread over a narrow plot.
        spread = f", worst +{text_of(fit, FitColumn.SPREAD)} %"
        return f"{who}: {value}{spread if self.high[point] > self.low[point] else ''}"


def points_of(fits: Sequence[ComparedFit], column: FitColumn) -> Points:
    """Return the points of a figure; fits without it are left out."""
    has = [fit for fit in fits if isinstance(value_of(fit, column), int | float)]
    best = best_of_each_k(has)
    y = _values(has, column)
    low = high = y
    if column is FitColumn.DISTORTION:
        low = np.array([min(fit.distortions) for fit in has], dtype=np.float64)
        high = np.array([max(fit.distortions) for fit in has], dtype=np.float64)
    return Points(
        column=column,
        fits=tuple(has),
        x=np.array([fit.n_clusters for fit in has], dtype=np.float64),
        y=y,
        low=low,
        high=high,
        line_x=np.array([fit.n_clusters for fit in best], dtype=np.float64),
        line_y=_values(best, column),
    )


def _values(fits: Sequence[ComparedFit], column: FitColumn) -> Floats:
    return np.array([value_of(fit, column) for fit in fits], dtype=np.float64)
