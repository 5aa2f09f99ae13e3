"""Where a file is asked for, and where a server may send that request on to."""

from __future__ import annotations

import os
from urllib.parse import urljoin, urlsplit

from engine.catalogue import CatalogueEntry, RemoteFile
from engine.errors import DataError

MIRROR_VARIABLE = "CENTROID_LAB_MIRROR"
"""Environment variable with the address of another server, for rooms without internet."""

_SCHEMES = ("https", "http")


def address_of(entry: CatalogueEntry, file: RemoteFile) -> str:
    """Return the address of a file of `entry`.

    A mirror holds the files as `engine.fetching.store` lays them out: archives by their name,
    the files of other sets in a folder of the set's name. So any web server in front of a folder
    of fetched sets is one. It needs no https, for the checksums are those of the catalogue.

    Raises
    ------
    DataError
        If the mirror has no address that can be asked.
    """
    mirror = os.environ.get(MIRROR_VARIABLE, "").strip()
    if not mirror:
        return file.address
    if not _can_be_asked(mirror):
        remedy = "Give it like http://192.168.0.10:8000/, or unset it"
        raise DataError(MIRROR_VARIABLE, f"{mirror!r} is not the address of a server", remedy)
    folder = "" if entry.opens else f"{entry.name}/"
    return f"{mirror.rstrip('/')}/{folder}{file.name}"


def next_address(address: str, location: str, name: str) -> str:
    """Return where a redirect from `address` to `location` leads.

    Raises
    ------
    DataError
        On `name`, if it leads from https to anything else, or nowhere.
    """
    try:
        found = urljoin(address, location.encode("latin-1").decode())  # headers come as Latin-1
    except ValueError:
        found = ""
    if not _can_be_asked(found):
        raise DataError(name, "the server sends its reader nowhere", "Try again later")
    if urlsplit(address).scheme == "https" and urlsplit(found).scheme != "https":
        problem = f"{host_of(address)} leads to an address without https"
        raise DataError(name, problem, "Do not trust this network; try again in another one")
    return found


def host_of(address: str) -> str:
    """Return the host that `address` names, for people."""
    return urlsplit(address).hostname or address


def _can_be_asked(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
