"""Pixels as PNG files in memory, and the pictures an export holds one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from engine.export.layout import centroid_name, representative_name
from engine.export.paper import picture_of
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale
from engine.insight.representatives import Representatives
from engine.kmeans.reports import FitEnded


class Pictures:
    """The pictures of a fit in 8 bits, all on the one scale of the image set.

    Parameters
    ----------
    images : ImageSet
        The images the fit is of.
    ended : FitEnded
        The fit.
    nearest : Representatives
        The members nearest to each centroid.
    scale : DisplayScale
        That of the image set.
    """

    def __init__(
        self,
        images: ImageSet,
        ended: FitEnded,
        nearest: Representatives,
        scale: DisplayScale,
    ) -> None:
        self.images = images
        self.ended = ended
        self._nearest = nearest
        self._scale = scale

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return len(self.ended.cluster_centers_)

    @property
    def n_ranks(self) -> int:
        """Most representatives a cluster has."""
        return int((self._nearest.indices >= 0).sum(axis=1).max())

    @property
    def n_files(self) -> int:
        """Number of files that `files` yields."""
        return self.n_clusters + int((self._nearest.indices >= 0).sum())

    def members(self, cluster: int) -> list[int]:
        """Return the indices of the images nearest to the centroid, nearest first."""
        indices = self._nearest.indices[cluster]
        return [int(index) for index in indices[indices >= 0]]

    def centroid(self, cluster: int) -> Image.Image:
        """Return the centroid at the images' own size."""
        return picture_of(
            self.ended.cluster_centers_[cluster].reshape(self.images.image_shape), self._scale
        )

    def member(self, index: int) -> Image.Image:
        """Return image `index` unscaled."""
        return picture_of(self.images.pixels[index], self._scale)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of every single picture, cluster after cluster."""
        n_clusters, n_ranks, n_images = (
            self.n_clusters,
            self._nearest.indices.shape[1],
            len(self.images),
        )
        for cluster in range(n_clusters):
            yield centroid_name(cluster, n_clusters), png(self.centroid(cluster))
            for rank, index in enumerate(self.members(cluster)):
                name = representative_name(cluster, n_clusters, rank, n_ranks, index, n_images)
                yield name, png(self.member(index))


def png(picture: Image.Image) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
