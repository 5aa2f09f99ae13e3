"""Turns what is done in a view of images into the one selection, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Signal,
    Slot,
)

from gui.models.members_model import MembersModel
from gui.models.selection import Selection

Flag = QItemSelectionModel.SelectionFlag
Index = QModelIndex | QPersistentModelIndex


class MembersSelection(QItemSelectionModel):
    """The selection of a view, kept as a mark an image in place of ranges of rows.

    Sorted by distance, half of 50,000 images are some 12,000 ranges, and Qt compares each with
    each. Here a change costs the same however images lie; images that a filter hides keep their
    mark as long as nothing replaces the whole selection.

    Parameters
    ----------
    model : MembersModel
        The images in rows.
    selection : Selection
        The one that all views share.
    parent : QObject
        The view.

    Signals
    -------
    marks_changed()
        Other images are selected, here or elsewhere: repaint.
    """

    marks_changed = Signal()

    def __init__(self, model: MembersModel, selection: Selection, parent: QObject) -> None:
        super().__init__(model, parent)  # without it, Qt makes it a child of the model
        self._members = model
        self._shared = selection
        self._marks: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self._settled = self._marks
        self._under_way: tuple[NDArray[np.intp], Flag] | None = None
        self._is_telling = False
        selection.changed.connect(self._on_selection_changed)
        self.currentChanged.connect(self._on_current_changed)

    def is_marked(self, image: int) -> bool:
        """Return whether `image` is selected."""
        return image < len(self._marks) and bool(self._marks[image])

    def is_current(self, image: int) -> bool:
        """Return whether `image` is looked at."""
        return image == self._shared.current

    def take_over(self) -> None:
        """Mark what is selected in the set that the model shows now."""
        n_images = 0 if self._members.images is None else len(self._members.images)
        self._marks = np.zeros(n_images, dtype=np.bool_)
        chosen = self._shared.images
        self._marks[chosen[chosen < n_images]] = True
        self._settled = self._marks
        self._under_way = None
        self.marks_changed.emit()

    def select(self, chosen: QItemSelection | Index, command: Flag) -> None:
        """Do to the images of some rows what Qt wants done. Overrides QItemSelectionModel.

        With the flag Current, as dragging and Shift ask, the last change is taken back first.
        """
        if command & Flag.Clear:
            self._settled, self._under_way = np.zeros_like(self._marks), None
        if not command & Flag.Current:
            self._settled, self._under_way = self._merged(), None
        if command & (Flag.Toggle | Flag.Select | Flag.Deselect):
            self._under_way = (self._images_in(chosen), command)
        self._marks = self._merged()
        self._is_telling = True
        self._shared.select(np.flatnonzero(self._marks), self._shared.current)
        self._is_telling = False
        self.marks_changed.emit()

    def select_all(self) -> None:
        """Select all images that are shown, in place of others."""
        rows = self._members.rowCount()
        ends = self._members.index(0), self._members.index(rows - 1)
        self.select(QItemSelection(*ends) if rows else QItemSelection(), Flag.ClearAndSelect)

    def _merged(self) -> NDArray[np.bool_]:
        if self._under_way is None:
            return self._settled
        images, command = self._under_way
        marks = self._settled.copy()
        if command & Flag.Toggle:
            marks[images] ^= True
        else:
            marks[images] = bool(command & Flag.Select)
        return marks

    def _images_in(self, chosen: QItemSelection | Index) -> NDArray[np.intp]:
        rows = self._members.rows
        if not isinstance(chosen, QItemSelection):
            return rows[chosen.row() : chosen.row() + 1] if chosen.isValid() else rows[:0]
        # Qt's stubs do not know that it can be walked through.
        parts = [rows[part.top() : part.bottom() + 1] for part in chosen]  # type: ignore[attr-defined]
        return np.concatenate(parts) if parts else rows[:0]

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._is_telling:
            self.take_over()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._shared.look_at(int(self._members.rows[index.row()]))
