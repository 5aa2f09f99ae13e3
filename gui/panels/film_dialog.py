"""Export of the film: what it is to be, where to, and how far it is. It writes nothing itself."""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.panels.dialog_parts import make_label, make_line, make_title
from gui.panels.film_file import look_at_file
from gui.panels.film_form import FilmForm
from gui.panels.film_request import KINDS, FilmRequest
from gui.panels.writing_dialog import WritingDialog, full_path


class FilmDialog(WritingDialog):
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
    """

    film_requested = Signal(object)

    def __init__(
        self, path: str, run: int, n_iterations: int, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export the film")
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
        choice = (self.form, self.file_edit, self.browse_button, self.replace_box)
        self._make_foot("film", *choice)
        self.export_button.setObjectName("filmExportButton")
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
        self._add_foot(column)

    def request(self) -> FilmRequest:
        """Return what is chosen; the path is empty if there is none."""
        return self.form.request(full_path(self.file_edit.text()))

    def _look_again(self) -> None:
        """Check what is chosen. Overrides WritingDialog."""
        self._on_choice_changed()

    def _ask(self) -> None:
        """Emit what is chosen. Overrides WritingDialog."""
        self.film_requested.emit(self.request())

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
