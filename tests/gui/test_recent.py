from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu

from gui.recent import Recent
from gui.settings import AppSettings


@pytest.fixture
def recent(qapp):
    return Recent(AppSettings())


@pytest.fixture
def menu(qtbot, recent):
    made = QMenu()
    qtbot.addWidget(made)
    recent.fill_when_shown(made)
    return made


def shown(menu):
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def test_at_first_there_is_nothing(recent, menu):
    (only,) = shown(menu)
    assert not only.isEnabled()
    assert recent.entries() == []


def test_what_was_opened_can_be_opened_again(recent, menu, tmp_path, qtbot):
    for name in ("a & b", "two"):
        (tmp_path / name).mkdir()
        with qtbot.waitSignal(recent.changed):
            recent.add(str(tmp_path / name))
    two, both, _clear = shown(menu)
    assert two.isEnabled()
    assert "a && b" in both.text()  # an ampersand, not a mnemonic
    with qtbot.waitSignal(recent.chosen) as heard:
        two.trigger()
    assert heard.args == [str(tmp_path / "two")]
    assert [title for _, title, _ in recent.entries()] == ["two", "a & b"]


def test_what_is_gone_is_grey_until_it_is_forgotten(recent, menu, tmp_path, qtbot):
    here = tmp_path / "here"
    here.mkdir()
    recent.add(str(here))
    recent.add(str(tmp_path / "gone"))
    assert [action.isEnabled() for action in shown(menu)] == [False, True, True]
    recent.forget_if_gone(str(here))
    recent.forget_if_gone(str(tmp_path / "gone"))
    assert [source for source, *_ in recent.entries()] == [str(here)]


def test_the_list_is_cleared(recent, menu, qtbot):
    recent.add("/a")
    with qtbot.waitSignal(recent.changed):
        shown(menu)[-1].trigger()
    assert recent.entries() == []


def test_a_long_path_keeps_its_end(recent, menu):
    recent.add("/" + "long/" * 40 + "end")
    text = shown(menu)[0].text()
    assert len(text) < 80
    assert text.endswith("/end")
