"""`KMeans`: the engine behind scikit-learn's interface.

Imports scikit-learn, which takes a second: ``engine.KMeans`` imports it when first asked for.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from engine.errors import ParameterError
from engine.kmeans.fit import fit as fit_engine
from engine.kmeans.inputs import DTYPES, checked_seeds, checked_weights, values_refused
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.predict import distances, nearest
from engine.kmeans.reports import FitEnded

MAX_SEED = 2**31 - 1
ALGORITHMS = ("lloyd", "elkan")
ONE_RUN = ("k-means++", "farthest")  # spread seeds: one run is as good as several
AUTO_RUNS = 10


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """k-means whose every label is the nearest centroid, with scikit-learn's interface.

    Parameters
    ----------
    n_clusters : int, default=8
        Number of clusters K.
    init : str, array_like of shape (n_clusters, n_features) or callable, default='k-means++'
        ``"k-means++"`` (greedy), ``"random"`` images, ``"farthest"`` first, random
        ``"partition"``, ``"gaussian"`` noise; the seeds themselves; or a callable
        ``init(X, n_clusters, random_state)`` that returns them, for which `X` is what was given
        to `fit`, as floats.
    n_init : 'auto' or int, default='auto'
        Number of runs; the one with the least inertia is kept. ``"auto"`` is 1 for k-means++,
        farthest first and arrays, 10 for all others.
    max_iter : int, default=300
        Most iterations of a run.
    tol : float, default=1e-4
        A run ends when the squared shift of the centroids is at most `tol` times the mean
        variance of the features, or when no image moves.
    verbose : int, default=0
        If not 0, a line an iteration goes to standard output.
    random_state : int, RandomState instance or None, default=None
        Where seeds are drawn from. An int makes the result repeat.
    copy_x : bool, default=True
        Changes nothing: the input is never written and only copied block by block.
    algorithm : {"lloyd", "elkan"}, default="lloyd"
        Changes nothing: both give the exact result of Lloyd's algorithm.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features), float64
        Of float32 input too: rounded, they would not give `labels_` any more.
    labels_ : ndarray of shape (n_samples,), int32
        Nearest of `cluster_centers_`, the lowest number among ties.
    inertia_ : float
        Sum of squared distances to the own centroid, times the weights where there are any.
    n_iter_ : int
        Iterations of the best run, as scikit-learn counts them.
    n_features_in_ : int
        Number of features seen in `fit`.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where all are strings.

    Notes
    -----
    Input of any real number type stays as it is: uint8 pictures need no conversion. Sparse
    matrices are refused.

    Examples
    --------
    >>> import numpy as np
    >>> from engine import KMeans
    >>> four = np.array([[0, 0], [0, 1], [9, 9], [9, 8]], dtype=np.uint8)
    >>> model = KMeans(n_clusters=2, random_state=0).fit(four)
    >>> model.inertia_
    1.0
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Any = "k-means++",
        n_init: Any = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: Any = None,
        copy_x: bool = True,
        algorithm: str = "lloyd",
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Find the centroids of `X`.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
        y : ignored
        sample_weight : array_like of shape (n_samples,), optional
            How often each row counts: 0 or more, not all 0. Evenly where left out.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If parameters, rows and weights do not fit together, or a value is NaN or infinite.

        Warns
        -----
        ConvergenceWarning
            If there are fewer distinct rows than clusters.
        RuntimeWarning
            If several runs are asked of one array of seeds.
        """
        rows = self._rows(X, reset=True)
        weights = checked_weights(sample_weight, rows)
        random = check_random_state(self.random_state)
        asked = self._asked(random)
        if len(rows) < asked.n_clusters:
            raise ValueError(f"n_samples={len(rows)} should be >= n_clusters={asked.n_clusters}.")
        with values_refused(rows):
            ended = min(
                (self._run(rows, run, weights) for run in self._runs(rows, asked, random)),
                key=lambda each: each.inertia_,
            )
        self.cluster_centers_ = ended.cluster_centers_.copy()
        self.labels_ = ended.labels_.copy()
        self.inertia_ = ended.inertia_
        self.n_iter_ = _sklearn_n_iter(ended)
        distinct = len(np.unique(self.labels_))
        if distinct < self.n_clusters:
            warnings.warn(
                f"Number of distinct clusters ({distinct}) found smaller than n_clusters "
                f"({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def fit_predict(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> NDArray[np.int32]:
        """Find the centroids of `X` and return `labels_`. Parameters and errors as `fit`."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def fit_transform(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> NDArray[np.floating[Any]]:
        """Find the centroids of `X` and return its distances to them, as `transform`."""
        return self.fit(X, sample_weight=sample_weight)._distances(X)

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """Return the nearest centroid of every row of `X`, the lowest number among ties.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,), int32

        Raises
        ------
        ValueError
            If `X` has another number of features than in `fit`, or holds NaN or infinity.
        """
        check_is_fitted(self)
        rows = self._rows(X)
        with values_refused(rows):
            return nearest(rows, self.cluster_centers_)[0]

    def transform(self, X: ArrayLike) -> NDArray[np.floating[Any]]:
        """Return the Euclidean distance of every row of `X` to every centroid.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_clusters), float64, or float32 where `X` is
            Right to 1e-12 of each before it is rounded to float32.

        Raises
        ------
        ValueError
            As `predict`.
        """
        return self._distances(X)

    def score(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> float:
        """Return minus the inertia of `X` at the centroids found; errors as `fit`."""
        check_is_fitted(self)
        rows = self._rows(X)
        weights = checked_weights(sample_weight, rows)
        with values_refused(rows):
            _, sq_distances = nearest(rows, self.cluster_centers_)
        return -math.fsum(sq_distances if weights is None else sq_distances * weights)

    @property
    def _n_features_out(self) -> int:
        """Columns of `transform`; `ClassNamePrefixFeaturesOutMixin` names them."""
        return len(self.cluster_centers_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _rows(self, X: ArrayLike, *, reset: bool = False) -> NDArray[Any]:
        """Return `X` as an array the engine reads, itself wherever possible."""
        rows: NDArray[Any] = validate_data(
            self, X, reset=reset, accept_sparse=False, dtype=DTYPES, ensure_all_finite=False
        )
        return rows

    def _distances(self, X: ArrayLike) -> NDArray[np.floating[Any]]:
        check_is_fitted(self)
        rows = self._rows(X)
        with values_refused(rows):
            result = distances(rows, self.cluster_centers_)
        return result.astype(np.float32) if rows.dtype == np.float32 else result

    def _asked(self, random: np.random.RandomState) -> KMeansParameters:
        """Return all parameters but `init`, checked."""
        if self.algorithm not in ALGORITHMS:
            raise ParameterError(
                "algorithm", f"there is no {self.algorithm!r}", f"Choose {' or '.join(ALGORITHMS)}"
            )
        is_given = not isinstance(self.init, str) and not callable(self.init)
        n_init = self.n_init
        if isinstance(n_init, str) and n_init == "auto":
            n_init = 1 if is_given or self.init in ONE_RUN else AUTO_RUNS
        asked = KMeansParameters(
            n_clusters=self.n_clusters,
            n_init=n_init,
            max_iter=self.max_iter,
            tol=self.tol,
            random_state=random.randint(MAX_SEED),
        )
        if is_given and asked.n_init != 1:
            warnings.warn(
                "Explicit initial center position passed: performing only one init in "
                f"{type(self).__name__} instead of n_init={asked.n_init}.",
                RuntimeWarning,
                stacklevel=3,
            )
            return replace(asked, n_init=1)
        return asked

    def _runs(
        self, rows: NDArray[Any], asked: KMeansParameters, random: np.random.RandomState
    ) -> Iterator[KMeansParameters]:
        """Yield the fits it takes: one, but for a callable one for each array of seeds."""
        if not callable(self.init):
            seeds: Any = self.init
            if not isinstance(seeds, str):
                seeds = checked_seeds(seeds, rows, asked.n_clusters)
            yield replace(asked, init=seeds)
            return
        floats = rows if rows.dtype.kind == "f" else rows.astype(np.float64)
        for _ in range(asked.n_init):
            seeds = self.init(floats, asked.n_clusters, random_state=random)
            yield replace(asked, init=checked_seeds(seeds, rows, asked.n_clusters), n_init=1)

    def _run(
        self, rows: NDArray[Any], parameters: KMeansParameters, weights: NDArray[np.float64] | None
    ) -> FitEnded:
        """Return the last report of a fit; tell of the others where `verbose`."""
        for report in fit_engine(rows, parameters, sample_weight=weights):
            if isinstance(report, FitEnded):
                ended = report
            elif self.verbose:
                sys.stdout.write(f"Iteration {report.iteration}, inertia {report.distortion}.\n")
        if self.verbose:
            sys.stdout.write(f"{ended.reason}\n")
        return ended


def _sklearn_n_iter(ended: FitEnded) -> int:
    """Return the iterations of the best run by scikit-learn's count.

    It looks at the labels before, and at the shift after it has moved the centroids. Where both
    say the same iteration of ours was the last, the shift had spoken one step before.
    """
    is_strict = ended.moved == 0 and not ended.shift <= ended.shift_tolerance
    return min(ended.n_iter_ + is_strict, ended.parameters.max_iter)
