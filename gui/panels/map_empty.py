"""What stands in place of a map while there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.panels.hint import Hint

MAKE_TIP = "Give every image a place, by the method chosen above"


class MapEmpty(QWidget):
    """A hint, and a button for a map.

    Signals
    -------
    make_clicked()
        A map is wanted.
    """

    make_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = Hint()
        self.make = QPushButton("Make the map")
        self.make.setObjectName("mapMakeButton")
        self.make.setToolTip(MAKE_TIP)
        self.make.clicked.connect(self.make_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 24)
        column.addWidget(self._hint, 1)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_state(self, *, has_images: bool, is_busy: bool) -> None:
        """Say what to do.

        Parameters
        ----------
        has_images : bool
            There is an image set.
        is_busy : bool
            Its map is being made.
        """
        self.make.setVisible(has_images and not is_busy)
        if not has_images:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        elif is_busy:
            self._hint.show_hint("clusters", "Making the map", "It appears here")
        else:
            detail = "Images that look alike lie near each other"
            self._hint.show_hint("clusters", "The images in two dimensions", detail)
