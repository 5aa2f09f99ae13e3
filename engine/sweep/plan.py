"""Which fits a sweep consists of: every combination, each with a seed of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import ParameterError
from engine.kmeans.parameters import InitName, KMeansParameters


@dataclass(frozen=True, slots=True)
class Member:
    """One fit of a sweep.

    Attributes
    ----------
    number : int
        From 0, in the order of the plan; stays when the order is changed.
    parameters : KMeansParameters
        What `engine.fit` takes to repeat it alone. A member that started warm carries its seeds.
    warm_from : int or None
        Number of the member whose centroids its seeds are made of; None for a start of its own.
    """

    number: int
    parameters: KMeansParameters
    warm_from: int | None = None


def plan_sweep(
    values: Sequence[int],
    base: KMeansParameters,
    *,
    inits: Sequence[InitName] = (),
    n_inits: Sequence[int] = (),
    warm_start: bool = False,
) -> tuple[Member, ...]:
    """Return the fits of a sweep, in rising number of clusters.

    Parameters
    ----------
    values : sequence of int
        Numbers of clusters, in any order.
    base : KMeansParameters
        Everything that does not vary, and the seed that all others are derived from.
    inits : sequence of str, optional
        Initialisations to compare; that of `base` where left out.
    n_inits : sequence of int, optional
        Numbers of runs to compare; that of `base` where left out.
    warm_start : bool
        Whether a member starts from the centroids of the next smaller one with the same
        initialisation and number of runs. Its seeds, and that it has one run, are known once
        that has ended: until then it has the parameters it would have by itself.

    Raises
    ------
    ParameterError
        If there is no value, one is outside its limits, or the seeds are given: they would have
        to change with the number of clusters.

    Notes
    -----
    The seed of a member comes from `numpy.random.SeedSequence` over that of `base`, the number
    of clusters, the number of runs and the initialisation. It does not depend on what else is in
    the sweep.
    """
    if not values:
        raise ParameterError("sweep", "no number of clusters is given", "Give at least one")
    names = list(dict.fromkeys(inits)) if inits else [base.init]
    if not all(isinstance(name, str) for name in names):
        raise ParameterError(
            "init", "given seeds cannot serve several numbers of clusters", "Choose one by name"
        )
    members: list[Member] = []
    latest: dict[tuple[object, int], int] = {}
    for n_clusters in sorted(set(values)):
        for init in names:
            for n_init in dict.fromkeys(n_inits or [base.n_init]):
                parameters = replace(base, n_clusters=n_clusters, init=init, n_init=n_init)
                parameters = replace(parameters, random_state=_seed(parameters))
                chain = (str(init), n_init)
                warm_from = latest.get(chain) if warm_start else None
                latest[chain] = len(members)
                members.append(Member(len(members), parameters, warm_from))
    return tuple(members)


def _seed(parameters: KMeansParameters) -> int:
    """Return the seed of the member with these parameters, whose own is still that of all."""
    entropy = [parameters.random_state, parameters.n_clusters, parameters.n_init]
    name = parameters.init_name.encode("ascii")
    return int(np.random.SeedSequence([*entropy, *name]).generate_state(1)[0])
