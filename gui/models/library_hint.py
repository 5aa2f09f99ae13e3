"""What the library says while it has no fit to show: an icon, a line, and a smaller one."""

from __future__ import annotations

from engine.errors import printable
from gui.models.library_text import fits_text
from gui.models.number_text import count_text

Hint = tuple[str, str, str]

READING: Hint = ("folder", "Reading the library", "Past fits come in a moment")
EMPTY: Hint = (
    "folder",
    "No fits yet",
    "Every fit that finishes or is stopped is kept here: press Run (Ctrl+R)",
)
NOT_KEPT: Hint = (
    "folder",
    "No fits are kept",
    "Switch “Keep every finished fit” on, and press Run (Ctrl+R)",
)
NOTHING_FOUND: Hint = (
    "folder",
    "No fit has all of these words",
    "Look for fewer, for k=10, tag:faces or is:stopped, or clear the field (Esc)",
)


def reading(done: int, total: int) -> Hint:
    """Return how far the library is read; `total` 0 where that is not known."""
    if total <= 0:
        return READING
    return READING[0], READING[1], f"{count_text(min(done, total))} of {fits_text(total)}"


def failure(problem: str) -> Hint:
    """Return why there is no list."""
    return "error", "The library cannot be opened", printable(problem)
