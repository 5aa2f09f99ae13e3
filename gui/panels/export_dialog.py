"""File > Export: where to, and how far it is. It writes nothing itself."""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.panels.export_folder import look_at
from gui.panels.writing_dialog import WritingDialog, full_path

CONTENTS = (
    ("run.json", "parameters, seeds and check sums"),
    ("log.csv, log.jsonl", "every iteration"),
    ("labels.csv", "cluster and distance of every image"),
    ("model.npz", "centroids, labels and sizes for NumPy"),
    ("centroids/, centroids.png", "the centroid pictures"),
    ("representatives/, representatives.png", "the images nearest to each centroid"),
    ("plots/", "the four plots, as PNG and SVG"),
)


class ExportDialog(WritingDialog):
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
    """

    export_requested = Signal(str, bool)

    def __init__(self, folder: str = "", parent: QWidget | None = None, *, what: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._what = what
        self._browser: QFileDialog | None = None
        self._make_form(folder)
        self._lay_out()
        self.folder_edit.textChanged.connect(self._on_choice_changed)
        self.overwrite_box.toggled.connect(self._on_choice_changed)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self._on_choice_changed()

    def folder(self) -> str:
        """Return the chosen folder as an absolute path; empty if there is none."""
        return full_path(self.folder_edit.text())

    def overwrite(self) -> bool:
        """Return whether files in the folder may be overwritten."""
        return not self.overwrite_box.isHidden() and self.overwrite_box.isChecked()

    def _look_again(self) -> None:
        """Check what is chosen. Overrides WritingDialog."""
        self._on_choice_changed()

    def _ask(self) -> None:
        """Emit what is chosen. Overrides WritingDialog."""
        self.export_requested.emit(self.folder(), self.overwrite())

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
        self._make_foot("export", self.folder_edit, self.browse_button, self.overwrite_box)
        self.export_button.setObjectName("exportButton")

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
        self._add_foot(layout)

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
