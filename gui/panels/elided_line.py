"""A long line to be read and copied, cut in its middle while nobody is at it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from engine.errors import printable
from gui.models.cluster_text import as_tooltip


class ElidedLine(QLineEdit):
    """Plain text that cannot be changed; with the focus all of it is there and selected.

    Parameters
    ----------
    text : str
        Unprintable characters are escaped.
    parent : QWidget, optional
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrame(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show `text`; all of it in the tooltip."""
        self.setText(printable(text))
        self.setCursorPosition(0)
        self.setToolTip(as_tooltip(self.text()) if text else "")

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own. Overrides QLineEdit."""
        return QSize(0, super().minimumSizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, to be copied. Overrides QLineEdit."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the beginning again. Overrides QLineEdit."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu copies what is chosen
            self.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits, unless somebody is at it. Overrides QLineEdit."""
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width() - 4
        )
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(2, 0, -2, 0), left, shown)
