"""The runs of a fit as a table, which of them is best, and how far the others are behind."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.models.number_text import count_text, distortion_text
from gui.models.runs_standings import Standing, above_text

Index = QModelIndex | QPersistentModelIndex

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunColumn(IntEnum):
    """The columns."""

    RUN = 0
    DISTORTION = 1
    ABOVE = 2
    ITERATIONS = 3
    ENDING = 4
    SECONDS = 5


_TITLES = {
    RunColumn.RUN: ("run", "One seeding and the iterations after it; counted from 1"),
    RunColumn.DISTORTION: (
        "distortion",
        "Of its last iteration: the sum of squared distances of all images to their centroids",
    ),
    RunColumn.ABOVE: ("above the best", "How much more that is than the best run's"),
    RunColumn.ITERATIONS: ("iterations", "Updates of the centroids"),
    RunColumn.ENDING: (
        "ended",
        "converged: no image moved any more, or the shift came within the tolerance.\n"
        "limit reached: more iterations would have gone on lowering the distortion.",
    ),
    RunColumn.SECONDS: ("seconds", "Time of this run: seeding and iterations"),
}


class RunsModel(QAbstractTableModel):
    """A row a run, in their order.

    ``DisplayRole`` gives what people read, ``UserRole`` what rows are sorted by.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standings: list[Standing] = []
        self._best: int | None = None

    @property
    def standings(self) -> list[Standing]:
        """What is shown; not to be changed."""
        return self._standings

    @property
    def best(self) -> int | None:
        """The best run, from 0; None while there is none."""
        return self._best

    def show(self, standings: Sequence[Standing], best: int | None) -> None:
        """Show other standings; rows that were there stay where they are.

        Parameters
        ----------
        standings : sequence of Standing
            By run.
        best : int or None
            The run that is marked.
        """
        before, after = len(self._standings), len(standings)
        if after < before:
            self.beginResetModel()
            self._standings, self._best = list(standings), best
            self.endResetModel()
            return
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
        self._standings, self._best = list(standings), best
        if after > before:
            self.endInsertRows()
        if after:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(RunColumn) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of runs. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._standings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(RunColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a run. Overrides QAbstractTableModel."""
        if not index.isValid():
            return None
        standing, column = self._standings[index.row()], RunColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(standing, column)
        if role == Qt.ItemDataRole.UserRole:
            return _worth(standing, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.DecorationRole and column is RunColumn.RUN:
            return QColor(theme.run_colour(standing.run))
        if role == Qt.ItemDataRole.FontRole and standing.run == self._best:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(f"{standing.reason}\nA double click shows this run".lstrip())
        return None

    def _text(self, standing: Standing, column: RunColumn) -> str:
        match column:
            case RunColumn.RUN:
                return str(standing.run + 1)
            case RunColumn.DISTORTION:
                return distortion_text(standing.distortion)
            case RunColumn.ABOVE:
                if standing.run == self._best:
                    return "best"
                best = min(each.distortion for each in self._standings)
                return above_text(standing.distortion, best)
            case RunColumn.ITERATIONS:
                return count_text(standing.iterations)
            case RunColumn.ENDING:
                return standing.ending or "goes on"
            case RunColumn.SECONDS:
                return f"{standing.seconds:.2f}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return title and meaning of a column. Overrides QAbstractTableModel."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(RunColumn):
            return None
        title, tip = _TITLES[RunColumn(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        return None


def _worth(standing: Standing, column: RunColumn) -> int | float | str:
    match column:
        case RunColumn.RUN:
            return standing.run
        case RunColumn.DISTORTION | RunColumn.ABOVE:
            return standing.distortion
        case RunColumn.ITERATIONS:
            return standing.iterations
        case RunColumn.ENDING:
            return standing.ending
        case RunColumn.SECONDS:
            return standing.seconds
