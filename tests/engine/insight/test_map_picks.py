"""Picking points on a map, against geometry in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.map_picks import inside, inside_rectangle, nearest_point

GRID = np.stack(np.meshgrid(np.arange(9), np.arange(9)), axis=-1).reshape(-1, 2)

vertices = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=8)


def picked(which, points=GRID):
    return {tuple(point) for point in points[which].astype(int).tolist()}


def is_inside(px, py, polygon):
    """Even-odd rule in whole numbers, edges included, a point at a time."""
    odd = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        cross = (x2 - x1) * (py - y1) - (px - x1) * (y2 - y1)
        between = min(x1, x2) <= px <= max(x1, x2) and min(y1, y2) <= py <= max(y1, y2)
        if cross == 0 and between:
            return True
        if (y1 > py) != (y2 > py):
            odd ^= cross > 0 if y2 > y1 else cross < 0
    return odd


@given(vertices)
def test_any_polygon_against_whole_numbers(polygon):
    expected = {(x, y) for x, y in GRID.tolist() if is_inside(x, y, polygon)}
    assert picked(inside(GRID.astype(np.float32), polygon)) == expected


@given(vertices, st.randoms(use_true_random=False))
def test_the_order_of_points_and_where_a_polygon_begins_do_not_matter(polygon, random):
    order = random.sample(range(len(GRID)), len(GRID))
    turn = random.randrange(len(polygon) + 1)
    mixed = inside(GRID[order].astype(np.float32), polygon[turn:] + polygon[:turn])
    backwards = inside(GRID.astype(np.float32), polygon[::-1])
    assert mixed.tolist() == backwards[order].tolist()


def test_edges_and_corners_are_inside():
    square = [(2, 2), (4, 2), (4, 4), (2, 4)]
    nine = {(x, y) for x in (2, 3, 4) for y in (2, 3, 4)}
    assert picked(inside(GRID.astype(float), square)) == nine
    assert picked(inside(GRID.astype(float), [*square, square[0]])) == nine
    assert picked(inside_rectangle(GRID, (4, 2), (2, 4))) == nine
    assert picked(inside_rectangle(GRID, (2, 2), (4, 4))) == nine


def test_what_a_lasso_goes_round_twice_is_outside():
    square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    within = np.array([[2.0, 2.0]])
    assert inside(within, square).tolist() == [True]
    assert inside(within, [*square, *square]).tolist() == [False]
    bow_tie = [(0, 0), (4, 4), (4, 0), (0, 4)]
    beside = np.array([[0.5, 2], [3.5, 2], [2, 0.5], [2, 3.5], [2, 2]])
    assert inside(beside, bow_tie).tolist() == [True, True, False, False, True]


@pytest.mark.parametrize(
    ("polygon", "expected"),
    [
        ([], set()),
        ([(3, 3)], {(3, 3)}),
        ([(3, 3), (3, 3), (3, 3)], {(3, 3)}),
        ([(1, 1), (4, 1)], {(1, 1), (2, 1), (3, 1), (4, 1)}),
        ([(1, 1), (3, 3)], {(1, 1), (2, 2), (3, 3)}),
    ],
)
def test_flat_polygons_hold_what_lies_on_them(polygon, expected):
    assert picked(inside(GRID.astype(float), polygon)) == expected


def test_a_lasso_of_many_vertices_on_many_points():
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (20_000, 2)).astype(np.float32)
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = 0.7 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    radius = np.hypot(*points.T)
    found = inside(points, circle)
    assert found[radius < 0.7 * np.cos(np.pi / 400)].all()
    assert not found[radius > 0.7].any()


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1), st.integers(0, 9))
def test_the_nearest_point_against_brute_force(points, within):
    away = [(x - 1) ** 2 + (y + 2) ** 2 for x, y in points]
    expected = away.index(min(away)) if min(away) <= within**2 else None
    array = np.array(points, dtype=np.float32)
    assert nearest_point(array, (1, -2), within) == expected
    assert nearest_point(array, (1, -2)) == away.index(min(away))


def test_nothing_to_pick_from():
    none = np.empty((0, 2), dtype=np.float32)
    assert nearest_point(none, (0, 0)) is None
    assert inside(none, [(0, 0), (1, 0), (0, 1)]).shape == (0,)
    assert inside_rectangle(none, (0, 0), (1, 1)).shape == (0,)
