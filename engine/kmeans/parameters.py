"""What a fit needs besides the images: `KMeansParameters`.

Names and defaults are scikit-learn's, so that figures can be compared.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError

InitName = Literal["k-means++", "random", "farthest", "partition", "gaussian"]
INIT_NAMES: tuple[str, ...] = get_args(InitName)
MAX_SEED = 2**32 - 1  # scikit-learn's limit
MAX_MAGNITUDE = np.float64(1e150)  # squares of larger values overflow float64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KMeansParameters:
    """The parameters of a fit, checked when made.

    Attributes
    ----------
    n_clusters : int
        Number of clusters K, at least 1. Also called k, codebook size.
    init : str or ndarray of shape (n_clusters, n_features), float64
        How each run gets its seeds: ``"k-means++"`` (greedy), ``"random"`` images, ``"farthest"``
        first, random ``"partition"``, ``"gaussian"`` noise; or the seeds themselves, in pixel
        values, in which case one run is all there can be.
    n_init : int
        Number of runs; the one with the least distortion is kept. Also called restarts.
    max_iter : int
        Most iterations of a run, at least 1.
    tol : float
        A run ends when the squared shift is at most `tol` times the mean variance of the
        features; 0 means that it goes on until no image moves. Dimensionless.
    random_state : int
        Seed of the random generator, 0 to 2**32 - 1.

    Raises
    ------
    ParameterError
        If a value is outside its limits.
    """

    n_clusters: int = 10
    init: InitName | NDArray[np.float64] = "k-means++"
    n_init: int = 1
    max_iter: int = 300
    tol: float = 1e-4
    random_state: int = 0

    def __post_init__(self) -> None:
        for name, least, most in (
            ("n_clusters", 1, None),
            ("n_init", 1, None),
            ("max_iter", 1, None),
            ("random_state", 0, MAX_SEED),
        ):
            object.__setattr__(self, name, _whole(name, getattr(self, name), least, most))
        object.__setattr__(self, "tol", _tolerance(self.tol))
        if isinstance(self.init, str):
            if self.init not in INIT_NAMES:
                raise ParameterError(
                    "init", f"there is no {self.init!r}", f"Choose from {', '.join(INIT_NAMES)}"
                )
            object.__setattr__(self, "init", str(self.init))
        else:
            object.__setattr__(self, "init", self._seeds(self.init))

    def _seeds(self, init: Any) -> NDArray[np.float64]:
        try:
            seeds = np.array(init, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise ParameterError("init", "is neither a name nor numbers", "Give seeds") from error
        if seeds.ndim < 2 or len(seeds) != self.n_clusters or seeds.size == 0:
            shape = " × ".join(map(str, seeds.shape)) or "one number"
            raise ParameterError(
                "init",
                f"seeds of shape {shape} for {self.n_clusters} clusters",
                "Give (n_clusters, features)",
            )
        if not (np.abs(seeds) <= MAX_MAGNITUDE).all():  # false for NaN too
            raise ParameterError(
                "init", "seeds hold NaN, infinity or values beyond 1e150", "Give pixel values"
            )
        if self.n_init != 1:
            raise ParameterError(
                "n_init", f"{self.n_init} runs from the same given seeds are one run", "Set 1"
            )
        seeds = seeds.reshape(self.n_clusters, -1)
        seeds.flags.writeable = False
        return seeds

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KMeansParameters):
            return NotImplemented
        return self._scalars() == other._scalars() and np.array_equal(self.init, other.init)

    def __hash__(self) -> int:
        return hash(self._scalars())

    def _scalars(self) -> tuple[object, ...]:
        return self.n_clusters, self.n_init, self.max_iter, self.tol, self.random_state

    @property
    def init_name(self) -> str:
        """The initialisation in a word; ``"given"`` for seeds given as an array."""
        return self.init if isinstance(self.init, str) else "given"


def _whole(name: str, value: Any, least: int, most: int | None) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        raise ParameterError(name, f"{value!r} is not a whole number", "Give one") from None
    if number < least or (most is not None and number > most):
        limits = f"at least {least}" if most is None else f"{least} to {most}"
        raise ParameterError(name, f"{number} is outside its limits", f"Give {limits}")
    return number


def _tolerance(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ParameterError("tol", f"{value!r} is not a number", "Give 0 or more") from None
    if not (math.isfinite(number) and number >= 0):
        raise ParameterError("tol", f"{number} is outside its limits", "Give 0 or more")
    return number
