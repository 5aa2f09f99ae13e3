"""What was opened before: the picker lists it, and File > Open recent."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.errors import printable
from engine.options import OpenOptions
from gui.panels.image_set_picker import Entry
from gui.settings import AppSettings

LONGEST = 60  # letters of a path in the menu


class Recent(QObject):
    """The paths opened before, the newest first.

    Parameters
    ----------
    settings : AppSettings
        Remembers them.
    parent : QObject, optional

    Signals
    -------
    chosen(str)
        Somebody wants to open this path again.
    changed()
        The list is another one.
    """

    chosen = Signal(str)
    changed = Signal()

    def __init__(self, settings: AppSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._menu: QMenu | None = None

    def entries(self) -> list[Entry]:
        """Return them for the picker; those of one name are told apart by their folder."""
        paths = self._settings.recent_sources
        titles = [os.path.basename(path) or path for path in paths]
        return [
            Entry(
                path,
                title,
                path,
                remark=_folder(path) if titles.count(title) > 1 else "",
                icon="folder" if os.path.isdir(path) else "image-set",
            )
            for path, title in zip(paths, titles, strict=True)
        ]

    def options(self, path: str) -> OpenOptions | None:
        """Return how `path` was opened the last time; None if it was not, or nobody knows."""
        return self._settings.recent_options.get(path)

    def add(self, path: str, options: OpenOptions) -> None:
        """Put `path` at the head, and remember how it was opened."""
        self._settings.add_recent_source(path, options)
        self.changed.emit()

    def forget_what_failed(self, path: str, options: OpenOptions) -> None:
        """Take `path` out if nothing is there any more; else forget `options` that led nowhere."""
        if path not in self._settings.recent_sources:
            return
        if not os.path.lexists(path):
            self._settings.forget_recent_source(path)
            self.changed.emit()
        elif self.options(path) == options:
            self._settings.forget_recent_options(path)

    @Slot()
    def clear(self) -> None:
        """Forget them all."""
        self._settings.clear_recent_sources()
        self.changed.emit()

    def fill_when_shown(self, menu: QMenu) -> None:
        """Have `menu` list them whenever it is about to be shown."""
        self._menu = menu
        menu.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        menu = self._menu
        if menu is None:
            return
        menu.clear()
        paths = self._settings.recent_sources
        for number, path in enumerate(paths, start=1):
            action = QAction(f"&{number} {_in_menu(path)}", menu)
            action.setData(path)
            action.setEnabled(os.path.lexists(path))
            action.setToolTip(printable(path))
            action.triggered.connect(self._on_triggered)
            menu.addAction(action)
        if not paths:
            menu.addAction("Nothing has been opened yet").setEnabled(False)
            return
        menu.addSeparator()
        forget = menu.addAction("&Clear this list")
        forget.setToolTip("Forget what was opened; the files stay where they are")
        forget.triggered.connect(self.clear)

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())


def _folder(path: str) -> str:
    return os.path.basename(os.path.dirname(path)) or os.path.dirname(path)


def _in_menu(path: str) -> str:
    """Return a path on one short line, its ampersands not taken for mnemonics."""
    text = printable(path)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 3]}…{text[len(text) - 2 * LONGEST // 3 :]}"
    return text.replace("&", "&&")
