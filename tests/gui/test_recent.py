from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu

from engine.options import DEFAULTS, OpenOptions
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
            recent.add(str(tmp_path / name), DEFAULTS)
    two, both, _clear = shown(menu)
    assert two.isEnabled()
    assert "a && b" in both.text()  # an ampersand, not a mnemonic
    with qtbot.waitSignal(recent.chosen) as heard:
        two.trigger()
    assert heard.args == [str(tmp_path / "two")]
    assert [entry.title for entry in recent.entries()] == ["two", "a & b"]


def test_what_is_gone_is_grey_until_it_is_forgotten(recent, menu, tmp_path, qtbot):
    here = tmp_path / "here"
    here.mkdir()
    recent.add(str(here), DEFAULTS)
    recent.add(str(tmp_path / "gone"), DEFAULTS)
    assert [action.isEnabled() for action in shown(menu)] == [False, True, True]
    recent.forget_what_failed(str(here), DEFAULTS)
    recent.forget_what_failed(str(tmp_path / "gone"), DEFAULTS)
    recent.forget_what_failed(str(tmp_path / "never"), DEFAULTS)
    assert [source for source, *_ in recent.entries()] == [str(here)]


def test_the_list_is_cleared(recent, menu, qtbot):
    recent.add("/a", DEFAULTS)
    with qtbot.waitSignal(recent.changed):
        shown(menu)[-1].trigger()
    assert recent.entries() == []


def test_a_long_path_keeps_its_end(recent, menu):
    recent.add("/" + "long/" * 40 + "end", DEFAULTS)
    text = shown(menu)[0].text()
    assert len(text) < 80
    assert text.endswith("/end")


def test_sets_of_one_name_are_told_apart_by_their_folder(recent, tmp_path):
    for path in ("spain/photos", "norway/photos", "other"):
        (tmp_path / path).mkdir(parents=True)
        recent.add(str(tmp_path / path), DEFAULTS)
    (tmp_path / "file.npz").touch()
    recent.add(str(tmp_path / "file.npz"), DEFAULTS)
    entries = [(entry.title, entry.remark, entry.icon) for entry in recent.entries()]
    assert entries == [
        ("file.npz", "", "image-set"),
        ("other", "", "folder"),
        ("photos", "norway", "folder"),
        ("photos", "spain", "folder"),
    ]


def test_how_a_path_was_opened_is_remembered_until_it_leads_nowhere(recent, tmp_path):
    path, options = str(tmp_path), OpenOptions(array="x_train", size=(48, 64), grey=True)
    assert recent.options(path) is None
    recent.add(path, options)
    assert recent.options(path) == options
    recent.forget_what_failed(path, OpenOptions(size=(4096, 4096)))  # an attempt in another way
    assert recent.options(path) == options
    recent.forget_what_failed(path, options)
    assert recent.options(path) is None
    assert [entry.source for entry in recent.entries()] == [path]
