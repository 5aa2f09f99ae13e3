"""Sweeps, comparing and the library, through the window."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox, QTabWidget

from engine import KMeansParameters, fit, load_images
from engine.insight.criteria import criteria
from engine.insight.restarts import agreement_matrix
from engine.library import Library
from engine.sweep.plan import plan_sweep
from gui.models.library_model import LibraryOrder
from gui.settings import AppSettings
from gui.work.controller import State
from tests.gui.whole_window import ENDLESS, Hand

FIVE = KMeansParameters(n_clusters=5, tol=0.0)


@pytest.fixture
def opened(hand):
    hand.open("digits")
    return dress(hand)


def dress(hand):
    hand.comparisons = hand.window.comparisons
    hand.values = hand.comparisons.compare.values
    hand.tabs = hand.child(QTabWidget, "viewTabs")
    return hand


def sweep(hand, values, runs="1", *, warm=False):
    """Ask for a sweep and wait for its end; return the fits."""
    begin(hand, values, runs, warm=warm)
    hand.until(lambda: is_over(hand))
    return hand.comparisons.fits.compared()


def begin(hand, values, runs="1", *, warm=False):
    hand.tabs.setCurrentWidget(hand.comparisons.compare)
    form = hand.values.form
    form.values_edit.setText(values)
    form.runs_edit.setText(runs)
    form.runs_edit.textEdited.emit(runs)
    form.warm_box.setChecked(warm)
    form.run_button.click()
    hand.until(lambda: hand.comparisons.sweep.is_active or hand.message())


def is_over(hand):
    return not hand.comparisons.sweep.is_active and hand.controller.state is State.IDLE


def library():
    return Library(Path(os.environ["CENTROID_LAB_LIBRARY"]))


def kept(hand, count):
    """Wait until the library holds so many fits; return their names."""
    hand.until(lambda: len(library().ids()) == count)
    return library().ids()


def listed(hand):
    """Turn to the library's tab; return the names of the fits it lists."""
    hand.tabs.setCurrentWidget(hand.comparisons.library)
    model = hand.comparisons.library.model
    hand.until(lambda: model.rowCount() == len(library().ids()))
    return [model.entry(row).id for row in range(model.rowCount())]


def reopen(hand, fit_id):
    with hand.qtbot.waitSignal(hand.comparisons.reopening.shown, timeout=30_000) as told:
        hand.comparisons.library.open_requested.emit(fit_id)
    return told.args[0]


# -- sweeps ---------------------------------------------------------------------------------


def test_a_sweep_is_the_fits_of_its_plan_one_after_the_other(opened):
    fits = sweep(opened, "3,5,8", "2")
    base = opened.window.parameters_panel.parameters()
    plan = plan_sweep((3, 5, 8), base, inits=("k-means++",), n_inits=(2,))
    images = load_images("digits")
    assert [each.n_clusters for each in fits] == [3, 5, 8]
    for found, member in zip(fits, plan, strict=True):
        assert found.parameters == member.parameters
        *_, expected = fit(images, member.parameters)
        assert np.array_equal(found.labels, expected.labels_)
        assert found.distortion == expected.inertia_
        assert len(found.distortions) == 2
    assert "The sweep has ended: 3 fits." in opened.message()
    sweeps = {library().open(fit_id).record.sweep["id"] for fit_id in kept(opened, 3)}
    assert len(sweeps) == 1


def test_warm_starts_begin_where_the_one_before_ended(opened):
    cold, *warm = sweep(opened, "2-4", warm=True)
    assert cold.parameters.init_name == "k-means++"
    assert all(not isinstance(each.parameters.init, str) for each in warm)
    distortions = [each.distortion for each in (cold, *warm)]
    assert distortions == sorted(distortions, reverse=True)


def test_what_a_sweep_found_is_measured_and_shown(opened):
    fits = sweep(opened, "2-4")
    opened.until(
        lambda: all(each.criteria is not None for each in opened.comparisons.fits.compared())
    )
    images = load_images("digits")
    for found in opened.comparisons.fits.compared():
        assert found.criteria == criteria(images, found.labels)
        assert found.agreement.n == len(images)
    assert len(fits) == 3
    opened.until(lambda: "K" in opened.values.suggestion.text())
    assert opened.values.table.model().rowCount() == 3


def test_more_clusters_than_different_images_are_refused_before_anything_runs(hand, tmp_path):
    pixels = np.repeat(np.arange(4, dtype=np.uint8), 10).reshape(40, 1, 1)
    np.save(tmp_path / "four.npy", np.broadcast_to(pixels, (40, 4, 4)))
    hand.open(tmp_path / "four.npy")
    dress(hand)
    begin(hand, "2-6")
    assert "4 " in hand.message()
    assert is_over(hand)
    assert hand.comparisons.fits.compared() == []


def test_the_queue_can_be_held_changed_and_ended(opened):
    opened.set(ENDLESS)
    opened.tabs.setCurrentWidget(opened.comparisons.compare)
    begin(opened, "2-6", "1000")
    queue = opened.values.queue
    opened.until(lambda: opened.controller.state is State.RUNNING and opened.n_rows() > 0)
    queue.pause_requested.emit()
    opened.until(lambda: opened.controller.state is State.PAUSED)
    queue.skip_requested.emit(1)
    queue.move_requested.emit(4, 0)
    queue.resume_requested.emit()
    opened.until(lambda: opened.controller.state is State.RUNNING)
    queue.stop_requested.emit(0)
    opened.until(lambda: len(opened.comparisons.fits.compared()) == 1)
    opened.until(lambda: opened.window._fit.fitted.n_clusters == 6 and opened.n_rows() > 0)
    opened.press("stopAction")  # of the toolbar: the queue is held
    opened.until(lambda: opened.controller.state is State.IDLE)
    opened.until(lambda: len(opened.comparisons.fits.compared()) == 2)
    assert opened.comparisons.sweep.is_active
    queue.stop_all_requested.emit()
    opened.until(lambda: is_over(opened))
    assert [each.n_clusters for each in opened.comparisons.fits.compared()] == [2, 6]


def test_another_set_ends_a_sweep(opened):
    opened.set(ENDLESS)
    begin(opened, "2-6", "1000")
    opened.until(lambda: opened.n_rows() > 0)
    opened.open("shapes")
    assert is_over(opened)
    assert opened.comparisons.fits.compared() == []


# -- runs, two fits, family tree --------------------------------------------------------------


def test_the_runs_of_a_fit_are_compared_and_each_can_be_shown(opened):
    opened.set(KMeansParameters(n_clusters=5, n_init=3))
    ended = opened.fit()
    runs = opened.comparisons.compare.runs
    opened.tabs.setCurrentWidget(opened.comparisons.compare)
    opened.comparisons.compare.pages.setCurrentWidget(runs)
    timeline = opened.window.views.timeline
    history = timeline.history
    labels = [history.moment(run, history.n_iterations(run) - 1).labels for run in range(3)]
    expected = agreement_matrix(labels)
    opened.until(lambda: runs.matrix.rowCount() == 3)
    told = [
        [float(runs.matrix.index(row, column).data()) for column in range(3)] for row in range(3)
    ]
    np.testing.assert_allclose(told, expected, atol=0.0051)
    other = (ended.best_run + 1) % 3
    runs.run_activated.emit(other)
    assert timeline.moment.run == other
    assert np.array_equal(timeline.moment.labels, labels[other])


def test_two_fits_and_the_family_tree_open_the_images_they_name(opened):
    fits = sweep(opened, "3,4")
    compare = opened.comparisons.compare
    compare.pages.setCurrentWidget(compare.two_fits)
    compare.two_fits.choose(fits[0].key, fits[1].key)
    opened.until(lambda: compare.two_fits.model.rowCount() == 4)
    compare.pages.setCurrentWidget(compare.family)
    compare.family.images_wanted.emit(fits[0].key, 1, fits[1].key, 2)
    both = np.flatnonzero((fits[0].labels == 1) & (fits[1].labels == 2))
    assert sorted(opened.window.views.members.model.rows.tolist()) == both.tolist()
    compare.family.cluster_activated.emit(fits[0].key, 2)
    members = np.flatnonzero(fits[0].labels == 2)
    assert sorted(opened.window.views.members.model.rows.tolist()) == members.tolist()


def test_a_fit_of_the_list_is_shown_in_every_view(opened):
    fits = sweep(opened, "3,4")
    kept(opened, 2)
    opened.until(lambda: opened.comparisons.fits.get(fits[0].key).fit_id)
    opened.values.fit_activated.emit(fits[0].key)
    timeline = opened.window.views.timeline
    opened.until(lambda: timeline.moment is not None and len(timeline.moment.sizes) == 3)
    assert np.array_equal(timeline.moment.labels, fits[0].labels)
    assert opened.tabs.currentIndex() == 0


# -- the library ------------------------------------------------------------------------------


def test_every_fit_is_kept_and_opens_again_without_computing(opened, qtbot):
    opened.set(FIVE)
    ended = opened.fit()
    (fit_id,) = kept(opened, 1)
    opened.close()
    later = dress(Hand(qtbot, opened.window.settings))
    later.open("shapes")
    assert listed(later) == [fit_id]
    assert reopen(later, fit_id) == fit_id
    assert later.window._open.opened.images.name == "digits"
    shown = later.window._fit.ended
    assert shown.labels_.tobytes() == ended.labels_.tobytes()
    assert shown.cluster_centers_.tobytes() == ended.cluster_centers_.tobytes()
    timeline = later.window.views.timeline
    assert [row.distortion for row in timeline.history.rows(0)] == [
        row.distortion for row in ended.runs[0].rows
    ]
    assert later.n_rows() == len(ended.runs[0].rows)
    assert later.enabled("exportAction", "runAction") == {"exportAction", "runAction"}
    assert library().ids() == (fit_id,)  # opening keeps nothing anew
    later.close()


def test_a_switch_turns_keeping_off(opened):
    opened.comparisons.library.keep_changed.emit(False)
    opened.set(FIVE)
    opened.fit()
    (found,) = opened.comparisons.fits.compared()
    whole = opened.comparisons.fits.get(found.key).history
    opened.until(lambda: opened.comparisons.fits.get(found.key).history is not whole)
    assert library().ids() == ()
    opened.set(ENDLESS)
    opened.start_endless()
    opened.wait("fit_ended", lambda: opened.press("stopAction"))
    opened.values.fit_activated.emit(found.key)  # of memory alone
    moment = opened.window.views.timeline.moment
    assert np.array_equal(moment.labels, found.labels)


def test_a_fit_is_repeated_and_a_stopped_one_continued_to_the_same_end(opened):
    parameters = KMeansParameters(n_clusters=8, tol=0.0, random_state=3)
    opened.set(parameters)
    opened.press("stepAction")
    opened.until(lambda: opened.n_rows() == 1)
    opened.step(2)
    stopped = opened.wait("fit_ended", lambda: opened.press("stopAction"))
    (fit_id,) = kept(opened, 1)
    *_, whole = fit(load_images("digits"), parameters)
    ended = opened.wait(
        "fit_ended", lambda: opened.comparisons.library.continue_requested.emit(fit_id)
    )
    assert stopped.stopped
    assert ended.labels_.tobytes() == whole.labels_.tobytes()
    assert ended.cluster_centers_.tobytes() == whole.cluster_centers_.tobytes()
    again = opened.wait(
        "fit_ended", lambda: opened.comparisons.library.repeat_requested.emit(fit_id)
    )
    assert again.labels_.tobytes() == whole.labels_.tobytes()


def test_images_that_have_moved_are_grey_until_they_are_found(opened, tmp_path, monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 256, (60, 6, 6), np.uint8)
    place = tmp_path / "here"
    place.mkdir()
    np.save(place / "set.npy", pixels)
    opened.open(place / "set.npy")
    opened.set(KMeansParameters(n_clusters=3))
    ended = opened.fit()
    (fit_id,) = kept(opened, 1)
    opened.open("shapes")
    place.rename(tmp_path / "there")
    with opened.qtbot.waitSignal(opened.comparisons.reopening.missed, timeout=30_000):
        opened.comparisons.library.open_requested.emit(fit_id)
    assert opened.window._open.opened.is_blank
    assert opened.window._fit.ended.labels_.tobytes() == ended.labels_.tobytes()
    assert opened.enabled("runAction", "exportAction") == set()
    opened.comparisons.reopening.open(fit_id, "show", str(tmp_path / "there" / "set.npy"))
    opened.until(lambda: not opened.window._open.opened.is_blank)
    opened.until(lambda: opened.window._fit.ended is not None)
    assert np.array_equal(opened.window._open.opened.images.pixels[..., 0], pixels)
    opened.open("shapes")
    reopen(opened, fit_id)  # the new place is remembered
    assert not opened.window._open.opened.is_blank


def test_other_images_are_not_taken_for_those_of_the_fit(opened, tmp_path):
    np.save(tmp_path / "set.npy", np.random.default_rng(0).integers(0, 256, (60, 6, 6), np.uint8))
    opened.open(tmp_path / "set.npy")
    opened.set(KMeansParameters(n_clusters=3))
    opened.fit()
    (fit_id,) = kept(opened, 1)
    opened.open("shapes")
    np.save(tmp_path / "set.npy", np.random.default_rng(1).integers(0, 256, (60, 6, 6), np.uint8))
    with opened.qtbot.waitSignal(opened.comparisons.reopening.missed, timeout=30_000):
        opened.comparisons.library.open_requested.emit(fit_id)
    assert opened.window._open.opened.is_blank


def test_the_list_is_searched_written_about_and_emptied(opened):
    sweep(opened, "3,4")
    first, second = kept(opened, 2)
    panel = opened.comparisons.library
    assert listed(opened) == [second, first]
    panel.annotation_changed.emit(first, "The good one", "Look at cluster 2", ("talk",))
    opened.until(lambda: panel.model.entry(1).title == "The good one")
    panel.controls.search.setText("tag:talk")
    opened.until(lambda: panel.model.rowCount() == 1)
    assert panel.model.entry(0).id == first
    panel.controls.search.setText("")
    opened.until(lambda: panel.model.rowCount() == 2)
    panel.controls.order.setCurrentIndex(panel.controls.order.findData(LibraryOrder.OLDEST))
    opened.until(lambda: panel.model.entry(0).id == first)
    panel.delete_requested.emit((first,))
    opened.until(lambda: panel.model.rowCount() == 1)
    assert library().bin_ids() == (first,)
    panel.restore_requested.emit((first,))
    opened.until(lambda: panel.model.rowCount() == 2)
    panel.delete_requested.emit((first, second))
    opened.until(lambda: panel.model.rowCount() == 0)
    panel.empty_bin_requested.emit()
    opened.until(lambda: library().bin_ids() == ())


def test_two_fits_of_the_library_are_compared(opened, qtbot):
    sweep(opened, "3,4")
    first, second = kept(opened, 2)
    opened.close()
    later = dress(Hand(qtbot, opened.window.settings))
    later.comparisons.library.compare_requested.emit((first, second))
    page = later.comparisons.compare.two_fits
    later.until(lambda: page.model.rowCount() == 4)
    assert later.tabs.currentWidget() is later.comparisons.compare
    later.close()


def test_a_script_of_a_fit_is_on_the_clipboard(opened, qapp):
    opened.set(FIVE)
    opened.fit()
    (fit_id,) = kept(opened, 1)
    opened.comparisons.library.script_wanted.emit(fit_id, "centroid-lab")
    opened.until(lambda: "from engine import" in qapp.clipboard().text())


def test_a_library_that_cannot_be_written_leaves_the_fit_in_memory(opened, tmp_path):
    place = Path(os.environ["CENTROID_LAB_LIBRARY"])
    place.write_text("in the way")
    opened.set(FIVE)
    opened.fit()
    opened.until(opened.message)
    assert len(opened.comparisons.fits.compared()) == 1
    assert opened.enabled("exportAction") == {"exportAction"}
    place.unlink()  # as a drive that is back
    opened.fit()
    kept(opened, 1)


def test_a_library_of_a_newer_version_is_read_and_not_written(opened):
    opened.set(FIVE)
    opened.fit()
    (fit_id,) = kept(opened, 1)
    mark = Path(os.environ["CENTROID_LAB_LIBRARY"]) / "library.json"
    mark.write_text('{"format": 99}')
    opened.comparisons.keeping._library = None  # as the next start has it
    opened.fit()
    opened.until(opened.message)
    assert "newer" in opened.message().lower()
    assert library().ids() == (fit_id,)
    assert mark.read_text() == '{"format": 99}'
    assert listed(opened) == [fit_id]


# -- crashes --------------------------------------------------------------------------------


def test_a_fit_that_a_crash_ended_is_offered_and_goes_on(opened, qtbot, monkeypatch):
    parameters = KMeansParameters(n_clusters=8, tol=0.0, random_state=3)
    opened.set(parameters)
    opened.press("stepAction")
    opened.until(lambda: opened.n_rows() == 1)
    opened.step(2)
    opened.step(3)
    opened.comparisons.keeping._on_timer_timeout()
    opened.comparisons.keeper.shutdown()  # which does what was asked
    from engine.library import checkpoints

    monkeypatch.setattr(checkpoints, "is_orphan", lambda _place: True)  # as if it were no more
    later = dress(Hand(qtbot, AppSettings(opened.window.settings._store)))
    later.open("shapes")
    later.comparisons.recovery.look()
    box = later.dialog(QMessageBox)
    assert "8 clusters" in box.text()
    names = library().checkpoints.left()
    going = []
    later.controller.rows_arrived.connect(lambda _rows: going.append(library().checkpoints.left()))
    ended = later.wait("fit_ended", later.comparisons.recovery.go_on.click)
    assert going[0] == names  # kept until the fit has ended, should this one crash too
    *_, whole = fit(load_images("digits"), parameters)
    assert ended.labels_.tobytes() == whole.labels_.tobytes()
    later.until(lambda: library().checkpoints.left() == ())
    later.close()
