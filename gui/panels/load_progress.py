"""How far the opening of an image set has come, with a way to call it off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import printable
from gui.models.cluster_text import as_tooltip

STEPS = 1000  # bytes may exceed the bar's 32 bits


class ElidedLabel(QLabel):
    """A line of plain text that is cut in its middle where it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str) -> None:
        """Show `text`, unprintable characters escaped; all of it in the tooltip."""
        self.setText(printable(text))
        self.setToolTip(as_tooltip(self.text()))

    def minimumSizeHint(self) -> QSize:
        """Return no width of its own. Overrides QLabel."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits. Overrides QLabel."""
        middle = Qt.TextElideMode.ElideMiddle
        shown = QFontMetrics(self.font()).elidedText(self.text(), middle, self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), shown)


class LoadProgress(QWidget):
    """A phase in words, a bar and a Cancel button; hidden unless something is being opened.

    Signals
    -------
    cancel_requested()
        Cancel was pressed.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of opening")
        self.bar.setTextVisible(False)
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop opening; what was open stays")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.phase)
        column.addLayout(row)
        self.hide()

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far a phase has come; `total` 0 where that is not known."""
        known = total > 0
        percent = f" · {100 * min(done, total) // total} %" if known else ""
        self.phase.show_text(f"{phase}{percent}")
        self.bar.setRange(0, STEPS if known else 0)
        if known:
            self.bar.setValue(STEPS * min(done, total) // total)
        self.setVisible(True)

    def end(self) -> None:
        """Hide, and be ready for the next time."""
        self.hide()
        self.bar.setRange(0, STEPS)
        self.bar.setValue(0)
        self.cancel.setEnabled(True)

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel.setEnabled(False)  # once is enough: the answer takes a moment
        self.cancel_requested.emit()
