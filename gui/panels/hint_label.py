"""A small line under a field: what its value means, or what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.scheme import scheme


class HintLabel(QLabel):
    """Plain text, muted for a hint and red for an error."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_error = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        self.setFont(font)
        self._colour()

    @property
    def is_error(self) -> bool:
        """True while the line shows what is wrong."""
        return self._is_error

    def show_hint(self, text: str) -> None:
        """Show `text` in the muted colour."""
        self._show(text, is_error=False)

    def show_error(self, text: str) -> None:
        """Show `text` as an error."""
        self._show(text, is_error=True)

    def _show(self, text: str, *, is_error: bool) -> None:
        self.setText(text)
        if is_error != self._is_error:
            self._is_error = is_error
            self._colour()

    def _colour(self) -> None:
        colours = scheme(QApplication.palette())
        colour = colours.error if self._is_error else colours.muted_text
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:  # ends the recursion
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
