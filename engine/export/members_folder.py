"""Chosen images on their way to a folder: `MembersPublication`, and the names of their files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from engine.export.layout import cluster_stem
from engine.export.publish import Publication

TABLE = "members.csv"
SHEET = "members.png"
LIST = "members.json"
_CONTENT = re.compile(rf"{TABLE}|{SHEET}|cluster_[0-9]{{3,12}}/image_[0-9]{{5,12}}\.png")
_MAX_SIZE = 1 << 28  # of the list, in bytes: fifty times that of 100,000 images


def member_name(index: int, n_images: int, cluster: int, n_clusters: int) -> str:
    """Return ``cluster_003/image_01234.png``: no two images of a set share a name."""
    digits = max(5, len(str(n_images - 1)))
    return f"{cluster_stem(cluster, n_clusters)}/image_{index:0{digits}d}.png"


def is_member_file(name: str) -> bool:
    """Return whether `name` is the relative path, with ``/``, of a file of such an export.

    `LIST` is not: it names the others. No name accepted here leads out of the folder.
    """
    return _CONTENT.fullmatch(name) is not None


def listed_members(folder: Path) -> tuple[str, ...]:
    """Return the files an earlier export says it wrote to `folder`; none if it cannot be read."""
    path = folder / LIST
    try:
        if path.stat().st_size > _MAX_SIZE:
            return ()
        names = json.loads(path.read_bytes())["files"]
        return tuple(names) if all(map(is_member_file, names)) else ()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()


class MembersPublication(Publication):
    """As `Publication`, with `LIST` as the record: an exported fit in the same folder stays.

    `LIST` is there if and only if the export it names is whole. Putting tens of thousands of
    files into place takes seconds, so somebody may stop that too: all is moved back then.

    Parameters
    ----------
    folder, overwrite, check
        As for `Publication`, which raises the same.
    """

    def __init__(self, folder: Path, *, overwrite: bool, check: Callable[[float], None]) -> None:
        super().__init__(
            folder, overwrite=overwrite, record=LIST, listed=listed_members, check=check
        )
