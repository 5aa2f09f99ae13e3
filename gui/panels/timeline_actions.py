"""What can be done with the time line: the actions its buttons, the menu and the keys share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import icons


class TimelineAction(StrEnum):
    """Object names of the actions, in the order of the buttons."""

    FIRST = "timelineFirstAction"
    BACK = "timelineBackAction"
    PLAY = "timelinePlayAction"
    ON = "timelineOnAction"
    LAST = "timelineLastAction"
    FOLLOW = "timelineFollowAction"
    FILM = "timelineFilmAction"


@dataclass(frozen=True, slots=True)
class _Spec:
    text: str
    tip: str
    icon: str = ""
    shortcut: str = ""
    more_keys: str = ""


_SPECS = {
    TimelineAction.FIRST: _Spec(
        "First iteration", "Go to iteration 0, the seeds", "first", more_keys="Home"
    ),
    TimelineAction.BACK: _Spec("Iteration before", "Go one iteration back", "back", ","),
    TimelineAction.PLAY: _Spec(
        "Play the iterations",
        "Show one iteration after another; at the end, from the beginning",
        "run",
        "Ctrl+Space",
        "Space here",
    ),
    TimelineAction.ON: _Spec("Next iteration", "Go one iteration on", "on", "."),
    TimelineAction.LAST: _Spec(
        "Last iteration", "Go to the last iteration of this run", "last", more_keys="End"
    ),
    TimelineAction.FOLLOW: _Spec(
        "○ Live", "Show the newest iteration as long as the fit runs; looking back ends it"
    ),
    TimelineAction.FILM: _Spec("Export the film…", "Write this run as an animated picture", "film"),
}


def make_timeline_actions(parent: QWidget) -> dict[TimelineAction, QAction]:
    """Return an action each, children of `parent`, all of them off."""
    made = {}
    for name, spec in _SPECS.items():
        action = QAction(spec.text, parent)
        action.setObjectName(name)
        action.setCheckable(name is TimelineAction.FOLLOW)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        keys = ", ".join(filter(None, (spec.more_keys, native)))
        action.setToolTip(f"{spec.tip} ({keys})" if keys else spec.tip)
        action.setEnabled(False)
        made[name] = action
    set_timeline_icons(made, is_playing=False)
    return made


def set_timeline_icons(actions: dict[TimelineAction, QAction], *, is_playing: bool) -> None:
    """Give every action its icon in the colours of now; Play shows what it would do."""
    for name, action in actions.items():
        if _SPECS[name].icon:
            action.setIcon(icons.icon(_SPECS[name].icon))
    play = actions[TimelineAction.PLAY]
    play.setText("Pause playing" if is_playing else _SPECS[TimelineAction.PLAY].text)
    if is_playing:
        play.setIcon(icons.icon("pause"))


def set_following(
    actions: dict[TimelineAction, QAction], *, is_possible: bool, follows: bool
) -> None:
    """Show whether the newest iteration is followed, by a filled dot too."""
    action = actions[TimelineAction.FOLLOW]
    action.setEnabled(is_possible)
    action.setChecked(follows)
    action.setText("● Live" if follows else "○ Live")
