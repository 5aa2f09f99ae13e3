"""The line under the members view: how many images, and a button to export them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.models.members_text import shown_line

EXPORT_SELECTED, EXPORT_SHOWN = "Export selected…", "Export…"
EXPORT_TIP = "Save the selected images, or all that are shown if none is selected"


class MembersFoot(QWidget):
    """Counts and a button.

    Signals
    -------
    export_requested()
        The button was pressed.
    """

    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = QLabel()
        self.counts.setObjectName("memberCounts")
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.export = QPushButton(EXPORT_SELECTED)
        self.export.setObjectName("exportMembersButton")
        self.export.setToolTip(EXPORT_TIP)
        self.export.setAutoDefault(False)
        self.export.setMinimumWidth(self.export.sizeHint().width())  # it stays where it is
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 4)
        row.addWidget(self.counts, 1)
        row.addWidget(self.export)
        self.export.clicked.connect(self.export_requested)

    def show_counts(self, n_shown: int, n_members: int, n_selected: int) -> None:
        """Say how many images are shown, of how many, and how many are selected."""
        self.counts.setText(shown_line(n_shown, n_members, n_selected) if n_members else "")
        self.export.setEnabled(n_shown > 0 or n_selected > 0)
        self.export.setText(EXPORT_SELECTED if n_selected else EXPORT_SHOWN)
