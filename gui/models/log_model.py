"""The numbers of every iteration as a table model; it keeps all of them and paints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.kmeans.reports import LogRow
from gui.models.number_text import count_text, distortion_text, shift_text

_ALIGNMENT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LogColumn(IntEnum):
    """The columns, in the order of ``log.csv``."""

    RUN = 0
    ITERATION = 1
    DISTORTION = 2
    SHIFT = 3
    MOVED = 4
    EMPTY = 5
    SECONDS = 6


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    tip: str


_COLUMNS = {
    LogColumn.RUN: _Column("run", "Run, counted from 1: one seeding and the iterations after it."),
    LogColumn.ITERATION: _Column(
        "iteration", "Updates of the centroids so far in this run; 0 is the seeds."
    ),
    LogColumn.DISTORTION: _Column(
        "distortion",
        "Sum over all images of the squared distance to the own centroid,\n"
        "in squared pixel levels. Also called inertia, SSE, WCSS. Never rises within a run.",
    ),
    LogColumn.SHIFT: _Column(
        "shift",
        "How far the centroids moved in this iteration, all together, in pixel levels\n"
        "(Frobenius norm). A run ends when it is within the tolerance.",
    ),
    LogColumn.MOVED: _Column(
        "moved", "Images whose cluster changed in this iteration; all of them at iteration 0."
    ),
    LogColumn.EMPTY: _Column(
        "empty",
        "Clusters left without an image. Each gets a new seed, the image farthest\n"
        "from its centroid, on the way to the next iteration.",
    ),
    LogColumn.SECONDS: _Column("seconds", "Time this iteration took, in seconds."),
}


class LogModel(QAbstractTableModel):
    """All iterations of a fit, a row each, in the order they came.

    ``DisplayRole`` gives what people read, ``UserRole`` the number itself (runs from 1), the
    tooltip every digit of it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LogRow] = []

    def append_rows(self, rows: Sequence[LogRow]) -> None:
        """Add `rows` at the end, in one step for the views; nothing happens for none."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def clear(self) -> None:
        """Forget all rows."""
        self.beginResetModel()
        self._rows = []
        self.endResetModel()

    def as_text(self, rows: Iterable[int] | None = None) -> str:
        """Return rows as tab-separated text with a header, every digit kept, for spreadsheets.

        Parameters
        ----------
        rows : iterable of int, optional
            Row numbers; all rows without it.
        """
        chosen = range(len(self._rows)) if rows is None else rows
        lines = ["\t".join(_COLUMNS[column].title for column in LogColumn)]
        lines += [
            "\t".join(_exact(_value(self._rows[row], column)) for column in LogColumn)
            for row in chosen
        ]
        return "\n".join(lines) + "\n"

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of iterations."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(LogColumn)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return what the view asks for; None for an invalid index."""
        if not index.isValid():
            return None
        column = LogColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _display(self._rows[index.row()], column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT
        if role == Qt.ItemDataRole.UserRole:
            return _value(self._rows[index.row()], column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _exact(_value(self._rows[index.row()], column))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return title and explanation of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(LogColumn):
            return None
        column = _COLUMNS[LogColumn(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT
        return None


def _value(row: LogRow, column: LogColumn) -> int | float:
    match column:
        case LogColumn.RUN:
            return row.run + 1
        case LogColumn.ITERATION:
            return row.iteration
        case LogColumn.DISTORTION:
            return row.distortion
        case LogColumn.SHIFT:
            return row.shift
        case LogColumn.MOVED:
            return row.moved
        case LogColumn.EMPTY:
            return row.empty
        case LogColumn.SECONDS:
            return row.seconds


def _display(row: LogRow, column: LogColumn) -> str:
    match column:
        case LogColumn.DISTORTION:
            return distortion_text(row.distortion)
        case LogColumn.SHIFT:
            return shift_text(row.shift)
        case LogColumn.MOVED:
            return count_text(row.moved)
        case LogColumn.SECONDS:
            return f"{row.seconds:.3f}"
        case _:
            return str(_value(row, column))


def _exact(value: int | float) -> str:
    # NaN is written as nothing, as in log.csv.
    return "" if value != value else repr(value)
