"""Moments of made-up fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.history import History, Moment
from gui.panels.made_up import made_up_report


def made_up_moment(images, n_clusters=4, seed=0) -> Moment:
    """Return iteration 0 of clusters drawn at random."""
    report, _ = made_up_report(images, n_clusters, seed)
    history = History(len(images))
    history.add(report)
    return history.moment(0, 0)


def with_labels(moment: Moment, labels, iteration: int) -> Moment:
    """Return another iteration of the same run, with other members."""
    labels = np.asarray(labels, dtype=np.int32)
    sizes = np.bincount(labels, minlength=len(moment.sizes))
    return replace(moment, iteration=iteration, labels=labels, sizes=sizes)
