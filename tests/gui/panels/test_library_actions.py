from __future__ import annotations

from dataclasses import replace

import pytest

from gui.models.library_model import LibraryModel
from gui.panels.library_actions import OTHER_IMAGES, LibraryActions
from gui.panels.library_made_up import made_up_entries
from gui.panels.library_view import LibraryView

MADE = made_up_entries(12)
WHOLE = replace(MADE[0], kind="finished", damage="", sha256="a")
STOPPED = replace(MADE[1], kind="stopped", damage="", sha256="a")
OTHER = replace(MADE[2], kind="finished", damage="", sha256="b")
DAMAGED = replace(MADE[3], damage="cut", sha256="")
FITS = [WHOLE, STOPPED, OTHER, DAMAGED]


@pytest.fixture
def deeds(qtbot):
    model = LibraryModel()
    view = LibraryView(model)
    model.setParent(view)
    qtbot.addWidget(view)
    made = LibraryActions(view)
    made.view = view
    view.show_entries(FITS)
    return made


def choose(deeds, *fits):
    rows = [deeds.view.model().row_of(fit.id) for fit in fits]
    deeds.view._choose(rows, rows[0] if rows else 0)


def enabled(deeds) -> str:
    actions = {
        "open": deeds.open,
        "repeat": deeds.repeat,
        "continue": deeds.go_on,
        "compare": deeds.compare,
        "scripts": deeds.scripts.menuAction(),
        "folder": deeds.folder,
        "delete": deeds.delete,
    }
    return " ".join(name for name, action in actions.items() if action.isEnabled())


def test_what_can_be_done_follows_what_is_chosen(deeds):
    choose(deeds, WHOLE)
    assert enabled(deeds) == "open repeat scripts folder delete"
    choose(deeds, STOPPED)
    assert enabled(deeds) == "open repeat continue scripts folder delete"
    choose(deeds, DAMAGED)
    assert enabled(deeds) == "folder delete"
    choose(deeds, WHOLE, STOPPED)
    assert enabled(deeds) == "compare delete"
    assert deeds.delete.text() == "&Delete (2 fits)\tDel"
    choose(deeds, WHOLE, OTHER)
    assert enabled(deeds) == "delete"
    assert deeds.compare.toolTip() == OTHER_IMAGES
    choose(deeds)
    assert enabled(deeds) == ""
    choose(deeds, WHOLE)
    deeds.set_read_only(True)
    assert enabled(deeds) == "open repeat scripts folder"


def test_each_asks_for_what_is_chosen(deeds, qtbot):
    choose(deeds, STOPPED)
    for action, signal in (
        (deeds.open, deeds.open_requested),
        (deeds.repeat, deeds.repeat_requested),
        (deeds.go_on, deeds.continue_requested),
        (deeds.folder, deeds.folder_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            action.trigger()
        assert asked.args == [STOPPED.id]
    for action, kind in zip(deeds.scripts.actions(), ("centroid-lab", "scikit-learn"), strict=True):
        with qtbot.waitSignal(deeds.script_wanted) as asked:
            action.trigger()
        assert asked.args == [STOPPED.id, kind]
    choose(deeds, WHOLE, STOPPED)
    for action, signal in (
        (deeds.compare, deeds.compare_requested),
        (deeds.delete, deeds.delete_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            action.trigger()
        assert asked.args == [(WHOLE.id, STOPPED.id)]


def test_keys_do_nothing_that_cannot_be_done(deeds, qtbot):
    choose(deeds, DAMAGED)
    deeds.set_read_only(True)
    with (
        qtbot.assertNotEmitted(deeds.open_requested),
        qtbot.assertNotEmitted(deeds.delete_requested),
    ):
        deeds.view.open_requested.emit()
        deeds.view.delete_requested.emit()
