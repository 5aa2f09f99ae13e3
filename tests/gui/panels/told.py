"""A finished fit of made-up pictures, as the panels are told of it."""

from __future__ import annotations

from engine.history.history import History
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import Iteration
from gui.panels.made_up import made_up_images

IMAGES = made_up_images(300)


def history_of(images=IMAGES, n_clusters=6, max_iter=8) -> History:
    history = History(len(images))
    parameters = KMeansParameters(n_clusters=n_clusters, max_iter=max_iter)
    for report in fit(images, parameters, n_threads=1):
        if isinstance(report, Iteration):
            history.add(report)
    return history


def last_moment(history):
    return history.moment(0, history.n_iterations(0) - 1)
