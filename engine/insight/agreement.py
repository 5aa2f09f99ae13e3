"""How well clusters agree with the classes of the images, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.insight.contingency import contingency
from engine.insight.importing import one_at_a_time
from engine.kmeans.exact import exact_dot

MEANINGS: Mapping[str, str] = {
    "ari": (
        "Of all pairs of images, how many are rightly together or rightly apart, beyond chance: "
        "1 is perfect, 0 is what chance gives, and less is worse than chance."
    ),
    "nmi": (
        "How much the cluster tells of the class and the class of the cluster: 0 is nothing, "
        "1 is everything."
    ),
    "homogeneity": "How far each cluster holds images of one class only: 1 is perfect.",
    "completeness": "How far the images of each class share one cluster: 1 is perfect.",
    "v_measure": (
        "The harmonic mean of homogeneity and completeness, which is high only where both are; "
        "it equals NMI."
    ),
    "purity": (
        "The share of images that get their class right if each cluster takes its commonest one "
        "(majority vote); more clusters raise it whatever they hold."
    ),
    "matched_accuracy": (
        "The share of images that get their class right if each cluster takes a class of its own, "
        "in the best way there is; asked only where there are as many clusters as classes."
    ),
}
"""What each figure of `Agreement` means, in one sentence for people, by its name there."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """How well clusters agree with classes.

    Attributes
    ----------
    n : int
        Images of known class: those counted. Without any, nothing disagrees: every figure is 1,
        as scikit-learn has it.
    ari, nmi, homogeneity, completeness, v_measure : float
        scikit-learn's, NMI with the arithmetic mean. ARI may be negative.
    purity : float
        Share of images whose class is the commonest of their cluster: the accuracy of a majority
        vote.
    matched_accuracy : float or None
        Share of images whose class is the one their cluster was matched with; None unless there
        are as many clusters, empty ones included, as classes that occur.
    cluster_classes : ndarray of shape (n_clusters,), int64
        Class each cluster stands for in `matched_accuracy`, or in `purity` where that is None:
        then the lowest among equals, and -1 for a cluster that no image of known class is in.
    """

    n: int
    ari: float
    nmi: float
    homogeneity: float
    completeness: float
    v_measure: float
    purity: float
    matched_accuracy: float | None
    cluster_classes: NDArray[np.int64]


def agreement(
    labels_true: NDArray[np.int32],
    n_classes: int,
    clusters: NDArray[np.int32],
    n_clusters: int,
) -> Agreement:
    """Return how well clusters agree with classes, the five it knows computed by scikit-learn.

    Some 10 ms each for 50,000 images, and a second to import scikit-learn the first time.

    Parameters
    ----------
    labels_true, n_classes, clusters, n_clusters
        As for `engine.insight.contingency.contingency`, which may raise a `ValueError`.
    """
    with one_at_a_time:
        from sklearn import metrics

    table = contingency(labels_true, n_classes, clusters, n_clusters)
    known = labels_true >= 0
    pair = labels_true[known], clusters[known]
    homogeneity, completeness, v_measure = metrics.homogeneity_completeness_v_measure(*pair)
    return _with_votes(
        table,
        ari=float(metrics.adjusted_rand_score(*pair)),
        nmi=float(metrics.normalized_mutual_info_score(*pair)),
        homogeneity=float(homogeneity),
        completeness=float(completeness),
        v_measure=float(v_measure),
    )


def agreement_of_table(table: NDArray[np.int64]) -> Agreement:
    """Return the same figures as `agreement`, to 1e-12, from the contingency table alone.

    Takes time for the cells of the table, not for the images: for a figure an iteration.

    Parameters
    ----------
    table : ndarray of shape (n_classes, n_clusters), int64
        Images of each class in each cluster.

    Notes
    -----
    ARI: Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985, from counts of
    pairs in whole numbers. Homogeneity, completeness and V-measure: Rosenberg and Hirschberg,
    V-Measure, EMNLP 2007.
    """
    by_class, by_cluster = table.sum(axis=1), table.sum(axis=0)
    n = int(by_class.sum())
    class_entropy, cluster_entropy = _entropy(by_class, n), _entropy(by_cluster, n)
    entropies = class_entropy + cluster_entropy
    shared = _shared_information(table, by_class, by_cluster, n)
    homogeneity = shared / class_entropy if class_entropy else 1.0
    completeness = shared / cluster_entropy if cluster_entropy else 1.0
    both = homogeneity + completeness
    return _with_votes(
        table,
        ari=_adjusted_rand(table, by_class, by_cluster, n),
        nmi=2 * shared / entropies if entropies else 1.0,
        homogeneity=homogeneity,
        completeness=completeness,
        v_measure=2 * homogeneity * completeness / both if both else 0.0,
    )


def _with_votes(table: NDArray[np.int64], **figures: float) -> Agreement:
    """Return `figures` with those that let every cluster stand for a class."""
    n, n_clusters = int(table.sum()), table.shape[1]
    purity, matched_accuracy = 1.0, None
    cluster_classes = np.full(n_clusters, -1, dtype=np.int64)
    if n:
        most = table.max(axis=0)
        purity = int(most.sum()) / n
        cluster_classes = np.where(most > 0, table.argmax(axis=0), -1)
    occurring = np.flatnonzero(table.any(axis=1))
    if n and len(occurring) == n_clusters:
        with one_at_a_time:
            from scipy.optimize import linear_sum_assignment

        rows, matched = linear_sum_assignment(table[occurring], maximize=True)
        matched_accuracy = int(table[occurring[rows], matched].sum()) / n
        cluster_classes[matched] = occurring[rows]
    cluster_classes.flags.writeable = False
    return Agreement(
        n=n,
        purity=purity,
        matched_accuracy=matched_accuracy,
        cluster_classes=cluster_classes,
        **figures,
    )


def _adjusted_rand(
    table: NDArray[np.int64], by_class: NDArray[np.int64], by_cluster: NDArray[np.int64], n: int
) -> float:
    """Return the adjusted Rand index; ordered pairs are counted in Python's integers."""
    cells = table[table > 0]
    squares = exact_dot(cells, cells)
    together = squares - n  # in class and cluster alike
    only_cluster = exact_dot(by_cluster, by_cluster) - squares
    only_class = exact_dot(by_class, by_class) - squares
    apart = n * n - squares - only_cluster - only_class
    if only_cluster == only_class == 0:
        return 1.0
    in_class, in_cluster = together + only_class, together + only_cluster
    chance_range = in_class * (only_class + apart) + in_cluster * (only_cluster + apart)
    return 2 * (together * apart - only_class * only_cluster) / chance_range


def _entropy(counts: NDArray[np.int64], n: int) -> float:
    """Return the entropy in nats of parts of `n`; exactly 0 for one part."""
    some = counts[counts > 0]
    return float(some @ (np.log(n) - np.log(some))) / n if len(some) > 1 else 0.0


def _shared_information(
    table: NDArray[np.int64], by_class: NDArray[np.int64], by_cluster: NDArray[np.int64], n: int
) -> float:
    """Return the mutual information of class and cluster in nats; 0 where one has one part."""
    if np.count_nonzero(by_class) < 2 or np.count_nonzero(by_cluster) < 2:
        return 0.0
    rows, columns = np.nonzero(table)
    cells = table[rows, columns]
    expected = np.log(by_class[rows]) + np.log(by_cluster[columns]) - np.log(n)
    return max(0.0, float(cells @ (np.log(cells) - expected)) / n)
