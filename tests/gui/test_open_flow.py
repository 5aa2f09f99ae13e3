"""Ways to an image set in the window: picker, recent list, drop; and calling it off."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu

from engine import load_images
from engine.options import OpenOptions
from gui.messages import Level, MessageBar
from gui.panels.drop_sign import DropSign
from gui.work.controller import State
from tests.engine.readers.cifar import cifar_files
from tests.gui.whole_window import held, held_after_preview

COPY, BUTTON = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def batches(tmp_path):
    return str(cifar_files.write_folder(tmp_path / "batches", cifar_files.whole_set()[0]))


def drop(hand, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, BUTTON, NO_KEY)
    QApplication.sendEvent(hand.window, enter)
    assert hand.child(DropSign, "dropSign").isVisible()
    QApplication.sendEvent(hand.window, QDropEvent(QPointF(5, 5), COPY, data, BUTTON, NO_KEY))


def recent_actions(hand):
    """Return what File > Open recent lists."""
    menu = hand.child(QMenu, "recentMenu")
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if action.data()]


def test_a_folder_opens_where_it_is_dropped(hand, batches):
    opened = hand.wait("loaded", lambda: drop(hand, batches))
    assert opened.images.source == batches
    assert hand.picked() == batches
    assert not hand.child(DropSign, "dropSign").isVisible()


def test_a_set_opened_before_opens_from_the_menu_as_it_was(hand, batches):
    options = OpenOptions(split="test", grey=True, size=(16, 16))
    hand.wait("loaded", lambda: hand.window.open_with(batches, options))
    hand.open("digits")
    (recent,) = recent_actions(hand)
    again = hand.wait("loaded", recent.trigger)
    assert again.images.options == options
    assert again.images.pixels.shape == (3, 16, 16, 1)
    assert hand.window.image_panel.options_form.options() == options


def test_options_that_lead_nowhere_any_more_are_forgotten(hand, batches):
    hand.wait("loaded", lambda: hand.window.open_with(batches, OpenOptions(split="test")))
    hand.open("digits")
    os.unlink(os.path.join(batches, "test_batch"))
    assert hand.wait("failed", lambda: hand.pick(batches)).startswith("batches: ")
    assert hand.picked() == "digits"
    assert hand.wait("loaded", lambda: hand.pick(batches)).images.split == "train"


def test_the_first_pictures_come_before_the_set(hand, batches):
    heard = []
    hand.controller.preview_arrived.connect(lambda pixels: heard.append(len(pixels)))
    hand.controller.loaded.connect(heard.append)
    opened = hand.open(batches)
    assert heard[-1] is opened
    assert heard[0] > 0
    assert hand.window.image_panel.preview.images is opened.images


def test_called_off_by_its_button_all_is_as_before(hand, batches, monkeypatch):
    before = hand.open("digits").images
    panel = hand.window.image_panel
    held_after_preview(monkeypatch)
    hand.wait("preview_arrived", lambda: drop(hand, batches))
    assert panel.preview.caption().endswith("the others are on their way")
    assert hand.status() == "Opening an image set."
    hand.until(panel.progress.isVisible)
    cancel = panel.progress.cancel
    hand.wait("cancelled", lambda: hand.qtbot.mouseClick(cancel, BUTTON))
    assert panel.preview.images is before
    assert not panel.progress.isVisible()
    assert hand.picked() == "digits"
    assert hand.status() == "Cancelled; nothing has changed."
    assert hand.window.settings.recent_sources == []


def test_the_newest_wish_wins_and_is_the_one_shown(hand, batches, monkeypatch):
    hand.open(batches)
    hand.open("emoji")
    begun = held(monkeypatch, "load_images")
    hand.pick("digits")
    hand.until(begun.is_set)
    hand.wait("cancelled", lambda: hand.pick(batches))
    assert hand.controller.state is State.LOADING
    assert hand.picked() == batches
    hand.wait("cancelled", lambda: hand.press("stopAction"))
    assert hand.picked() == "emoji"


def test_what_another_job_leaves_behind_touches_no_choice(hand, tmp_path, monkeypatch):
    hand.open("digits")
    hand.fit()
    form = hand.window.image_panel.options_form
    form.fields.grey_box.setChecked(True)
    held(monkeypatch, "fit")
    hand.press("runAction")
    hand.wait("cancelled", lambda: hand.press("stopAction"))
    assert form.options() == OpenOptions(grey=True)


def test_one_note_is_said_and_several_are_counted(hand, batches, tmp_path):
    bar = hand.child(MessageBar, "messageBar")
    hand.wait("loaded", lambda: hand.window.open_with("emoji", OpenOptions(grey=True)))
    assert (bar.text(), bar.level) == ("colours turned grey", Level.INFO)
    assert hand.notes() == ["colours turned grey"]
    options = OpenOptions(grey=True, size=(8, 8))
    hand.wait("loaded", lambda: hand.window.open_with("emoji", options))
    assert len(hand.notes()) == 2
    assert bar.text() == "colours turned grey (1 more note beside the pictures)"
    hand.open("digits")
    assert bar.text() == ""


def test_after_a_failure_the_status_says_that_nothing_changed(hand, tmp_path):
    hand.open("digits")
    hand.refused(tmp_path / "nothing")
    assert hand.status() == "Nothing has changed."
    ended = hand.fit()
    shown = hand.status()
    hand.refused(tmp_path / "nothing")
    assert hand.status() == shown
    assert ended.reason in shown


def test_nothing_else_is_opened_than_headless(hand, batches):
    opened = hand.open(batches)
    assert opened.images.sha256() == load_images(batches).sha256()


def test_a_set_that_is_open_stays_while_another_comes(hand, batches, monkeypatch):
    hand.open("digits")
    ended = hand.fit()
    changes = QSignalSpy(hand.controller.loaded)
    held_after_preview(monkeypatch)
    hand.wait("preview_arrived", lambda: drop(hand, batches))
    assert hand.status().endswith(f"{ended.seconds:.1f} s")
    assert hand.window.windowTitle() == "digits – Centroid Lab"
    hand.wait("cancelled", lambda: hand.press("stopAction"))
    assert changes.count() == 0
    assert hand.enabled("exportAction") == {"exportAction"}
