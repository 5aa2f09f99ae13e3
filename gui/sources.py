"""What the picker offers: sets that come with the program, sets to be fetched, recent ones."""

from __future__ import annotations

from pathlib import Path

from engine import catalogue
from engine.catalogue import CatalogueEntry
from engine.fetching import store
from gui.panels.download_texts import amount_text
from gui.panels.image_set_picker import Entry
from gui.recent import Recent
from gui.settings import AppSettings


def data_folder(settings: AppSettings) -> Path:
    """Return where fetched sets are kept."""
    return Path(settings.data_folder) if settings.data_folder else store.default_folder()


def sections(settings: AppSettings, recent: Recent) -> list[list[Entry]]:
    """Return the lines of the picker: built in, of the catalogue, opened before."""
    folder = data_folder(settings)
    built_in = [_built_in(entry) for entry in catalogue.CATALOGUE if entry.is_built_in]
    others = [_fetched(entry, folder) for entry in catalogue.CATALOGUE if not entry.is_built_in]
    return [built_in, others, recent.entries()]


def _built_in(entry: CatalogueEntry) -> Entry:
    return Entry(entry.name, entry.title, entry.description)


def _fetched(entry: CatalogueEntry, folder: Path) -> Entry:
    if store.find(entry, folder) is not None:
        return _built_in(entry)
    remark = f"{amount_text(entry.n_bytes)} to download"
    tip = f"{entry.description}\nNot on this computer yet; nothing is fetched without asking."
    return Entry(entry.name, entry.title, tip, remark, "download")
