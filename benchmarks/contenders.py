"""The engines that are measured, each behind the same call.

The clock runs from pixels in memory to the engine's answer. Others than ours take float32: that
conversion comes before the clock starts, and so does every import.
"""

from __future__ import annotations

import importlib.util
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from common import available_cores
from numpy.typing import NDArray
from plain import plain_lloyd
from threadpoolctl import threadpool_limits

FAISS_ITERATIONS = 50  # it has no test of convergence


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is asked of every engine.

    Attributes
    ----------
    rows : ndarray of shape (n, n_features), uint8
    n_clusters : int
    seeds : ndarray of shape (n_clusters, n_features), float64, or None
        In pixel levels; None for greedy k-means++ of the engine's own.
    max_iter : int
    n_threads : int or None
        None for the engine's own choice.
    """

    rows: NDArray[np.uint8]
    n_clusters: int
    seeds: NDArray[np.float64] | None
    max_iter: int
    n_threads: int | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an engine did.

    Attributes
    ----------
    seconds : float
    passes : int
        Assignments of all images, that to the seeds included; batches for MiniBatchKMeans.
    labels : ndarray of shape (n,)
    seeding_seconds : float or None
        The part of `seconds` spent on seeding, or for scikit-learn what seeding alone takes;
        None where seeds were given.
    curve : list of (seconds since the start, distortion, moved)
        Of ours, an entry for each pass.
    """

    seconds: float
    passes: int
    labels: NDArray[np.integer]
    seeding_seconds: float | None = None
    curve: list[tuple[float, float, int]] = field(default_factory=list)


def ours(task: Task) -> Outcome:
    from engine import KMeansParameters, fit

    init = "k-means++" if task.seeds is None else task.seeds
    parameters = KMeansParameters(
        n_clusters=task.n_clusters, init=init, max_iter=task.max_iter, tol=0
    )
    curve = []
    started = time.perf_counter()
    for report in fit(task.rows, parameters, n_threads=task.n_threads):
        curve.append((time.perf_counter() - started, report.distortion, report.moved))
    return Outcome(
        seconds=time.perf_counter() - started,
        passes=len(curve) - 1,  # what ends the fit is no pass
        labels=report.labels,
        seeding_seconds=report.runs[0].seeding_seconds if task.seeds is None else None,
        curve=curve[:-1],
    )


def plain(task: Task) -> Outcome:
    n_threads = task.n_threads or available_cores()
    started = time.perf_counter()
    labels, passes = plain_lloyd(task.rows, task.seeds, task.max_iter, n_threads)
    return Outcome(seconds=time.perf_counter() - started, passes=passes, labels=labels)


def scikit_learn(task: Task, algorithm: str) -> Outcome:
    from sklearn.cluster import KMeans, kmeans_plusplus

    data = task.rows.astype(np.float32)
    init = "k-means++" if task.seeds is None else task.seeds.astype(np.float32)
    model = KMeans(
        n_clusters=task.n_clusters,
        init=init,
        n_init=1,
        max_iter=task.max_iter,
        tol=0,
        algorithm=algorithm,
        random_state=0,
    )
    outcome = _fitted(model, data, task)
    if task.seeds is not None:
        return outcome
    started = time.perf_counter()
    kmeans_plusplus(data, task.n_clusters, random_state=0)
    return Outcome(
        seconds=outcome.seconds,
        passes=outcome.passes,
        labels=outcome.labels,
        seeding_seconds=time.perf_counter() - started,
    )


def mini_batch(task: Task) -> Outcome:
    from sklearn.cluster import MiniBatchKMeans

    model = MiniBatchKMeans(
        n_clusters=task.n_clusters,
        init=task.seeds.astype(np.float32),
        n_init=1,
        random_state=0,
    )
    return _fitted(model, task.rows.astype(np.float32), task)


def _fitted(model: Any, data: NDArray[np.float32], task: Task) -> Outcome:
    """Fit a model of scikit-learn's."""
    with threadpool_limits(task.n_threads), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # early ends are seen in the table
        started = time.perf_counter()
        model.fit(data)
        seconds = time.perf_counter() - started
    if hasattr(model, "n_steps_"):
        passes = model.n_steps_
    else:  # it assigns once more where it has not converged
        passes = model.n_iter_ + (model.n_iter_ == model.max_iter)
    return Outcome(seconds=seconds, passes=passes, labels=model.labels_)


def faiss_kmeans(task: Task) -> Outcome:
    import faiss

    data = task.rows.astype(np.float32)
    seeds = task.seeds.astype(np.float32)
    if task.n_threads:
        faiss.omp_set_num_threads(task.n_threads)
    passes = min(FAISS_ITERATIONS, task.max_iter)
    model = faiss.Kmeans(
        data.shape[1],
        task.n_clusters,
        niter=passes,
        min_points_per_centroid=1,
        max_points_per_centroid=len(data),  # or it would take a sample
    )
    started = time.perf_counter()
    model.train(data, init_centroids=seeds)
    seconds = time.perf_counter() - started
    labels = model.index.search(data, 1)[1][:, 0]
    return Outcome(seconds=seconds, passes=passes, labels=labels)


@dataclass(frozen=True)
class Contender:
    """An engine, the module that has to be imported for it, and whether it can seed."""

    title: str
    module: str
    run: Callable[[Task], Outcome]
    seeds_itself: bool = False

    def is_installed(self) -> bool:
        """Return whether its module is there."""
        return importlib.util.find_spec(self.module.partition(".")[0]) is not None


CONTENDERS = {
    "ours": Contender("Centroid Lab", "engine", ours, True),
    "plain": Contender("plain dense step", "plain", plain),
    "elkan": Contender(
        "scikit-learn elkan", "sklearn.cluster", partial(scikit_learn, algorithm="elkan"), True
    ),
    "lloyd": Contender(
        "scikit-learn lloyd", "sklearn.cluster", partial(scikit_learn, algorithm="lloyd"), True
    ),
    "minibatch": Contender("MiniBatchKMeans", "sklearn.cluster", mini_batch),
    "faiss": Contender("faiss", "faiss", faiss_kmeans),
}
