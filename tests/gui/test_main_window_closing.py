"""Closing the window at any moment: it goes, with its thread, and leaves nothing half done."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QThread
from PySide6.QtWidgets import QLineEdit, QPushButton

from engine import KMeansParameters
from engine.export.verify import verify
from gui.main_window import MainWindow
from gui.messages import MessageBar
from gui.panels.export_dialog import ExportDialog
from gui.settings import AppSettings
from gui.work.controller import State
from tests.gui.whole_window import PATIENCE_MS, held


def engine_thread(hand):
    thread = hand.controller.findChild(QThread, "engine")
    assert thread.isRunning()
    return thread


def close(hand):
    thread = engine_thread(hand)
    hand.close()
    assert thread.isFinished()


def test_while_loading(hand, monkeypatch):
    hand.open("digits")
    begun = held(monkeypatch, "load_images")
    hand.window.open_path("emoji")
    hand.until(begun.is_set)
    assert hand.controller.state is State.LOADING
    close(hand)
    assert hand.window.windowTitle() == "digits – Centroid Lab"


def test_while_running(hand):
    hand.open("digits")
    hand.start_endless()
    n_rows = hand.n_rows()
    close(hand)
    assert hand.n_rows() == n_rows


def test_while_paused(hand):
    hand.open("digits")
    hand.step(1)
    close(hand)


def test_before_anything_was_opened(hand):
    close(hand)


def test_while_exporting(hand, tmp_path):
    hand.open("digits")
    hand.set(KMeansParameters(n_clusters=60))
    hand.fit()
    hand.press("exportAction")
    dialog = hand.window.findChild(ExportDialog)
    folder = tmp_path / "out"
    dialog.findChild(QLineEdit, "exportFolderEdit").setText(str(folder))
    button = dialog.findChild(QPushButton, "exportButton")
    hand.wait("phase_changed", lambda: hand.qtbot.mouseClick(button, Qt.MouseButton.LeftButton))
    assert hand.controller.state is State.EXPORTING
    close(hand)
    assert not dialog.isVisible()
    assert not folder.exists() or verify(folder).identical


def test_with_a_fit_waiting_to_be_superseded(hand):
    hand.open("digits")
    hand.start_endless()
    hand.window.open_path("emoji")
    assert hand.controller.state is State.STOPPING
    close(hand)


def test_twice(hand):
    hand.open("digits")
    close(hand)
    hand.close()


def test_dialogs_go_with_it(hand, qapp):
    hand.open("digits")
    hand.press("shortcutsAction")
    hand.press("aboutAction")
    close(hand)
    assert [window for window in qapp.topLevelWidgets() if window.isVisible()] == []


def test_an_engine_that_does_not_stop_keeps_the_window(hand, monkeypatch):
    monkeypatch.setattr(hand.controller, "shutdown", lambda: False)
    hand.window.close()
    assert hand.window.isVisible()
    assert hand.child(MessageBar, "messageBar").text() == (
        "Centroid Lab: the engine has not stopped yet. Close the window again."
    )
    monkeypatch.undo()


@pytest.mark.parametrize("dialog", ["", "aboutAction", "exportAction"])
def test_a_closed_window_is_freed(qtbot, qapp, store, dialog):
    window = MainWindow(AppSettings(store))
    window.show()
    with qtbot.waitSignal(window.controller.loaded, timeout=PATIENCE_MS):
        window.open_path("digits")
    window.parameters_panel.set_parameters(KMeansParameters(n_clusters=3))
    with qtbot.waitSignal(window.controller.fit_ended, timeout=PATIENCE_MS):
        window.findChild(QObject, "runAction").trigger()
    if dialog:
        window.findChild(QObject, dialog).trigger()
    window.close()
    window.deleteLater()
    gone = [weakref.ref(part) for part in (window, window.controller, window.clusters_panel)]
    del window
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [part() for part in gone] == [None, None, None]
