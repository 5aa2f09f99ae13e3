import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QProgressBar, QPushButton

from gui.panels.export_dialog import ExportDialog
from gui.panels.hint_label import HintLabel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def full(tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "run.json").write_text("{}")
    return folder


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = ExportDialog(str(tmp_path / "new"))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.open()
    yield made
    made.done(0)


@pytest.fixture
def edit(dialog):
    return dialog.findChild(QLineEdit, "exportFolderEdit")


@pytest.fixture
def export(dialog):
    return dialog.findChild(QPushButton, "exportButton")


@pytest.fixture
def box(dialog):
    return dialog.findChild(QCheckBox, "exportOverwriteBox")


def line(dialog):
    return dialog.findChild(HintLabel, "exportValidation")


def test_a_new_folder_can_be_exported_to_at_once(dialog, export, box, qtbot, tmp_path):
    assert box.isHidden()
    with qtbot.waitSignal(dialog.export_requested) as requested:
        qtbot.mouseClick(export, LEFT)
    assert requested.args == [str(tmp_path / "new"), False]
    assert dialog.is_exporting
    assert not (tmp_path / "new").exists()


def test_a_folder_with_files_needs_the_tick(dialog, edit, export, box, qtbot, full):
    edit.setText(str(full))
    assert box.isVisible()
    assert not export.isEnabled()
    assert line(dialog).text()
    box.setChecked(True)
    assert dialog.overwrite()
    assert not line(dialog).text()
    with qtbot.waitSignal(dialog.export_requested) as requested:
        qtbot.mouseClick(export, LEFT)
    assert requested.args == [str(full), True]


def test_a_tick_for_another_folder_does_not_count(dialog, edit, box, full):
    edit.setText(str(full))
    box.setChecked(True)
    edit.setText(str(full / "new"))
    assert box.isHidden()
    assert not dialog.overwrite()


def test_a_file_that_appears_meanwhile_is_seen(dialog, export, qtbot, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "run.json").write_text("{}")
    spy = QSignalSpy(dialog.export_requested)
    qtbot.mouseClick(export, LEFT)
    assert spy.count() == 0
    assert not export.isEnabled()


def test_what_is_wrong_is_said_in_the_dialog(dialog, edit, export, full):
    edit.setText(str(full / "run.json"))
    assert line(dialog).text() == "run.json: is a file. Choose another folder."
    assert line(dialog).is_error
    assert not export.isEnabled()
    edit.setText("  ")
    assert dialog.folder() == ""
    assert line(dialog).text() == "Choose a folder."


def test_folders_are_absolute(dialog, edit, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    edit.setText("here")
    assert dialog.folder() == str(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    edit.setText(os.path.join("~", "there"))
    assert dialog.folder() == str(tmp_path / "there")


def test_progress_and_cancel(dialog, export, edit, qtbot):
    bar = dialog.findChild(QProgressBar, "exportProgressBar")
    assert not bar.isVisible()
    dialog.show_progress("labels.csv", 3_000_000_000, 6_000_000_000)
    assert bar.isVisible()
    assert bar.value() / bar.maximum() == 0.5
    assert not export.isEnabled()
    assert not edit.isEnabled()
    assert "labels.csv" in [label.text() for label in dialog.findChildren(QLabel)]
    spy = QSignalSpy(dialog.cancel_requested)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    dialog.show_progress("plots", 0, 0)
    dialog.reject()
    assert spy.count() == 1
    assert dialog.isVisible()
    assert bar.maximum() == 0
    assert "Stopping…" in [label.text() for label in dialog.findChildren(QLabel)]


def test_escape_and_the_frames_button_ask_first_while_it_exports(dialog, qtbot):
    dialog.show_progress("plots", 1, 2)
    with qtbot.waitSignal(dialog.cancel_requested):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.close()
    assert dialog.isVisible()
    dialog.done(0)
    assert dialog.isHidden()


def test_cancel_before_the_export_closes(dialog, qtbot):
    spy = QSignalSpy(dialog.cancel_requested)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert dialog.isHidden()
    assert spy.count() == 0


def test_after_a_failure_another_folder_can_be_chosen(dialog, edit, export, full):
    dialog.show_progress("plots", 1, 2)
    dialog.show_failure("new: the disk is full. Free 12 MB, or choose another folder.")
    assert line(dialog).text().startswith("new: the disk is full.")
    assert line(dialog).is_error
    assert not dialog.is_exporting
    assert edit.isEnabled()
    edit.setText(str(full / "else"))
    assert export.isEnabled()


def test_browsing_starts_where_the_folder_would_be(dialog, edit, box, qtbot, tmp_path, full):
    edit.setText(str(full))
    box.setChecked(True)
    edit.setText(str(tmp_path / "new" / "newer"))
    qtbot.mouseClick(dialog.findChild(QPushButton, "exportBrowseButton"), LEFT)
    browser = dialog.findChild(QFileDialog)
    assert browser.isVisible()
    assert browser.directory().absolutePath() == str(tmp_path)
    browser.fileSelected.emit(str(full))
    browser.close()
    assert dialog.folder() == str(full)
    assert not dialog.overwrite()


def test_says_what_will_be_written(dialog):
    text = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for name in ("run.json", "log.csv", "labels.csv", "model.npz", "centroids.png", "plots/"):
        assert name in text


def test_can_be_made_of_nothing(qtbot):
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    assert dialog.folder() == ""
    assert not dialog.findChild(QPushButton, "exportButton").isEnabled()
