"""What is clustered: the choice of an image set, its facts and its first pictures.

Opens nothing itself: it says what was chosen and shows what it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from engine.imageset import ImageSet
from gui import theme
from gui.models.image_set_text import facts_text
from gui.panels.image_set_picker import Entry, ImageSetPicker
from gui.panels.load_progress import LoadProgress
from gui.panels.notes_view import NotesView
from gui.panels.open_options_form import OpenOptionsForm
from gui.panels.preview_grid import PreviewGrid

SPLITS = ("train", "test", "all")


class ImageSetPanel(QWidget):
    """Picker, split, facts, notes, preview, and a progress bar while a set is being opened.

    Signals
    -------
    source_chosen(str)
        A path or a catalogue name to open instead of what is open.
    split_chosen(str)
        Another split of the open set: ``"train"``, ``"test"`` or ``"all"``.
    options_chosen(OpenOptions)
        The open set shall be opened again with these.
    question_wanted(str)
        A choice that a reader asked for shall be made anew: ``"array"`` or ``"shape"``.
    browse_file_requested(), browse_folder_requested()
        Somebody wants to look for a file or a folder.
    cancel_requested()
        Opening shall be called off.
    """

    source_chosen = Signal(str)
    split_chosen = Signal(str)
    options_chosen = Signal(object)
    question_wanted = Signal(str)
    browse_file_requested = Signal()
    browse_folder_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: ImageSet | None = None
        self.picker = ImageSetPicker()
        self.split_picker = _make_split_picker()
        self._split_row = _labelled("Split", self.split_picker)
        self.options_form = OpenOptionsForm()
        self.facts = QLabel()
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = NotesView()
        self.progress = LoadProgress()
        self.preview = PreviewGrid()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        for widget in (self.picker, self._split_row, self.options_form, self.progress):
            column.addWidget(widget)
        column.addWidget(self.facts)
        column.addWidget(self.notes)
        column.addWidget(self.preview, 1)
        self._connect()
        self._show_facts()

    def minimumSizeHint(self) -> QSize:
        """Return room for whole fields below wrapped lines. Overrides QWidget."""
        # Qt counts wrapped lines only where a width is given, and else would squeeze the fields.
        size = super().minimumSizeHint()
        height = self._column.totalMinimumHeightForWidth(self.width())
        return QSize(size.width(), max(size.height(), height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height with another width. Overrides QWidget."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _connect(self) -> None:
        self.picker.source_chosen.connect(self.source_chosen)
        self.picker.open_source_chosen.connect(self._on_open_source_chosen)
        self.picker.browse_file_requested.connect(self.browse_file_requested)
        self.picker.browse_folder_requested.connect(self.browse_folder_requested)
        self.progress.cancel_requested.connect(self.cancel_requested)
        self.split_picker.activated.connect(self._on_split_activated)
        self.options_form.options_chosen.connect(self.options_chosen)
        self.options_form.question_wanted.connect(self.question_wanted)

    def set_sections(self, sections: Sequence[Sequence[Entry]]) -> None:
        """Offer sources, in this order and with a line between sections."""
        self.picker.set_sections(sections)

    def show_choice(self, source: str) -> None:
        """Show in the picker what is being opened, where it is listed."""
        self.picker.choose(source)

    def show_images(self, images: ImageSet) -> None:
        """Show what is open now."""
        self._images = images
        self.picker.set_open(images.source or images.name, images.name)
        self._show_facts()
        self.restore_choice()

    def show_first_pictures(self, pixels: NDArray[Any]) -> None:
        """Show pictures of a set that is being opened, until all of it is or it came to nothing.

        Parameters
        ----------
        pixels : ndarray of shape (n, height, width, 1 or 3)
            Its first pictures.
        """
        self.preview.show_first(ImageSet(name="preview", pixels=pixels))

    def restore_choice(self) -> None:
        """Show what is open in all fields, after a choice that may have come to nothing."""
        self.picker.restore()
        self.options_form.show_images(self._images)
        if self._images is not None:
            self.preview.show_images(self._images)
            self.split_picker.setCurrentIndex(self.split_picker.findData(self._images.split))
        else:
            self.preview.clear()

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far opening has come.

        Parameters
        ----------
        phase : str
            What is being done.
        done, total : int
            Bytes or images; `total` 0 where it is not known.
        """
        self.progress.show_progress(phase, done, total)

    def end_progress(self) -> None:
        """Hide the progress bar."""
        self.progress.end()

    def _show_facts(self) -> None:
        images = self._images
        self._split_row.setVisible(images is not None and images.split != "")
        self.facts.setVisible(images is not None)
        self.notes.setVisible(images is not None and bool(images.notes))
        if images is not None:
            self.facts.setText(facts_text(images))
            self.notes.show_notes(images.notes)

    @Slot()
    def _on_open_source_chosen(self) -> None:
        if not self.progress.isHidden():  # another set is on its way: stay with this one
            self.cancel_requested.emit()

    @Slot(int)
    def _on_split_activated(self, row: int) -> None:
        split = self.split_picker.itemData(row)
        if self._images is not None and split != self._images.split:
            self.split_chosen.emit(split)


def _make_split_picker() -> QComboBox:
    picker = QComboBox()
    picker.setObjectName("splitPicker")
    picker.setAccessibleName("Split")
    picker.setToolTip("Which part of the set to cluster: training images, test images or all")
    for split in SPLITS:
        picker.addItem(split, split)
    return picker


def _labelled(text: str, field: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    row.addWidget(label)
    row.addWidget(field, 1)
    return holder


def _preview() -> None:
    """Show the panel with made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up import made_up_images

    app = QApplication(sys.argv)
    theme.apply(app)
    panel = ImageSetPanel()
    here = Entry("emoji", "Noto emoji", "1,911 pictures")
    elsewhere = Entry("faces", "Faces", "10,000 pictures", "170 MB to download", "download")
    panel.set_sections([[here], [elsewhere]])
    panel.show_images(made_up_images())
    panel.resize(280, 360)
    panel.show()
    app.exec()


if __name__ == "__main__":
    _preview()
