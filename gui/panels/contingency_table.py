"""The contingency table with what chooses its order and its shades."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import icons, theme
from gui.models.contingency_facts import NOTHING, ColumnOrder, Shade
from gui.models.contingency_model import ContingencyModel
from gui.models.contingency_text import whole_text
from gui.panels.contingency_cells import ShadeScale
from gui.panels.contingency_view import ContingencyView

ORDER_TIP = (
    "Order of the clusters; their numbers never change. Matched: each cluster beside the class it\n"
    "stands for, so that agreement is a diagonal. While a run goes on, columns stay where they are."
)
SHADE_TIP = (
    "What makes a cell dark. Share of the class: where do its images go? Share of the cluster:\n"
    "what is in it? Number: how many are they?"
)


class ContingencyTable(QWidget):
    """A heat map of classes and clusters under a line of controls.

    Signals
    -------
    cell_activated(int, int)
        Class and cluster of a cell that was clicked, or on which Enter was pressed.
    """

    cell_activated = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ContingencyModel(self)
        self.view = ContingencyView(self.model)
        self._whole = QLabel()
        self._whole.setObjectName("contingencyWhole")
        self._whole.setTextFormat(Qt.TextFormat.PlainText)
        self._whole.setContentsMargins(6, 0, 6, 2)
        self._scale = ShadeScale()
        self._icon = QLabel()
        self._order = _combo("columnOrderCombo", "Order of the clusters", ORDER_TIP, ColumnOrder)
        self._shade = _combo("shadeCombo", "Shade of the cells", SHADE_TIP, Shade)
        row = QHBoxLayout()
        row.setContentsMargins(6, 4, 6, 0)
        for widget in (self._icon, self._order, QLabel("Shade:"), self._shade):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._scale)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._whole)
        column.addWidget(self.view, 1)
        self.view.cell_activated.connect(self.cell_activated)
        self._order.currentIndexChanged.connect(self._on_order_changed)
        self._shade.currentIndexChanged.connect(self._on_shade_changed)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def has_table(self) -> bool:
        """True once there is a table to show."""
        return self.model.facts is not NOTHING

    def show_table(
        self, table: NDArray[np.int64], cluster_classes: NDArray[np.int64], n_unknown: int
    ) -> None:
        """Show another table, and say how many images it leaves out.

        Parameters
        ----------
        table, cluster_classes
            As for `ContingencyModel.show`.
        n_unknown : int
            Images of unknown class.
        """
        self.model.show(table, cluster_classes)
        n_classes, n_clusters = table.shape
        self._whole.setText(whole_text(int(table.sum()), n_classes, n_clusters, n_unknown))
        self._scale.show_limit(self.model.limit_text)

    @Slot(int)
    def _on_order_changed(self, _row: int) -> None:
        self.model.set_order(self._order.currentData())

    @Slot(int)
    def _on_shade_changed(self, _row: int) -> None:
        self.model.set_shade(self._shade.currentData())
        self._scale.show_limit(self.model.limit_text)

    @Slot()
    def _on_theme_changed(self) -> None:
        side = self.fontMetrics().height()
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.icon("sort").pixmap(QSize(side, side), ratio))


def _combo(object_name: str, name: str, tip: str, choices: type[Enum]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(object_name)
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    for choice in choices:
        combo.addItem(choice.value, choice)
    return combo
