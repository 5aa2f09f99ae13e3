"""What stands under a map: classes by colour, how to read it, how much is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.models.number_text import count_text
from gui.panels.hint_label import HintLabel
from gui.panels.map_legend import MapLegend


class MapFoot(QWidget):
    """A legend over a line of plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = MapLegend()
        self.note = HintLabel()
        self.note.setObjectName("mapNote")
        self.count = QLabel()
        self.count.setObjectName("mapSelectedCount")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        line = QHBoxLayout()
        line.setContentsMargins(6, 0, 6, 3)
        line.addWidget(self.note, 1)
        line.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.legend)
        column.addLayout(line)

    def show_facts(self, note: str, class_names: tuple[str, ...]) -> None:
        """Show how to read the map, and the classes if colours tell them."""
        self.note.show_hint(note)
        self.legend.show_classes(class_names)

    def show_selected(self, selected: int, on_map: int) -> None:
        """Show how many images are selected, and whether all of them can be seen."""
        away = f", {count_text(selected - on_map)} not on the map" if selected > on_map else ""
        self.count.setText(f"{count_text(selected)} selected{away}" if selected else "")
