"""In how many of the runs each image kept its company: how many images a number of runs."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.models.cluster_text import as_tooltip, images_text, percent_text
from gui.models.number_text import count_text

Index = QModelIndex | QPersistentModelIndex

_NO_IMAGE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


class CompanyRole(IntEnum):
    """What a row tells besides its text."""

    SHARE = Qt.ItemDataRole.UserRole + 1  # float, of the row with most images
    NUMBERS = Qt.ItemDataRole.UserRole + 2  # str, ``41,203 · 82.4 %``


class CompanyModel(QAbstractListModel):
    """A row a number of runs, all of them first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts, self._n_runs, self._reference = _NO_IMAGE, 0, 0
        self._sizes = _NO_IMAGE

    def show(self, counts: NDArray[np.int64] | None, n_runs: int, reference: int) -> None:
        """Show other counts.

        Parameters
        ----------
        counts : ndarray of shape (n,), int64, or None
            In how many runs each image kept the company it has in run `reference`; None for
            nothing.
        n_runs : int
            How many runs there are.
        reference : int
            A run, from 0.
        """
        self.beginResetModel()
        self._counts, self._reference = (_NO_IMAGE if counts is None else counts), reference
        self._n_runs = 0 if counts is None else n_runs
        self._sizes = np.bincount(self._counts, minlength=self._n_runs + 1)
        self.endResetModel()

    @property
    def reference(self) -> int:
        """The run, from 0, whose company is meant."""
        return self._reference

    def runs_of(self, row: int) -> int:
        """Return the number of runs that `row` stands for."""
        return self._n_runs - row

    def images_of(self, row: int) -> NDArray[np.intp]:
        """Return the images of a row, rising."""
        return np.flatnonzero(self._counts == self.runs_of(row))

    def title_of(self, row: int) -> str:
        """Return what the images of a row are."""
        return f"images that kept their company in {self._of_runs(row)}"

    def _of_runs(self, row: int) -> str:
        return f"{self.runs_of(row)} of {self._n_runs} run{'' if self._n_runs == 1 else 's'}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of runs. Overrides QAbstractListModel."""
        return 0 if parent.isValid() else self._n_runs

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what `role` tells of a row. Overrides QAbstractListModel."""
        if not index.isValid():
            return None
        row = index.row()
        size, whole = int(self._sizes[self.runs_of(row)]), max(1, len(self._counts))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._of_runs(row)
        if role == CompanyRole.SHARE:
            return size / max(1, int(self._sizes.max()))
        if role == CompanyRole.NUMBERS:
            return f"{count_text(size)} · {percent_text(size / whole)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{images_text(size)} in {self._of_runs(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(
                f"{images_text(size)} kept in {self._of_runs(row)} the company they have in run "
                f"{self._reference + 1},\nwhich counts itself. Clusters of different runs are "
                "matched by the images they share.\nA click selects these images."
            )
        return None
