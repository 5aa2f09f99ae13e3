"""The line under the time line: the numbers of the iteration, and what stands in for what."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from engine.kmeans.reports import LogRow
from gui.models.timeline_text import kept_text, position_text
from gui.panels.load_progress import ElidedLabel

EMPTY_TEXT = "No iterations yet: press Run (Ctrl+R)"
KEPT_TIP = (
    "Centroids of some iterations were dropped to keep within memory.\n"
    "Numbers, sizes and labels are exact at every iteration."
)


class TimelineLine(QWidget):
    """Position on the left, a note on dropped centroids on the right; plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: LogRow | None = None
        self.position_label = ElidedLabel(self)
        self.position_label.setObjectName("timelinePositionLabel")
        self.note_label = ElidedLabel(self)
        self.note_label.setObjectName("timelineNoteLabel")
        self.note_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # The numbers come first; what room they leave is the note's.
        self.note_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self.position_label)
        row.addWidget(self.note_label, 1)
        self.clear()

    @property
    def text(self) -> str:
        """The position in words."""
        return self.position_label.text()

    def show_row(self, row: LogRow, centroids_iteration: int, every: int) -> None:
        """Show an iteration; parameters as in `kept_text`."""
        self._row = row
        note = kept_text(row.iteration, centroids_iteration, every)
        self.note_label.show_text(note)
        self.note_label.setToolTip(KEPT_TIP if note else "")
        self.note_label.setVisible(bool(note))

    def show_length(self, n_iterations: int) -> None:
        """Say of how many iterations it is."""
        if self._row is not None:
            text = position_text(self._row, n_iterations)
            if text != self.text:
                self.position_label.show_text(text)

    def clear(self) -> None:
        """Say that there is nothing yet."""
        self._row = None
        self.position_label.show_text(EMPTY_TEXT)
        self.note_label.hide()
