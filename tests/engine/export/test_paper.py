import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.export.paper import EDGE, PAPER, Sheet, Tile, draw_text, picture_of, text_width
from engine.insight.display import DisplayScale

SIDES = st.integers(1, 400)


@given(SIDES, SIDES, SIDES, SIDES)
def test_the_tile_within_is_the_largest_by_a_whole_number(height, width, room_height, room_width):
    tile = Tile.within((height, width, 3), room_width, room_height)
    assert (tile.width, tile.height) <= (room_width, tile.height)
    assert tile.height <= room_height
    assert min(tile.enlarged, tile.reduced) == 1
    picture = Image.new("RGB", (width, height))
    reduced = picture.reduce(tile.reduced)
    assert (tile.width, tile.height) == (
        reduced.width * tile.enlarged,
        reduced.height * tile.enlarged,
    )
    if tile.reduced == 1:
        larger = tile.enlarged + 1
        assert width * larger > room_width or height * larger > room_height
    else:
        smaller = picture.reduce(tile.reduced - 1)
        assert smaller.width > room_width or smaller.height > room_height


@pytest.mark.parametrize(
    ("shape", "enlarged", "reduced", "size"),
    [
        ((32, 32, 3), 2, 1, (64, 64)),
        ((6, 5, 1), 11, 1, (55, 66)),
        ((100, 100, 3), 1, 1, (100, 100)),
        ((700, 900, 1), 1, 8, (113, 88)),
        ((1, 3072, 1), 1, 24, (128, 1)),
    ],
)
def test_the_nearest_tile(shape, enlarged, reduced, size):
    assert Tile.nearest(shape, 64) == Tile(*size, enlarged, reduced)


def test_a_pasted_picture_is_even_squares_in_a_hairline():
    pixels = np.array([[[10], [20]], [[30], [40]]], np.uint8)
    paper = Image.new("RGB", (12, 12), PAPER)
    Tile.within((2, 2, 1), 7, 7).paste(paper, picture_of(pixels, DisplayScale(0, 255)), 3, 2)
    found = np.asarray(paper)
    squares = np.kron(pixels[:, :, 0], np.ones((3, 3), np.uint8))
    assert np.array_equal(found[2:8, 3:9], np.repeat(squares[:, :, np.newaxis], 3, axis=2))
    assert (found[1, 2:10] == EDGE).all()
    assert (found[8, 2:10] == EDGE).all()
    assert (found[1:9, 2] == EDGE).all()
    assert (found[1:9, 9] == EDGE).all()
    assert ((found == PAPER).all(axis=2)).sum() == 144 - 64


def test_pictures_are_on_the_scale_given():
    colours = np.array([[[0.0, 0.5, 1.0]]])
    assert picture_of(colours, DisplayScale(0, 1)).getpixel((0, 0)) == (0, 128, 255)
    grey = picture_of(colours[:, :, :1], DisplayScale(-1, 1))
    assert (grey.mode, grey.getpixel((0, 0))) == ("L", 128)


@pytest.mark.parametrize("n_cells", [1, 2, 7, 100, 1001])
def test_cells_of_a_sheet_lie_apart_and_on_the_paper(n_cells):
    sheet = Sheet("title", "facts", n_cells, 84, 100)
    corners = np.array([sheet.corner(cell) for cell in range(n_cells)])
    assert (corners >= 0).all()
    assert (corners + np.array([84, 100]) <= sheet.picture.size).all()
    apart = np.abs(corners[:, np.newaxis] - corners)
    assert ((apart[..., 0] >= 84) | (apart[..., 1] >= 100) | np.eye(n_cells, dtype=bool)).all()
    if n_cells > 5:
        assert 0.5 < sheet.picture.width / sheet.picture.height < 3


@pytest.mark.parametrize("title", ["", "new\nline \x1b \udcff", "猫" * 500])
def test_a_sheet_bears_any_title(title):
    assert Sheet(title, "facts", 1, 10, 10).picture.width < 1500


def test_text_is_as_wide_as_it_says():
    paper = Image.new("L", (400, 40))
    draw_text(paper, 5, 5, "50,000 images · run 1", 14, 255)
    left, _, right, _ = paper.getbbox()
    assert right - left <= text_width("50,000 images · run 1", 14) <= right - left + 4
