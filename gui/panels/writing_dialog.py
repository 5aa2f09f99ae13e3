"""The life of a dialog that has files written: choice, progress, failure, cancel."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gui.panels.dialog_parts import make_buttons
from gui.panels.hint_label import HintLabel
from gui.panels.writing_progress import WritingProgress


class WritingDialog(QDialog):
    """Asks for what its heirs ask for, then shows the progress. It writes nothing itself.

    An heir makes its fields, calls `_make_foot`, lays out, and says what it asks for in
    `_look_again` and `_ask`.

    Parameters
    ----------
    parent : QWidget, optional
        Window the dialog belongs to.

    Signals
    -------
    cancel_requested()
        Somebody wants the work stopped; the dialog waits for its owner to close it.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_exporting = False

    def _make_foot(self, name: str, *choice: QWidget) -> None:
        """Make what stands below the fields; after them, as Tab goes in the order of making.

        Parameters
        ----------
        name : str
            What is written, a word; object names begin with it.
        *choice : QWidget
            The fields, which are off while it is written.
        """
        self._choice = choice
        self.validation = HintLabel(self)
        self.validation.setObjectName(f"{name}Validation")
        self.progress = WritingProgress(name, self)
        self.buttons, self.export_button = make_buttons(self, "&Export")
        self.cancel_button = self.buttons.button(self.buttons.StandardButton.Cancel)

    def _add_foot(self, column: QVBoxLayout) -> None:
        """Put progress and buttons at the bottom."""
        column.addStretch(1)
        column.addWidget(self.progress)
        column.addWidget(self.buttons)
        self.setMinimumWidth(560)

    @property
    def is_exporting(self) -> bool:
        """True from Export until the owner closes the dialog or shows a failure."""
        return self._is_exporting

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far it is.

        Parameters
        ----------
        phase : str
            What is done.
        done, total : int
            Steps; `total` 0 where it is not known.
        """
        self._set_exporting(True)
        self.progress.show_step(phase if self.cancel_button.isEnabled() else None, done, total)

    def show_failure(self, text: str) -> None:
        """Go back to the choice and say what went wrong."""
        self._set_exporting(False)
        self.validation.show_error(text)

    def accept(self) -> None:
        """Ask for the files; the owner closes the dialog when they are there. Overrides QDialog."""
        self._look_again()
        if self.export_button.isEnabled():
            self.show_progress("Starting…", 0, 0)
            self._ask()

    def reject(self) -> None:
        """Close, or ask for the work in progress to be stopped. Overrides QDialog."""
        if not self._is_exporting:
            super().reject()
        elif self.cancel_button.isEnabled():
            self.progress.show_step("Stopping…", 0, 0)
            self.cancel_button.setEnabled(False)
            self.cancel_requested.emit()

    def _look_again(self) -> None:
        """Say what is wrong with the choice, and enable Export if nothing is."""
        raise NotImplementedError

    def _ask(self) -> None:
        """Emit what is asked for."""
        raise NotImplementedError

    def _set_exporting(self, is_exporting: bool) -> None:
        if is_exporting == self._is_exporting:
            return
        self._is_exporting = is_exporting
        for widget in (*self._choice, self.export_button):
            widget.setEnabled(not is_exporting)
        self.cancel_button.setEnabled(True)
        self.progress.setVisible(is_exporting)


def full_path(text: str) -> str:
    """Return what was typed as an absolute path; empty if nothing was."""
    return os.path.abspath(os.path.expanduser(text)) if text.strip() else ""
