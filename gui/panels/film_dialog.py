"""Export of the film: what it is to be, where to, and how far it is. It writes nothing itself."""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.panels.dialog_parts import make_buttons, make_label, make_line, make_title
from gui.panels.film_file import look_at_file
from gui.panels.film_form import FilmForm
from gui.panels.film_progress import FilmProgress
from gui.panels.film_request import KINDS, FilmRequest
from gui.panels.hint_label import HintLabel


class FilmDialog(QDialog):
    """Asks for kind, speed, size, span and file, then shows the progress. Open it with `open`.

    Parameters
    ----------
    path : str
        Suggested file; its suffix follows the kind.
    run : int
        The run it is a film of, from 0.
    n_iterations : int
        Iterations of the run, iteration 0 among them.
    title : str
        The run in words.
    parent : QWidget, optional
        Window the dialog belongs to.

    Signals
    -------
    film_requested(object)
        A `FilmRequest`: somebody wants it written.
    cancel_requested()
        Somebody wants the work stopped; the dialog waits for its owner to close it.
    """

    film_requested = Signal(object)
    cancel_requested = Signal()

    def __init__(
        self, path: str, run: int, n_iterations: int, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export the film")
        self._is_exporting = False
        self._browser: QFileDialog | None = None
        self.form = FilmForm(run, n_iterations, self)
        self.file_edit = QLineEdit(QDir.toNativeSeparators(path), self)
        self.file_edit.setObjectName("filmFileEdit")
        self.file_edit.setAccessibleName("File")
        self.file_edit.setToolTip("In a folder that exists; the suffix follows the kind")
        self.browse_button = QPushButton("&Browse…", self)
        self.browse_button.setObjectName("filmBrowseButton")
        self.browse_button.setAutoDefault(False)
        self.replace_box = QCheckBox("&Replace the file that is there", self)
        self.replace_box.setObjectName("filmReplaceBox")
        policy = self.replace_box.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.replace_box.setSizePolicy(policy)
        self.estimate = make_line("", self)
        self.estimate.setObjectName("filmEstimate")
        self.validation = HintLabel(self)
        self.validation.setObjectName("filmValidation")
        self.progress = FilmProgress(self)
        self._buttons, self.export_button = make_buttons(self, "&Export")
        self.export_button.setObjectName("filmExportButton")
        self.cancel_button = self._buttons.button(self._buttons.StandardButton.Cancel)
        self._lay_out(title)
        self.form.changed.connect(self._on_form_changed)
        self.file_edit.textChanged.connect(self._on_file_changed)
        self.replace_box.toggled.connect(self._on_choice_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self._on_form_changed()

    def _lay_out(self, title: str) -> None:
        line = QHBoxLayout()
        line.addWidget(make_label("&File", self.file_edit))
        line.addWidget(self.file_edit, 1)
        line.addWidget(self.browse_button)
        column = QVBoxLayout(self)
        column.addWidget(make_title(f"The film of {title}", self))
        column.addWidget(self.form)
        column.addWidget(self.estimate)
        column.addSpacing(8)
        column.addLayout(line)
        column.addWidget(self.replace_box)
        column.addWidget(self.validation)
        column.addStretch(1)
        column.addWidget(self.progress)
        column.addWidget(self._buttons)
        self.setMinimumWidth(560)

    def request(self) -> FilmRequest:
        """Return what is chosen; the path is empty if there is none."""
        text = self.file_edit.text()
        return self.form.request(os.path.abspath(os.path.expanduser(text)) if text.strip() else "")

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
        """Ask for the film; the owner closes the dialog when it is there. Overrides QDialog."""
        self._on_choice_changed()
        if self.export_button.isEnabled():
            self.show_progress("Starting…", 0, 0)
            self.film_requested.emit(self.request())

    def reject(self) -> None:
        """Close, or ask for the work in progress to be stopped. Overrides QDialog."""
        if not self._is_exporting:
            super().reject()
        elif self.cancel_button.isEnabled():
            self.progress.show_step("Stopping…", 0, 0)
            self.cancel_button.setEnabled(False)
            self.cancel_requested.emit()

    def _set_exporting(self, is_exporting: bool) -> None:
        if is_exporting == self._is_exporting:
            return
        self._is_exporting = is_exporting
        choice = (self.form, self.file_edit, self.browse_button, self.replace_box)
        for widget in (*choice, self.export_button):
            widget.setEnabled(not is_exporting)
        self.cancel_button.setEnabled(True)
        self.progress.setVisible(is_exporting)

    @Slot()
    def _on_form_changed(self) -> None:
        """Give the file the suffix of the kind, if it has that of the other."""
        self.estimate.setText(self.request().in_words())
        stem, suffix = os.path.splitext(self.file_edit.text())
        wanted = self.request().kind
        if suffix[1:].lower() in KINDS and suffix[1:].lower() != wanted:
            self.file_edit.setText(f"{stem}.{wanted}")
        self._on_choice_changed()

    @Slot()
    def _on_file_changed(self) -> None:
        self.replace_box.setChecked(False)
        self._on_choice_changed()

    @Slot()
    def _on_choice_changed(self) -> None:
        state = look_at_file(self.request().path)
        self.replace_box.setVisible(state.is_there)
        is_replacing = state.is_there and not self.replace_box.isChecked()
        if is_replacing:
            self.validation.show_hint("Tick the box, or choose another file.")
        else:
            self.validation.show_error(state.problem)
        self.export_button.setEnabled(not state.problem and not is_replacing)

    @Slot()
    def _on_browse_clicked(self) -> None:
        if self._browser is None:
            self._browser = QFileDialog(self, "Film to write")
            self._browser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self._browser.fileSelected.connect(self._on_file_selected)
        request = self.request()
        self._browser.setNameFilter(f"{request.kind.upper()} (*.{request.kind})")
        self._browser.setDefaultSuffix(request.kind)
        folder, name = os.path.split(request.path)
        self._browser.setDirectory(folder if os.path.isdir(folder) else "")
        self._browser.selectFile(name)
        self._browser.open()

    @Slot(str)
    def _on_file_selected(self, file: str) -> None:
        self.file_edit.setText(QDir.toNativeSeparators(file))
        self.replace_box.setChecked(True)  # the file dialog has asked


def _preview() -> None:
    """Show the dialog for a run of 62 iterations."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui import theme

    app = QApplication(sys.argv)
    theme.apply(app)
    dialog = FilmDialog(os.path.abspath("film.webp"), 1, 62, "run 2 of 3 (best)")
    dialog.open()
    app.exec()


if __name__ == "__main__":
    _preview()
