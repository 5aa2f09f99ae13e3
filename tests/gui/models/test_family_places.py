import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF

from engine.insight.family_tree import family_tree
from engine.insight.tree_layout import layout
from gui.models.family_places import FamilyPlaces, Node, Ribbon, neighbour
from gui.models.family_text import node_tip, ribbon_tip

RANDOM = np.random.default_rng(0)
FITS = [(k, RANDOM.integers(0, k, 500).astype(np.int32)) for k in (2, 3, 6)]
FITS.append((8, RANDOM.integers(0, 7, 500).astype(np.int32)))  # cluster 7 is empty
TREE = family_tree(FITS)


@pytest.fixture
def places():
    return FamilyPlaces(TREE, layout(TREE), QSizeF(640, 480), 40)


def test_every_cluster_with_images_is_found_where_it_lies(places):
    for level, clusters in enumerate(TREE.levels):
        for cluster in range(clusters.n_clusters):
            node = Node(level, cluster)
            if clusters.sizes[cluster]:
                assert places.at(places.node_rect(node).center()) == node
            else:
                assert places.node_rect(node).height() == 0


def test_a_ribbon_is_found_at_its_ends(places):
    for level in range(3):
        found = places.layout.ribbons[level]
        for number, ribbon in enumerate(places.ribbons(level)):
            path = places.ribbon_path(level, number)
            start = path.elementAt(0)
            middle = places.node_rect(Node(level, ribbon.source)).right() + 0.01
            height = 480 - 26 - 12
            y = start.y + found.thicknesses[number] * height / 2
            hit = places.at(QPointF(middle, y))
            assert isinstance(hit, Ribbon)
            assert (hit.level, hit.source) == (level, ribbon.source)


def test_the_line_of_a_ribbon_is_that_of_its_outline(places):
    ribbons = places.ribbons(0)
    hits = 0
    for x in np.linspace(places.lefts[0] + 41, places.lefts[1] - 1, 9):
        for y in np.linspace(30, 460, 87):
            hit = places.at(QPointF(x, y))
            inside = [
                r for n, r in enumerate(ribbons) if places.ribbon_path(0, n).contains(QPointF(x, y))
            ]
            if inside:
                assert hit in ribbons
                hits += 1
    assert hits > 100


def test_nothing_is_found_beside_the_drawing(places):
    assert places.at(QPointF(2, 100)) is None
    assert places.at(QPointF(639, 100)) is None
    assert places.at(QPointF(places.lefts[0] + 3, 479)) is None


def test_levels_lie_side_by_side_without_a_gap(places):
    spans = [places.span(level) for level in range(4)]
    assert spans[0][0] == 0
    assert spans[-1][1] == 640
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


def test_neighbours_follow_the_order_and_the_greatest_flow():
    order = TREE.levels[2].order.tolist()
    assert neighbour(TREE, Node(2, order[0]), 0, 1) == Node(2, order[1])
    assert neighbour(TREE, Node(2, order[0]), 0, -1) == Node(2, order[0])
    assert neighbour(TREE, Node(2, order[-1]), 0, 1) == Node(2, order[-1])
    assert neighbour(TREE, Node(0, 1), 1, 0) == Node(1, int(TREE.flows[0][1].argmax()))
    assert neighbour(TREE, Node(1, 1), -1, 0) == Node(0, int(TREE.flows[0][:, 1].argmax()))
    assert neighbour(TREE, Node(0, 1), -1, 0) == Node(0, 1)
    assert neighbour(TREE, Node(3, 1), 1, 0) == Node(3, 1)


def test_words_count_images():
    count = int(TREE.flows[0][1, 2])
    assert ribbon_tip(TREE, Ribbon(0, 1, 2)).startswith(
        f"{count} images from cluster 1 of K = 2 to cluster 2 of K = 3"
    )
    assert node_tip(TREE, Node(1, 0)).count("\n") == 2
    assert node_tip(TREE, Node(0, 0)).count("\n") == 1
    assert node_tip(TREE, Node(3, 7)) == "K = 8, cluster 7: 0 images, 0.0 % of all"
