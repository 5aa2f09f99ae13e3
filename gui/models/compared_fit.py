"""A finished fit as it is compared with others: what it was asked, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.insight.agreement import Agreement
from engine.insight.criteria import Criteria
from engine.kmeans.parameters import KMeansParameters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparedFit:
    """One fit of the image set that is open.

    Attributes
    ----------
    key : str
        Tells it from others; never shown.
    parameters : KMeansParameters
    distortions : tuple of float
        Of every run, in order.
    best_run : int
        From 0.
    iterations : int
        Number of the best run's last iteration.
    seconds : float
        Of the whole fit.
    stopped : bool
        Whether somebody stopped it before its end.
    labels : ndarray of shape (n,), int32
        Cluster of each image in the best run.
    centroids : ndarray of shape (n_clusters, n_features), float64
        Of the best run, in pixel levels.
    sweep : str
        Tells the sweep it was a member of; empty for none.
    criteria : Criteria or None
        None until measured.
    agreement : Agreement or None
        None until measured, and where the images have no labels.
    """

    key: str
    parameters: KMeansParameters
    distortions: tuple[float, ...]
    best_run: int
    iterations: int
    seconds: float
    stopped: bool
    labels: NDArray[np.int32]
    centroids: NDArray[np.float64]
    sweep: str = ""
    criteria: Criteria | None = None
    agreement: Agreement | None = None

    @property
    def n_clusters(self) -> int:
        """Number of clusters K."""
        return len(self.centroids)

    @property
    def distortion(self) -> float:
        """Distortion of the best run."""
        return self.distortions[self.best_run]

    @property
    def title(self) -> str:
        """``K = 10 · k-means++ · 3 runs · seed 0``."""
        parameters = self.parameters
        runs = "1 run" if parameters.n_init == 1 else f"{parameters.n_init} runs"
        parts = [f"K = {self.n_clusters}", parameters.init_name, runs]
        if isinstance(parameters.init, str):
            parts.append(f"seed {parameters.random_state}")
        return " · ".join(parts)
