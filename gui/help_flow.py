"""Help: the list of shortcuts, and what this program is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

import numpy as np
import PySide6
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from gui.actions import ACTIONS, ActionId
from gui.panels.help_dialogs import AboutDialog, ShortcutsDialog
from gui.view_keys import VIEW_KEYS


class HelpFlow(QObject):
    """Opens the dialogs of the Help menu, each once.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    actions : dict of ActionId to QAction
        Whose shortcuts are listed.
    """

    def __init__(self, window: QWidget, actions: dict[ActionId, QAction]) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._open: dict[str, QDialog] = {}

    @Slot()
    def show_shortcuts(self) -> None:
        """List every key that does something."""
        groups: dict[str, list[tuple[str, str, str]]] = {}
        for action_id, spec in ACTIONS.items():
            keys = self._actions[action_id].shortcut()
            if not keys.isEmpty():
                text = spec.text.replace("&", "").rstrip("…")
                shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
                menu = spec.menu.replace("&", "")
                groups.setdefault(menu, []).append((text, shown, spec.tip))
        self._show("shortcuts", ShortcutsDialog({**groups, **VIEW_KEYS}, self._window))

    @Slot()
    def show_about(self) -> None:
        """Tell version, licence, and where the image sets come from."""
        notice = (files("resources") / "NOTICE").read_text("utf-8")
        versions = {
            "Python": platform.python_version(),
            "Qt": PySide6.__version__,
            "NumPy": np.__version__,
        }
        self._show("about", AboutDialog(own_version(), versions, notice, self._window))

    def _show(self, name: str, dialog: QDialog) -> None:
        before = self._open.pop(name, None)
        if before is not None:
            before.close()
            before.deleteLater()
        self._open[name] = dialog
        dialog.show()


def own_version() -> str:
    """Return the installed version of Centroid Lab; empty where it is not installed."""
    try:
        return version("centroid-lab")
    except PackageNotFoundError:
        return ""
