"""The queue of a sweep as a table model: a row a member, in the order in which they run."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.kmeans.reports import LogRow
from engine.sweep.queue import Entry, State
from gui import theme
from gui.models.number_text import distortion_text
from gui.models.sweep_progress import MemberProgress, advanced

Index = QModelIndex | QPersistentModelIndex

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class QueueColumn(IntEnum):
    """The columns."""

    CLUSTERS = 0
    INIT = 1
    RUNS = 2
    STATE = 3
    DISTORTION = 4
    SECONDS = 5


_TITLES = {
    QueueColumn.CLUSTERS: ("K", "Number of clusters"),
    QueueColumn.INIT: ("initialisation", "How the first centroids are chosen"),
    QueueColumn.RUNS: ("runs", "How often it starts again; the best run is kept"),
    QueueColumn.STATE: ("state", "What has become of it"),
    QueueColumn.DISTORTION: ("distortion", "The least so far, in squared pixel levels"),
    QueueColumn.SECONDS: ("seconds", "Time it took so far"),
}
_NUMBERS = (
    QueueColumn.CLUSTERS,
    QueueColumn.RUNS,
    QueueColumn.DISTORTION,
    QueueColumn.SECONDS,
)


class SweepModel(QAbstractTableModel):
    """Members by row, known by their numbers: those stay when the order changes.

    ``DisplayRole`` gives what people read, the tooltip why a member ended.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._rows: dict[int, int] = {}
        self._progress: dict[int, MemberProgress] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The members and their states, in their order."""
        return self._entries

    def entry(self, row: int) -> Entry:
        """Return the member of a row."""
        return self._entries[row]

    def row_of(self, number: int) -> int | None:
        """Return the row of a member; None if there is none of that number."""
        return self._rows.get(number)

    def progress(self, number: int) -> MemberProgress | None:
        """Return how far a member has come; None before its first iteration."""
        return self._progress.get(number)

    def show(self, entries: tuple[Entry, ...]) -> None:
        """Show another state of the queue, or another queue; views keep their rows' members."""
        before = self._entries
        for entry in entries:
            if entry.state is State.WAITING:  # the same plan may run again
                self._progress.pop(entry.member.number, None)
        if {each.member.number for each in before} != {each.member.number for each in entries}:
            self.beginResetModel()
            self._keep(entries)
            self._progress = {n: p for n, p in self._progress.items() if n in self._rows}
            self.endResetModel()
        elif [each.member.number for each in before] != [each.member.number for each in entries]:
            self._reorder(entries)
        else:
            self._keep(entries)
        for row, (old, new) in enumerate(zip(before, entries, strict=False)):
            if old != new:
                self._tell(row)

    def _keep(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self._rows = {entry.member.number: row for row, entry in enumerate(entries)}

    def _reorder(self, entries: tuple[Entry, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        numbers = [self._entries[index.row()].member.number for index in held]
        self._keep(entries)
        moved = [
            self.index(self._rows[number], index.column())
            for number, index in zip(numbers, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def add_row(self, number: int, row: LogRow) -> None:
        """Take in one more iteration of a member; nothing for one that is not in the queue."""
        if number in self._rows:
            self._progress[number] = advanced(self._progress.get(number), row)
            self._tell(self._rows[number])

    def show_end(self, number: int, distortion: float, seconds: float) -> None:
        """Show what a member has come to: distortion of its best run, time of the whole fit."""
        if number in self._rows:
            newest = self._progress.get(number)
            self._progress[number] = MemberProgress(
                run=newest.run if newest else 0,
                iteration=newest.iteration if newest else 0,
                distortion=distortion,
                best_before=float("inf"),
                seconds=seconds,
            )
            self._tell(self._rows[number])

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(QueueColumn) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of members. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(QueueColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the view asks for. Overrides QAbstractTableModel."""
        if not index.isValid():
            return None
        entry, column = self._entries[index.row()], QueueColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(entry, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry)
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return _RIGHT
            case Qt.ItemDataRole.ForegroundRole:
                if entry.state is State.FAILED:
                    return theme.current().colours.error
                if entry.state is State.STOPPED:
                    return theme.current().colours.muted_text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return title and explanation of a column. Overrides QAbstractTableModel."""
        if orientation != Qt.Orientation.Horizontal or section not in _TITLES:
            return None
        title, tip = _TITLES[QueueColumn(section)]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return tip
            case Qt.ItemDataRole.TextAlignmentRole if section in _NUMBERS:
                return _RIGHT
        return None

    def _text(self, entry: Entry, column: QueueColumn) -> str:
        parameters, progress = entry.member.parameters, self._progress.get(entry.member.number)
        match column:
            case QueueColumn.CLUSTERS:
                return f"{parameters.n_clusters:,}"
            case QueueColumn.INIT:
                is_warm = entry.member.warm_from is not None
                return f"{parameters.init_name}, warm" if is_warm else parameters.init_name
            case QueueColumn.RUNS:
                return "1" if entry.member.warm_from is not None else f"{parameters.n_init:,}"
            case QueueColumn.STATE:
                if entry.state is State.RUNNING and progress is not None:
                    return f"{entry.state}: {progress.text}"
                return str(entry.state)
            case QueueColumn.DISTORTION:
                return "" if progress is None else distortion_text(progress.best)
            case QueueColumn.SECONDS:
                return "" if progress is None else f"{progress.seconds:.1f}"

    @staticmethod
    def _tip(entry: Entry) -> str:
        lines = [entry.text] if entry.text else []
        if entry.member.warm_from is not None:
            lines.append("Starts from the centroids of the fit with fewer clusters before it.")
        lines.append(f"Seed {entry.member.parameters.random_state}")
        return "\n".join(lines)
