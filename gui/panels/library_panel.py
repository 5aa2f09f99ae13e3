"""The library: past fits to be found, opened, repeated, compared, written about and deleted.

Shows what it is given and asks for the rest; it opens no file and computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from engine.library.listing import Entry
from gui.models import library_hint
from gui.models.library_model import LibraryOrder
from gui.panels.library_parts import LibraryParts


class LibraryPanel(LibraryParts):
    """The list of past fits with its fields, the chosen fit in full, and lines about both.

    Signals
    -------
    search_wanted(str), order_wanted(str)
        What is looked for, and the name of a `LibraryOrder`: `show_entries` answers both.
    thumbnail_wanted(str)
        The strip of this fit's centroids is wanted: `show_thumbnail` is to come. One at a time.
    open_requested(str), repeat_requested(str), continue_requested(str), folder_requested(str)
        A fit; to go on only with one that was stopped.
    compare_requested(object)
        A tuple of two fits of the same images.
    script_wanted(str, str)
        A fit, and ``"centroid-lab"`` or ``"scikit-learn"``: `take_script` is to come.
    delete_requested(object), restore_requested(object)
        A tuple of fits, to the bin or back; `show_deleted` is to come after the first.
    empty_bin_requested()
        After the question.
    annotation_changed(str, str, str, object)
        A fit, its title, its notes and its tags (a tuple of str).
    keep_changed(bool)
        Whether to keep every finished fit.
    locate_requested(str)
        The images of this fit are to be found.
    """

    search_wanted = Signal(str)
    order_wanted = Signal(str)
    thumbnail_wanted = Signal(str)
    open_requested = Signal(str)
    repeat_requested = Signal(str)
    continue_requested = Signal(str)
    folder_requested = Signal(str)
    compare_requested = Signal(object)
    script_wanted = Signal(str, str)
    delete_requested = Signal(object)
    restore_requested = Signal(object)
    empty_bin_requested = Signal()
    annotation_changed = Signal(str, str, str, object)
    keep_changed = Signal(bool)
    locate_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._n_all = 0
        self._hint = library_hint.READING
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        self.controls.search_wanted.connect(self.search_wanted)
        self.controls.order_changed.connect(self._on_order_changed)
        self.controls.keep_changed.connect(self.keep_changed)
        self.controls.keep_changed.connect(self._refresh)
        self.model.thumbnails.wanted.connect(self.thumbnail_wanted)
        self.deeds.open_requested.connect(self.open_requested)
        self.deeds.repeat_requested.connect(self.repeat_requested)
        self.deeds.continue_requested.connect(self.continue_requested)
        self.deeds.folder_requested.connect(self.folder_requested)
        self.deeds.compare_requested.connect(self.compare_requested)
        self.deeds.delete_requested.connect(self.delete_requested)
        self.deeds.script_wanted.connect(self.script_wanted)
        self.notices.restore_requested.connect(self.restore_requested)
        self.notices.empty_bin_requested.connect(self.empty_bin_requested)
        self.notices.locate_requested.connect(self.locate_requested)
        self.details.form.annotation_changed.connect(self.annotation_changed)
        self.view.choice_changed.connect(self._on_choice_changed)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.view)
        undo.setContext(Qt.ShortcutContext.WidgetShortcut)
        undo.activated.connect(self.notices.undo)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.controls.text

    @property
    def order(self) -> LibraryOrder:
        """The order that is chosen."""
        return self.controls.order.currentData()

    def show_reading(self, done: int, total: int) -> None:
        """Say how far the library is read; `total` 0 where that is not known."""
        self._hint = library_hint.reading(done, total)
        self.show_progress(done, total)
        self._refresh()

    def show_entries(self, entries: Sequence[Entry], n_all: int) -> None:
        """List fits.

        Parameters
        ----------
        entries : sequence of Entry
            Those that what is looked for finds, in the order that is chosen.
        n_all : int
            Fits in the library.
        """
        self.end_progress()
        self._n_all = n_all
        self._hint = library_hint.NOTHING_FOUND if n_all else library_hint.EMPTY
        self.view.show_entries(entries)
        self._refresh()

    def show_failure(self, problem: str) -> None:
        """Say why there is no list, in one line; what was listed goes."""
        self.clear()
        self._hint = library_hint.failure(problem)
        self._refresh()

    def clear(self) -> None:
        """Forget all fits, as before the library was read."""
        self.end_progress()
        self._n_all = 0
        self._hint = library_hint.READING
        self.model.thumbnails.clear()
        self.view.show_entries(())
        self._refresh()

    def show_thumbnail(self, fit_id: str, png: bytes) -> None:
        """Show the strip of a fit's centroids; no bytes where there is none."""
        self.model.thumbnails.show(fit_id, png)

    def take_script(self, script: str) -> None:
        """Put a script on the clipboard and say so."""
        QGuiApplication.clipboard().setText(script)
        self.notices.show_script_copied()

    def show_deleted(self, fit_ids: Sequence[str]) -> None:
        """Say that fits were moved to the bin, with a way back."""
        self.notices.show_deleted(fit_ids)

    def show_bin(self, count: int) -> None:
        """Say how many fits are in the bin."""
        self.foot.show_bin(count)

    def show_missing(self, fit_id: str, source: str) -> None:
        """Say that the images of a fit are not at `source` any more; none: they are found."""
        self.notices.show_missing(fit_id, source)

    def set_read_only(self, reason: str) -> None:
        """Say why nothing can be changed; empty where it can."""
        self.notices.show_read_only(reason)
        for part in (self.deeds, self.details, self.foot, self.controls):
            part.set_read_only(bool(reason))

    def set_keep(self, is_kept: bool) -> None:
        """Say whether every finished fit is kept."""
        self.controls.keep.setChecked(is_kept)
        self._refresh()

    def choose_fit(self, fit_id: str) -> None:
        """Choose a fit, where it is listed."""
        self.view.choose(fit_id)

    @Slot(object)
    def _on_order_changed(self, order: LibraryOrder) -> None:
        self.order_wanted.emit(order.name)

    @Slot()
    def _on_choice_changed(self) -> None:
        chosen = self.view.chosen()
        self.details.show_chosen(chosen)
        self.foot.show_counts(self.model.rowCount(), self._n_all, len(chosen))

    @Slot()
    def _refresh(self) -> None:
        hint = self._hint
        if hint is library_hint.EMPTY and not self.controls.keep.isChecked():
            hint = library_hint.NOT_KEPT
        self.show_page(hint)
        n_chosen = len(self.view.selectionModel().selectedRows())
        self.foot.show_counts(self.model.rowCount(), self._n_all, n_chosen)


def _preview() -> None:
    """Show the panel with made-up fits."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.panels.library_made_up import made_up_entries, made_up_strip

    app = QApplication(sys.argv)
    theme.apply(app)
    panel = LibraryPanel()
    panel.resize(640, 560)
    panel.thumbnail_wanted.connect(lambda fit_id: panel.show_thumbnail(fit_id, made_up_strip()))
    entries = made_up_entries(10_000)
    panel.show_entries(entries, len(entries))
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()
