"""A fit as the library lists it, and the orders a list may have."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.library.search import condition

_COLUMNS = (
    "id",
    "created",
    "title",
    "image_set",
    "n_images",
    "sha256",
    "n_clusters",
    "init",
    "n_init",
    "random_state",
    "max_iter",
    "tol",
    "distortion",
    "n_iter",
    "seconds",
    "kind",
    "reason",
    "tags",
    "notes",
    "sweep",
    "damage",
)
_ORDERED_BY = {
    "created": "moment",
    "title": "title COLLATE NOCASE",
    "image_set": "image_set COLLATE NOCASE",
    **{
        name: name
        for name in ("n_images", "n_clusters", "init", "n_init", "random_state", "max_iter")
    },
    **{name: name for name in ("tol", "distortion", "n_iter", "seconds", "kind")},
}
ORDERS = tuple(_ORDERED_BY)
"""What a list may be ordered by; equal ones, and unknown ones at the end, by their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the list. Of a damaged fit, what cannot be read is None or empty.

    Attributes
    ----------
    id : str
    created : str
        ISO 8601 with the time zone; of a damaged fit as its id tells it, in UTC.
    title, notes : str
        As people wrote them.
    tags : tuple of str
        As people wrote them.
    image_set : str
        Name of the image set.
    n_images : int or None
    sha256 : str
        Of the pixels.
    n_clusters, n_init, random_state, max_iter : int or None
    init : str
        ``"given"`` for seeds given as numbers.
    tol : float or None
    distortion : float or None
        Of the best run, in squared pixel levels.
    n_iter : int or None
        Number of the best run's last iteration.
    seconds : float or None
        Time of the whole fit.
    kind : {"finished", "stopped", ""}
    reason : str
        Why the best run ended, as a sentence.
    sweep : str
        Id of the sweep it belongs to; empty for none.
    damage : str
        What is wrong with its folder, in one line; empty for a fit that is whole, as far as sizes
        and dates of its files tell.
    """

    id: str
    created: str
    title: str
    image_set: str
    n_images: int | None
    sha256: str
    n_clusters: int | None
    init: str
    n_init: int | None
    random_state: int | None
    max_iter: int | None
    tol: float | None
    distortion: float | None
    n_iter: int | None
    seconds: float | None
    kind: str
    reason: str
    tags: tuple[str, ...]
    notes: str
    sweep: str
    damage: str


def listed(
    connection: sqlite3.Connection,
    *,
    text: str = "",
    order: str = "created",
    descending: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> list[Entry]:
    """Return the fits that `text` finds, as `engine.library.index.Index.entries` does."""
    tail, values = _tail(text, order, descending, offset, limit)
    rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} {tail}", values)
    return [_entry(row) for row in rows]


def found(connection: sqlite3.Connection, text: str) -> tuple[str, ...]:
    """Return the ids of the fits that `text` finds, newest first."""
    tail, values = _tail(text, "created", True, 0, None)
    return tuple(row[0] for row in connection.execute(f"SELECT id {tail}", values))


def counted(connection: sqlite3.Connection, text: str) -> int:
    """Return how many fits `text` finds."""
    where, values = condition(text)
    (n_fits,) = connection.execute(f"SELECT COUNT(*) FROM fits WHERE {where}", values).fetchone()
    return int(n_fits)


def _tail(
    text: str, order: str, descending: bool, offset: int, limit: int | None
) -> tuple[str, list[Any]]:
    """Return what follows the columns of a query, and its values."""
    if order not in _ORDERED_BY:
        raise ValueError(f"there is no order {order!r}; choose from {', '.join(ORDERS)}")
    where, values = condition(text)
    column, way = _ORDERED_BY[order], "DESC" if descending else "ASC"
    values += [-1 if limit is None else limit, offset]
    return (
        f"FROM fits WHERE {where} ORDER BY {column} {way} NULLS LAST, id {way} LIMIT ? OFFSET ?",
        values,
    )


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["tags"] = tuple(values["tags"].splitlines())
    return Entry(**values)
