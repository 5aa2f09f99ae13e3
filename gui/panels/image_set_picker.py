"""The choice of an image set; it always comes back to the one that is open."""

from __future__ import annotations

from collections.abc import Sequence

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

Entry = tuple[str, str, str]
"""Source as `engine.load_images` takes it, title, tooltip."""


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
        self.setMaxVisibleItems(20)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._entries: list[Entry] = []
        self._open: Entry | None = None
        self._fill()
        self.activated.connect(self._on_activated)
        theme.current().changed.connect(self._on_theme_changed)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other sources; what is open stays chosen, listed or not."""
        self._entries = list(entries)
        self._fill()

    def set_open(self, source: str, title: str) -> None:
        """Say what is open, and choose it."""
        self._open = (source, title, source)
        self._fill()

    def restore(self) -> None:
        """Choose what is open; nothing if there is none."""
        self.setCurrentIndex(-1 if self._open is None else self.findData(self._open[0]))

    def _fill(self) -> None:
        entries = list(self._entries)
        if self._open is not None and self._open[0] not in (source for source, *_ in entries):
            entries.append(self._open)
        self.clear()
        for source, title, tip in entries:
            self._add(source, title, tip, "image-set")
        if entries:
            self.insertSeparator(self.count())
        self._add(BROWSE_FILE, "Open file…", "An archive, a data file or a picture", "open")
        self._add(BROWSE_FOLDER, "Open folder…", "A folder of data files or pictures", "folder")
        self.restore()

    def _add(self, source: str, title: str, tip: str, icon_name: str) -> None:
        self.addItem(icons.icon(icon_name), _elided(printable(title)), source)
        row = self.count() - 1
        self.setItemData(row, icon_name, ICON_ROLE)
        self.setItemData(row, as_tooltip(printable(tip)), Qt.ItemDataRole.ToolTipRole)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        source = self.itemData(row, SOURCE_ROLE)
        if source == BROWSE_FILE:
            self.restore()
            self.browse_file_requested.emit()
        elif source == BROWSE_FOLDER:
            self.restore()
            self.browse_folder_requested.emit()
        elif self._open is not None and source == self._open[0]:
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
