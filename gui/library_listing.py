"""The list in the library's tab: searched, in an order, and up to date with the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.imageset import ShouldStop
from engine.library.index import Index
from engine.library.layout import THUMBNAILS
from engine.library.listing import Entry
from gui.keeping_flow import KeepingFlow
from gui.messages import MessageBar
from gui.models.library_model import LibraryOrder
from gui.panels.library_panel import LibraryPanel
from gui.work.keeper import Keeper, topic_of

LIST, THUMBNAIL, CHANGE, DELETE = "list", "thumbnail", "change", "delete"


class LibraryListing(QObject):
    """Feeds the library's panel; everything on the disk is done in the library's thread.

    Parameters
    ----------
    panel : LibraryPanel
    keeping : KeepingFlow
        Has the library.
    keeper : Keeper
    messages : MessageBar
    parent : QObject, optional
    """

    _progressed = Signal(int, int)

    def __init__(
        self,
        panel: LibraryPanel,
        keeping: KeepingFlow,
        keeper: Keeper,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._keeping = keeping
        self._keeper = keeper
        self._messages = messages
        self._index: Index | None = None
        self._notes: tuple[str, ...] = ()
        panel.search_wanted.connect(self.list)
        panel.order_wanted.connect(self.list)
        panel.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        keeping.saved.connect(self._on_saved)
        keeper.answered.connect(self._on_answered)
        keeper.failed.connect(self._on_failed)
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

    def change(
        self, work: Callable[[], object], fit_ids: Sequence[str], *, deletes: bool = False
    ) -> None:
        """Have something changed on the disk, and the list follow.

        Parameters
        ----------
        work : callable
            Changes it.
        fit_ids : sequence of str
            The fits that it changes.
        deletes : bool
            Whether it deletes them, which the panel then offers to undo.
        """
        text, order = self._panel.text, self._panel.order

        def change(_should_stop: ShouldStop) -> object:
            work()
            self.index().update(*fit_ids)
            told = self._listed(text, order)
            return (fit_ids, told) if deletes else told

        self._keeper.do(DELETE if deletes else CHANGE, change)

    @Slot(str, str)
    def _on_saved(self, _key: str, fit_id: str) -> None:
        if self._index is not None:
            self.change(lambda: None, [fit_id])

    @Slot(str)
    def _on_thumbnail_wanted(self, fit_id: str) -> None:
        def work(_should_stop: ShouldStop) -> object:
            path = self._keeping.library().fit_folder(fit_id) / THUMBNAILS
            try:
                return fit_id, path.read_bytes()
            except OSError:
                return fit_id, b""

        self._keeper.do(THUMBNAIL, work)

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
        elif topic in (CHANGE, DELETE):
            self._messages.show_error(line)
            self.list()
