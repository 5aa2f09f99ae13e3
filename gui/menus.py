"""The menu bar and the toolbar, from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from gui.actions import ACTIONS, COLOUR_MODES, RUN, TOOLBAR, ActionId
from gui.recent import Recent

SEPARATED = (ActionId.QUIT, ActionId.RESET_LAYOUT)  # a line stands before each


def make_menus(
    window: QMainWindow,
    actions: dict[ActionId, QAction],
    dock_toggles: list[QAction],
    recent: Recent,
    fork: list[QAction],
) -> QActionGroup:
    """Fill the menu bar of `window` and return the group of the colour choices.

    Parameters
    ----------
    window : QMainWindow
    actions : dict of ActionId to QAction
    dock_toggles : list of QAction
        Go into the View menu.
    recent : Recent
        Fills File > Open recent.
    fork : list of QAction
        End the Run menu.
    """
    menus: dict[str, QMenu] = {}
    for action_id, spec in ACTIONS.items():
        if spec.menu not in menus:
            menus[spec.menu] = window.menuBar().addMenu(spec.menu)
            menus[spec.menu].setToolTipsVisible(True)
        if action_id in SEPARATED:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[action_id])
        if action_id is ActionId.OPEN_FOLDER:
            submenu = menus[spec.menu].addMenu("Open &recent")
            submenu.setObjectName("recentMenu")
            submenu.setToolTipsVisible(True)
            recent.fill_when_shown(submenu)
    reset = ActionId.RESET_LAYOUT
    menus[ACTIONS[reset].menu].insertActions(actions[reset], dock_toggles)
    menus[RUN].addSeparator()
    menus[RUN].addActions(fork)
    colours = QActionGroup(window)
    for action_id in COLOUR_MODES:
        colours.addAction(actions[action_id])
    return colours


def make_toolbar(window: QMainWindow, actions: dict[ActionId, QAction]) -> QToolBar:
    """Add the toolbar to `window` and return it."""
    toolbar = QToolBar("Toolbar", window)
    toolbar.setObjectName("toolbar")
    toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    toolbar.setMovable(False)
    for entry in TOOLBAR:
        if entry is None:
            toolbar.addSeparator()
        else:
            toolbar.addAction(actions[entry])
    window.addToolBar(toolbar)
    return toolbar
