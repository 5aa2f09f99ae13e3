"""Image sets that only a test knows."""

from __future__ import annotations

import hashlib

from engine.catalogue import CatalogueEntry, RemoteFile
from tests.engine.fetching.server import Server


def remote(name: str, data: bytes, url: str) -> RemoteFile:
    """Describe a file of these bytes."""
    return RemoteFile(
        name=name, address=url + name, size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )


def entry_of(*files: RemoteFile, name: str = "photos") -> CatalogueEntry:
    """Describe a set of these files."""
    return CatalogueEntry(
        name=name,
        title="Photos",
        n_images=1,
        image_shape=(1, 1, 1),
        megabytes=1.0,
        origin="127.0.0.1",
        description="Pictures.",
        licence="None.",
        files=files,
        opens=files[0].name if len(files) == 1 else "",
    )


def make_entry(server: Server, name: str = "photos", **contents: bytes) -> CatalogueEntry:
    """Put files on a server and describe them as a set; underscores stand for dots."""
    files = []
    for key, data in contents.items():
        file = remote(key.replace("_", "."), data, server.url)
        server.files[f"/{file.name}"] = data
        files.append(file)
    return entry_of(*files, name=name)
