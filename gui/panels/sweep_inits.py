"""A button with the initialisations to compare, any number of them."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from engine.kmeans.parameters import INIT_NAMES, InitName
from gui.panels.parameter_texts import INIT_TIPS, INIT_TITLES

_TIP = "How the first centroids are chosen; with several, each is tried at every K"
_SAMPLE = "3 initialisations"  # the width stays as it is


class InitsButton(QToolButton):
    """A menu with a check mark each (object name ``sweepInitsButton``).

    Signals
    -------
    changed()
        Somebody checked or unchecked one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweepInitsButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(_TIP)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(_SAMPLE) + 28)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.choices: dict[str, QAction] = {}
        for name in INIT_NAMES:
            action = menu.addAction(INIT_TITLES[name])
            action.setCheckable(True)
            action.setToolTip(INIT_TIPS[name])
            action.triggered.connect(self._on_triggered)
            self.choices[name] = action
        self.setMenu(menu)
        self.set_names((INIT_NAMES[0],))

    def names(self) -> tuple[InitName, ...]:
        """Return what is checked, in the order of the menu."""
        found = (name for name, action in self.choices.items() if action.isChecked())
        return cast(tuple[InitName, ...], tuple(found))

    def set_names(self, names: tuple[str, ...]) -> None:
        """Check these and no others."""
        for name, action in self.choices.items():
            action.setChecked(name in names)
        self._refresh()

    @Slot()
    def _on_triggered(self) -> None:
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        names = self.names()
        text = names[0] if len(names) == 1 else f"{len(names)} initialisations"
        self.setText(text if names else "none chosen")
        spoken = ", ".join(INIT_TITLES[name] for name in names) or "none"
        self.setAccessibleName(f"Initialisations: {spoken}")
