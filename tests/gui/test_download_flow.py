"""A set of the catalogue fetched by the window, from a server of this machine."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from engine import catalogue
from engine.fetching import store
from gui.panels.download_dialog import DownloadDialog
from gui.work.controller import State
from tests.engine.fetching.server import Server, cut_at
from tests.engine.fetching.sets import entry_of, remote
from tests.engine.readers.cifar import cifar_files
from tests.gui.whole_window import held

NAME = "tiny"
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def server(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("CENTROID_LAB_"):
            monkeypatch.delenv(name)
    made = Server()
    yield made
    made.close()


@pytest.fixture
def archive():
    return cifar_files.tar(cifar_files.whole_set(n=16)[0])


@pytest.fixture
def entry(server, archive, monkeypatch):
    """A set of one archive, in the catalogue."""
    file = remote("tiny.tar.gz", archive, server.url)
    server.files["/tiny.tar.gz"] = archive
    made = entry_of(file, name=NAME)
    monkeypatch.setattr(catalogue, "CATALOGUE", (*catalogue.CATALOGUE, made))
    return made


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sets"


@pytest.fixture
def window(hand, entry, folder):
    """The hand at a window that shows digits, and keeps what it fetches in `folder`."""
    hand.window.settings.data_folder = str(folder)
    hand.open("digits")
    return hand


def offered(window):
    window.pick(NAME)
    return window.dialog(DownloadDialog)


def confirm(window):
    dialog = offered(window)
    window.qtbot.keyClick(dialog.focusWidget(), ENTER)


def line_of(window):
    picker = window.child(QComboBox, "imageSetPicker")
    return picker.itemText(picker.findData(NAME))


def left_in(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def assert_digits_stay(window):
    assert window.picked() == "digits"
    assert window.window.windowTitle() == "digits – Centroid Lab"
    assert window.window.image_panel.preview.images.name == "digits"
    assert window.controller.state is State.IDLE
    assert window.enabled("runAction") == {"runAction"}


def test_declined_by_escape_nothing_is_fetched(window, server, folder):
    dialog = offered(window)
    assert window.controller.state is State.IDLE
    window.qtbot.keyClick(dialog.focusWidget(), ESCAPE)
    assert window.dialogs() == []
    assert server.visits == []
    assert not folder.exists()
    assert_digits_stay(window)


def test_confirmed_by_enter_it_is_fetched_and_opened(window, server, folder, archive):
    assert line_of(window).startswith("Photos (")
    assert line_of(window).endswith(" to download)")
    opened = window.wait("loaded", lambda: confirm(window))
    assert opened.images.source == NAME
    assert len(opened.images) == 80
    assert (folder / "tiny.tar.gz").read_bytes() == archive
    assert left_in(folder) == ["tiny.tar.gz"]
    assert window.picked() == NAME
    assert line_of(window) == "Photos"
    assert window.window.settings.recent_sources == []


def test_what_is_here_opens_without_a_dialog(window, server, folder, archive):
    folder.mkdir()
    (folder / "tiny.tar.gz").write_bytes(archive)
    opened = window.wait("loaded", lambda: window.pick(NAME))
    assert len(opened.images) == 80
    assert window.dialogs() == []
    assert server.visits == []


def test_called_off_in_the_middle_what_came_is_kept_and_gone_on_with(
    window, server, folder, archive
):
    half = 1 << 17  # whole blocks: what is less waits in the connection
    assert half < len(archive)

    def hang_halfway(visit):
        visit.head(200, len(archive), ETag='"v1"')
        visit.body(archive[:half])
        visit.hang()

    good, server.answer = server.answer, hang_halfway
    part = folder / "tiny.tar.gz.part"
    confirm(window)
    progress = window.window.image_panel.progress
    window.until(lambda: progress.phase.text().endswith(f" {100 * half // len(archive)} %"))
    assert progress.phase.text().startswith("downloading tiny.tar.gz")
    cancel = progress.cancel
    window.wait("cancelled", lambda: window.qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton))
    assert part.stat().st_size == half
    assert not progress.isVisible()
    assert_digits_stay(window)

    server.answer = good
    dialog = offered(window)
    assert dialog.present_line.isVisible()
    assert dialog.present_line.text().endswith("are here already; the download goes on from there.")
    opened = window.wait("loaded", dialog.accept)
    assert len(opened.images) == 80
    assert server.visits[-1] == ("/tiny.tar.gz", f"bytes={half}-")
    assert left_in(folder) == ["tiny.tar.gz"]


def test_what_fails_is_said_in_a_line_and_goes_on_another_time(window, server, folder, archive):
    good, server.answer = server.answer, cut_at(len(archive) * 99 // 100)
    line = window.wait("failed", lambda: confirm(window))
    assert window.message() == line
    assert line.startswith("tiny.tar.gz: the connection was cut")
    assert len(line) <= 160
    assert_digits_stay(window)
    assert line_of(window).endswith(" to download)")
    server.answer = good
    window.wait("loaded", lambda: confirm(window))
    assert window.message() == ""
    assert window.picked() == NAME


def test_a_file_that_is_another_one_is_refused(window, server, folder, archive):
    server.files["/tiny.tar.gz"] = bytes(len(archive))
    line = window.wait("failed", lambda: confirm(window))
    assert line.startswith("tiny.tar.gz: ")
    assert not (folder / "tiny.tar.gz").exists()
    assert_digits_stay(window)


def choose_folder(dialog, folder):
    dialog.change_button.click()
    browser = dialog.findChild(QFileDialog)
    browser.fileSelected.emit(str(folder))
    browser.reject()


def test_another_folder_is_looked_into_and_remembered(window, server, folder, archive, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "tiny.tar.gz.part").write_bytes(archive[:1000])
    dialog = offered(window)
    assert not dialog.present_line.isVisible()
    choose_folder(dialog, other)
    assert dialog.present_line.isVisible()
    assert dialog.present_line.text().startswith("1 kB of ")
    window.wait("loaded", dialog.accept)
    assert store.find(catalogue.find(NAME), other) is not None
    assert not folder.exists()
    assert window.window.settings.data_folder == str(other)
    assert line_of(window) == "Photos"


def test_a_folder_that_was_not_confirmed_is_forgotten(window, folder, tmp_path):
    dialog = offered(window)
    choose_folder(dialog, tmp_path)
    dialog.reject()
    assert window.window.settings.data_folder == str(folder)


def test_an_offer_stops_what_was_being_opened(window, monkeypatch):
    begun = held(monkeypatch, "load_images")
    window.pick("emoji")
    window.until(begun.is_set)
    window.wait("cancelled", lambda: window.pick(NAME))
    window.dialog(DownloadDialog).reject()
    assert_digits_stay(window)


def test_a_fit_goes_on_under_an_offer(window):
    window.start_endless()
    dialog = offered(window)
    before = window.n_rows()
    window.until(lambda: window.n_rows() > before)
    dialog.reject()
    assert window.controller.state is State.RUNNING
    window.wait("fit_ended", lambda: window.press("stopAction"))


def test_the_window_closes_over_an_offer(window, server):
    dialog = offered(window)
    window.close()
    assert not dialog.isVisible()
    assert server.visits == []
