"""Seeds by hand and branches, through the window."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from engine import KMeansParameters, fit
from engine.export.verify import verify
from engine.kmeans.fork import removed, replaced, split
from gui.models.clusters_model import ClusterRole
from gui.panels.export_dialog import ExportDialog
from gui.work.controller import State

FIVE = KMeansParameters(n_clusters=5, tol=0.0)


@pytest.fixture
def opened(hand):
    hand.open("digits")
    hand.set(FIVE)
    hand.views = hand.window.views
    hand.images = hand.window._open.opened.images
    return hand


@pytest.fixture
def fitted(opened):
    opened.ended = opened.fit()
    opened.until(lambda: opened.views.timeline.moment is not None)
    return opened


def seek(hand, iteration, run=0):
    hand.views.bar.seek_wanted.emit(run, iteration)
    hand.until(lambda: shown(hand) == (run, iteration))


def shown(hand):
    moment = hand.views.timeline.moment
    return moment.run, moment.iteration


def fork(hand, name):
    """Do to the cluster looked at what the action says; return the end of the branch."""
    action = hand.child(QAction, name)
    assert action.isEnabled()
    return hand.wait("fit_ended", action.trigger)


def ended_by(hand, seeds):
    *_, ended = fit(hand.images, KMeansParameters(n_clusters=len(seeds), init=seeds, tol=0.0))
    return ended


@pytest.mark.parametrize("name", ["splitAction", "removeAction", "replaceAction"])
def test_a_branch_goes_on_from_what_was_changed(fitted, name):
    seek(fitted, 2)
    moment = fitted.views.timeline.moment
    fitted.views.show_cluster(3)
    fitted.views.selection.select([17], current=17)
    seeds = {
        "splitAction": lambda: split(moment.centroids, moment.labels, fitted.images, 3),
        "removeAction": lambda: removed(moment.centroids, 3),
        "replaceAction": lambda: replaced(moment.centroids, 3, fitted.images, 17),
    }[name]().seeds
    ended = fork(fitted, name)
    expected = ended_by(fitted, seeds)
    history = fitted.views.timeline.history
    assert history.branch_of(1) == (0, 2)
    last = history.moment(1, expected.n_iter_)
    assert np.array_equal(last.labels, expected.labels_)
    assert last.centroids.tobytes() == expected.cluster_centers_.tobytes()
    assert [summary.run for summary in ended.runs] == [0, 1]
    assert ended.runs[1].origin.endswith("at iteration 2 of run 1")
    fitted.until(lambda: shown(fitted) == (1, expected.n_iter_))
    assert fitted.clusters(ClusterRole.SIZE) == expected.sizes.tolist()
    assert fitted.status().startswith("branch 2: cluster 3 ")
    assert {row[0] for row in fitted.log()} == {1, 2}


def test_undo_goes_back_to_where_it_left_and_redo_to_its_end(fitted):
    seek(fitted, 2)
    fitted.views.show_cluster(1)
    ended = fork(fitted, "removeAction")
    end = (1, ended.runs[1].n_iter)
    fitted.until(lambda: shown(fitted) == end)
    fitted.press("undoAction")
    assert shown(fitted) == (0, 2)
    assert fitted.views.timeline.history.n_runs == 2
    fitted.press("redoAction")
    assert shown(fitted) == end
    fitted.fit()
    fitted.press("undoAction")  # of another fit by now: nothing to go back to
    assert shown(fitted)[0] == 0
    assert fitted.controller.state is State.IDLE


def test_a_fit_that_waits_is_left_and_its_branch_waits_too(opened):
    opened.press("stepAction")
    opened.until(lambda: opened.n_rows() == 1)
    opened.step(2)
    opened.until(lambda: opened.views.timeline.moment and shown(opened) == (0, 1))
    opened.views.look_at_cluster(0)
    left = opened.wait("fit_ended", opened.child(QAction, "splitAction").trigger)
    assert left.stopped
    opened.until(lambda: opened.views.timeline.history.n_runs == 2)
    assert opened.controller.state is State.PAUSED
    assert "Run goes on from here" in opened.message()
    opened.until(lambda: opened.status().startswith("paused · branch 2 · iteration 0"))
    ended = opened.wait("fit_ended", lambda: opened.press("runAction"))
    assert [len(summary.rows) > 2 for summary in ended.runs] == [False, True]
    assert opened.views.timeline.history.branch_of(1) == (0, 1)


def test_undo_ends_a_branch_that_waits(opened):
    opened.press("stepAction")
    opened.until(lambda: opened.n_rows() == 1)
    opened.views.look_at_cluster(0)
    opened.until(lambda: opened.child(QAction, "splitAction").isEnabled())
    opened.wait("fit_ended", opened.child(QAction, "splitAction").trigger)
    opened.until(lambda: opened.n_rows() == 2 and opened.enabled("undoAction"))
    ended = opened.wait("fit_ended", lambda: opened.press("undoAction"))
    assert [len(summary.rows) for summary in ended.runs] == [1, 1]
    opened.until(lambda: shown(opened) == (0, 0))
    assert opened.controller.state is State.IDLE


def test_images_are_seeds_before_any_fit_and_after_one(opened):
    chosen = [5, 900, 1500]
    opened.views.selection.select(chosen, current=5)
    assert opened.views.members.menu.seeds.isEnabled()
    assert not opened.views.members.menu.replace.isEnabled()
    ended = opened.wait("fit_ended", opened.views.members.menu.seeds.trigger)
    expected = ended_by(opened, opened.images.pixels[chosen].reshape(3, -1).astype(np.float64))
    assert np.array_equal(ended.labels_, expected.labels_)
    assert opened.views.timeline.history.branch_of(0) is None
    opened.views.selection.select([1, 2], current=1)
    ended = opened.wait("fit_ended", opened.views.members.menu.seeds.trigger)
    assert [summary.origin for summary in ended.runs] == ["3 images as seeds", "2 images as seeds"]


def test_what_makes_no_sense_is_said_and_changes_nothing(fitted):
    before = fitted.window._fit.ended
    fitted.views.selection.select(range(1001))
    fitted.views.members.menu.seeds.trigger()
    assert "1,001 images are selected. Select at most 1,000 as seeds." in fitted.message()
    fitted.views.selection.select([0], current=0)
    fitted.views.show_cluster(0)
    fork(fitted, "replaceAction")
    seek(fitted, 0, run=1)
    after = fitted.window._fit.ended
    fitted.child(QAction, "replaceAction").trigger()
    fitted.until(lambda: "image 0 is the centroid of cluster 0" in fitted.message())
    assert fitted.window._fit.ended is after
    assert after is not before
    assert fitted.controller.state is State.IDLE


def test_an_export_holds_what_can_be_made_again(fitted, tmp_path):
    fitted.views.show_cluster(2)
    ended = fork(fitted, "splitAction")
    assert ended.best_run == 1  # another number of clusters: its own best
    fitted.press("exportAction")
    dialog = fitted.dialog(ExportDialog)
    dialog.folder_edit.setText(str(tmp_path / "out"))
    what = dialog.findChild(QLabel, "exportWhat").text()
    assert "branch 2 is exported, cluster 2 split in two: 2 and 5 at iteration " in what
    fitted.wait("exported", dialog.export_button.click)
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert [run["run"] for run in record["runs"]] == [1]
    assert record["runs"][0]["origin"].startswith("cluster 2 split in two")
    assert record["parameters"]["init"] == "given"
    assert verify(tmp_path / "out").identical
    assert fitted.status().startswith("branch 2: cluster 2 split")  # not how far the writing was


def test_a_branch_that_comes_to_nothing_leaves_the_fit_as_it_was(fitted, monkeypatch):
    from gui.work import branch_job

    def nothing(*_arguments, **_options):
        return (report for report in ())

    monkeypatch.setattr(branch_job, "branch", nothing)
    before = fitted.window._fit.ended
    fitted.views.show_cluster(2)
    fitted.wait("cancelled", fitted.child(QAction, "splitAction").trigger)
    assert fitted.window._fit.ended is before
    assert fitted.enabled("exportAction", "runAction") == {"exportAction", "runAction"}
