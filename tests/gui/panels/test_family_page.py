import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.insight.family_tree import family_tree
from engine.insight.tree_layout import layout
from gui import theme
from gui.models.family_places import Node, Ribbon
from gui.panels.family_page import FamilyTreePage
from gui.panels.made_up import made_up_images
from gui.panels.match_made_up import made_up_fits

IMAGES = made_up_images(300)
FITS = made_up_fits(IMAGES, (2, 3, 5))
TREE = family_tree([(fit.n_clusters, fit.labels) for fit in FITS])
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot):
    made = FamilyTreePage()
    qtbot.addWidget(made)
    made.resize(640, 560)
    with qtbot.waitExposed(made):
        made.show()
    made.show_tree(FITS, TREE, layout(TREE), IMAGES)
    return made


def centre(page, node) -> QPoint:
    return page.view.places.node_rect(node).center().toPoint() - page.view.scrolled()


def ribbon_place(page, level: int) -> tuple[QPoint, Ribbon]:
    """A place on the widest ribbon of a level, and the ribbon."""
    places = page.view.places
    number = int(places.layout.ribbons[level].thicknesses.argmax())
    ribbon = places.ribbons(level)[number]
    return places.ribbon_path(level, number).boundingRect().center().toPoint(), ribbon


def test_below_two_values_of_k_there_is_a_hint(page):
    assert page.view.isVisible()
    page.show_tree(FITS[:1], TREE, layout(TREE), IMAGES)
    assert not page.view.isVisible()
    assert page.view.places is None


def test_a_click_on_a_cluster_tells_fit_and_number(page, qtbot):
    for level, fit in enumerate(FITS):
        for cluster in range(fit.n_clusters):
            with qtbot.waitSignal(page.cluster_activated) as told:
                place = centre(page, Node(level, cluster))
                qtbot.mouseClick(page.view.viewport(), LEFT, pos=place)
            assert told.args == [fit.key, cluster]


def test_a_click_on_a_ribbon_tells_both_ends(page, qtbot):
    for level in range(2):
        place, ribbon = ribbon_place(page, level)
        with qtbot.waitSignal(page.images_wanted) as told:
            qtbot.mouseClick(page.view.viewport(), LEFT, pos=place)
        keys = FITS[level].key, FITS[level + 1].key
        assert told.args == [keys[0], ribbon.source, keys[1], ribbon.target]


def test_arrows_walk_and_enter_opens(page, qtbot):
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    first = int(TREE.levels[0].order[0])
    order = TREE.levels[1].order.tolist()
    at = order.index(int(TREE.flows[0][first].argmax()))
    expected = order[min(at + 1, 2)]
    assert page.view.current == Node(1, expected)
    with qtbot.waitSignal(page.cluster_activated) as told:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert told.args == [FITS[1].key, expected]


def test_what_is_under_the_mouse_is_lit_and_told(page, qtbot):
    before = page.view.viewport().grab().toImage()
    place, ribbon = ribbon_place(page, 1)
    qtbot.mouseMove(page.view.viewport(), place)
    assert page.view.lit == ribbon
    assert page.view.tip_at(place).startswith(f"{TREE.flows[1][ribbon.source, ribbon.target]} ")
    assert page.view.viewport().grab().toImage() != before
    qtbot.mouseMove(page.view.viewport(), centre(page, Node(1, 2)))
    assert page.view.lit == Node(1, 2)
    assert "cluster 2" in page.view.tip_at(centre(page, Node(1, 2)))


def test_the_wheel_with_ctrl_zooms_and_a_drag_pans_without_a_click(page, qtbot):
    viewport = page.view.viewport()
    middle = QPointF(viewport.rect().center())
    wheel = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, wheel)
    assert page.view.places.size.width() > 1.5 * viewport.width()
    before = page.view.scrolled()
    start = middle.toPoint()
    with qtbot.assertNotEmitted(page.view.clicked):
        qtbot.mousePress(viewport, LEFT, pos=start)
        qtbot.mouseMove(viewport, start - QPoint(30, 20))
        qtbot.mouseRelease(viewport, LEFT, pos=start - QPoint(30, 20))
    assert page.view.scrolled() == before + QPoint(30, 20)
    for _ in range(8):
        qtbot.keyClick(page.view, Qt.Key.Key_Minus)
    assert page.view.places.size.width() == viewport.width()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_cluster_wears_the_colour_of_its_number(page, mode, colours_of_before):
    theme.current().set_mode(mode)
    image = page.view.viewport().grab().toImage()
    for level, clusters in enumerate(TREE.levels):
        for cluster in range(clusters.n_clusters):
            place = page.view.places.node_rect(Node(level, cluster))
            colour = image.pixelColor(QPoint(int(place.left()) + 1, int(place.bottom()) - 3))
            if Node(level, cluster) != page.view.current:  # that has a frame
                assert colour.name() == theme.cluster_colour(cluster).name()


def test_nineteen_levels_scroll_and_repaint_at_once(page):
    random = np.random.default_rng(0)
    labels = [(k, random.integers(0, k, 2000).astype(np.int32)) for k in range(2, 21)]
    tree = family_tree(labels)
    centroids = IMAGES.pixels[:20].reshape(20, -1).astype(np.float64)
    page.view.show_tree(
        tree, layout(tree), lambda node: page._thumbnails.centroid(centroids[node.cluster])
    )
    page.view.grab()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        page.view.grab()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.016
    assert page.view.horizontalScrollBar().maximum() > 0
