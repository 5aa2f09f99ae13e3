"""Fits of made-up pictures, small but whole, for the previews of the pages that compare."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from gui.models.compared_fit import ComparedFit


def made_up_race(images: ImageSet, n_runs: int = 3) -> tuple[FitEnded, list[NDArray[np.int32]]]:
    """Return a fit of several runs, and the last labels of each of them."""
    parameters = KMeansParameters(n_clusters=6, init="random", n_init=n_runs)
    labels: dict[int, NDArray[np.int32]] = {}
    for report in fit(images, parameters, n_threads=1):
        if isinstance(report, FitEnded):
            return report, [labels[run] for run in sorted(labels)]
        labels[report.run] = report.labels
    raise RuntimeError("a fit ends with its end")


def made_up_fits(images: ImageSet, every_k: Iterable[int]) -> list[ComparedFit]:
    """Return a fit for each number of clusters."""
    fits = []
    for n_clusters in every_k:
        parameters = KMeansParameters(n_clusters=n_clusters)
        *_, ended = fit(images, parameters, n_threads=1)
        fits.append(
            ComparedFit(
                key=f"fit of K = {n_clusters}",
                parameters=parameters,
                distortions=(ended.distortion,),
                best_run=0,
                iterations=ended.iteration,
                seconds=0.0,
                stopped=False,
                labels=ended.labels,
                centroids=ended.centroids,
            )
        )
    return fits
