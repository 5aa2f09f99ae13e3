import os
import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QFileDialog, QLabel

from engine.catalogue import CATALOGUE, CatalogueEntry, RemoteFile
from gui.panels.download_dialog import DownloadDialog
from gui.panels.download_texts import amount_text, free_bytes, present_text, space_text
from gui.panels.elided_line import ElidedLine

LEFT = Qt.MouseButton.LeftButton
ENTRY = CatalogueEntry(
    name="shapes",
    title="Shapes & <b>more</b>",
    n_images=70_000,
    image_shape=(28, 28, 1),
    megabytes=170.5,
    origin="example.org",
    description="Grey shapes of ten kinds.",
    licence="Its page names no licence.",
    page="https://example.org/shapes",
    files=(
        RemoteFile(
            name="images.gz",
            address="https://example.org/" + "long/" * 60 + "images.gz",
            size=170_000_000,
            sha256="ab" * 32,
        ),
        RemoteFile(
            name="labels.gz",
            address="https://example.org/labels.gz",
            size=4_542,
            sha256="cd" * 32,
        ),
    ),
)


@pytest.fixture
def make(qtbot):
    made = []

    def _make(folder, present=0, entry=ENTRY):
        dialog = DownloadDialog(entry, str(folder), present)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.open()
        made.append(dialog)
        return dialog

    yield _make
    for dialog in made:
        dialog.done(0)


@pytest.fixture
def dialog(make, tmp_path):
    return make(tmp_path / "sets")


def test_says_what_will_come_from_where(dialog):
    words = [label.text() for label in dialog.findChildren(QLabel)]
    for text in (
        "Shapes & <b>more</b>",
        "Grey shapes of ten kinds.",
        "70,000 images · 28 × 28 × 1 · 170 MB from example.org",
        "images.gz · 170 MB",
        "labels.gz · 5 kB",
        "Its page names no licence.",
    ):
        assert text in words
    formats = {label.textFormat() for label in dialog.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_addresses_and_sums_of_every_file_can_be_copied(dialog):
    lines = dialog.findChildren(ElidedLine)
    texts = [line.text() for line in lines]
    for file in ENTRY.files:
        assert file.address in texts
        assert file.sha256 in texts
    assert ENTRY.page in texts
    assert all(line.isReadOnly() and line.accessibleName() for line in lines)
    assert dialog.width() <= 700


def test_a_set_without_a_page_shows_none(make, tmp_path):
    dialog = make(tmp_path, entry=replace(ENTRY, page=""))
    assert dialog.findChild(ElidedLine, "setPage") is None


@pytest.mark.parametrize("entry", [e for e in CATALOGUE if not e.is_built_in], ids=lambda e: e.name)
def test_every_set_of_the_catalogue_fits_on_a_small_screen(make, tmp_path, entry):
    dialog = make(tmp_path, 1, entry)
    dialog.resize(dialog.sizeHint())
    assert dialog.sizeHint().height() <= 640
    assert dialog.minimumSizeHint().height() <= 600


def test_download_accepts_and_makes_nothing(dialog, qtbot, tmp_path):
    spy = QSignalSpy(dialog.accepted)
    assert dialog.download_button.isDefault()
    assert dialog.space_line.text().endswith(" free")
    assert not dialog.space_line.is_error
    qtbot.keyClick(dialog.download_button, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert dialog.folder() == str(tmp_path / "sets")
    assert not (tmp_path / "sets").exists()


def test_escape_cancels(dialog, qtbot):
    spy = QSignalSpy(dialog.rejected)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert spy.count() == 1


def test_what_is_here_already_is_said(make, tmp_path):
    dialog = make(tmp_path, 61_000_000)
    expected = "61 MB of 170 MB are here already; the download goes on from there."
    assert dialog.present_line.isVisible()
    assert dialog.present_line.text() == expected
    assert make(tmp_path).present_line.isHidden()


def test_too_little_room_is_said_and_nothing_can_start(make, tmp_path, qtbot):
    free = shutil.disk_usage(tmp_path).free
    large = replace(ENTRY.files[0], size=2 * free)
    dialog = make(tmp_path, entry=replace(ENTRY, files=(large,)))
    assert not dialog.download_button.isEnabled()
    assert dialog.space_line.is_error
    assert f"{amount_text(2 * free)} needed. Choose another folder" in dialog.space_line.text()
    spy = QSignalSpy(dialog.accepted)
    dialog.accept()
    assert spy.count() == 0
    dialog.show_present(2 * free - 1000)  # only what is missing has to find room
    assert dialog.download_button.isEnabled()


def test_a_folder_that_cannot_take_files_is_said(make, tmp_path):
    (tmp_path / "file").write_text("x")
    dialog = make(tmp_path / "file")
    assert dialog.space_line.text() == "file: is a file. Choose another folder."
    assert not dialog.download_button.isEnabled()


def test_another_folder_can_be_chosen(make, qtbot, tmp_path):
    dialog = make(tmp_path / "new" / "newer", 1_000_000)
    other = tmp_path / "other"
    other.mkdir()
    qtbot.mouseClick(dialog.change_button, LEFT)
    browser = dialog.findChild(QFileDialog)
    assert browser.isVisible()
    assert browser.directory().absolutePath() == str(tmp_path)
    with qtbot.waitSignal(dialog.folder_changed) as told:
        browser.fileSelected.emit(str(other))
    browser.close()
    assert told.args == [str(other)]
    assert dialog.folder() == str(other)
    assert dialog.findChild(ElidedLine, "keepFolder").text() == str(other)
    assert dialog.present_line.isHidden()
    dialog.show_present(ENTRY.n_bytes)
    assert dialog.present_line.text() == "All 170 MB are here already."
    browser.fileSelected.emit(str(tmp_path / "new" / "newer"))
    assert dialog.present_line.text().startswith("1 MB of 170 MB")


def test_folders_are_absolute(make, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert make("here").folder() == str(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert make(os.path.join("~", "there")).folder() == str(tmp_path / "there")


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [(170_498_071, "170 MB"), (4_542, "5 kB"), (12, "12 bytes"), (2_640_397_119, "2.6 GB")],
)
def test_amounts(n_bytes, text):
    assert amount_text(n_bytes) == text


def test_nothing_is_said_where_nothing_is_here():
    assert present_text(0, 10) == ""


def test_the_room_is_that_of_the_nearest_folder_there_is(tmp_path):
    free, needed = free_bytes(str(tmp_path / "a" / "b")), 0
    assert free is not None
    assert abs(free - shutil.disk_usage(tmp_path).free) < 10**9
    assert space_text(str(tmp_path / "a" / "b"), needed)[1]
    assert space_text("", needed) == ("Choose a folder.", False)
