from __future__ import annotations

from importlib.metadata import version

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QTreeWidget

from gui import help_flow
from gui.actions import ACTIONS
from gui.help_flow import own_version
from gui.panels.help_dialogs import AboutDialog, ShortcutsDialog
from gui.view_keys import VIEW_KEYS


def rows(tree):
    for group in (tree.topLevelItem(row) for row in range(tree.topLevelItemCount())):
        for item in (group.child(row) for row in range(group.childCount())):
            yield group.text(0), item.text(0), item.text(1), item.text(2)


def test_every_key_is_listed_under_its_menu(hand):
    hand.press("shortcutsAction")
    dialog = hand.window.findChild(ShortcutsDialog)
    assert dialog.isVisible()
    listed = list(rows(dialog.findChild(QTreeWidget, "shortcutsTree")))
    for action_id, spec in ACTIONS.items():
        keys = hand.action(action_id.value).shortcut()
        text = spec.text.replace("&", "").removesuffix("…")
        row = (
            spec.menu.replace("&", ""),
            text,
            keys.toString(QKeySequence.SequenceFormat.NativeText),
            spec.tip,
        )
        assert (row in listed) is bool(spec.shortcut)
    with_keys = sum(bool(spec.shortcut) for spec in ACTIONS.values())
    assert len(listed) == with_keys + sum(len(entries) for entries in VIEW_KEYS.values())


def keys_of(sequence):
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def test_no_action_of_the_window_has_a_key_that_is_not_listed(hand):
    hand.press("shortcutsAction")
    dialog = hand.window.findChild(ShortcutsDialog)
    listed = {(text, keys_of(QKeySequence(keys))) for _, text, keys, _ in rows(dialog.tree)}
    with_keys = {
        (action.text().replace("&", "").removesuffix("…"), keys_of(sequence))
        for action in hand.window.findChildren(QAction)
        for sequence in action.shortcuts()
    }
    assert {("Next iteration", "."), ("Skip", "Del"), ("Run", "Ctrl+R")} <= with_keys
    assert with_keys <= listed
    without_action = {keys_of(one.key()) for one in hand.window.findChildren(QShortcut)}
    assert without_action <= {keys for _, keys in listed}


@pytest.mark.parametrize(
    ("view", "keys"),
    [
        ("Time line", {",", ".", "Ctrl+Space", "Home", "End"}),
        ("Members", {"Space, Enter", "Left, Right, Up, Down", "Ctrl+A", "Ctrl+C", "Ctrl+Wheel"}),
        ("Sweep queue", {"Space", "Del", "Ctrl+Up", "Ctrl+Down"}),
        ("Library", {"Enter", "Del"}),
    ],
)
def test_keys_of_a_view_stand_under_its_name(hand, view, keys):
    hand.press("shortcutsAction")
    tree = hand.window.findChild(ShortcutsDialog).tree
    assert keys <= {shown for heading, _, shown, _ in rows(tree) if heading == view}


def test_about_tells_version_licences_and_what_it_is_built_on(hand):
    hand.press("aboutAction")
    dialog = hand.window.findChild(AboutDialog)
    assert dialog.isVisible()
    texts = " ".join(edit.toPlainText() for edit in dialog.findChildren(QPlainTextEdit))
    assert "Noto" in texts
    assert "Apache" in texts
    assert own_version() == version("centroid-lab")


def test_where_it_is_not_installed_there_is_no_version(monkeypatch):
    def missing(name):
        raise help_flow.PackageNotFoundError(name)

    monkeypatch.setattr(help_flow, "version", missing)
    assert own_version() == ""


def test_each_dialog_is_open_once_and_nobody_is_kept_from_working(hand, qapp):
    for _ in range(3):
        hand.press("shortcutsAction")
        hand.press("aboutAction")
    visible = [dialog for dialog in hand.window.findChildren(QDialog) if dialog.isVisible()]
    assert sorted(type(dialog).__name__ for dialog in visible) == ["AboutDialog", "ShortcutsDialog"]
    assert not any(dialog.isModal() for dialog in visible)
    hand.open("digits")
    assert hand.action("runAction").isEnabled()
