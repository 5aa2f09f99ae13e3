from __future__ import annotations

import csv
import math

import numpy as np
import pyqtgraph
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from engine import KMeansParameters, fit, load_images
from engine.export.verify import verify
from engine.kmeans.reports import FitEnded, Iteration
from gui import theme
from gui.colours import DARK, LIGHT
from gui.models.clusters_model import ClusterRole
from gui.panels.export_dialog import ExportDialog
from gui.panels.stale_note import StaleNote
from gui.settings import AppSettings
from gui.work import jobs
from gui.work.controller import State
from tests.engine.readers.cifar import cifar_files
from tests.gui.whole_window import Hand, held

ACTIONS = (
    "openAction", "runAction", "pauseAction", "stepAction", "stopAction", "exportAction",
)  # fmt: skip
WIDGETS = (
    "imageSetPicker", "nClustersSpin", "initCombo", "nInitSpin", "maxIterSpin", "tolEdit",
    "seedSpin", "viewTabs", "clustersView", "distortionPlot", "shiftPlot", "movedPlot",
    "sizesPlot", "logView", "messageBar", "statusLabel",
)  # fmt: skip
FIVE = KMeansParameters(n_clusters=5, tol=0)


def test_the_whole_way(hand, tmp_path):
    opened = hand.open("digits")
    assert len(opened.images) == 1797
    hand.set(KMeansParameters(n_clusters=5, n_init=10**6, tol=0))

    hand.step(1)
    hand.step(2)
    assert hand.status().startswith("paused · run 1 of 1000000 · iteration 1 · ")
    assert [row[:2] for row in hand.log()] == [(1, 0), (1, 1)]
    hand.wait("rows_arrived", lambda: hand.press("runAction"))
    hand.press("pauseAction")
    assert hand.controller.state is State.PAUSED
    hand.press("runAction")
    stopped = hand.wait("fit_ended", lambda: hand.press("stopAction"))
    assert stopped.stopped
    assert hand.n_rows() == sum(len(run.rows) for run in stopped.runs)
    assert hand.status().startswith(f"stopped in run {len(stopped.runs)} of 1000000 · ")
    assert hand.clusters(ClusterRole.SIZE) == stopped.sizes.tolist()
    assert hand.action("exportAction").isEnabled()

    hand.set(FIVE)
    ended = hand.fit()
    assert not ended.stopped
    assert ended.reason in hand.status()
    assert f"Distortion {ended.inertia_:.6e}" in hand.status()

    folder = tmp_path / "taken away"
    hand.press("exportAction")
    dialog = hand.window.findChild(ExportDialog)
    dialog.findChild(QLineEdit, "exportFolderEdit").setText(str(folder))
    button = dialog.findChild(QPushButton, "exportButton")
    clicked = Qt.MouseButton.LeftButton
    exported = hand.wait("exported", lambda: hand.qtbot.mouseClick(button, clicked))
    assert exported == str(folder)
    assert hand.message() == f"Exported to {folder}"
    assert not dialog.isVisible()

    assert_the_files_are_those_of_an_export(folder)
    assert_the_window_shows_what_the_files_hold(hand, folder)
    assert verify(folder).identical


def assert_the_files_are_those_of_an_export(folder):
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pictures = {name for name in found if name.startswith("representatives/")}
    clusters = [f"cluster_{cluster:03d}" for cluster in range(5)]
    assert found - pictures == {
        *("run.json", "log.csv", "log.jsonl", "labels.csv", "model.npz"),
        *(f"centroids/{cluster}.png" for cluster in clusters),
        *("centroids.png", "representatives.png"),
        *(
            f"plots/{plot}.{kind}"
            for plot in ("distortion", "shift", "moved", "sizes")
            for kind in ("png", "svg")
        ),
    }
    assert {name.split("/")[1] for name in pictures} == set(clusters)


def assert_the_window_shows_what_the_files_hold(hand, folder):
    with (folder / "log.csv").open() as file:
        header, *lines = csv.reader(file)
    assert header == ["run", "iteration", "distortion", "shift", "moved", "empty", "seconds"]
    assert len(lines) == hand.n_rows()
    for shown, line in zip(hand.log(), lines, strict=True):
        np.testing.assert_array_equal(shown, [float(cell) for cell in line])
    assert math.isnan(hand.log()[0][3])

    with np.load(folder / "model.npz") as model:
        assert hand.clusters(ClusterRole.SIZE) == model["sizes"].tolist()
        assert hand.log()[-1][2] == model["inertia_"]
        labels = model["labels_"]
    with (folder / "labels.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert [int(line["cluster"]) for line in lines] == labels.tolist()
    shown = hand.clusters(ClusterRole.REPRESENTATIVES)
    for cluster, representatives in enumerate(shown):
        images = [one.image for one in representatives]
        members = [line for line in lines if line["cluster"] == str(cluster)]
        members.sort(key=lambda line: float(line["sq_distance"]))
        assert images == [int(line["index"]) for line in members[:10]]
        files = sorted((folder / "representatives" / f"cluster_{cluster:03d}").iterdir())
        assert [file.name for file in files] == [
            f"{rank}_image_{image:05d}.png" for rank, image in enumerate(images)
        ]


def test_it_can_be_made_without_arguments(qtbot):
    hand = Hand(qtbot)
    for name in ACTIONS:
        hand.child(QAction, name)
    for name in WIDGETS:
        assert len(hand.window.findChildren(QWidget, name)) == 1, name
    assert hand.controller.state is State.IDLE
    assert hand.message() == ""
    hand.close()


def test_the_controller_tells_what_scripts_rely_on(hand, tmp_path):
    hand.open("digits")
    hand.set(FIVE)
    iterated = QSignalSpy(hand.controller.iterated)
    ended = hand.fit()
    assert isinstance(ended, FitEnded)
    newest = iterated.at(iterated.count() - 1)[0]
    assert isinstance(newest, Iteration)
    assert newest is ended.best
    assert isinstance(hand.refused(tmp_path / "nothing"), str)


OPEN, FITTED = {"openAction"}, {"openAction", "exportAction"}


@pytest.mark.parametrize(
    ("state", "empty", "opened", "fitted"),
    [
        (State.IDLE, set(), {"runAction", "stepAction"}, {"runAction", "stepAction"} | FITTED),
        (State.LOADING, {"stopAction"}, {"stopAction"}, {"stopAction"}),
        (State.RUNNING, None, {"pauseAction", "stepAction", "stopAction"}, None),
        (State.PAUSED, None, {"runAction", "stepAction", "stopAction"}, None),
        (State.STOPPING, set(), set(), set()),
        (State.EXPORTING, None, None, {"stopAction"}),
    ],
)
def test_what_can_be_done_in_each_state(hand, state, empty, opened, fitted):
    def enabled():
        hand.controller.state = state
        hand.controller.state_changed.emit(state)
        found = hand.enabled(*ACTIONS)
        hand.controller.state = State.IDLE
        return found

    if empty is not None:
        assert enabled() == OPEN | empty
    hand.open("digits")
    if opened is not None:
        assert enabled() == OPEN | opened
    if fitted is not None:
        hand.set(FIVE)
        hand.fit()
        assert enabled() == OPEN | fitted


def test_parameters_are_undone_and_redone_from_the_menu(hand):
    spin = hand.child(QSpinBox, "nClustersSpin")
    assert hand.enabled("undoAction", "redoAction") == set()
    spin.setValue(7)
    hand.child(QLineEdit, "tolEdit").setText("0.5")
    hand.press("undoAction")
    assert hand.child(QLineEdit, "tolEdit").text() == "0.0001"
    hand.press("undoAction")
    assert spin.value() == 10
    assert hand.enabled("undoAction", "redoAction") == {"redoAction"}
    hand.press("redoAction")
    assert spin.value() == 7
    assert hand.window.settings.parameters.n_clusters == 7


def test_changed_parameters_mark_the_result_until_they_are_changed_back(hand):
    note = hand.window.findChild(StaleNote)
    hand.open("digits")
    hand.set(FIVE)
    ended = hand.fit()
    assert not note.isVisible()
    spin = hand.child(QSpinBox, "nClustersSpin")
    spin.setValue(6)
    assert note.isVisible()
    assert hand.clusters(ClusterRole.SIZE) == ended.sizes.tolist()
    spin.setValue(5)
    assert not note.isVisible()
    spin.setValue(6)
    hand.fit()
    assert not note.isVisible()
    assert len(hand.clusters(ClusterRole.SIZE)) == 6


def test_the_next_window_is_as_the_last_one_was_left(hand, qtbot, store, tmp_path):
    folder = cifar_files.write_folder(tmp_path / "batches", cifar_files.whole_set()[0])
    chosen = KMeansParameters(
        n_clusters=3, init="farthest", n_init=2, max_iter=7, tol=0.25, random_state=2**32 - 1
    )
    hand.open(folder)
    hand.set(chosen)
    hand.child(QDockWidget, "logDock").hide()
    hand.window.resize(790, 640)
    hand.close()

    store.sync()
    again = Hand(qtbot, AppSettings(store))
    assert again.window.parameters_panel.parameters() == chosen
    assert not again.action("undoAction").isEnabled()
    assert again.child(QDockWidget, "logDock").isHidden()
    assert not again.child(QDockWidget, "plotsDock").isHidden()
    assert (again.window.width(), again.window.height()) == (790, 640)
    picker = again.child(QComboBox, "imageSetPicker")
    assert picker.findData(str(folder)) >= 0
    picker.setCurrentIndex(picker.findData(str(folder)))
    again.wait("loaded", lambda: picker.activated.emit(picker.currentIndex()))
    assert again.window.windowTitle() == "batches – Centroid Lab"
    again.close()


def test_a_built_in_set_is_listed_once(hand, monkeypatch, tmp_path):
    (tmp_path / "digits").mkdir()
    monkeypatch.chdir(tmp_path)
    picker = hand.child(QComboBox, "imageSetPicker")
    before = picker.count()
    hand.open("digits")
    assert picker.count() == before
    assert hand.window.settings.recent_sources == []


def test_another_set_stops_the_fit_and_opens(hand):
    hand.open("emoji")
    hand.start_endless()
    ended = QSignalSpy(hand.controller.fit_ended)
    opened = hand.open("digits")
    assert ended.count() == 1
    assert ended.at(0)[0].stopped
    assert opened.images.name == "digits"
    assert hand.window.windowTitle() == "digits – Centroid Lab"
    assert hand.n_rows() == 0
    assert hand.clusters(ClusterRole.SIZE) == []
    assert not hand.action("exportAction").isEnabled()
    hand.set(FIVE)
    assert hand.fit().labels_.shape == (1797,)


def test_light_and_dark_change_all_that_is_shown(hand, colours_of_before):
    hand.open("digits")
    hand.set(FIVE)
    hand.fit()
    run, bars = hand.action("runAction"), hand.window.plots_panel.sizes.plot_item

    def ground(plot):
        return hand.child(pyqtgraph.PlotWidget, plot).backgroundBrush().color()

    def turn(action, colours):
        hand.press(action)
        for name in ("distortionPlot", "shiftPlot", "movedPlot", "sizesPlot"):
            hand.until(lambda plot=name: ground(plot) == colours.plot_background)
        (bar,) = [item for item in bars.items if isinstance(item, pyqtgraph.BarGraphItem)]
        shown = [brush.color().name() for brush in bar.opts["brushes"]]
        assert shown == [colour.name() for colour in colours.clusters[:5]]
        return hand.settled_picture(), run.icon().pixmap(24).toImage()

    light = turn("lightAction", LIGHT)
    dark = turn("darkAction", DARK)
    assert theme.current().is_dark
    assert hand.window.settings.colour_mode == "dark"
    assert hand.action("darkAction").isChecked()
    assert not hand.action("lightAction").isChecked()
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    assert turn("lightAction", LIGHT) == light


def test_the_best_of_several_runs_is_named(hand):
    hand.open("digits")
    hand.set(KMeansParameters(n_clusters=5, n_init=3))
    ended = hand.fit()
    assert {row[0] for row in hand.log()} == {1, 2, 3}
    drawn = hand.child(pyqtgraph.PlotWidget, "distortionPlot").getPlotItem().listDataItems()
    assert sum(isinstance(item, pyqtgraph.PlotDataItem) for item in drawn) == 3
    assert hand.status().startswith(f"best is run {ended.best_run + 1} of 3 · {ended.reason} ")
    best = min(row[2] for row in hand.log() if row[0] == ended.best_run + 1)
    assert ended.inertia_ == best == min(row[2] for row in hand.log())
    assert hand.clusters(ClusterRole.SIZE) == ended.sizes.tolist()


def test_every_step_is_one_iteration(hand):
    hand.open("digits")
    hand.set(FIVE)
    for n_rows in (1, 2, 3):
        hand.step(n_rows)
    ended = hand.wait("fit_ended", lambda: hand.press("stopAction"))
    assert (ended.stopped, ended.n_iter_, hand.n_rows()) == (True, 2, 3)
    *_, alone = fit(load_images("digits"), FIVE)
    assert alone.n_iter_ > 2
    assert [row[2] for row in hand.log()] == [row.distortion for row in alone.runs[0].rows[:3]]
    assert "on request" in hand.status()


def test_a_fit_stopped_before_its_seeds_leaves_nothing(hand, monkeypatch):
    hand.open("digits")
    hand.set(FIVE)
    hand.fit()
    begun = held(monkeypatch, "fit")
    hand.press("runAction")
    hand.until(begun.is_set)
    hand.wait("cancelled", lambda: hand.press("stopAction"))
    assert hand.status() == "Stopped before the first iteration."
    assert hand.n_rows() == 0
    assert hand.clusters(ClusterRole.SIZE) == []
    assert not hand.action("exportAction").isEnabled()
    assert hand.action("runAction").isEnabled()


def test_a_fit_without_enough_memory_fails_in_one_line(hand, monkeypatch):
    def starved(*_arguments, **_options):
        raise MemoryError

    hand.open("digits")
    monkeypatch.setattr(jobs, "fit", starved)
    line = hand.wait("failed", lambda: hand.press("runAction"))
    assert hand.message() == line
    assert line.startswith("digits: there is not enough free memory. ")
    assert hand.status() == "The fit failed."
    monkeypatch.undo()
    hand.set(FIVE)
    hand.fit()
    assert hand.message() == ""


def test_opening_can_be_called_off(hand, monkeypatch):
    hand.open("digits")
    begun = held(monkeypatch, "load_images")
    picker = hand.child(QComboBox, "imageSetPicker")
    hand.window.open_path("emoji")
    hand.until(begun.is_set)
    assert hand.controller.state is State.LOADING
    hand.wait("cancelled", lambda: hand.press("stopAction"))
    assert hand.status() == "Cancelled; nothing has changed."
    assert picker.currentData() == "digits"
    assert hand.window.windowTitle() == "digits – Centroid Lab"
    assert hand.action("runAction").isEnabled()


@pytest.mark.parametrize(
    ("action", "dialog"),
    [("openAction", "getOpenFileName"), ("openFolderAction", "getExistingDirectory")],
)
def test_files_and_folders_are_looked_for(hand, monkeypatch, tmp_path, action, dialog):
    folder = cifar_files.write_folder(tmp_path / "batches", cifar_files.whole_set()[0])
    chosen = folder / "data_batch_2" if action == "openAction" else folder
    asked = []

    def choose(path):
        def answer(_parent, _title, start):
            asked.append(start)
            return (path, "") if action == "openAction" else path

        monkeypatch.setattr(QFileDialog, dialog, answer)

    choose("")
    hand.press(action)
    assert hand.controller.state is State.IDLE
    choose(str(chosen))
    opened = hand.wait("loaded", lambda: hand.press(action))
    assert opened.images.name == chosen.name
    hand.press(action)
    hand.wait("loaded")
    assert asked == ["", "", str(chosen.parent)]


def test_another_split_is_opened_from_the_picker(hand, tmp_path):
    files, pixels = cifar_files.whole_set()
    hand.open(cifar_files.write_folder(tmp_path / "batches", files))
    splits = hand.child(QComboBox, "splitPicker")
    assert splits.currentText() == "train"
    splits.setCurrentIndex(splits.findData("test"))
    opened = hand.wait("loaded", lambda: splits.activated.emit(splits.currentIndex()))
    assert opened.images.split == "test"
    np.testing.assert_array_equal(opened.images.pixels, pixels[-1])


def test_the_limit_is_drawn_with_the_seed(hand):
    hand.set(KMeansParameters(n_clusters=5, random_state=11))
    opened = hand.wait("loaded", lambda: hand.window.open_path("digits", "train", 50))
    expected = load_images("digits", limit=50, seed=11)
    np.testing.assert_array_equal(opened.images.pixels, expected.pixels)


def test_a_recent_source_that_is_gone_leaves_the_list(hand, tmp_path):
    files, _ = cifar_files.whole_set()
    hand.open(cifar_files.write_folder(tmp_path / "batches", files))
    hand.open("digits")
    assert len(hand.window.settings.recent_sources) == 1
    (tmp_path / "batches").rename(tmp_path / "moved")
    assert "batches" in hand.refused(hand.window.settings.recent_sources[0])
    assert hand.window.settings.recent_sources == []
    picker = hand.child(QComboBox, "imageSetPicker")
    assert picker.currentData() == "digits"
    assert all("batches" not in picker.itemText(row) for row in range(picker.count()))
