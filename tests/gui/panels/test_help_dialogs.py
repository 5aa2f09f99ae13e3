import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit

from gui.panels.help_dialogs import AboutDialog, ShortcutsDialog

GROUPS = {
    "&File": [
        ("&Open…", "Ctrl+O", "Open an image set"),
        ("&Export…", "", "Has no keys"),
        ("Save && close", "Ctrl+S", "Both"),
    ],
    "View": [("Dark", "", "Has no keys either")],
    "Run": [("Ste&p", "F10", "One iteration")],
}


@pytest.fixture
def shortcuts(qtbot):
    dialog = ShortcutsDialog(GROUPS)
    qtbot.addWidget(dialog)
    return dialog


def listed(dialog):
    found = {}
    for place in range(dialog.tree.topLevelItemCount()):
        group = dialog.tree.topLevelItem(place)
        entries = [group.child(i) for i in range(group.childCount())]
        found[group.text(0)] = [tuple(e.text(column) for column in range(3)) for e in entries]
    return found


def test_lists_what_has_keys_by_menu(shortcuts):
    assert listed(shortcuts) == {
        "File": [("Open…", "Ctrl+O", "Open an image set"), ("Save & close", "Ctrl+S", "Both")],
        "Run": [("Step", "F10", "One iteration")],
    }
    assert not shortcuts.isModal()


def test_every_group_is_open_and_every_text_has_room(shortcuts):
    shortcuts.ensurePolished()
    tree = shortcuts.tree
    for place in range(tree.topLevelItemCount()):
        assert tree.topLevelItem(place).isExpanded()
    assert tree.columnWidth(1) > tree.fontMetrics().horizontalAdvance("Ctrl+O")


def test_the_list_can_be_replaced(shortcuts):
    shortcuts.set_groups({"Log": [("Copy", "Ctrl+C", "Rows")]})
    assert listed(shortcuts) == {"Log": [("Copy", "Ctrl+C", "Rows")]}


@pytest.mark.parametrize("make", [ShortcutsDialog, AboutDialog])
def test_both_can_be_made_of_nothing_and_closed(qtbot, make):
    dialog = make()
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    close = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert dialog.isHidden()


def test_about_tells_what_is_asked_in_a_report(qtbot):
    notice = "Noto emoji\n<b>Apache-2.0</b>"
    dialog = AboutDialog("0.1.0", {"Python": "3.11.2", "Qt": "6.10.3"}, notice)
    qtbot.addWidget(dialog)
    versions = dialog.findChild(QLabel, "aboutVersions")
    assert versions.text() == "Centroid Lab 0.1.0 · Python 3.11.2 · Qt 6.10.3"
    assert versions.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Free software under the MIT licence." in texts
    shown = dialog.findChild(QPlainTextEdit, "aboutNotice")
    assert shown.toPlainText() == notice
    assert shown.isReadOnly()
    assert not dialog.isModal()
