"""The choice of an image set; it always comes back to the one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from engine.errors import printable
from gui import icons, theme
from gui.models.cluster_text import as_tooltip

SOURCE_ROLE = Qt.ItemDataRole.UserRole
ICON_ROLE = Qt.ItemDataRole.UserRole + 1
LONGEST_TITLE = 60
BROWSE_FILE = "\0file"  # no path and no name holds a NUL
BROWSE_FOLDER = "\0folder"
MOST_LISTED = 30  # further ones are scrolled to


class Entry(NamedTuple):
    """A line of the list.

    Attributes
    ----------
    source : str
        As `engine.load_images` takes it.
    title : str
        Name of the set.
    tip : str
        Tooltip.
    remark : str
        Follows the title, in the list only; empty for none.
    icon : str
        Name of a drawing of `gui.icons`.
    """

    source: str
    title: str
    tip: str
    remark: str = ""
    icon: str = "image-set"


WAYS_TO_LOOK = (
    Entry(BROWSE_FILE, "Open file…", "An archive, a data file or a picture", icon="open"),
    Entry(BROWSE_FOLDER, "Open folder…", "A folder of data files or pictures", icon="folder"),
)


class ImageSetPicker(QComboBox):
    """A list (object name ``imageSetPicker``) of known sets, recent ones and two ways to look.

    Signals
    -------
    source_chosen(str)
        Somebody chose another source than the open one.
    open_source_chosen()
        Somebody chose what is open already.
    browse_file_requested(), browse_folder_requested()
        Somebody wants to look for a file or a folder; the choice is back at the open set.
    """

    source_chosen = Signal(str)
    open_source_chosen = Signal()
    browse_file_requested = Signal()
    browse_folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("imageSetPicker")
        self.setAccessibleName("Image set")
        self.setToolTip("The pictures to cluster: a set that comes along, or your own")
        self.setPlaceholderText("Choose an image set")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(MOST_LISTED)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._sections: list[list[Entry]] = []
        self._open: Entry | None = None
        self._fill()
        self.activated.connect(self._on_activated)
        theme.current().changed.connect(self._on_theme_changed)

    def set_sections(self, sections: Sequence[Sequence[Entry]]) -> None:
        """Offer other sources, with a line between sections.

        What is open stays chosen, listed or not.
        """
        self._sections = [list(section) for section in sections if section]
        self._fill()

    def set_open(self, source: str, title: str) -> None:
        """Say what is open, and choose it."""
        self._open = Entry(source, title, source)
        self._fill()

    def choose(self, source: str) -> None:
        """Choose `source` if it is listed, as what is being opened."""
        row = self.findData(source)
        if row >= 0:
            self.setCurrentIndex(row)

    def restore(self) -> None:
        """Choose what is open; nothing if there is none."""
        self.setCurrentIndex(-1 if self._open is None else self.findData(self._open.source))

    def _fill(self) -> None:
        sections = list(self._sections)
        listed = {entry.source for section in sections for entry in section}
        if self._open is not None and self._open.source not in listed:
            sections.append([self._open])
        self.clear()
        for section in (*sections, WAYS_TO_LOOK):
            if self.count():
                self.insertSeparator(self.count())
            for entry in section:
                self._add(entry)
        self.restore()

    def _add(self, entry: Entry) -> None:
        title = _elided(printable(entry.title))
        shown = f"{title} ({entry.remark})" if entry.remark else title
        self.addItem(icons.icon(entry.icon), shown, entry.source)
        row = self.count() - 1
        self.setItemData(row, entry.icon, ICON_ROLE)
        self.setItemData(row, as_tooltip(printable(entry.tip)), Qt.ItemDataRole.ToolTipRole)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        source = self.itemData(row, SOURCE_ROLE)
        if source == BROWSE_FILE:
            self.restore()
            self.browse_file_requested.emit()
        elif source == BROWSE_FOLDER:
            self.restore()
            self.browse_folder_requested.emit()
        elif self._open is not None and source == self._open.source:
            self.open_source_chosen.emit()
        elif source is not None:
            self.source_chosen.emit(source)

    @Slot()
    def _on_theme_changed(self) -> None:
        for row in range(self.count()):
            name = self.itemData(row, ICON_ROLE)
            if name:
                self.setItemIcon(row, icons.icon(name))


def _elided(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    half = LONGEST_TITLE // 2
    return f"{title[:half]}…{title[1 - half :]}"
