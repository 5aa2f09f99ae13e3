"""The life of a dialog that has files written, from its opening to the message that they are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QDialog, QWidget

from gui.messages import MessageBar
from gui.panels.writing_dialog import WritingDialog
from gui.settings import AppSettings
from gui.work.controller import Controller, State
from gui.work.jobs import Opened
from gui.work.mailbox import Phase

LONGEST_STEM = 60  # letters of a set's name in the file's: file systems take 255 bytes


class WritingFlow(QObject):
    """Opens a dialog, shows in it how far the controller is, and closes it.

    What the dialog asks for is the heir's: it makes the dialog and gives the controller the job.

    Parameters
    ----------
    window : QWidget
        Parent of the dialog.
    controller : Controller
    messages : MessageBar
        Told where the files are.
    settings : AppSettings
        Remembers the folder.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        messages: MessageBar,
        settings: AppSettings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._messages = messages
        self._settings = settings
        self._dialog: WritingDialog | None = None
        controller.phase_changed.connect(self._on_phase_changed)
        controller.failed.connect(self._on_failed)
        controller.cancelled.connect(self._on_cancelled)

    def _show(self, dialog: WritingDialog) -> None:
        """Open the dialog, whose own signals are the heir's."""
        self._dialog = dialog
        dialog.cancel_requested.connect(self._controller.stop)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def _suggested_place(self) -> Path:
        """Return the folder that was written to last, or that of documents."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = self._settings.export_folder or QStandardPaths.writableLocation(documents)
        return Path(folder or Path.home())

    def _tell_written(self, path: Path) -> None:
        """Say where the files are, remember it, and close the dialog."""
        self._settings.export_folder = str(path.parent)
        self._messages.show_info(f"Exported to {path}")
        if self._dialog is not None:
            self._dialog.done(QDialog.DialogCode.Accepted)

    @Slot(object)
    def _on_phase_changed(self, phase: Phase) -> None:
        if self._dialog is not None and self._controller.state is State.EXPORTING:
            self._dialog.show_progress(phase.name, phase.done, phase.total)

    @Slot(str)
    def _on_failed(self, line: str) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.show_failure(line)  # it stays: another place may do

    @Slot()
    def _on_cancelled(self) -> None:
        if self._dialog is not None and self._dialog.is_exporting:
            self._dialog.done(QDialog.DialogCode.Rejected)

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def stem_of(opened: Opened) -> str:
    """Return the name of an image set as part of a file's."""
    return Path(opened.images.name).stem[:LONGEST_STEM]
