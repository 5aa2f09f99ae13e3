from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.browse import Browse
from gui.settings import AppSettings

WAYS = [("file", "getOpenFileName"), ("folder", "getExistingDirectory")]


@pytest.fixture
def browse(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    made = Browse(window, AppSettings())
    made.setParent(window)
    return made


@pytest.mark.parametrize(("way", "dialog"), WAYS)
def test_what_is_chosen_is_told_and_its_folder_remembered(browse, qtbot, monkeypatch, way, dialog):
    starts = []

    def answer(_parent, _title, start):
        starts.append(start)
        return ("/pictures/cats", "") if way == "file" else "/pictures/cats"

    monkeypatch.setattr(QFileDialog, dialog, answer)
    for _ in range(2):
        with qtbot.waitSignal(browse.chosen) as heard, qtbot.assertNotEmitted(browse.declined):
            getattr(browse, way)()
        assert heard.args == ["/pictures/cats"]
    assert starts == ["", "/pictures"]


@pytest.mark.parametrize(("way", "dialog"), WAYS)
def test_nothing_chosen_is_told_too(browse, qtbot, monkeypatch, way, dialog):
    monkeypatch.setattr(QFileDialog, dialog, lambda *_: ("", "") if way == "file" else "")
    with qtbot.waitSignal(browse.declined), qtbot.assertNotEmitted(browse.chosen):
        getattr(browse, way)()
    assert AppSettings().open_folder == ""
