"""Finished fits with figures made up to be told apart; nothing is computed."""

from __future__ import annotations

import numpy as np

from engine.insight.agreement import Agreement
from engine.insight.criteria import Criteria
from engine.kmeans.parameters import KMeansParameters
from gui.models.compared_fit import ComparedFit


def compared(k, *distortions, init="k-means++", stopped=False, n=100, **more) -> ComparedFit:
    """Return a fit of `n` images; without distortions, of one run."""
    distortions = distortions or (1000.0 / k,)
    return ComparedFit(
        key=more.pop("key", f"{k} {init}"),
        parameters=KMeansParameters(n_clusters=k, init=init, n_init=len(distortions)),
        distortions=distortions,
        best_run=int(np.argmin(distortions)),
        iterations=10 + k,
        seconds=k / 10,
        stopped=stopped,
        labels=np.zeros(n, dtype=np.int32),
        centroids=np.zeros((k, 4)),
        **more,
    )


def figures(silhouette, ch, db, *, n=100, exact=True, reason="") -> Criteria:
    """Return criteria of these values."""
    return Criteria(
        silhouette=silhouette,
        silhouette_n=n,
        silhouette_is_exact=exact,
        calinski_harabasz=ch,
        davies_bouldin=db,
        reason=reason,
    )


def agreeing(ari, nmi) -> Agreement:
    """Return an agreement of these values."""
    return Agreement(
        n=100,
        ari=ari,
        nmi=nmi,
        homogeneity=nmi,
        completeness=nmi,
        v_measure=nmi,
        purity=nmi,
        matched_accuracy=None,
        cluster_classes=np.zeros(1, dtype=np.int64),
    )


def measured_fits(values=range(2, 6), best=4) -> list[ComparedFit]:
    """Return a fit a value of K, all criteria best at `best`."""
    return [
        compared(
            k,
            1000.0 / k,
            1100.0 / k,
            criteria=figures(1 / (1 + abs(k - best)), 50.0 - abs(k - best), 1.0 + abs(k - best)),
            agreement=agreeing(k / 10, k / 20),
        )
        for k in values
    ]
