"""One report seen cluster by cluster, with its pictures; no Qt model yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QPixmap

from engine.insight.representatives import Representatives
from engine.kmeans.reports import Iteration
from gui.models import cluster_text
from gui.models.image_set_text import image_lines
from gui.models.thumbnails import PixmapStore, Thumbnails


@dataclass(frozen=True, slots=True, eq=False)
class Representative:
    """A member near its centroid.

    Attributes
    ----------
    image : int
        Index of the image.
    pixmap : QPixmap
        The image, no side longer than `gui.models.thumbnails.LARGEST_PX`.
    sq_distance : float
        Squared distance to the centroid, in squared pixel levels.
    """

    image: int
    pixmap: QPixmap
    sq_distance: float


class ClusterFacts:
    """What a report says of each cluster; pictures are made when first asked for.

    Parameters
    ----------
    report : Iteration
        The report.
    representatives : Representatives
        Of the same report.
    thumbnails : Thumbnails
        Of the images the report is about.

    Raises
    ------
    ValueError
        If the three do not belong together.
    """

    def __init__(
        self, report: Iteration, representatives: Representatives, thumbnails: Thumbnails
    ) -> None:
        n_clusters, n_images = len(report.centroids), len(thumbnails.images)
        if len(representatives.indices) != n_clusters or len(report.labels) != n_images:
            raise ValueError(
                f"a report on {len(report.labels)} images in {n_clusters} clusters, representatives"
                f" of {len(representatives.indices)} clusters, {n_images} images to show."
            )
        self.n_clusters = n_clusters
        self._report = report
        self._representatives = representatives
        self._thumbnails = thumbnails
        self._reseeded = {event.cluster: event.image for event in report.reseeded}
        self._centroids = PixmapStore()
        self._nearest: dict[int, list[Representative]] = {}

    def size(self, cluster: int) -> int:
        """Return the number of its images."""
        return int(self._report.sizes[cluster])

    def share(self, cluster: int) -> float:
        """Return the share its images have of all, 0 to 1."""
        return self.size(cluster) / len(self._report.labels)

    def distortion(self, cluster: int) -> float:
        """Return its distortion, in squared pixel levels."""
        return float(self._report.sq_distances_by_cluster[cluster])

    def distortion_share(self, cluster: int) -> float:
        """Return the share its distortion has of the whole, 0 to 1; 0 if all is 0."""
        whole = self._report.distortion
        return self.distortion(cluster) / whole if whole > 0 else 0.0

    def mean_sq_distance(self, cluster: int) -> float:
        """Return its images' mean squared distance to the centroid; 0 if it has none."""
        return self.distortion(cluster) / max(self.size(cluster), 1)

    def centroid(self, cluster: int) -> QPixmap:
        """Return its centroid as a picture."""
        centroid = self._report.centroids[cluster]
        return self._centroids.get(cluster, partial(self._thumbnails.centroid, centroid))

    def representatives(self, cluster: int) -> list[Representative]:
        """Return its representatives, nearest first."""
        if cluster not in self._nearest:
            indices = self._representatives.indices[cluster].tolist()
            sq_distances = self._representatives.sq_distances[cluster].tolist()
            self._nearest[cluster] = [
                Representative(image, self._thumbnails.image(image), sq_distance)
                for image, sq_distance in zip(indices, sq_distances, strict=True)
                if image >= 0
            ]
        return self._nearest[cluster]

    def size_line(self, cluster: int) -> str:
        """Return ``6,214 images · 12.4 %``."""
        is_reseeded = cluster in self._reseeded
        size, share = self.size(cluster), self.share(cluster)
        return cluster_text.size_line(size, share, is_reseeded=is_reseeded)

    def distortion_line(self, cluster: int) -> str:
        """Return ``distortion 4.65e10 (10.1 %)``."""
        return cluster_text.distortion_line(
            self.distortion(cluster), self.distortion_share(cluster)
        )

    def centroid_tip(self, cluster: int) -> str:
        """Return what the centroid's picture shows."""
        return cluster_text.centroid_tip(cluster, self.size(cluster))

    def size_tip(self, cluster: int) -> str:
        """Return what the number of images means."""
        size, share = self.size(cluster), self.share(cluster)
        n_images = len(self._report.labels)
        return cluster_text.size_tip(size, share, n_images, self._reseeded.get(cluster))

    def distortion_tip(self, cluster: int) -> str:
        """Return what the distortion means."""
        mean, share = self.mean_sq_distance(cluster), self.distortion_share(cluster)
        return cluster_text.distortion_tip(mean, share)

    def representative_tips(self, cluster: int) -> list[str]:
        """Return who each representative is, nearest first."""
        images = self._thumbnails.images
        return [
            "\n".join(
                [*image_lines(images, one.image), cluster_text.nearness_line(rank, one.sq_distance)]
            )
            for rank, one in enumerate(self.representatives(cluster))
        ]

    def spoken(self, cluster: int) -> str:
        """Return the cluster in one sentence, for a screen reader."""
        return cluster_text.spoken(
            cluster,
            self.size(cluster),
            self.share(cluster),
            self.distortion(cluster),
            self.distortion_share(cluster),
        )
