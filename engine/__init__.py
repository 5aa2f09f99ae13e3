"""Centroid Lab without its window: image sets, k-means and what can be read off its results."""

from typing import TYPE_CHECKING, Any

from engine.export import check_export_folder, export_fit
from engine.imageset import ImageSet, from_array
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.readers.read import load_images

if TYPE_CHECKING:
    from engine.kmeans.estimator import KMeans

__all__ = [
    "ImageSet",
    "KMeans",
    "KMeansParameters",
    "check_export_folder",
    "export_fit",
    "fit",
    "from_array",
    "load_images",
]


def __getattr__(name: str) -> Any:
    """Import `KMeans` when it is first asked for: scikit-learn takes a second to import."""
    if name == "KMeans":
        from engine.kmeans import estimator

        return estimator.KMeans
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
