"""What is done with the fits of the library: opened, compared, deleted, annotated, scripted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from engine.imageset import ShouldStop
from engine.library.record import read_fit_record
from engine.library.scripts import as_python, as_scikit_learn
from gui.keeping_flow import KeepingFlow
from gui.library_listing import LibraryListing
from gui.messages import MessageBar
from gui.panels.library_panel import LibraryPanel
from gui.reopening_flow import ReopeningFlow
from gui.settings import AppSettings
from gui.work.keeper import Keeper, topic_of

SCRIPT = "script"
_SCRIPTS = {"centroid-lab": as_python, "scikit-learn": as_scikit_learn}


class LibraryFlow(QObject):
    """Does what the library's panel asks for; on the disk, in the library's thread.

    Parameters
    ----------
    panel : LibraryPanel
    listing : LibraryListing
        Follows what changes.
    keeping : KeepingFlow
        Has the library.
    reopening : ReopeningFlow
        Opens fits.
    keeper : Keeper
    messages : MessageBar
    settings : AppSettings
    parent : QObject, optional

    Signals
    -------
    compare_wanted(str, str)
        The names of two fits.
    """

    compare_wanted = Signal(str, str)

    def __init__(
        self,
        panel: LibraryPanel,
        listing: LibraryListing,
        keeping: KeepingFlow,
        reopening: ReopeningFlow,
        keeper: Keeper,
        messages: MessageBar,
        settings: AppSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._listing = listing
        self._keeping = keeping
        self._reopening = reopening
        self._keeper = keeper
        self._messages = messages
        self._settings = settings
        self._missing: dict[str, str] = {}  # where images of fits are not any more
        panel.set_keep(settings.keeps_fits)
        self._connect()

    def _connect(self) -> None:
        panel, reopening = self._panel, self._reopening
        panel.open_requested.connect(self._on_open_requested)
        panel.repeat_requested.connect(self._on_repeat_requested)
        panel.continue_requested.connect(self._on_continue_requested)
        panel.locate_requested.connect(self._on_locate_requested)
        panel.folder_requested.connect(self._on_folder_requested)
        panel.compare_requested.connect(self._on_compare_requested)
        panel.script_wanted.connect(self._on_script_wanted)
        panel.delete_requested.connect(self._on_delete_requested)
        panel.restore_requested.connect(self._on_restore_requested)
        panel.empty_bin_requested.connect(self._on_empty_bin_requested)
        panel.annotation_changed.connect(self._on_annotation_changed)
        panel.keep_changed.connect(self._on_keep_changed)
        reopening.missed.connect(self._on_missed)
        reopening.shown.connect(self._on_shown)
        self._keeper.answered.connect(self._on_answered)
        self._keeper.failed.connect(self._on_failed)

    @Slot(str)
    def _on_open_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id)

    @Slot(str)
    def _on_repeat_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id, "repeat")

    @Slot(str)
    def _on_continue_requested(self, fit_id: str) -> None:
        self._reopening.open(fit_id, "continue")

    @Slot(str)
    def _on_locate_requested(self, fit_id: str) -> None:
        title, start = "Where are the images now?", self._settings.open_folder
        if Path(self._missing.get(fit_id, "")).suffix:  # it was a file or an archive
            place, _filter = QFileDialog.getOpenFileName(self._panel, title, start)
        else:
            place = QFileDialog.getExistingDirectory(self._panel, title, start)
        if place:
            self._reopening.open(fit_id, "show", place)

    @Slot(str)
    def _on_folder_requested(self, fit_id: str) -> None:
        folder = self._keeping.library().fit_folder(fit_id)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    @Slot(object)
    def _on_compare_requested(self, fit_ids: Sequence[str]) -> None:
        self.compare_wanted.emit(*fit_ids)

    @Slot(str, str)
    def _on_script_wanted(self, fit_id: str, kind: str) -> None:
        def work(_should_stop: ShouldStop) -> object:
            return _SCRIPTS[kind](read_fit_record(self._keeping.library().fit_folder(fit_id)))

        self._keeper.do(SCRIPT, work)

    @Slot(object)
    def _on_delete_requested(self, fit_ids: Sequence[str]) -> None:
        def delete() -> None:
            for fit_id in fit_ids:
                self._keeping.library().delete(fit_id)

        self._listing.change(delete, fit_ids, deletes=True)

    @Slot(object)
    def _on_restore_requested(self, fit_ids: Sequence[str]) -> None:
        def restore() -> None:
            for fit_id in fit_ids:
                self._keeping.library().restore(fit_id)

        self._listing.change(restore, fit_ids)

    @Slot()
    def _on_empty_bin_requested(self) -> None:
        self._listing.change(lambda: self._keeping.library().empty_bin(), [])

    @Slot(str, str, str, object)
    def _on_annotation_changed(
        self, fit_id: str, title: str, notes: str, tags: tuple[str, ...]
    ) -> None:
        self._listing.change(
            lambda: self._keeping.library().annotate(fit_id, title=title, notes=notes, tags=tags),
            [fit_id],
        )

    @Slot(bool)
    def _on_keep_changed(self, is_kept: bool) -> None:
        self._settings.keeps_fits = is_kept

    @Slot(str, str)
    def _on_missed(self, fit_id: str, source: str) -> None:
        self._missing[fit_id] = source
        self._panel.show_missing(fit_id, source)

    @Slot(str)
    def _on_shown(self, fit_id: str) -> None:
        self._panel.show_missing(fit_id, "")

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic_of(topic) == SCRIPT and isinstance(result, str):
            self._panel.take_script(result)

    @Slot(str, str)
    def _on_failed(self, topic: str, line: str) -> None:
        if topic_of(topic) == SCRIPT:
            self._messages.show_error(line)
