from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QTableView, QToolBar, QWidget

from gui import icons
from gui.actions import ACTIONS, COLOUR_MODES, TOOLBAR, ActionId, make_actions, set_icons
from gui.panels.parameter_fields import SeedSpin
from gui.theme import MODES

WITH_KEYS = [action_id for action_id, spec in ACTIONS.items() if spec.shortcut]
FIELDS = [
    (QSpinBox, "nClustersSpin"),
    (QComboBox, "initCombo"),
    (QLineEdit, "tolEdit"),
    (SeedSpin, "seedSpin"),
    (QWidget, "clustersView"),
    (QTableView, "logView"),
]


@pytest.fixture
def owner(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_the_table_is_whole():
    assert set(ACTIONS) == set(ActionId)
    assert {entry for entry in TOOLBAR if entry is not None} <= set(ActionId)
    assert sorted(COLOUR_MODES.values()) == sorted(MODES)


def test_every_action_can_be_found_read_and_understood(owner):
    for action_id, action in make_actions(owner).items():
        spec = ACTIONS[action_id]
        assert owner.findChild(QAction, action_id.value) is action
        assert action.text() == spec.text
        assert spec.text.count("&") == 1
        assert spec.tip
        assert not spec.tip.endswith(".")
        assert action.toolTip().startswith(spec.tip)
        assert not action.statusTip()  # it would cover the status line
        assert not spec.icon or spec.icon in icons.names()
        assert action.icon().isNull() is (spec.icon == "")
        assert action.isCheckable() is spec.checkable


def test_tips_name_the_keys(owner):
    for action_id, action in make_actions(owner).items():
        native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert action.toolTip().endswith(f" ({native})") is (action_id in WITH_KEYS)


def test_everything_on_the_toolbar_has_an_icon():
    for entry in TOOLBAR:
        assert entry is None or ACTIONS[entry].icon


def test_icons_are_made_again_in_other_colours(owner, colours_of_before):
    from gui import theme

    actions = make_actions(owner)
    theme.current().set_mode("light")
    set_icons(actions)
    light = {name: action.icon().pixmap(24).toImage() for name, action in actions.items()}
    theme.current().set_mode("dark")
    set_icons(actions)
    own_colours = {name for name, spec in ACTIONS.items() if spec.icon in ("", "app")}
    for name, action in actions.items():
        assert (action.icon().pixmap(24).toImage() == light[name]) is (name in own_colours)


def test_no_key_does_two_things(hand):
    keys = Counter(
        shortcut.toString()
        for action in hand.window.findChildren(QAction)
        for shortcut in action.shortcuts()
        if action.shortcutContext() == Qt.ShortcutContext.WindowShortcut
    )
    assert set(keys.values()) == {1}
    timeline = {key.toString() for a in hand.window.actions() for key in a.shortcuts()}
    assert timeline == {",", ".", "Ctrl+Space"}
    assert len(keys) == len(WITH_KEYS) + len(timeline)
    for action in hand.window.findChildren(QAction):
        if action.shortcutContext() != Qt.ShortcutContext.WindowShortcut:
            assert action.shortcut().toString() not in keys


def test_mnemonics_of_a_menu_differ():
    letters = Counter(
        (spec.menu, spec.text[spec.text.index("&") + 1].lower()) for spec in ACTIONS.values()
    )
    assert max(letters.values()) == 1
    menus = {spec.menu for spec in ACTIONS.values()}
    assert len({menu[menu.index("&") + 1].lower() for menu in menus}) == len(menus)


def test_every_action_is_in_a_menu_and_the_toolbar_shares_them(hand):
    listed = {}
    for entry in hand.window.menuBar().actions():
        for action in entry.menu().actions():
            listed[action.objectName()] = entry.text()
    for action_id, spec in ACTIONS.items():
        assert listed[action_id.value] == spec.menu
    bar = hand.child(QToolBar, "toolbar")
    shown = [action.objectName() for action in bar.actions() if not action.isSeparator()]
    assert shown == [entry.value for entry in TOOLBAR if entry is not None]


@pytest.mark.parametrize("field", FIELDS, ids=[name for _, name in FIELDS])
def test_the_keys_work_wherever_the_focus_is(hand, field):
    hand.open("digits")
    hand.fit()
    with hand.qtbot.waitActive(hand.window):
        hand.window.activateWindow()
    widget = hand.child(*field)
    widget.setFocus()
    hand.until(widget.hasFocus)
    for action_id in WITH_KEYS:
        action = hand.action(action_id.value)
        action.triggered.disconnect()
        action.setEnabled(True)
        heard = QSignalSpy(action.triggered)
        combination = action.shortcut()[0]
        hand.qtbot.keyClick(widget, combination.key(), combination.keyboardModifiers())
        assert heard.count() == 1, f"{action.shortcut().toString()} does nothing in {field[1]}"
        assert widget.hasFocus()
