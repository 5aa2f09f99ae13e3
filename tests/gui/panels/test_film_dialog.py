from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar

from gui.panels.film_dialog import FilmDialog
from gui.panels.film_request import FilmRequest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = FilmDialog(str(tmp_path / "film.webp"), 1, 62, "run 2 of 3")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.open()
    yield made
    made.done(0)


def texts(dialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def test_a_film_can_be_asked_for_at_once(dialog, qtbot, tmp_path):
    with qtbot.waitSignal(dialog.film_requested) as requested:
        qtbot.mouseClick(dialog.export_button, LEFT)
    (request,) = requested.args
    assert isinstance(request, FilmRequest)
    assert request.path == str(tmp_path / "film.webp")
    assert (request.kind, request.run, request.iterations) == ("webp", 1, range(62))
    assert dialog.is_exporting
    assert dialog.isVisible()
    assert not (tmp_path / "film.webp").exists()


def test_says_how_much_it_will_be(dialog):
    assert "62 pictures, 12.4 seconds, played over and over" in texts(dialog)
    dialog.form.last_spin.setValue(9)
    assert "10 pictures, 2.0 seconds, played over and over" in texts(dialog)
    assert "The film of run 2 of 3" in texts(dialog)


def test_the_suffix_follows_the_kind(dialog, tmp_path):
    dialog.form.kind_combo.setCurrentIndex(1)
    assert dialog.request().path == str(tmp_path / "film.gif")
    dialog.file_edit.setText(str(tmp_path / "film.v2"))
    dialog.form.kind_combo.setCurrentIndex(0)
    assert dialog.request().path == str(tmp_path / "film.v2")


def test_a_file_that_is_there_needs_the_tick(dialog, qtbot, tmp_path):
    (tmp_path / "old.webp").write_bytes(b"")
    assert not dialog.replace_box.isVisible()
    dialog.file_edit.setText(str(tmp_path / "old.webp"))
    assert dialog.replace_box.isVisible()
    assert not dialog.export_button.isEnabled()
    dialog.replace_box.setChecked(True)
    assert dialog.export_button.isEnabled()
    dialog.file_edit.setText(str(tmp_path / "film.webp"))
    dialog.file_edit.setText(str(tmp_path / "old.webp"))
    assert not dialog.export_button.isEnabled()


def test_a_file_that_appears_meanwhile_is_seen(dialog, qtbot, tmp_path):
    (tmp_path / "film.webp").write_bytes(b"")
    spy = QSignalSpy(dialog.film_requested)
    qtbot.mouseClick(dialog.export_button, LEFT)
    assert spy.count() == 0
    assert not dialog.is_exporting


def test_what_is_wrong_is_said_in_the_dialog(dialog, tmp_path):
    dialog.file_edit.setText(str(tmp_path))
    assert "is a folder" in dialog.validation.text()
    assert dialog.validation.is_error
    assert not dialog.export_button.isEnabled()
    dialog.file_edit.setText(" ")
    assert dialog.request().path == ""
    assert dialog.validation.text() == "Choose a file."


def test_paths_are_absolute(dialog, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for written in ("here.gif", os.path.join("~", "here.gif")):
        dialog.file_edit.setText(written)
        assert dialog.request().path == str(tmp_path / "here.gif")


def test_progress_and_cancel(dialog, qtbot):
    bar = dialog.findChild(QProgressBar, "filmProgressBar")
    assert not bar.isVisible()
    dialog.show_progress("drawing the frames", 31, 62)
    assert bar.isVisible()
    assert bar.value() / bar.maximum() == 0.5
    assert "drawing the frames" in texts(dialog)
    assert not dialog.export_button.isEnabled()
    assert not dialog.form.isEnabled()
    spy = QSignalSpy(dialog.cancel_requested)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    dialog.show_progress("encoding the film", 0, 0)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert spy.count() == 1
    assert dialog.isVisible()
    assert "Stopping…" in texts(dialog)


def test_cancel_before_the_work_closes(dialog, qtbot):
    spy = QSignalSpy(dialog.cancel_requested)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert dialog.isHidden()
    assert spy.count() == 0


def test_after_a_failure_another_file_can_be_chosen(dialog, tmp_path):
    dialog.show_progress("encoding the film", 1, 2)
    dialog.show_failure("film.webp: the film needs 12 MB, 3 MB are free. Make room.")
    assert dialog.validation.text().startswith("film.webp: the film needs")
    assert dialog.validation.is_error
    assert not dialog.is_exporting
    dialog.file_edit.setText(str(tmp_path / "else.webp"))
    assert dialog.export_button.isEnabled()


def test_browsing_starts_at_the_file_and_its_answer_may_replace(dialog, qtbot, tmp_path):
    (tmp_path / "old.webp").write_bytes(b"")
    qtbot.mouseClick(dialog.browse_button, LEFT)
    browser = dialog.findChild(QFileDialog)
    assert browser.directory().absolutePath() == str(tmp_path)
    browser.fileSelected.emit(str(tmp_path / "old.webp"))
    browser.close()
    assert dialog.request().path == str(tmp_path / "old.webp")
    assert dialog.export_button.isEnabled()
