"""Past fits on the disk: a folder each is the truth, an SQLite file the index over them."""

from engine.library.store import Library

__all__ = ["Library"]
