"""The fits of several K as a table, and its order by any column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from gui.models.compared_fit import ComparedFit
from gui.models.number_text import distortion_text, short_text
from gui.models.values_facts import MEASURED, FitColumn, is_awaited, value_of

Index = QModelIndex | QPersistentModelIndex

NO_VALUE = "–"
MEASURING = "measuring…"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

TITLES = {
    FitColumn.CLUSTERS: ("K", "Number of clusters"),
    FitColumn.INIT: ("init", "How the first centroids were chosen; given: from another fit"),
    FitColumn.RUNS: ("runs", "How often it started again; the best run is shown"),
    FitColumn.SEED: ("seed", "Random seed: with it the fit can be repeated alone"),
    FitColumn.DISTORTION: (
        "distortion",
        "Of the best run, in squared pixel levels. It falls with every further cluster.",
    ),
    FitColumn.SPREAD: ("spread %", "How far the worst run lies above the best"),
    FitColumn.SILHOUETTE: (
        "silhouette",
        "How much nearer images are to their own cluster than to the next, -1 to 1.\n"
        "Higher is better.",
    ),
    FitColumn.CALINSKI_HARABASZ: (
        "CH",
        "Calinski-Harabasz: scatter between clusters over scatter within. Higher is better.",
    ),
    FitColumn.DAVIES_BOULDIN: (
        "DB",
        "Davies-Bouldin: how far clusters reach into each other. Lower is better.",
    ),
    FitColumn.ARI: ("ARI", "Agreement with the labels: 1 is perfect, 0 is what chance gives"),
    FitColumn.NMI: ("NMI", "Agreement with the labels: what one tells of the other, 0 to 1"),
    FitColumn.ITERATIONS: ("iterations", "Of the best run"),
    FitColumn.SECONDS: ("seconds", "Of the whole fit, all its runs"),
}
"""Title and explanation of every column."""


class ValuesModel(QAbstractTableModel):
    """A fit a row, in the order given.

    ``DisplayRole`` gives what people read, ``UserRole`` the number itself or None.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fits: tuple[ComparedFit, ...] = ()

    @property
    def fits(self) -> tuple[ComparedFit, ...]:
        """The fits by row."""
        return self._fits

    def show(self, fits: Sequence[ComparedFit]) -> None:
        """Show `fits`; what views hold of them stays where only measures or new ones came."""
        new = tuple(fits)
        before, n_before = [fit.key for fit in self._fits], len(self._fits)
        keys = [fit.key for fit in new]
        if keys[:n_before] != before:
            self.beginResetModel()
            self._fits = new
            self.endResetModel()
            return
        changed = [row for row, fit in enumerate(self._fits) if fit is not new[row]]
        self._fits = new[:n_before]
        for row in changed:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(FitColumn) - 1))
        if len(new) > n_before:
            self.beginInsertRows(QModelIndex(), n_before, len(new) - 1)
            self._fits = new
            self.endInsertRows()

    def as_text(self, rows: Iterable[int], columns: Sequence[FitColumn]) -> str:
        """Return rows as tab-separated text with a header, every digit kept, for spreadsheets."""
        lines = ["\t".join(TITLES[column][0] for column in columns)]
        lines += [
            "\t".join(_exact(value_of(self._fits[row], column), column) for column in columns)
            for row in rows
        ]
        return "\n".join(lines) + "\n"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of fits. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(self._fits)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns. Overrides QAbstractTableModel."""
        return 0 if parent.isValid() else len(FitColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the view asks for. Overrides QAbstractTableModel."""
        if not index.isValid():
            return None
        fit, column = self._fits[index.row()], FitColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text_of(fit, column)
            case Qt.ItemDataRole.UserRole:
                return value_of(fit, column)
            case Qt.ItemDataRole.ToolTipRole:
                why = fit.criteria.reason if fit.criteria and column in MEASURED else ""
                return f"{fit.title}\n{why}" if why else fit.title
            case Qt.ItemDataRole.TextAlignmentRole if column is not FitColumn.INIT:
                return _RIGHT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return title and explanation of a column. Overrides QAbstractTableModel."""
        if orientation != Qt.Orientation.Horizontal or section not in TITLES:
            return None
        title, tip = TITLES[FitColumn(section)]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.ToolTipRole:
                return tip
        return None


class ValuesOrder(QSortFilterProxyModel):
    """The table in the order of a column; fits without that figure come last, up and down."""

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two numbers, or names. Overrides QSortFilterProxyModel."""
        one = left.data(Qt.ItemDataRole.UserRole)
        other = right.data(Qt.ItemDataRole.UserRole)
        if one is None or other is None:
            falls = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (one is None) != (other is None) and (one is None) == falls
        return bool(one < other)


def text_of(fit: ComparedFit, column: FitColumn) -> str:
    """Return a figure of a fit as people read it."""
    value = value_of(fit, column)
    if value is None:
        return MEASURING if is_awaited(fit, column) else NO_VALUE
    if isinstance(value, str):
        return value
    match column:
        case FitColumn.DISTORTION:
            return distortion_text(value)
        case FitColumn.SPREAD:
            return f"{100 * value:.2f}"
        case FitColumn.CALINSKI_HARABASZ:
            return short_text(value, 4)
        case FitColumn.SILHOUETTE | FitColumn.DAVIES_BOULDIN | FitColumn.ARI | FitColumn.NMI:
            return f"{value:z.4f}"
        case FitColumn.SECONDS:
            return f"{value:.2f}"
        case FitColumn.SEED:
            return str(value)
        case FitColumn.ITERATIONS if fit.stopped:
            return f"{value:,} (stopped)"
        case _:
            return f"{value:,}"


def _exact(value: float | str | None, column: FitColumn) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return repr(100 * value) if column is FitColumn.SPREAD else repr(value)
