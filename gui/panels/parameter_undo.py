"""Undo and redo of parameter changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtGui import QUndoCommand

from gui.panels.parameter_texts import change_text

MERGE_ID = 0x50415241  # any number of our own: Qt asks only commands of the same id to merge

Values = Mapping[str, Any]


class ChangeParameters(QUndoCommand):
    """Some parameters going from old values to new ones.

    Parameters
    ----------
    apply : callable
        Shows the values it is given; called at undo and redo.
    old, new : mapping
        Values by field.
    stroke : int
        Changes of the same fields under the same number become one step.
    title : str
        Entry of the undo list; worded from the change where it is empty.
    """

    def __init__(
        self,
        apply: Callable[[Values], None],
        old: Values,
        new: Values,
        stroke: int,
        title: str = "",
    ) -> None:
        super().__init__(title or change_text(old, new))
        self._apply = apply
        self._old = dict(old)
        self._new = dict(new)
        self._stroke = stroke

    def id(self) -> int:
        """Return what makes commands of this kind candidates for merging."""
        return MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a later change of the same stroke."""
        if (
            not isinstance(other, ChangeParameters)
            or other._stroke != self._stroke
            or other._old.keys() != self._old.keys()
        ):
            return False
        self._new = other._new
        self.setText(change_text(self._old, self._new))
        self.setObsolete(self._old == self._new)
        return True

    def redo(self) -> None:
        """Show the new values."""
        self._apply(self._new)

    def undo(self) -> None:
        """Show the old values."""
        self._apply(self._old)
