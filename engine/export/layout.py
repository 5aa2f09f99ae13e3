"""The names of the files of an export; nothing else may be written, read or removed."""

from __future__ import annotations

import re

RECORD = "run.json"
LOG_CSV = "log.csv"
LOG_JSONL = "log.jsonl"
LABELS = "labels.csv"
MODEL = "model.npz"
CENTROID_SHEET = "centroids.png"
REPRESENTATIVE_SHEET = "representatives.png"
PLOT_NAMES = ("distortion", "shift", "moved", "sizes")
PLOT_FORMATS = ("png", "svg")

_CONTENT = re.compile(
    rf"{LOG_CSV}|{LOG_JSONL}|{LABELS}|{MODEL}|{CENTROID_SHEET}|{REPRESENTATIVE_SHEET}"
    r"|centroids/cluster_[0-9]{3,12}\.png"
    r"|representatives/cluster_[0-9]{3,12}/[0-9]{1,12}_image_[0-9]{5,12}\.png"
    rf"|plots/({'|'.join(PLOT_NAMES)})\.({'|'.join(PLOT_FORMATS)})"
)


def is_content(name: str) -> bool:
    """Return whether `name` is the relative path, with ``/``, of a file of an export.

    `RECORD` is not: it describes the others. No name accepted here leads out of the folder.
    """
    return _CONTENT.fullmatch(name) is not None


def cluster_stem(cluster: int, n_clusters: int) -> str:
    """Return ``cluster_003``: three digits, or as many as the last cluster needs."""
    return f"cluster_{cluster:0{max(3, len(str(n_clusters - 1)))}d}"


def centroid_name(cluster: int, n_clusters: int) -> str:
    """Return the name of the picture of a centroid."""
    return f"centroids/{cluster_stem(cluster, n_clusters)}.png"


def representative_name(
    cluster: int, n_clusters: int, rank: int, n_ranks: int, image: int, n_images: int
) -> str:
    """Return the name of the picture of a representative; `rank` 0 is the nearest."""
    rank_text = f"{rank:0{len(str(n_ranks - 1))}d}"
    image_text = f"{image:0{max(5, len(str(n_images - 1)))}d}"
    stem = cluster_stem(cluster, n_clusters)
    return f"representatives/{stem}/{rank_text}_image_{image_text}.png"


def plot_name(plot: str, file_format: str) -> str:
    """Return the name of a plot's file."""
    return f"plots/{plot}.{file_format}"
