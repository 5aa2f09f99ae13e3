"""Looking into a result through the window: time line, members, labels, map, why, movers, film."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QSlider, QTabBar, QTabWidget

from engine import KMeansParameters
from engine.insight.contingency import contingency
from engine.insight.representatives import representatives
from gui.models.clusters_model import ClusterRole
from gui.panels.film_dialog import FilmDialog
from gui.timeline_flow import report_of

TEN = KMeansParameters(n_clusters=10, tol=0.0)


@pytest.fixture
def fitted(hand):
    """A window with a fit of the digits that has ended."""
    hand.open("digits")
    hand.set(TEN)
    hand.ended = hand.fit()
    hand.views = hand.window.views
    hand.until(lambda: hand.views.timeline.moment is not None)
    return hand


def shown(hand):
    moment = hand.views.timeline.moment
    return moment.run, moment.iteration


def seek(hand, iteration, run=0):
    hand.child(QSlider, "timelineSlider")
    hand.views.bar.seek_wanted.emit(run, iteration)
    hand.until(lambda: shown(hand) == (run, iteration))


def members_shown(hand):
    return sorted(hand.views.members.model.rows.tolist())


def test_the_end_of_the_best_run_is_shown_and_every_iteration_can_be(fitted):
    history, ended = fitted.views.timeline.history, fitted.ended
    assert shown(fitted) == (0, ended.n_iter_)
    assert np.array_equal(fitted.views.timeline.moment.labels, ended.labels_)
    assert [row.iteration for row in history.rows(0)] == list(range(ended.n_iter_ + 1))
    for iteration in (3, 0, ended.n_iter_):
        seek(fitted, iteration)
        moment = fitted.views.timeline.moment
        assert fitted.clusters(ClusterRole.SIZE) == moment.sizes.tolist()
        expected = representatives(fitted.window._open.opened.images, report_of(moment))
        fitted.until(
            lambda wanted=expected: (
                [
                    [each.image for each in row]
                    for row in fitted.clusters(ClusterRole.REPRESENTATIVES)
                ]
                == [[int(i) for i in row if i >= 0] for row in wanted.indices]
            )
        )


def test_while_a_fit_runs_the_newest_is_shown_until_somebody_seeks(hand):
    hand.views = hand.window.views
    hand.open("digits")
    hand.start_endless()
    hand.until(lambda: hand.views.timeline.moment is not None)
    assert hand.views.timeline.is_following
    seek(hand, 0)
    assert not hand.views.timeline.is_following
    hand.wait("rows_arrived")
    assert shown(hand) == (0, 0)
    hand.views.bar.follow_wanted.emit()
    hand.until(lambda: shown(hand) != (0, 0))
    hand.wait("fit_ended", lambda: hand.press("stopAction"))


def test_a_cell_of_the_table_opens_just_its_members(fitted):
    images, moment = fitted.window._open.opened.images, fitted.views.timeline.moment
    table = contingency(images.labels, 10, moment.labels, 10)
    label, cluster = np.unravel_index(table.argmax(), table.shape)
    fitted.views.labels.cell_activated.emit(int(label), int(cluster))
    expected = np.flatnonzero((images.labels == label) & (moment.labels == cluster))
    assert members_shown(fitted) == expected.tolist()
    tabs = fitted.child(QTabWidget, "viewTabs")
    assert tabs.currentWidget() is fitted.views.members


def test_the_curves_reach_the_end_of_the_run_of_their_own_accord(hand, monkeypatch):
    told = []
    views = hand.window.views
    monkeypatch.setattr(views.labels, "show_curves", lambda *curves: told.append(curves))
    hand.open("digits")
    hand.set(TEN)
    ended = hand.fit()
    hand.until(lambda: told and len(told[-1][1]) == ended.n_iter_ + 1)
    run, iterations, values = told[-1]
    assert (run, list(iterations)) == (0, list(range(ended.n_iter_ + 1)))
    assert values["distortion"].tolist() == [row.distortion for row in ended.runs[0].rows]


def test_a_double_click_on_a_cluster_opens_its_members(fitted):
    fitted.window.clusters_panel.cluster_activated.emit(4)
    expected = np.flatnonzero(fitted.ended.labels_ == 4)
    assert members_shown(fitted) == expected.tolist()


def test_an_image_that_is_looked_at_is_explained(fitted, monkeypatch):
    told = []
    monkeypatch.setattr(fitted.views.why, "show_reason", told.append)
    fitted.window._docks.bring("why")
    fitted.views.selection.select([123], current=123)
    fitted.until(lambda: told)
    reason = told[-1]
    assert (reason.index, reason.cluster) == (123, fitted.ended.labels_[123])
    pixels = fitted.window._open.opened.images.pixels[123].reshape(-1).astype(float)
    expected = np.square(pixels - fitted.ended.centroids).sum(axis=1)
    np.testing.assert_allclose(reason.sq_distances, expected, rtol=1e-12)


def test_another_set_takes_all_of_it_away(fitted):
    fitted.views.selection.select([5], current=5)
    fitted.open("shapes")
    assert fitted.views.timeline.moment is None
    assert fitted.views.timeline.history is None
    assert len(fitted.views.selection) == 0


def test_the_map_is_made_when_somebody_looks(fitted):
    made = []
    fitted.views.background.answered.connect(lambda topic, _: made.append(topic))
    fitted.child(QTabWidget, "viewTabs").setCurrentWidget(fitted.views.map)
    fitted.until(lambda: "map" in made)


def test_the_film_of_the_run_is_written(fitted, tmp_path):
    fitted.views.bar.film_wanted.emit()
    dialog = fitted.window.findChild(FilmDialog)
    dialog.file_edit.setText(str(tmp_path / "film.webp"))
    fitted.wait("film_written", dialog.accept)
    with Image.open(tmp_path / "film.webp") as film:
        assert film.n_frames == fitted.ended.n_iter_ + 1
    assert fitted.message() == f"Exported to {tmp_path / 'film.webp'}"


def test_docks_that_share_a_place_have_one_tab_bar_each(hand):
    bars = [
        {bar.tabText(i) for i in range(bar.count())}
        for bar in hand.window.findChildren(QTabBar)
        if bar.isVisible() and bar.parent() is hand.window
    ]
    assert sorted(bars, key=len) == [{"Plots", "Why here?"}, {"Log", "Cluster", "Movers"}]


def test_chosen_images_are_written_to_a_new_folder(fitted, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    (tmp_path / "digits-images").mkdir()
    chosen = np.array([3, 700, 1500])
    folder = fitted.wait("exported", lambda: fitted.views.members.export_requested.emit(chosen))
    assert folder == str(tmp_path / "digits-images-2")
    for image in chosen:
        cluster = fitted.ended.labels_[image]
        path = tmp_path / "digits-images-2" / f"cluster_{cluster:03d}" / f"image_{image:05d}.png"
        with Image.open(path) as picture:
            expected = fitted.window._open.opened.images.pixels[image, ..., 0]
            assert np.array_equal(np.asarray(picture), expected)
