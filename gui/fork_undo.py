"""Undo and redo of branches: the views go back to where one left, and to it again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from gui.timeline_flow import TimelineFlow


class ForkCommand(QUndoCommand):
    """A branch that was made; it stays in every list, only the views leave it.

    Parameters
    ----------
    timeline : TimelineFlow
        Is taken there and back.
    leave : callable
        Told the branch when it is left; ends it if it is on its way.
    place : (int, int)
        Run and iteration shown before.
    run : int
        The branch.
    text : str
        What was done.
    """

    def __init__(
        self,
        timeline: TimelineFlow,
        leave: Callable[[int], None],
        place: tuple[int, int],
        run: int,
        text: str,
    ) -> None:
        super().__init__(text)
        self._leave = leave
        self._timeline = timeline
        self._history = timeline.history
        self._place = place
        self._run = run
        self._was_made = False

    def undo(self) -> None:
        """Show the iteration it left."""
        if self._is_gone():
            return
        self._leave(self._run)
        self._timeline.seek(*self._place)

    def redo(self) -> None:
        """Show the end of the branch; the first time it begins, and is shown as it comes."""
        if not self._was_made:
            self._was_made = True
            return
        history = self._history
        if not self._is_gone() and history is not None and self._run < history.n_runs:
            self._timeline.seek(self._run, history.n_iterations(self._run) - 1)

    def _is_gone(self) -> bool:
        """Return whether another fit is shown by now; then there is nothing to undo."""
        if self._timeline.history is self._history:
            return False
        self.setObsolete(True)
        return True
