"""What had to be left out or changed while an image set was read: a few lines, no higher."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from engine.errors import printable
from gui import theme

MOST_LINES = 4  # further ones are scrolled to


class NotesView(QPlainTextEdit):
    """Notes (object name ``imageSetNotes``), a line each; as high as they need, up to four lines.

    A text field, for it wraps names without spaces, which a label does not.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageSetNotes")
        self.setAccessibleName("Notes on the image set")
        self.setToolTip("What had to be left out or changed while reading")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self._colour()
        theme.current().changed.connect(self._colour)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show `notes`, unprintable characters escaped."""
        self.setPlainText("\n".join(printable(note) for note in notes))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the lines at this width. Overrides QPlainTextEdit."""
        super().resizeEvent(event)
        self._fit_height()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font. Overrides QPlainTextEdit."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_height()

    def _fit_height(self) -> None:
        lines = min(round(self.document().size().height()), MOST_LINES)  # it counts lines
        self.setFixedHeight(max(1, lines) * self.fontMetrics().lineSpacing() + 2)

    def _colour(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.current().colours.window)
        palette.setColor(QPalette.ColorRole.Text, theme.current().colours.muted_text)
        self.setPalette(palette)
