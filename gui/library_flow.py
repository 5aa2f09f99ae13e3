"""The library's tab: listing and searching it, and what is done with the fits in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.imageset import ShouldStop
from engine.library.index import Index
from engine.library.layout import THUMBNAILS
from engine.library.listing import Entry
from engine.library.record import read_fit_record
from engine.library.scripts import as_python, as_scikit_learn
from gui.keeping_flow import KeepingFlow
from gui.messages import MessageBar
from gui.models.library_model import LibraryOrder
from gui.panels.library_panel import LibraryPanel
from gui.reopening_flow import ReopeningFlow
from gui.settings import AppSettings
from gui.work.keeper import Keeper, topic_of

LIST, THUMBNAIL, SCRIPT, CHANGE, DELETE = "list", "thumbnail", "script", "change", "delete"
_SCRIPTS = {"centroid-lab": as_python, "scikit-learn": as_scikit_learn}


class LibraryFlow(QObject):
    """Feeds the library's panel; everything on the disk is done in the library's thread.

    Parameters
    ----------
    panel : LibraryPanel
    keeping : KeepingFlow
        Has the library.
    reopening : ReopeningFlow
        Opens fits.
    keeper : Keeper
    messages : MessageBar
    settings : AppSettings
    parent : QObject, optional

    Signals
    -------
    compare_wanted(str, str)
        The names of two fits.
    """

    compare_wanted = Signal(str, str)
    _progressed = Signal(int, int)

    def __init__(
        self,
        panel: LibraryPanel,
        keeping: KeepingFlow,
        reopening: ReopeningFlow,
        keeper: Keeper,
        messages: MessageBar,
        settings: AppSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._keeping = keeping
        self._reopening = reopening
        self._keeper = keeper
        self._messages = messages
        self._settings = settings
        self._index: Index | None = None
        self._notes: tuple[str, ...] = ()
        self._missing: dict[str, str] = {}  # where images of fits are not any more
        panel.set_keep(settings.keeps_fits)
        self._connect()

    def _connect(self) -> None:
        panel, reopening = self._panel, self._reopening
        panel.search_wanted.connect(self.list)
        panel.order_wanted.connect(self.list)
        panel.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        panel.open_requested.connect(self._on_open_requested)
        panel.repeat_requested.connect(self._on_repeat_requested)
        panel.continue_requested.connect(self._on_continue_requested)
        panel.locate_requested.connect(self._on_locate_requested)
        panel.folder_requested.connect(self._on_folder_requested)
        panel.compare_requested.connect(self._on_compare_requested)
        panel.script_wanted.connect(self._on_script_wanted)
        panel.delete_requested.connect(self._on_delete_requested)
        panel.restore_requested.connect(self._on_restore_requested)
        panel.empty_bin_requested.connect(self._on_empty_bin_requested)
        panel.annotation_changed.connect(self._on_annotation_changed)
        panel.keep_changed.connect(self._on_keep_changed)
        reopening.missed.connect(self._on_missed)
        reopening.shown.connect(self._on_shown)
        self._keeping.saved.connect(self._on_saved)
        self._keeper.answered.connect(self._on_answered)
        self._keeper.failed.connect(self._on_failed)
        self._progressed.connect(panel.show_reading)

    def index(self) -> Index:
        """Return the index, made when it is first wanted; for the library's thread alone."""
        if self._index is None:
            library = self._keeping.library()
            self._index = Index(
                library.folder,
                read_only=library.is_read_only,
                progress=lambda _phase, done, total: self._progressed.emit(done, total),
            )
        return self._index

    def close(self) -> None:
        """Close the index, once the library's thread has ended."""
        if self._index is not None:
            self._index.close()
            self._index = None

    @Slot()
    def list(self) -> None:
        """Have the fits listed that the panel's words find, in its order."""
        text, order = self._panel.text, self._panel.order

        def work(_should_stop: ShouldStop) -> object:
            return self._listed(text, order)

        self._keeper.do(LIST, work)

    def _listed(self, text: str, order: LibraryOrder) -> tuple[Any, ...]:
        index, library = self.index(), self._keeping.library()
        entries = index.entries(text, order=order.column, descending=order.is_descending)
        n_deleted = len(library.bin_ids())
        return (text, order), entries, index.count(), n_deleted, library.reason, index.notes

    def _change(
        self, work: Callable[[], object], fit_ids: Sequence[str], topic: str = CHANGE
    ) -> None:
        """Have something changed on the disk, and the list follow."""
        text, order = self._panel.text, self._panel.order

        def change(_should_stop: ShouldStop) -> object:
            work()
            self.index().update(*fit_ids)
            told = self._listed(text, order)
            return (fit_ids, told) if topic == DELETE else told

        self._keeper.do(topic, change)

    @Slot(str, str)
    def _on_saved(self, _key: str, fit_id: str) -> None:
        if self._index is not None:
            self._change(lambda: None, [fit_id])

    # -- wishes -----------------------------------------------------------------------------

    @Slot(str)
    def _on_thumbnail_wanted(self, fit_id: str) -> None:
        def work(_should_stop: ShouldStop) -> object:
            path = self._keeping.library().fit_folder(fit_id) / THUMBNAILS
            try:
                return fit_id, path.read_bytes()
            except OSError:
                return fit_id, b""

        self._keeper.do(THUMBNAIL, work)

    @Slot(str)
    def _on_open_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id)

    @Slot(str)
    def _on_repeat_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id, "repeat")

    @Slot(str)
    def _on_continue_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id, "continue")

    @Slot(str)
    def _on_locate_requested(self, fit_id: str) -> None:
        title, start = "Where are the images now?", self._settings.open_folder
        if Path(self._missing.get(fit_id, "")).suffix:  # it was a file or an archive
            place, _filter = QFileDialog.getOpenFileName(self._panel, title, start)
        else:
            place = QFileDialog.getExistingDirectory(self._panel, title, start)
        if place:
            self._reopening.open(fit_id, "show", place)

    @Slot(str)
    def _on_folder_requested(self, fit_id: str) -> None:
        folder = self._keeping.library().fit_folder(fit_id)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot(object)
    def _on_compare_requested(self, fit_ids: Sequence[str]) -> None:
        self.compare_wanted.emit(*fit_ids)

    @Slot(str, str)
    def _on_script_wanted(self, fit_id: str, kind: str) -> None:
        def work(_should_stop: ShouldStop) -> object:
            return _SCRIPTS[kind](read_fit_record(self._keeping.library().fit_folder(fit_id)))

        self._keeper.do(SCRIPT, work)

    @Slot(object)
    def _on_delete_requested(self, fit_ids: Sequence[str]) -> None:
        def delete() -> None:
            for fit_id in fit_ids:
                self._keeping.library().delete(fit_id)

        self._change(delete, fit_ids, DELETE)

    @Slot(object)
    def _on_restore_requested(self, fit_ids: Sequence[str]) -> None:
        def restore() -> None:
            for fit_id in fit_ids:
                self._keeping.library().restore(fit_id)

        self._change(restore, fit_ids)

    @Slot()
    def _on_empty_bin_requested(self) -> None:
        self._change(lambda: self._keeping.library().empty_bin(), [])

    @Slot(str, str, str, object)
    def _on_annotation_changed(
        self, fit_id: str, title: str, notes: str, tags: tuple[str, ...]
    ) -> None:
        self._change(
            lambda: self._keeping.library().annotate(fit_id, title=title, notes=notes, tags=tags),
            [fit_id],
        )

    @Slot(bool)
    def _on_keep_changed(self, is_kept: bool) -> None:
        self._settings.keeps_fits = is_kept

    @Slot(str, str)
    def _on_missed(self, fit_id: str, source: str) -> None:
        self._missing[fit_id] = source
        self._panel.show_missing(fit_id, source)

    # -- answers ----------------------------------------------------------------------------

    @Slot(str)
    def _on_shown(self, fit_id: str) -> None:
        self._panel.show_missing(fit_id, "")

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        topic = topic_of(topic)
        if topic in (LIST, CHANGE) and isinstance(result, tuple):
            self._show(*result)
        elif topic == DELETE and isinstance(result, tuple):
            fit_ids, told = result
            self._show(*told)
            self._panel.show_deleted(fit_ids)
        elif topic == THUMBNAIL and isinstance(result, tuple):
            self._panel.show_thumbnail(*result)
        elif topic == SCRIPT and isinstance(result, str):
            self._panel.take_script(result)

    def _show(
        self,
        asked: object,
        entries: Sequence[Entry],
        n_all: int,
        n_deleted: int,
        reason: str,
        notes: tuple[str, ...],
    ) -> None:
        self._panel.set_read_only(reason)
        self._panel.show_bin(n_deleted)
        if asked == (self._panel.text, self._panel.order):
            self._panel.show_entries(entries, n_all)
        for note in notes[len(self._notes) :]:
            self._messages.show_warning(note)
        self._notes = notes

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        topic = topic_of(topic)
        if topic == LIST:
            self._panel.show_failure(line)
        elif topic in (SCRIPT, CHANGE, DELETE):
            self._messages.show_error(line)
            if topic != SCRIPT:
                self.list()
