"""Three small fits in a library, and what a list shows of them."""

from __future__ import annotations

import sqlite3

import numpy as np

from engine import KMeansParameters, fit, from_array
from engine.library.database import VERSION
from engine.library.store import Library


def three_fits(folder):
    """Return a library of fits of 2, 3 and 4 clusters, the first two with notes."""
    library = Library(folder)
    library.annotate(save(library, 2), title="Pairs", tags=["small", "two words"])
    library.annotate(save(library, 3, "other", init="random", random_state=7), notes="odd\nones")
    save(library, 4, tol=0.0)
    return library


def save(library, n_clusters=2, name="set", **parameters):
    """Save a fit of twelve images and return its id."""
    pixels = np.arange(48, dtype=np.uint8).reshape(12, 2, 2, 1) ** 2
    images = from_array(pixels, name)
    *_, ended = fit(images, KMeansParameters(n_clusters=n_clusters, **parameters), n_threads=1)
    return library.save(images, ended, None)


def shown(index):
    """Return what matters of each entry."""
    return [(entry.id, entry.title, entry.n_clusters, entry.damage) for entry in index.entries()]


def other_tables(path):
    """Put a database in the place of an index that has its version, and tables of its own."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(f"CREATE TABLE fits (x); PRAGMA user_version = {VERSION};")
    connection.close()
