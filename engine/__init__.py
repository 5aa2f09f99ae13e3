"""Centroid Lab without its window: image sets, k-means and what can be read off its results."""

from engine.export import check_export_folder, export_fit
from engine.imageset import ImageSet, from_array
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters
from engine.readers.read import load_images

__all__ = [
    "ImageSet",
    "KMeansParameters",
    "check_export_folder",
    "export_fit",
    "fit",
    "from_array",
    "load_images",
]
