"""How much every two runs agree, as a table: a row and a column a run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.models.cluster_text import as_tooltip
from gui.models.contingency_model import CellRole

Index = QModelIndex | QPersistentModelIndex


class MatrixModel(QAbstractTableModel):
    """Adjusted Rand indices of pairs of runs; the shade of a cell is its index, 0 where below."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matrix: NDArray[np.float64] = np.zeros((0, 0))

    def show(self, matrix: NDArray[np.float64] | None) -> None:
        """Show another matrix, ndarray of shape (n_runs, n_runs); None for none."""
        self.beginResetModel()
        self._matrix = np.zeros((0, 0)) if matrix is None else matrix
        self.endResetModel()

    @property
    def range_text(self) -> str:
        """Between what the pairs agree: ``0.81 to 0.97``; empty for less than two runs."""
        pairs = self._matrix[np.triu_indices(len(self._matrix), 1)]
        if not len(pairs):
            return ""
        low, high = index_text(float(pairs.min())), index_text(float(pairs.max()))
        return low if low == high else f"{low} to {high}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of runs. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._matrix)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of runs. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._matrix)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a pair. Overrides QAbstractTableModel."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        value = float(self._matrix[row, column])
        if role == CellRole.SHADE:
            return min(1.0, max(0.0, value))
        if role == Qt.ItemDataRole.DisplayRole:
            return index_text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(_tip(row, column, value))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _tip(row, column, value)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the number of a run, from 1. Overrides QAbstractTableModel."""
        del orientation
        if role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"Run {section + 1}"
        return None


def index_text(value: float) -> str:
    """Return an index in two digits; what is not quite 1 does not read as 1."""
    text = f"{value:z.2f}"
    return "> 0.99" if text == "1.00" and value < 1 - 1e-12 else text


def _tip(row: int, column: int, value: float) -> str:
    if row == column:
        return f"Run {row + 1} with itself: 1"
    return (
        f"Runs {row + 1} and {column + 1}: adjusted Rand index {value:.4f}\n"
        "1: the same clusters; 0: no more alike than by chance.\n"
        "A click compares the two."
    )
