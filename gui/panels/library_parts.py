"""The library panel's parts, laid out and connected with one another; who asks what, elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QProgressBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.models.library_model import LibraryModel
from gui.panels.hint import Hint
from gui.panels.library_actions import LibraryActions
from gui.panels.library_controls import LibraryControls
from gui.panels.library_details import LibraryDetails
from gui.panels.library_foot import LibraryFoot
from gui.panels.library_notices import LibraryNotices
from gui.panels.library_view import LibraryView

LIST_PX, DETAILS_PX = 400, 280  # at first; more room goes to the list
PROGRESS_PX = 4


class LibraryParts(QWidget):
    """Fields over lines over the list, or a hint, beside the chosen fit; counts below.

    Object name ``libraryPanel``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("libraryPanel")
        self.model = LibraryModel(self)
        self.view = LibraryView(self.model)
        self.controls = LibraryControls()
        self.notices = LibraryNotices()
        self.deeds = LibraryActions(self.view)
        self.details = LibraryDetails(self.deeds)
        self.foot = LibraryFoot()
        self._hint_page = Hint()
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Progress of reading the library")
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(PROGRESS_PX)
        self._progress.hide()
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(self.view)
        beside.addWidget(self.details)
        beside.setChildrenCollapsible(False)
        beside.setStretchFactor(0, 1)
        beside.setSizes([LIST_PX, DETAILS_PX])
        self._pages = QStackedWidget()
        self._list_page = beside
        self._pages.addWidget(self._hint_page)
        self._pages.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.controls, self._progress, self.notices, self._pages, self.foot):
            column.addWidget(widget)
        column.setStretchFactor(self._pages, 1)
        self.controls.list_wanted.connect(self.view.setFocus)
        self.foot.bin_pressed.connect(self._on_bin_pressed)

    def show_page(self, hint: tuple[str, str, str]) -> None:
        """Show the fits; where there are none, a hint: its icon, a line and a smaller one."""
        self._hint_page.show_hint(*hint)
        has_fits = self.model.rowCount() > 0
        self._pages.setCurrentWidget(self._list_page if has_fits else self._hint_page)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far something has come; `total` 0 where that is not known."""
        self._progress.setRange(0, max(0, total))
        self._progress.setValue(min(done, total))
        self._progress.show()

    def end_progress(self) -> None:
        """Show that it has come to its end; a bar that moves by itself stops."""
        self._progress.hide()
        self._progress.setRange(0, 1)

    @Slot()
    def _on_bin_pressed(self) -> None:
        self.notices.ask_to_empty(self.foot.n_in_bin)
