"""What the download dialog says, and the room on a disk. No widgets."""

from __future__ import annotations

import os
import shutil

from engine.catalogue import CatalogueEntry
from gui.models.cluster_text import images_text
from gui.models.number_text import bytes_text
from gui.panels.export_folder import look_at
from gui.panels.open_options_texts import lengths_text


def amount_text(n_bytes: int) -> str:
    """Return ``170 MB``; below one of these ``5 kB``."""
    if n_bytes >= 10**6:
        return bytes_text(n_bytes)
    return f"{n_bytes / 1000:.0f} kB" if n_bytes >= 1000 else f"{n_bytes} bytes"


def facts_text(entry: CatalogueEntry) -> str:
    """Return ``60,000 images · 32 × 32 × 3 · 170 MB from www.example.org``."""
    shape = lengths_text(entry.image_shape)
    amount = f"{amount_text(entry.n_bytes)} from {entry.origin}"
    return " · ".join((images_text(entry.n_images), shape, amount))


def present_text(present: int, total: int) -> str:
    """Return what is said of the bytes that are here already; nothing where none are."""
    if present <= 0:
        return ""
    if present >= total:
        return f"All {amount_text(total)} are here already."
    here = f"{amount_text(present)} of {amount_text(total)}"
    return f"{here} are here already; the download goes on from there."


def space_text(folder: str, needed: int) -> tuple[str, bool]:
    """Return what is said of the room in `folder`, and whether files can be kept there.

    Parameters
    ----------
    folder : str
        An absolute path, which need not exist; empty if none was chosen.
    needed : int
        Bytes still to be fetched.
    """
    problem = look_at(folder).problem
    if problem:
        return problem, False
    free = free_bytes(folder)
    if free is None:
        return "", True
    if free < needed:
        room = f"{amount_text(free)} free, {amount_text(needed)} needed"
        return f"{room}. Choose another folder, or make room.", False
    return f"{amount_text(free)} free", True


def free_bytes(folder: str) -> int | None:
    """Return the room on the disk where `folder` is or would be; None where nobody can say."""
    while not os.path.exists(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
