"""Every action of the window in one table: text, icon, shortcut and tip.

The window makes them all, connects them in one place and shares them between menus and toolbar.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import icons
from gui.theme import Mode


class ActionId(StrEnum):
    """Object names of the actions."""

    OPEN_FILE = "openAction"
    OPEN_FOLDER = "openFolderAction"
    EXPORT = "exportAction"
    QUIT = "quitAction"
    UNDO = "undoAction"
    REDO = "redoAction"
    RUN = "runAction"
    PAUSE = "pauseAction"
    STEP = "stepAction"
    STOP = "stopAction"
    SYSTEM_COLOURS = "systemColoursAction"
    LIGHT = "lightAction"
    DARK = "darkAction"
    RESET_LAYOUT = "resetLayoutAction"
    SHORTCUTS = "shortcutsAction"
    ABOUT = "aboutAction"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What an action looks like.

    Attributes
    ----------
    menu : str
        Title of the menu it stands in, with its mnemonic.
    text, tip : str
        Menu text with its mnemonic; one sentence on what it does.
    icon : str
        Name of one of our icons; empty for none.
    shortcut : str
        In Qt's portable notation; empty for none.
    checkable : bool
        Whether it is switched on and off.
    """

    menu: str
    text: str
    tip: str
    icon: str = ""
    shortcut: str = ""
    checkable: bool = False


FILE, EDIT, RUN, VIEW, HELP = "&File", "&Edit", "&Run", "&View", "&Help"

ACTIONS: dict[ActionId, ActionSpec] = {
    ActionId.OPEN_FILE: ActionSpec(
        FILE, "&Open…", "Open a file or an archive of pictures", "open", "Ctrl+O"
    ),
    ActionId.OPEN_FOLDER: ActionSpec(
        FILE, "Open &folder…", "Open a folder of pictures", "folder", "Ctrl+Shift+O"
    ),
    ActionId.EXPORT: ActionSpec(
        FILE,
        "&Export…",
        "Write centroids, representatives, labels, log and plots of this fit to a folder",
        "export",
        "Ctrl+E",
    ),
    ActionId.QUIT: ActionSpec(FILE, "&Quit", "Close the window", "", "Ctrl+Q"),
    ActionId.UNDO: ActionSpec(
        EDIT, "&Undo", "Take back a change of parameters, or leave a branch", "undo", "Ctrl+Z"
    ),
    ActionId.REDO: ActionSpec(
        EDIT,
        "&Redo",
        "Make the change of parameters again, or go back to the branch",
        "redo",
        "Ctrl+Shift+Z",
    ),
    ActionId.RUN: ActionSpec(
        RUN,
        "&Run",
        "Start clustering with these parameters, or go on after a pause",
        "run",
        "Ctrl+R",
    ),
    ActionId.PAUSE: ActionSpec(
        RUN, "&Pause", "Wait after the iteration in hand; Run goes on", "pause", "Ctrl+P"
    ),
    ActionId.STEP: ActionSpec(RUN, "S&tep", "Do one iteration and wait", "step", "Ctrl+T"),
    ActionId.STOP: ActionSpec(
        RUN, "&Stop", "End the fit with what it has reached", "stop", "Ctrl+."
    ),
    ActionId.SYSTEM_COLOURS: ActionSpec(
        VIEW, "Colours as the &system", "Light or dark as the system is", checkable=True
    ),
    ActionId.LIGHT: ActionSpec(VIEW, "&Light colours", "Always light", checkable=True),
    ActionId.DARK: ActionSpec(VIEW, "&Dark colours", "Always dark", checkable=True),
    ActionId.RESET_LAYOUT: ActionSpec(
        VIEW, "&Reset layout", "Put all panels back where they were at first", "reset"
    ),
    ActionId.SHORTCUTS: ActionSpec(
        HELP, "&Keyboard shortcuts", "List every key that does something", "help", "F1"
    ),
    ActionId.ABOUT: ActionSpec(
        HELP, "&About Centroid Lab", "Version, licence, and where the image sets come from", "app"
    ),
}

TOOLBAR: tuple[ActionId | None, ...] = (
    ActionId.RUN,
    ActionId.PAUSE,
    ActionId.STEP,
    ActionId.STOP,
    None,
    ActionId.OPEN_FILE,
    ActionId.EXPORT,
)

COLOUR_MODES: dict[ActionId, Mode] = {
    ActionId.SYSTEM_COLOURS: "system",
    ActionId.LIGHT: "light",
    ActionId.DARK: "dark",
}


def make_actions(parent: QWidget) -> dict[ActionId, QAction]:
    """Return an action for each entry of `ACTIONS`, children of `parent`."""
    made = {}
    for action_id, spec in ACTIONS.items():
        action = QAction(spec.text, parent)
        action.setObjectName(action_id)
        action.setCheckable(spec.checkable)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{spec.tip} ({keys})" if keys else spec.tip)
        made[action_id] = action
    set_icons(made)
    return made


def set_icons(actions: dict[ActionId, QAction]) -> None:
    """Give every action its icon in the colours of now."""
    for action_id, action in actions.items():
        name = ACTIONS[action_id].icon
        if name:
            action.setIcon(icons.icon(name))
