"""A file holds several arrays, of which one has the pictures: the dialog that asks which."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.errors import printable
from engine.readers.questions import ArrayQuestion
from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.panels.dialog_parts import make_buttons, make_line, make_title
from gui.panels.open_options_texts import lengths_text

NAME_ROLE = Qt.ItemDataRole.UserRole
WIDTH, HEIGHT = 520, 340


class ArrayDialog(QDialog):
    """A table of arrays, of which one is chosen; the suggestion is chosen already.

    Parameters
    ----------
    question : ArrayQuestion
    parent : QWidget, optional
        Window the dialog belongs to.
    """

    def __init__(self, question: ArrayQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Which array?")
        self.table = QTreeWidget(self)
        self.table.setObjectName("arrayTable")
        self.table.setAccessibleName("Arrays")
        self.table.setHeaderLabels(["Name", "Shape", "Type"])
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAllColumnsShowFocus(True)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        columns = self.table.header()
        columns.setSectionsMovable(False)
        columns.setStretchLastSection(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for array in question.arrays:
            # Line breaks and what looks like HTML stay letters.
            item = QTreeWidgetItem([printable(array.name), lengths_text(array.shape), array.dtype])
            item.setData(0, NAME_ROLE, array.name)
            item.setToolTip(0, as_tooltip(item.text(0)))
            self.table.addTopLevelItem(item)
            if array.name == question.suggestion:
                self.table.setCurrentItem(item)
        self.buttons, self.open_button = make_buttons(self, "&Open")
        layout = QVBoxLayout(self)
        layout.addWidget(make_title(question.name, self))
        layout.addWidget(make_line("Which of its arrays are the pictures?", self))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        self.table.itemDoubleClicked.connect(self.accept)
        self.table.currentItemChanged.connect(self._on_current_changed)
        self._on_current_changed()
        self.table.setFocus()
        self.resize(WIDTH, HEIGHT)

    def answer(self) -> dict[str, Any]:
        """Return the option chosen: ``{"array": name}``; an empty name where none is."""
        item = self.table.currentItem()
        return {"array": "" if item is None else item.data(0, NAME_ROLE)}

    @Slot()
    def _on_current_changed(self) -> None:
        self.open_button.setEnabled(self.table.currentItem() is not None)


def _preview() -> None:
    """Show the dialog for made-up arrays."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up_questions import made_up_array_question

    app = QApplication(sys.argv)
    theme.apply(app)
    dialog = ArrayDialog(made_up_array_question())
    dialog.show()
    app.exec()


if __name__ == "__main__":
    _preview()
