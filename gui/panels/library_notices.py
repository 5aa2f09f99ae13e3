"""The lines over the library: what cannot be changed, what is missing, what can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.models.library_text import deleted_line, fits_text
from gui.panels.library_notice import LibraryNotice

CLOSE = "Put this line away"
LOCATE_TIP = "Choose where the images are now; they are known by their SHA-256"
UNDO_TIP = "Bring what was deleted back to where it was (Ctrl+Z in the list)"
EMPTY_TIP = "They cannot be brought back after that"
SCRIPT_COPIED = "The script is on the clipboard."


class LibraryNotices(QWidget):
    """Up to four lines, of each kind one.

    Signals
    -------
    restore_requested(object)
        Undo: a tuple of fits to be brought back from the bin.
    locate_requested(str)
        The images of this fit are to be found.
    empty_bin_requested()
        After the question.
    """

    restore_requested = Signal(object)
    locate_requested = Signal(str)
    empty_bin_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deleted: tuple[str, ...] = ()
        self._missing = ""
        self.read_only = LibraryNotice("libraryReadOnly")
        self.missing = LibraryNotice("libraryMissing")
        self.question = LibraryNotice("libraryBinQuestion")
        self.news = LibraryNotice("libraryNews")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for line in (self.read_only, self.missing, self.question, self.news):
            column.addWidget(line)
        self.missing.pressed.connect(lambda: self.locate_requested.emit(self._missing))
        self.question.pressed.connect(self.empty_bin_requested)
        self.news.pressed.connect(self._undo)

    def show_read_only(self, reason: str) -> None:
        """Say why the library cannot be changed; nothing where it can."""
        self.read_only.hide()
        if reason:
            self.read_only.show_text(f"Read only: {reason}", is_warning=True)

    def show_missing(self, fit_id: str, source: str) -> None:
        """Say that the images of a fit are not where they were; no source: they are."""
        self._missing = fit_id
        self.missing.hide()
        if source:
            line = f"The images are not at {source} any more. Everything but the pictures is shown."
            self.missing.show_text(
                line, "Find them…", closing=CLOSE, tip=LOCATE_TIP, is_warning=True
            )

    def show_deleted(self, fit_ids: Sequence[str]) -> None:
        """Say that fits are in the bin, with a way back; none: say nothing."""
        self._deleted = tuple(fit_ids)
        self.news.hide()
        if fit_ids:
            line = deleted_line(len(fit_ids))
            self.news.show_text(line, "&Undo", closing=CLOSE, tip=UNDO_TIP)

    def show_script_copied(self) -> None:
        """Say where the script is."""
        self._deleted = ()
        self.news.show_text(SCRIPT_COPIED, closing=CLOSE)

    def ask_to_empty(self, count: int) -> None:
        """Ask whether to delete what is in the bin for good."""
        line = f"Delete the {fits_text(count)} in the bin for good?"
        self.question.show_text(
            line, "Delete for good", closing="Keep them", tip=EMPTY_TIP, is_warning=True
        )
        self.question.closing.setFocus()

    def undo(self) -> bool:
        """Bring back what was deleted last; return whether there was something."""
        has_deleted = bool(self._deleted)
        if has_deleted:
            self.news.hide()
            self._undo()
        return has_deleted

    @Slot()
    def _undo(self) -> None:
        deleted, self._deleted = self._deleted, ()
        if deleted:
            self.restore_requested.emit(deleted)
