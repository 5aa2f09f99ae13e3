"""File > Export, with the real controller and a fit of a small part of the digits."""

from __future__ import annotations

import json
import os
import threading

import pytest
from PySide6.QtCore import QEvent, QStandardPaths, Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton

from engine import KMeansParameters
from engine.export.verify import verify
from gui.messages import Level, MessageBar
from gui.panels.export_dialog import ExportDialog
from gui.work import jobs
from gui.work.controller import State
from tests.engine.readers.cifar import cifar_files

CLICK = Qt.MouseButton.LeftButton
FOUR = KMeansParameters(n_clusters=4)


@pytest.fixture
def fitted(hand):
    hand.wait("loaded", lambda: hand.window.open_path("digits", "train", 60))
    hand.set(FOUR)
    hand.fit()
    return hand


def ask(hand):
    hand.press("exportAction")
    (dialog,) = [one for one in hand.window.findChildren(ExportDialog) if one.isVisible()]
    return dialog


def folder_edit(dialog):
    return dialog.findChild(QLineEdit, "exportFolderEdit")


def click(hand, dialog, name="exportButton"):
    hand.qtbot.mouseClick(dialog.findChild(QPushButton, name), CLICK)


def cancel(hand, dialog):
    hand.qtbot.mouseClick(dialog.cancel_button, CLICK)


def test_the_folder_suggested_is_new_and_says_what_it_holds(fitted, tmp_path, monkeypatch):
    documents = tmp_path / "documents"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _where: str(documents))
    dialog = ask(fitted)
    assert folder_edit(dialog).text() == str(documents / "digits-k4")
    dialog.reject()
    for taken in ("digits-k4", "digits-k4-2"):
        (documents / taken).mkdir(parents=True)
    (documents / "digits-k4-3").symlink_to("nowhere")
    fitted.window.settings.export_folder = str(documents)
    dialog = ask(fitted)
    assert folder_edit(dialog).text() == str(documents / "digits-k4-4")
    dialog.reject()


def test_a_very_long_name_gives_a_folder_that_can_be_made(hand, tmp_path):
    path = tmp_path / ("\U0001f40d" * 60)
    path.write_bytes(cifar_files.batch(cifar_files.some_pixels(5), [0] * 5))
    hand.open(path)
    hand.set(FOUR)
    hand.fit()
    hand.window.settings.export_folder = str(tmp_path)
    dialog = ask(hand)
    os.mkdir(folder_edit(dialog).text())
    dialog.reject()


def test_where_it_was_put_is_remembered_and_said(fitted, tmp_path):
    folder = tmp_path / "exports" / "first"
    dialog = ask(fitted)
    folder_edit(dialog).setText(str(folder))
    fitted.wait("exported", lambda: click(fitted, dialog))
    assert verify(folder).identical
    assert fitted.message() == f"Exported to {folder}"
    assert fitted.child(MessageBar, "messageBar").level is Level.INFO
    assert fitted.window.settings.export_folder == str(tmp_path / "exports")
    dialog = ask(fitted)
    assert folder_edit(dialog).text() == str(tmp_path / "exports" / "digits-k4")
    dialog.reject()
    fitted.open("digits")
    assert fitted.message() == ""


def test_progress_is_shown_and_cancel_leaves_nothing(fitted, tmp_path, monkeypatch):
    begun, tick = threading.Event(), threading.Event()
    real = jobs.export_fit

    def waiting(*arguments, progress, should_stop, **options):
        progress("tables", 35, 100)
        begun.set()
        while not should_stop():
            tick.wait(0.002)
        return real(*arguments, progress=progress, should_stop=should_stop, **options)

    monkeypatch.setattr(jobs, "export_fit", waiting)
    dialog = ask(fitted)
    folder_edit(dialog).setText(str(tmp_path / "out"))
    click(fitted, dialog)
    assert dialog.is_exporting
    bar = dialog.findChild(QProgressBar, "exportProgressBar")
    fitted.until(lambda: bar.value() == 350)
    assert begun.is_set()
    assert dialog.progress.phase_label.text() == "tables"
    assert fitted.controller.state is State.EXPORTING
    fitted.wait("cancelled", lambda: cancel(fitted, dialog))
    assert not dialog.isVisible()
    assert not (tmp_path / "out").exists()
    assert fitted.message() == ""
    assert fitted.status().startswith("Converged at")
    assert fitted.action("exportAction").isEnabled()


def test_after_a_failure_another_folder_will_do(fitted, tmp_path):
    dialog = ask(fitted)
    blocked = tmp_path / "blocked"
    folder_edit(dialog).setText(str(blocked / "out"))
    fitted.controller.state_changed.connect(lambda _state: blocked.touch())
    fitted.wait("failed", lambda: click(fitted, dialog))
    assert not dialog.is_exporting
    assert fitted.child(MessageBar, "messageBar").level is Level.ERROR
    folder_edit(dialog).setText(str(tmp_path / "other"))
    fitted.wait("exported", lambda: click(fitted, dialog))
    record = json.loads((tmp_path / "other" / "run.json").read_text())
    assert record["parameters"]["n_clusters"] == 4
    assert record["images"]["limit"] == 60


def test_nothing_is_written_when_the_dialog_is_dismissed(fitted, tmp_path):
    dialog = ask(fitted)
    folder_edit(dialog).setText(str(tmp_path / "out"))
    cancel(fitted, dialog)
    assert not dialog.isVisible()
    assert fitted.controller.state is State.IDLE
    assert not (tmp_path / "out").exists()


def test_dialogs_do_not_pile_up(fitted, qapp):
    for _ in range(3):
        ask(fitted).reject()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert fitted.window.findChildren(ExportDialog) == []


def test_a_failed_opening_does_not_reach_a_dialog_that_only_asks(fitted, tmp_path):
    dialog = ask(fitted)
    fitted.refused(tmp_path / "nothing")
    assert dialog.isVisible()
    assert not dialog.is_exporting
    dialog.reject()
