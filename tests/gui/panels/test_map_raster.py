from __future__ import annotations

import numpy as np
import pytest

from gui.panels.map_raster import Raster, dot_offsets

GROUND, RED, BLUE = 0xFFFFFF, 0x0000FF, 0xFF0000


def painted(places, colours, diameter, size=(8, 6)):
    raster = Raster(*size, GROUND)
    raster.paint(np.array(places, dtype=float), np.array(colours, dtype=np.uint32), diameter)
    return raster.picture()


def test_a_dot_is_where_its_point_is():
    picture = painted([(2.9, 3.1)], [RED], 1)
    assert picture.shape == (6, 8, 3)
    assert picture[3, 2].tolist() == [255, 0, 0]
    picture[3, 2] = 255
    assert (picture == 255).all()


@pytest.mark.parametrize(("diameter", "n_pixels"), [(1, 1), (2, 4), (3, 5), (4, 12), (5, 21)])
def test_dots_are_round_and_centred(diameter, n_pixels):
    offsets = dot_offsets(diameter)
    assert len(set(offsets)) == n_pixels
    assert {(y, x) for x, y in offsets} == set(offsets)


def test_later_dots_lie_on_earlier_ones():
    assert painted([(2, 2), (2, 2)], [RED, BLUE], 3)[2, 2].tolist() == [0, 0, 255]
    assert painted([(2, 2), (2, 2)], [BLUE, RED], 3)[2, 2].tolist() == [255, 0, 0]


@pytest.mark.parametrize("diameter", [1, 2, 3, 6])
def test_dots_at_the_edge_are_cut_and_those_outside_are_gone(diameter):
    everywhere = [(x, y) for x in range(-15, 25) for y in range(-15, 25)]
    picture = painted(everywhere, [RED] * len(everywhere), diameter)
    assert (picture == [255, 0, 0]).all()
    far = painted([(-50, 2), (1e12, 2), (2, -1e300)], [RED] * 3, diameter)
    assert (far == 255).all()
    corner = painted([(0, 0)], [RED], 3)
    assert (corner == [255, 0, 0]).all(axis=2).sum() == 3


def test_several_layers_of_dots():
    raster = Raster(4, 4, GROUND)
    for at, colour in ((1, RED), (2, BLUE)):
        raster.paint(np.array([(at, at)], dtype=float), np.array([colour], dtype=np.uint32), 1)
    assert raster.picture()[[1, 2], [1, 2]].tolist() == [[255, 0, 0], [0, 0, 255]]
