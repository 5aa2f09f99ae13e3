"""Before an image set is fetched: what it is, where it comes from and where it will be kept.

Nothing is fetched here.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.catalogue import CatalogueEntry
from gui import theme
from gui.panels.dialog_parts import make_buttons, make_label, make_line, make_title
from gui.panels.download_files import DownloadFiles
from gui.panels.download_texts import facts_text, present_text, space_text
from gui.panels.elided_line import ElidedLine
from gui.panels.hint_label import HintLabel

WIDTH = 640


class DownloadDialog(QDialog):
    """Describes a set of the catalogue and asks whether to fetch it, and into which folder.

    Parameters
    ----------
    entry : CatalogueEntry
        A set that is not built in.
    folder : str
        Suggested folder; need not exist.
    present_bytes : int
        How many of its bytes are in that folder already.
    parent : QWidget, optional
        Window the dialog belongs to.

    Signals
    -------
    folder_changed(str)
        Another folder was chosen; `show_present` says what is there.
    """

    folder_changed = Signal(str)

    def __init__(
        self,
        entry: CatalogueEntry,
        folder: str,
        present_bytes: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Download an image set")
        self._entry = entry
        self._folder = os.path.abspath(os.path.expanduser(folder))
        self._present = {self._folder: present_bytes}
        self._browser: QFileDialog | None = None
        self._make_folder_row()
        self.present_line = HintLabel(self)
        self.present_line.setObjectName("presentLine")
        self.space_line = HintLabel(self)
        self.space_line.setObjectName("spaceLine")
        self.buttons, self.download_button = make_buttons(self, "&Download")
        self._lay_out()
        self.change_button.clicked.connect(self._on_change_clicked)
        self._show_folder()
        can_start = self.download_button.isEnabled()
        (self.download_button if can_start else self.change_button).setFocus()
        self.resize(WIDTH, self.sizeHint().height())

    def folder(self) -> str:
        """Return the folder chosen, an absolute path."""
        return self._folder

    def show_present(self, present_bytes: int) -> None:
        """Say how many bytes of the set are in `folder` already."""
        self._present[self._folder] = present_bytes
        self._show_folder()

    def accept(self) -> None:
        """Close if there is still room. Overrides QDialog."""
        self._show_folder()
        if self.download_button.isEnabled():
            super().accept()

    def _make_folder_row(self) -> None:
        self.folder_line = ElidedLine(parent=self)
        self.folder_line.setObjectName("keepFolder")
        self.folder_line.setAccessibleName("Kept in")
        self.change_button = QPushButton("&Change…", self)
        self.change_button.setObjectName("changeFolderButton")
        self.change_button.setToolTip("Keep downloaded image sets in another folder")
        self.change_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        entry = self._entry
        layout = QVBoxLayout(self)
        layout.addWidget(make_title(entry.title, self))
        for text in (entry.description, facts_text(entry)):
            layout.addWidget(make_line(text, self))
        layout.addSpacing(6)
        layout.addWidget(DownloadFiles(entry.files, self))
        layout.addSpacing(6)
        layout.addWidget(make_line(entry.licence, self))
        if entry.page:
            page = ElidedLine(entry.page, self)
            page.setObjectName("setPage")
            page.setAccessibleName("Page of the set")
            layout.addLayout(_row("Page", page))
        layout.addSpacing(6)
        keep_row = _row("&Kept in", self.folder_line)
        keep_row.addWidget(self.change_button)
        layout.addLayout(keep_row)
        layout.addWidget(self.space_line)
        layout.addWidget(self.present_line)
        layout.addStretch(1)
        layout.addWidget(self.buttons)

    def _show_folder(self) -> None:
        self.folder_line.show_text(QDir.toNativeSeparators(self._folder))
        total = self._entry.n_bytes
        present = self._present.get(self._folder, 0)
        text, is_fine = space_text(self._folder, max(0, total - present))
        if is_fine:
            self.space_line.show_hint(text)
        else:
            self.space_line.show_error(text)
        self.download_button.setEnabled(is_fine)
        self.present_line.show_hint(present_text(present, total))
        self.present_line.setVisible(present > 0)

    @Slot()
    def _on_change_clicked(self) -> None:
        if self._browser is None:
            self._browser = QFileDialog(self, "Keep image sets in")
            self._browser.setFileMode(QFileDialog.FileMode.Directory)
            self._browser.setOption(QFileDialog.Option.ShowDirsOnly, True)
            self._browser.fileSelected.connect(self._on_folder_selected)
        start = self._folder
        while not os.path.isdir(start) and os.path.dirname(start) != start:
            start = os.path.dirname(start)
        self._browser.setDirectory(start)
        self._browser.open()

    @Slot(str)
    def _on_folder_selected(self, folder: str) -> None:
        self._folder = os.path.abspath(folder)
        self._show_folder()
        self.folder_changed.emit(self._folder)


def _row(title: str, line: ElidedLine) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(make_label(title, line))
    row.addWidget(line, 1)
    return row


def _preview() -> None:
    """Show the dialog for a set of the catalogue, with a part of it already here."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.catalogue import CATALOGUE

    app = QApplication(sys.argv)
    theme.apply(app)
    entry = next(entry for entry in CATALOGUE if not entry.is_built_in)
    dialog = DownloadDialog(entry, os.path.expanduser("~/image-sets"), entry.n_bytes // 3)
    dialog.show()
    app.exec()


if __name__ == "__main__":
    _preview()
