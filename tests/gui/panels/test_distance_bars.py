from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine.imageset import ImageSet
from engine.insight.reasons import explain
from gui import theme
from gui.models.thumbnails import Thumbnails
from gui.panels.distance_bars import ROW, DistanceBars

IMAGES = ImageSet(name="grey", pixels=np.full((1, 4, 4, 1), 100, np.uint8))
THUMBNAILS = Thumbnails(IMAGES)
PICTURE = QPoint(2 + 12, ROW // 2)  # the middle of a thumbnail


def centroids_of(levels) -> np.ndarray:
    return np.repeat(np.array(levels, dtype=np.float64), 16).reshape(-1, 16)


@pytest.fixture
def bars(qtbot):
    made = DistanceBars()
    qtbot.addWidget(made)
    made.resize(280, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(bars, levels, label=0):
    centroids = centroids_of(levels)
    reason = explain(IMAGES, centroids, np.array([label], np.int32), 0)
    bars.show_reason(reason, centroids, THUMBNAILS)
    return reason


def test_bars_are_sorted_and_every_row_shows_its_own_centroid(bars):
    levels = [250, 90, 10, 105]
    show(bars, levels, 3)
    assert bars.order.tolist() == [3, 1, 2, 0]
    shown = bars.viewport().grab().toImage()
    for rank, cluster in enumerate(bars.order):
        at = PICTURE + QPoint(0, rank * ROW)
        assert shown.pixelColor(at).red() == levels[cluster]
        assert f"cluster {cluster}:" in bars.tip_at(at)
    assert bars.tip_at(QPoint(5, 4 * ROW + 1)) == ""


def test_bars_have_the_length_of_the_distance_and_the_colour_of_the_cluster(bars):
    show(bars, [110, 120, 140], 0)
    shown = bars.viewport().grab().toImage()

    def length(cluster: int) -> int:
        y = cluster * ROW + ROW // 2
        is_it = [shown.pixelColor(x, y) == theme.cluster_colour(cluster) for x in range(250)]
        end = max(np.flatnonzero(is_it))
        return end - max(np.flatnonzero(~np.array(is_it[:end])))  # the chip ends before the bar

    assert length(0) > 20
    assert length(1) == pytest.approx(2 * length(0), abs=1)


def test_own_and_runner_up_are_marked_and_heard(bars):
    show(bars, [250, 90, 10, 105], 3)
    heard = bars.accessibleDescription()
    assert heard.startswith("cluster 3 own 20, cluster 1 next 40, cluster 2")
    shown = bars.viewport().grab().toImage()
    right = 275 if not bars.verticalScrollBar().isVisible() else 255
    grounds = [shown.pixelColor(right, rank * ROW + 3) for rank in range(4)]
    assert grounds[0] == grounds[1] == theme.current().colours.raised
    assert grounds[2] == grounds[3] == theme.current().colours.surface


def test_the_own_cluster_is_first_among_equals(bars):
    show(bars, [90, 110, 90], 1)
    assert bars.order.tolist() == [1, 0, 2]


def test_a_thousand_clusters_scroll_and_only_what_is_in_sight_is_made(bars, qtbot):
    show(bars, np.linspace(0, 255, 1000), 392)
    bars.viewport().grab()
    in_sight = bars.viewport().height() // ROW + 1
    assert 1 < len(bars._scaled) <= in_sight + 1
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_End)
    assert bars.verticalScrollBar().value() == 1000 * ROW - bars.viewport().height()
    last = QPoint(5, bars.viewport().height() - 2)
    assert f"cluster {bars.order[-1]}:" in bars.tip_at(last)
    qtbot.keyClick(bars, Qt.Key.Key_Up)
    assert bars.verticalScrollBar().value() == 999 * ROW - bars.viewport().height()
    qtbot.keyClick(bars, Qt.Key.Key_Home)
    assert bars.verticalScrollBar().value() == 0


@pytest.mark.parametrize("levels", [[100], [100, 100], [30]])
def test_few_clusters_and_no_distance_draw(bars, levels):
    show(bars, levels)
    bars.viewport().grab()
    assert len(bars.order) == len(levels)


def test_other_centroids_are_drawn_anew_and_nothing_stays(bars):
    show(bars, [20, 90])
    bars.viewport().grab()
    show(bars, [30, 90], 0)
    shown = bars.viewport().grab().toImage()
    assert shown.pixelColor(PICTURE + QPoint(0, ROW)).red() == 30
    bars.clear()
    assert bars.order.tolist() == []
    assert bars.tip_at(QPoint(5, 5)) == ""
    assert bars.viewport().grab().toImage().pixelColor(PICTURE) == theme.current().colours.surface
