"""File > Export: where to, and how far it is. It writes nothing itself."""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.panels.export_folder import look_at
from gui.panels.hint_label import HintLabel

CONTENTS = (
    ("run.json", "parameters, seeds and check sums"),
    ("log.csv, log.jsonl", "every iteration"),
    ("labels.csv", "cluster and distance of every image"),
    ("model.npz", "centroids, labels and sizes for NumPy"),
    ("centroids/, centroids.png", "the centroid pictures"),
    ("representatives/, representatives.png", "the images nearest to each centroid"),
    ("plots/", "the four plots, as PNG and SVG"),
)


class ExportDialog(QDialog):
    """Asks for a folder, then shows the progress. Open it with `open`.

    Parameters
    ----------
    folder : str
        Suggested folder; need not exist.
    parent : QWidget, optional
        Window the dialog belongs to.
    what : str
        Which part of the fit is exported, where that is not all of it.

    Signals
    -------
    export_requested(str, bool)
        Folder, and whether files in it may be overwritten.
    cancel_requested()
        Somebody wants the export in progress stopped; the dialog waits for its owner to close it.
    """

    export_requested = Signal(str, bool)
    cancel_requested = Signal()

    def __init__(self, folder: str = "", parent: QWidget | None = None, *, what: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._what = what
        self._is_exporting = False
        self._browser: QFileDialog | None = None
        self._make_form(folder)
        self._make_progress()
        self._lay_out()
        self.folder_edit.textChanged.connect(self._on_choice_changed)
        self.overwrite_box.toggled.connect(self._on_choice_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self.buttons.accepted.connect(self._on_export_clicked)
        self.buttons.rejected.connect(self.reject)
        self._on_choice_changed()

    def folder(self) -> str:
        """Return the chosen folder as an absolute path; empty if there is none."""
        text = self.folder_edit.text()
        return os.path.abspath(os.path.expanduser(text)) if text.strip() else ""

    def overwrite(self) -> bool:
        """Return whether files in the folder may be overwritten."""
        return not self.overwrite_box.isHidden() and self.overwrite_box.isChecked()

    @property
    def is_exporting(self) -> bool:
        """True from Export until the owner closes the dialog or shows a failure."""
        return self._is_exporting

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far the export is.

        Parameters
        ----------
        phase : str
            What is being written.
        done, total : int
            Steps; `total` 0 where it is not known.
        """
        self._set_exporting(True)
        if self.cancel_button.isEnabled():
            self.phase_label.setText(phase)
        # A progress bar counts in 32 bits; bytes would overflow it.
        self.progress_bar.setRange(0, 1000 if total > 0 else 0)
        self.progress_bar.setValue(round(1000 * done / total) if total > 0 else 0)

    def show_failure(self, text: str) -> None:
        """Go back to the choice and say what went wrong."""
        self._set_exporting(False)
        self.validation.show_error(text)

    def reject(self) -> None:
        """Close, or ask for the export in progress to be stopped. Overrides QDialog."""
        if not self._is_exporting:
            super().reject()
        elif self.cancel_button.isEnabled():
            self.cancel_button.setEnabled(False)
            self.phase_label.setText("Stopping…")
            self.cancel_requested.emit()

    def _make_form(self, folder: str) -> None:
        self.folder_edit = QLineEdit(QDir.toNativeSeparators(folder), self)
        self.folder_edit.setObjectName("exportFolderEdit")
        self.folder_edit.setAccessibleName("Folder")
        self.folder_edit.setToolTip("Made if it does not exist yet")
        self.browse_button = QPushButton("&Browse…", self)
        self.browse_button.setObjectName("exportBrowseButton")
        self.browse_button.setAutoDefault(False)
        self.overwrite_box = QCheckBox("&Overwrite what is there", self)
        self.overwrite_box.setObjectName("exportOverwriteBox")
        self.overwrite_box.setToolTip("Replace files of an earlier export in this folder")
        self.validation = HintLabel(self)
        self.validation.setObjectName("exportValidation")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.cancel_button = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(
            "&Export", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.export_button.setObjectName("exportButton")
        self.export_button.setDefault(True)

    def _make_progress(self) -> None:
        self.phase_label = QLabel(self)
        self.phase_label.setTextFormat(Qt.TextFormat.PlainText)
        self.phase_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.progress_bar = QProgressBar(self)
        self.progress_bar.setObjectName("exportProgressBar")
        self.progress_bar.setAccessibleName("Progress of the export")
        for widget in (self.phase_label, self.progress_bar):
            # Hidden, they keep their room: the dialog does not jump when the export starts.
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
            widget.hide()

    def _lay_out(self) -> None:
        label = QLabel("&Folder", self)
        label.setBuddy(self.folder_edit)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.folder_edit, 1)
        line.addWidget(self.browse_button)
        layout = QVBoxLayout(self)
        layout.addLayout(line)
        layout.addWidget(self.overwrite_box)
        layout.addWidget(self.validation)
        layout.addSpacing(4)
        if self._what:
            what = QLabel(self._what, self)
            what.setObjectName("exportWhat")
            what.setTextFormat(Qt.TextFormat.PlainText)
            what.setWordWrap(True)
            layout.addWidget(what)
        layout.addWidget(QLabel("These files will be written:", self))
        rows = "".join(
            f"<tr><td><b>{name}</b>&nbsp;&nbsp;</td><td>{what}</td></tr>" for name, what in CONTENTS
        )
        contents = QLabel(f"<table>{rows}</table>", self)
        contents.setWordWrap(True)
        layout.addWidget(contents)
        layout.addStretch(1)
        layout.addWidget(self.phase_label)
        layout.addWidget(self.progress_bar)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)

    @Slot()
    def _on_choice_changed(self) -> None:
        state = look_at(self.folder())
        is_occupied = state.is_occupied and not state.problem
        self.overwrite_box.setVisible(is_occupied)
        if is_occupied and not self.overwrite_box.isChecked():
            self.validation.show_hint(
                "This folder is not empty. Tick the box, or choose another folder."
            )
            self.export_button.setEnabled(False)
        else:
            self.validation.show_error(state.problem)
            self.export_button.setEnabled(not state.problem)

    @Slot()
    def _on_browse_clicked(self) -> None:
        if self._browser is None:
            self._browser = QFileDialog(self, "Export to")
            self._browser.setFileMode(QFileDialog.FileMode.Directory)
            self._browser.setOption(QFileDialog.Option.ShowDirsOnly, True)
            self._browser.fileSelected.connect(self._on_folder_selected)
        start = self.folder()
        while start and not os.path.isdir(start) and os.path.dirname(start) != start:
            start = os.path.dirname(start)
        self._browser.setDirectory(start)
        self._browser.open()

    @Slot(str)
    def _on_folder_selected(self, folder: str) -> None:
        self.overwrite_box.setChecked(False)
        self.folder_edit.setText(QDir.toNativeSeparators(folder))

    @Slot()
    def _on_export_clicked(self) -> None:
        self._on_choice_changed()
        if self.export_button.isEnabled():
            self.show_progress("Starting…", 0, 0)
            self.export_requested.emit(self.folder(), self.overwrite())

    def _set_exporting(self, is_exporting: bool) -> None:
        if is_exporting == self._is_exporting:
            return
        self._is_exporting = is_exporting
        for widget in (self.folder_edit, self.browse_button, self.overwrite_box):
            widget.setEnabled(not is_exporting)
        self.export_button.setEnabled(not is_exporting)
        self.cancel_button.setEnabled(True)
        self.phase_label.setVisible(is_exporting)
        self.progress_bar.setVisible(is_exporting)
