"""Fits of made-up pictures, for previews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.imageset import ImageSet
from engine.insight.agreement import agreement
from engine.insight.contingency import n_classes_of
from engine.insight.criteria import criteria
from engine.kmeans.fit import fit
from engine.kmeans.parameters import InitName, KMeansParameters
from engine.kmeans.reports import FitEnded
from gui.models.compared_fit import ComparedFit


def made_up_fits(
    images: ImageSet, values: Iterable[int], n_init: int = 3, init: InitName = "k-means++"
) -> list[ComparedFit]:
    """Return a fit of `images` for each number of clusters, measured."""
    return [
        measured(
            as_compared(images, KMeansParameters(n_clusters=k, n_init=n_init, init=init)), images
        )
        for k in values
    ]


def as_compared(images: ImageSet, parameters: KMeansParameters) -> ComparedFit:
    """Run a fit to its end; it is not measured yet."""
    *_, ended = fit(images, parameters)
    if not isinstance(ended, FitEnded):
        raise TypeError("a fit ends with its end")
    return ComparedFit(
        key=f"{parameters.n_clusters} {parameters.init_name} {parameters.n_init}",
        parameters=parameters,
        distortions=tuple(run.distortion for run in ended.runs),
        best_run=ended.best_run,
        iterations=ended.n_iter_,
        seconds=ended.seconds,
        stopped=ended.stopped,
        labels=ended.labels_,
        centroids=ended.cluster_centers_,
    )


def measured(fitted: ComparedFit, images: ImageSet) -> ComparedFit:
    """Return the fit with criteria, and with its agreement where the images have labels."""
    found = None
    if images.labels is not None:
        found = agreement(images.labels, n_classes_of(images), fitted.labels, fitted.n_clusters)
    return replace(fitted, criteria=criteria(images, fitted.labels), agreement=found)
