"""What is said of past fits, in lines; all of it is plain text on one line, unless said."""

from __future__ import annotations

from datetime import datetime

from engine.errors import printable
from engine.library.listing import Entry
from gui.models.cluster_text import images_text
from gui.models.number_text import count_text, distortion_text, short_text

SWEEP, STOPPED, DAMAGED = "sweep", "stopped", "damaged"
MOST_NOTES = 400  # letters of the notes in a tooltip


def fits_text(count: int) -> str:
    """Return ``1 fit``, ``10,000 fits``."""
    return f"{count_text(count)} fit{'' if count == 1 else 's'}"


def count_line(n_shown: int, n_all: int, n_chosen: int) -> str:
    """Return ``12 of 10,000 fits · 2 selected``; one alone is not counted as selected."""
    line = fits_text(n_all)
    if n_shown != n_all:
        line = f"{count_text(n_shown)} of {line}"
    return f"{line} · {count_text(n_chosen)} selected" if n_chosen > 1 else line


def deleted_line(count: int) -> str:
    """Return ``1 fit moved to the bin.``."""
    return f"{fits_text(count)} moved to the bin."


def set_text(entry: Entry) -> str:
    """Return ``emoji · K = 10``; of a damaged fit what is known."""
    if entry.n_clusters is None:
        return "Damaged fit"
    return f"{printable(entry.image_set)} · K = {entry.n_clusters}"


def title_text(entry: Entry) -> str:
    """Return the title somebody gave, else `set_text`."""
    return printable(entry.title) or set_text(entry)


def date_text(created: str) -> str:
    """Return a date as the clock of this computer shows it: ``2026-11-23 20:04``."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):  # no date, or one that the system cannot place
        return printable(created)


def seconds_text(seconds: float) -> str:
    """Return a time: ``0.42 s``, ``12.3 s``, ``2 min 5 s``, ``3 h 20 min``."""
    if seconds < 59.95:
        return f"{seconds:.{2 if seconds < 9.995 else 1}f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60:,} h {minutes % 60} min"


def runs_text(count: int) -> str:
    """Return ``1 run``, ``3 runs``."""
    return f"{count_text(count)} run{'' if count == 1 else 's'}"


def iterations_text(count: int) -> str:
    """Return ``1 iteration``, ``23 iterations``."""
    return f"{count_text(count)} iteration{'' if count == 1 else 's'}"


def numbers_line(entry: Entry) -> str:
    """Return ``distortion 4.65e11 · 23 iterations · 1.23 s``; what is not known is left out."""
    parts = []
    if entry.distortion is not None:
        parts.append(f"distortion {short_text(entry.distortion, 4)}")
    if entry.n_iter is not None:
        parts.append(iterations_text(entry.n_iter))
    if entry.seconds is not None:
        parts.append(seconds_text(entry.seconds))
    return " · ".join(parts)


def parameters_line(entry: Entry) -> str:
    """Return ``k-means++ · 3 runs · seed 0 · tol 0.0001``, with the set where a title hides it."""
    parts = [set_text(entry)] if entry.title and entry.n_clusters is not None else []
    if entry.init:
        parts.append("seeds given" if entry.init == "given" else printable(entry.init))
    if entry.n_init is not None:
        parts.append(runs_text(entry.n_init))
    if entry.random_state is not None:
        parts.append(f"seed {entry.random_state}")
    if entry.tol is not None:
        parts.append(f"tol {entry.tol:g}")
    return " · ".join(parts)


def marks(entry: Entry) -> tuple[str, ...]:
    """Return what is to be known at once: a word for each."""
    return tuple(
        mark
        for mark, is_so in (
            (DAMAGED, entry.damage),
            (STOPPED, entry.kind == "stopped"),
            (SWEEP, entry.sweep),
        )
        if is_so
    )


def tags_text(tags: tuple[str, ...]) -> str:
    """Return tags as they are written into their field: ``faces, for the talk``."""
    return ", ".join(printable(tag) for tag in tags)


def spoken(entry: Entry) -> str:
    """Return a fit in one sentence, for a screen reader."""
    said = [title_text(entry), *marks(entry), date_text(entry.created)]
    said += [printable(entry.damage) or numbers_line(entry), parameters_line(entry)]
    if entry.tags:
        said.append(f"tags {tags_text(entry.tags)}")
    return ", ".join(part for part in said if part)


def tip(entry: Entry) -> str:
    """Return what there is no room for, in several lines."""
    lines = [title_text(entry)]
    if entry.damage:
        lines.append(printable(entry.damage))
    if entry.n_images is not None:
        lines.append(f"{printable(entry.image_set)}: {images_text(entry.n_images)}")
    if entry.distortion is not None:
        lines.append(f"distortion {distortion_text(entry.distortion)} squared pixel levels")
    lines += [printable(entry.reason), tags_text(entry.tags)]
    notes = entry.notes if len(entry.notes) <= MOST_NOTES else f"{entry.notes[:MOST_NOTES]}…"
    lines += [printable(line) for line in notes.splitlines()]
    return "\n".join(line for line in lines if line)
