"""How well a set of images falls into clusters, in three figures, without knowing classes.

scikit-learn's cannot be stopped, need all pixels in memory, and one of them a copy as float64: for
CIFAR-10 1.2 GB. Here pixels are read by blocks of rows, and figures are the same to nine digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.insight.distances import sq_distances
from engine.insight.importing import one_at_a_time
from engine.insight.silhouette import silhouettes
from engine.insight.stratified import stratified_sample
from engine.kmeans.samples import blocks_of, rows_in_block

EXACT_UP_TO = 10_000  # images whose silhouette is measured on all of them
SAMPLED = 4_000  # images it is measured on otherwise
BLOCK_MEANS = 2**20  # differences of means looked at between two looks at `should_stop`

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Three figures of one clustering, of pixels as they are.

    Attributes
    ----------
    silhouette : float or None
        Mean silhouette, from -1 to 1: higher is better.
    silhouette_n : int
        Images it was measured on; 0 where it is None.
    silhouette_is_exact : bool
        True if these are all images. Otherwise they are a sample in which each cluster has its
        share, and `silhouette` is the mean of the clusters' means, weighted by their sizes.
    calinski_harabasz : float or None
        Scatter of the clusters' means over scatter within clusters, each by its degrees of
        freedom: higher is better. 1 where nothing is scattered within clusters, as scikit-learn
        has it.
    davies_bouldin : float or None
        How far each cluster reaches towards the one it is worst told apart from, on average:
        lower is better, 0 is least.
    reason : str
        Why the three are None, for people, without a final full stop; empty where they are not.
    """

    silhouette: float | None
    silhouette_n: int
    silhouette_is_exact: bool
    calinski_harabasz: float | None
    davies_bouldin: float | None
    reason: str


def criteria(
    images: ImageSet,
    labels: NDArray[np.int32],
    *,
    seed: int = 0,
    should_stop: ShouldStop = lambda: False,
    progress: Progress = lambda _phase, _done, _total: None,
) -> Criteria:
    """Return how well `images` fall into the clusters of `labels`.

    The figures are of the members' means, which the centroids of a fit stopped early are not yet.

    Parameters
    ----------
    images : ImageSet
    labels : ndarray of shape (n,), int32
        Cluster of every image. Empty clusters do not count.
    seed : int
        Of the sample that silhouettes are measured on from 10,001 images on; not negative. The
        sample is ``stratified_sample(labels, 4000, seed)``.
    should_stop : callable
        Asked before each block.
    progress : callable
        Told what is being measured.

    Returns
    -------
    Criteria
        Of None with the reason unless 2 to n - 1 clusters have images.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.

    Notes
    -----
    Calinski and Harabasz, A dendrite method for cluster analysis, Communications in Statistics 3,
    1974. Davies and Bouldin, A cluster separation measure, IEEE PAMI 1, 1979. For the silhouette
    see `engine.insight.silhouette`.
    """
    n = len(images)
    _, numbers, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    reason = _undefined(n, len(sizes))
    if reason:
        return Criteria(
            silhouette=None,
            silhouette_n=0,
            silhouette_is_exact=False,
            calinski_harabasz=None,
            davies_bouldin=None,
            reason=reason,
        )
    progress("measuring clusters", 0, 0)
    own: NDArray[np.int32] = numbers.astype(np.int32)
    means = _means(images, own, sizes, should_stop)
    within = sq_distances(images, means, own, should_stop=should_stop)
    reach = np.bincount(own, weights=np.sqrt(within)) / sizes
    members = np.arange(n) if n <= EXACT_UP_TO else stratified_sample(labels, SAMPLED, seed)
    widths = silhouettes(images, own, members, should_stop=should_stop, progress=progress)
    sampled = own[members]
    by_cluster = np.bincount(sampled, weights=widths) / np.bincount(sampled)
    return Criteria(
        silhouette=float(by_cluster @ sizes) / n,
        silhouette_n=len(members),
        silhouette_is_exact=len(members) == n,
        calinski_harabasz=_calinski_harabasz(means, sizes, float(within.sum())),
        davies_bouldin=_davies_bouldin(means, reach, should_stop),
        reason="",
    )


def _undefined(n: int, n_clusters: int) -> str:
    """Return why the figures of `n` images in `n_clusters` are not defined; empty if they are."""
    if n_clusters < 2:
        return "All images are in one cluster: there is no other to compare it with"
    if n_clusters == n:
        return f"Each of the {n:,} images is alone in its cluster"
    return ""


def _means(
    images: ImageSet, own: NDArray[np.int32], sizes: NDArray[np.int64], should_stop: ShouldStop
) -> Floats:
    """Return the mean of each cluster's members, shape (n_clusters, n_features).

    Summed from differences to a member: whole numbers are exact, equal members give themselves,
    and fractions far from 0 keep their digits.
    """
    rows = images.pixels.reshape(len(images), -1)
    first = rows[np.unique(own, return_index=True)[1]].astype(np.float64)
    sums = np.zeros_like(first)
    for block in blocks_of(0, len(images), rows_in_block(images.n_features)):
        if should_stop():
            raise Cancelled
        order = np.argsort(own[block], kind="stable")
        clusters = own[block][order]
        starts = np.flatnonzero(np.diff(clusters, prepend=-1))
        away = rows[block][order] - first[clusters]
        sums[clusters[starts]] += np.add.reduceat(away, starts, axis=0)
    means: Floats = first + sums / sizes[:, np.newaxis]
    return means


def _calinski_harabasz(means: Floats, sizes: NDArray[np.int64], within: float) -> float:
    if within == 0:
        return 1.0
    n, n_clusters = int(sizes.sum()), len(sizes)
    off_middle = means - np.average(means, axis=0, weights=sizes)
    between = float(sizes @ np.einsum("ij,ij->i", off_middle, off_middle))
    return between / (n_clusters - 1) / (within / (n - n_clusters))


def _davies_bouldin(means: Floats, reach: Floats, should_stop: ShouldStop) -> float:
    """Return the mean over clusters of their worst ratio of reach to distance.

    As scikit-learn has it, clusters whose means are the same are not compared.
    """
    with one_at_a_time:
        from scipy.spatial.distance import cdist

    worst = np.empty(len(means))
    for block in blocks_of(0, len(means), max(1, BLOCK_MEANS // means.size)):
        if should_stop():
            raise Cancelled
        apart = cdist(means[block], means)
        together = reach[block, np.newaxis] + reach
        ratios = np.divide(together, apart, out=np.zeros_like(apart), where=apart > 0)
        worst[block] = ratios.max(axis=1)
    return float(worst.mean())
