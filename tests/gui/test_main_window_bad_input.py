"""Whatever is opened, chosen or exported to: one line, and the open set goes on."""

from __future__ import annotations

import io
import os
import pickle
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox

from engine import KMeansParameters
from gui.messages import Level, MessageBar
from gui.panels.export_dialog import ExportDialog
from gui.panels.hint_label import HintLabel
from tests.engine.readers.cifar import cifar_files

THREE = KMeansParameters(n_clusters=3)
SOME = cifar_files.some_pixels(4)


class Hostile:
    """A pickle of this asks for a file to be made when it is loaded."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def missing(_path):
    pass


def empty_folder(path):
    path.mkdir()


def empty_file(path):
    path.write_bytes(b"")


def cut_pickle(path):
    path.write_bytes(cifar_files.batch(SOME, [0, 1, 2, 3])[:-2000])


def hostile_pickle(path):
    path.write_bytes(pickle.dumps({b"data": Hostile(path.with_name("harm"))}, protocol=2))


def wrong_shape(path):
    entries = {b"data": cifar_files.array(bytes(400), (4, 100))}
    path.write_bytes(cifar_files.pickled(entries))


def objects_array(path):
    file = io.BytesIO()
    np.save(file, np.array([{}, {}]), allow_pickle=True)
    path.write_bytes(file.getvalue())


def web_page(path):
    path.write_text("<!DOCTYPE html><html>")


@pytest.mark.parametrize(
    "make",
    [
        missing, empty_folder, empty_file, cut_pickle, hostile_pickle, wrong_shape, objects_array,
        web_page,
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused_and_the_open_set_stays(hand, tmp_path, make):
    hand.open("digits")
    bad = tmp_path / "data_batch_1"
    make(bad)
    line = hand.refused(bad)
    assert hand.message() == line
    assert line.startswith("data_batch_1: ")
    assert line.endswith(".")
    assert "\n" not in line
    assert len(line) <= 160
    assert hand.child(MessageBar, "messageBar").level is Level.ERROR
    assert hand.child(MessageBar, "messageBar").details() == ""
    assert not (tmp_path / "harm").exists()
    assert hand.child(QComboBox, "imageSetPicker").currentData() == "digits"
    assert hand.window.settings.recent_sources == []
    hand.set(THREE)
    assert hand.fit().labels_.shape == (1797,)


def test_a_fit_on_the_screen_outlives_a_refusal(hand, tmp_path):
    hand.open("digits")
    hand.set(THREE)
    hand.fit()
    status, log = hand.status(), hand.log()
    hand.refused(tmp_path / "nothing")
    assert (hand.status(), len(hand.log())) == (status, len(log))
    assert hand.action("exportAction").isEnabled()


def test_a_refusal_goes_away_once_something_opens(hand, tmp_path):
    hand.refused(tmp_path / "nothing")
    assert hand.message().startswith("nothing: ")
    hand.open("digits")
    assert hand.message() == ""


def test_labels_of_another_length_are_left_out_and_that_is_said(hand, tmp_path):
    folder = cifar_files.write_folder(
        tmp_path / "batches", {"data_batch_1": cifar_files.batch(SOME, [0, 1])}
    )
    opened = hand.open(folder / "data_batch_1")
    assert opened.images.labels is None
    said = hand.child(QPlainTextEdit, "imageSetNotes").toPlainText().splitlines()
    assert "data_batch_1: 2 labels for 4 images; all labels left out" in said
    bar = hand.child(MessageBar, "messageBar")
    assert bar.level is Level.INFO
    assert bar.text() == f"{said[0]} ({len(said) - 1} more note beside the pictures)"
    assert bar.details().splitlines() == said
    bar.dismiss()
    assert bar.text() == ""
    hand.set(THREE)
    assert hand.fit().labels_.shape == (4,)


def test_more_clusters_than_images_cannot_be_run(hand, tmp_path):
    batch = tmp_path / "data_batch_1"
    batch.write_bytes(cifar_files.batch(SOME, [0, 1, 2, 3]))
    hand.set(KMeansParameters(n_clusters=5))
    hand.open(batch)
    hint = hand.child(HintLabel, "nClustersHint")
    assert hint.isVisible()
    assert hint.text() == "5 clusters for 4 images. Give at most 4."
    assert hand.enabled("runAction", "stepAction") == set()
    hand.child(QSpinBox, "nClustersSpin").setValue(4)
    assert not hint.isVisible()
    assert hand.fit().inertia_ == 0


def test_more_clusters_than_distinct_images_is_said(hand, tmp_path):
    batch = tmp_path / "data_batch_1"
    batch.write_bytes(cifar_files.batch(SOME[[0, 0, 1, 1]], [0, 1, 2, 3]))
    hand.open(batch)
    hand.set(THREE)
    ended = hand.fit()
    assert hand.message() == (
        "data_batch_1: only 2 distinct images for 3 clusters, so 1 are empty. "
        "Lower the number of clusters to 2."
    )
    assert sorted(ended.sizes.tolist()) == [0, 2, 2]
    hand.set(KMeansParameters(n_clusters=2))
    hand.fit()
    assert hand.message() == ""


def ask_to_export(hand, folder):
    hand.press("exportAction")
    dialog = hand.window.findChild(ExportDialog)
    dialog.findChild(QLineEdit, "exportFolderEdit").setText(str(folder))
    return dialog, dialog.findChild(QPushButton, "exportButton")


def test_an_export_to_a_file_is_refused(hand, tmp_path):
    hand.open("digits")
    hand.set(THREE)
    hand.fit()
    file = tmp_path / "file"
    file.write_text("mine")
    dialog, button = ask_to_export(hand, file)
    assert not button.isEnabled()
    line = dialog.findChild(HintLabel, "exportValidation").text()
    assert line == "file: is a file. Choose another folder."
    dialog.reject()
    assert file.read_text() == "mine"
    hand.fit()


def test_a_folder_that_becomes_a_file_is_refused_in_the_dialog_and_the_bar(hand, tmp_path):
    hand.open("digits")
    hand.set(THREE)
    hand.fit()
    folder = tmp_path / "out"
    dialog, button = ask_to_export(hand, folder)
    hand.controller.state_changed.connect(lambda _state: folder.write_text("quicker"))
    click = Qt.MouseButton.LeftButton
    line = hand.wait("failed", lambda: hand.qtbot.mouseClick(button, click))
    assert line == f"{folder}: is a file. Choose a folder."
    assert hand.message() == line
    assert dialog.findChild(HintLabel, "exportValidation").text() == line
    assert dialog.isVisible()
    assert button.isEnabled()
    assert folder.read_text() == "quicker"
    dialog.reject()
    assert hand.action("exportAction").isEnabled()


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_a_file_name_of_any_bytes(hand, tmp_path):
    name = os.fsdecode(b"data\xff\n\x1b[31m<b>" + 90 * "\u00e9".encode())
    path = tmp_path / name
    path.write_bytes(cifar_files.batch(SOME, [0, 1, 2, 3]))
    opened = hand.open(path)
    assert opened.images.name.startswith("data\\udcff\\n\\x1b[31m<b>é")
    assert hand.window.settings.recent_sources == []
    hand.set(THREE)
    hand.fit()
    dialog, _ = ask_to_export(hand, tmp_path / "out")
    dialog.reject()
    path.write_bytes(b"")
    line = hand.refused(path)
    assert "\n" not in line
    assert len(line) <= 160
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText
        for label in hand.child(MessageBar, "messageBar").findChildren(QLabel)
        if label.text() and "data" in label.text()
    )
