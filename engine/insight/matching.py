"""Two fits of one image set side by side: which cluster is which, and who changed company."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParameterError
from engine.insight.agreement import agreement_of_table
from engine.insight.contingency import contingency
from engine.insight.importing import one_at_a_time


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matching:
    """The clusters of fit a matched with those of fit b, each with at most one.

    Attributes
    ----------
    pairs : ndarray of shape (m, 2), int64
        Cluster of a and its match in b, by the cluster of a; `m` is the smaller number of
        clusters.
    by_centroids : bool
        True if the pairs are those whose centroids are nearest; False if pictures differ in size
        and the pairs are those that share most images.
    sq_distances : ndarray of shape (m,), float64
        Of the centroids of each pair, in squared pixel levels; NaN unless `by_centroids`.
    overlaps : ndarray of shape (m,), int64
        Images that both clusters of a pair have.
    only_a, only_b : tuple of int
        Clusters without a match, rising.
    changed : ndarray of int64
        Images that changed company, rising: their cluster in b is not the match of that in a.
    ari : float
        Adjusted Rand index of the two, whatever is matched.
    table : ndarray of shape (n_clusters_a, n_clusters_b), int64
        Images of each cluster of a in each cluster of b.
    """

    pairs: NDArray[np.int64]
    by_centroids: bool
    sq_distances: NDArray[np.float64]
    overlaps: NDArray[np.int64]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    changed: NDArray[np.int64]
    ari: float
    table: NDArray[np.int64]


def match_fits(
    labels_a: NDArray[np.int32],
    centroids_a: NDArray[np.float64],
    labels_b: NDArray[np.int32],
    centroids_b: NDArray[np.float64],
) -> Matching:
    """Return which cluster of one fit is which of another.

    Parameters
    ----------
    labels_a, labels_b : ndarray of shape (n,), int32
        Cluster of every image.
    centroids_a, centroids_b : ndarray of shape (n_clusters, n_features), float64
        In pixel levels. Neither number need be the same in both.

    Returns
    -------
    Matching
        Its arrays are read-only. The sum of squared distances over the pairs is the least there
        is or, where the numbers of features differ, the sum of overlaps the greatest.

    Raises
    ------
    ParameterError
        If the two are not of the same number of images.

    Notes
    -----
    The Hungarian method: Kuhn, Naval Research Logistics Quarterly 2, 1955, as scipy has it.
    """
    if len(labels_a) != len(labels_b):
        raise ParameterError(
            "two fits",
            f"{len(labels_a):,} images in one, {len(labels_b):,} in the other",
            "Compare fits of one image set",
        )
    with one_at_a_time:
        from scipy.optimize import linear_sum_assignment
        from scipy.spatial.distance import cdist

    table = contingency(labels_a, len(centroids_a), labels_b, len(centroids_b))
    by_centroids = centroids_a.shape[1] == centroids_b.shape[1]
    if by_centroids:
        apart = cdist(centroids_a, centroids_b, "sqeuclidean")
        in_a, in_b = linear_sum_assignment(apart)
        sq_distances = apart[in_a, in_b]
    else:
        match = match_by_overlap(table)
        in_a = np.flatnonzero(match >= 0)
        in_b = match[in_a]
        sq_distances = np.full(len(in_a), np.nan)
    matches = np.full(len(centroids_a), -1, dtype=np.int64)
    matches[in_a] = in_b
    pairs = np.column_stack([in_a, in_b]).astype(np.int64, copy=False)
    overlaps, changed = table[in_a, in_b], np.flatnonzero(matches[labels_a] != labels_b)
    for array in (pairs, sq_distances, overlaps, changed, table):
        array.flags.writeable = False
    return Matching(
        pairs=pairs,
        by_centroids=by_centroids,
        sq_distances=sq_distances,
        overlaps=overlaps,
        only_a=tuple(np.setdiff1d(np.arange(len(centroids_a)), in_a).tolist()),
        only_b=tuple(np.setdiff1d(np.arange(len(centroids_b)), in_b).tolist()),
        changed=changed,
        ari=agreement_of_table(table).ari,
        table=table,
    )


def match_by_overlap(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the column each row is matched with, so that most images are in matched cells.

    Parameters
    ----------
    table : ndarray of shape (n_rows, n_columns), int64
        Images in each cell.

    Returns
    -------
    ndarray of shape (n_rows,), int64
        Each column at most once; -1 for rows that find none.
    """
    with one_at_a_time:
        from scipy.optimize import linear_sum_assignment

    result = np.full(len(table), -1, dtype=np.int64)
    rows, columns = linear_sum_assignment(table, maximize=True)
    result[rows] = columns
    return result
