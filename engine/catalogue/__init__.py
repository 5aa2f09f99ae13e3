"""The image sets known by name: what ``--list`` prints and the window's picker offers.

Nothing here reads a file or asks the network; `engine.load_images` takes the names, and
`engine.fetching` fetches what does not come with the program.
"""

from __future__ import annotations

from engine.catalogue.built_in import BUILT_IN_SETS
from engine.catalogue.downloads import DOWNLOADS
from engine.catalogue.entry import BUILT_IN, CatalogueEntry, RemoteFile

__all__ = ["BUILT_IN", "CATALOGUE", "DEFAULT_NAME", "CatalogueEntry", "RemoteFile", "find"]

DEFAULT_NAME = "emoji"

CATALOGUE: tuple[CatalogueEntry, ...] = (*BUILT_IN_SETS, *DOWNLOADS)


def find(name: str) -> CatalogueEntry | None:
    """Return the entry called exactly `name`, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)
