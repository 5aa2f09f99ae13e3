"""Below the library: how many fits there are, and the bin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.models.library_text import count_line
from gui.models.number_text import count_text

BIN_TIP = "Deleted fits stay on disk until the bin is emptied; it asks first"


class LibraryFoot(QWidget):
    """A line of counts and the button of the bin, which is there while the bin holds something.

    Signals
    -------
    bin_pressed()
        The bin is to be emptied; nobody was asked yet.
    """

    bin_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._n_in_bin = 0
        self._is_read_only = False
        self.counts = QLabel()
        self.counts.setObjectName("libraryCounts")
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.bin = QPushButton()
        self.bin.setObjectName("libraryEmptyBinButton")
        self.bin.setToolTip(BIN_TIP)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 6, 4)
        row.addWidget(self.counts, 1)
        row.addWidget(self.bin)
        # It stays as high with the button as without.
        self.setMinimumHeight(self.bin.sizeHint().height() + 6)
        self.bin.clicked.connect(self.bin_pressed)
        self.show_bin(0)

    @property
    def n_in_bin(self) -> int:
        """Fits in the bin."""
        return self._n_in_bin

    def show_counts(self, n_shown: int, n_all: int, n_chosen: int) -> None:
        """Say how many fits are shown, of how many, and how many are chosen."""
        self.counts.setText(count_line(n_shown, n_all, n_chosen) if n_all else "")

    def show_bin(self, count: int) -> None:
        """Say how many fits are in the bin."""
        self._n_in_bin = count
        self.bin.setText(f"Empty the &bin ({count_text(count)})…")
        self._refresh()

    def set_read_only(self, is_read_only: bool) -> None:
        """Say whether the library can be changed."""
        self._is_read_only = is_read_only
        self._refresh()

    def _refresh(self) -> None:
        self.bin.setVisible(self._n_in_bin > 0)
        self.bin.setEnabled(not self._is_read_only)
