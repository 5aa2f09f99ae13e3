"""The fields over the library: what to look for, in which order, and whether to keep fits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.models.library_model import LibraryOrder

PAUSE_MS = 150  # after the last letter: nobody reads what half a word finds
SEARCH_HINT = "Search: words, k=10, tag:faces"
SEARCH_TIP = (
    "Every word must be found: in title, notes, tags, image set or parameters.\n"
    'Also: "two words", k=10, k>=5, init=random, seed=3, tol<0.001, n_images>1000,\n'
    "tag:faces, is:stopped, is:damaged. Upper and lower case do not matter."
)
ORDER_TIP = "Order of the fits; what is not known comes last"
KEEP_TITLE = "&Keep every finished fit"
KEEP_TIP = (
    "Fits that finish or are stopped are kept on disk without asking.\n"
    "Off: only what is kept already stays here."
)

NOT_KEPT_TIP = "The library cannot be changed: no fit is kept in it"


class LibraryControls(QWidget):
    """Search, order, and the switch.

    Signals
    -------
    search_wanted(str)
        Shortly after the last letter, or at once with Enter; each text once.
    order_changed(object)
        A `LibraryOrder`.
    keep_changed(bool)
        Whether to keep every finished fit.
    list_wanted()
        Down was pressed in the search field: on to what it found.
    """

    search_wanted = Signal(str)
    order_changed = Signal(object)
    keep_changed = Signal(bool)
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self.search = QLineEdit()
        self.search.setObjectName("librarySearchEdit")
        self.search.setAccessibleName("Search the library")
        self.search.setPlaceholderText(SEARCH_HINT)
        self.search.setToolTip(SEARCH_TIP)
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.order = QComboBox()
        self.order.setObjectName("libraryOrderCombo")
        self.order.setAccessibleName("Order of the fits")
        self.order.setToolTip(ORDER_TIP)
        for order in LibraryOrder:
            self.order.addItem(order.title, order)
        self.keep = QCheckBox(KEEP_TITLE)
        self.keep.setObjectName("libraryKeepSwitch")
        self.keep.setToolTip(KEEP_TIP)
        self.keep.setChecked(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        row.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 2)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.keep)
        self.search.textChanged.connect(self._pause.start)
        self.search.returnPressed.connect(self._say)
        self._pause.timeout.connect(self._say)
        self.order.currentIndexChanged.connect(self._on_order_changed)
        self.keep.clicked.connect(self.keep_changed)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.search.text().strip()

    def set_read_only(self, is_read_only: bool) -> None:
        """Say whether the library can be changed: where it cannot, nothing is kept."""
        self.keep.setEnabled(not is_read_only)
        self.keep.setToolTip(NOT_KEPT_TIP if is_read_only else KEEP_TIP)

    @Slot()
    def _say(self) -> None:
        self._pause.stop()
        if self.text != self._said:
            self._said = self.text
            self.search_wanted.emit(self.text)

    @Slot(int)
    def _on_order_changed(self, _row: int) -> None:
        self.order_changed.emit(self.order.currentData())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Clear on Esc, go to the list on Down. Overrides QObject."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                self._say()
                return True
            if event.key() == Qt.Key.Key_Down:
                self._say()
                self.list_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say what was typed now: nothing ticks while hidden. Overrides QWidget."""
        if self._pause.isActive():
            self._say()
        super().hideEvent(event)
