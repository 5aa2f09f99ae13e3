"""Chosen images on their way to a folder: `MembersPublication`, and the names of their files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from engine.export.atomic import sync_folder
from engine.export.folders import remove_empty, remove_tree, subfolders
from engine.export.layout import cluster_stem
from engine.export.publish import Publication
from engine.export.refusals import explained

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
    folder : Path
        Where the files go; it is made if need be.
    overwrite : bool
        Whether the folder may hold something already.
    check : callable
        Called before each file is moved with how much is done, from 0 to 1; what it raises ends
        the work.

    Raises
    ------
    ExportError
        As `Publication`.
    """

    def __init__(self, folder: Path, *, overwrite: bool, check: Callable[[float], None]) -> None:
        super().__init__(folder, overwrite=overwrite)
        self._check = check

    def publish(self, record: bytes) -> None:
        """Put every file written into its place, and `record` as `LIST` last.

        Raises
        ------
        ExportError
            If that cannot be done.
        """
        old = set(listed_members(self._folder)) if self._overwrite else set()
        new = list(self._written)
        self.write(LIST, record)
        try:
            self._check_places(old.union(self._written))
            self._displace(LIST)
            sync_folder(self._folder)
            moves = [(self._displace, name) for name in sorted(old.union(new))]
            moves += [(self._place, name) for name in new]
            for done, (move, name) in enumerate(moves):
                self._check(done / len(moves))
                move(name)
            for folder in {(self._folder / name).parent for name in self._placed}:
                sync_folder(folder)
            self._place(LIST)
            for folder in (self._folder, *(made.parent for made in self._made)):
                sync_folder(folder)
        except OSError as error:
            raise explained(error, self._folder) from error
        self._done = True
        remove_tree(self._staging)
        remove_empty(subfolders(self._folder, old))
