"""The shapes by which plots tell initialisations apart."""

from __future__ import annotations

from collections.abc import Iterable

_SHAPES = {  # pyqtgraph's name, and the sign in the legend
    "k-means++": ("o", "●"),
    "random": ("t1", "▲"),
    "farthest": ("s", "■"),
    "partition": ("d", "◆"),
    "gaussian": ("t", "▼"),
    "given": ("star", "★"),
}


def symbol_of(init_name: str) -> str:
    """Return the shape of an initialisation, as pyqtgraph names it."""
    return _SHAPES[init_name][0]


def legend_text(init_names: Iterable[str]) -> str:
    """Return ``● k-means++   ▲ random``; empty unless there are several."""
    found = set(init_names)
    if len(found) < 2:
        return ""
    return "   ".join(f"{sign} {name}" for name, (_, sign) in _SHAPES.items() if name in found)
