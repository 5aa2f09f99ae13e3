import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine import ImageSet
from engine.errors import Cancelled
from engine.export import contact_sheet as module
from engine.export.contact_sheet import contact_sheet
from engine.insight.display import display_scale


def colours_of(n):
    """Return images of one colour each: red 255, blue 1, green the index."""
    pixels = np.zeros((n, 4, 4, 3), np.uint8)
    pixels[..., 0], pixels[..., 2] = 255, 1
    pixels[..., 1] = np.arange(n)[:, np.newaxis, np.newaxis]
    return ImageSet(
        name="colours",
        pixels=pixels,
        labels=np.arange(n) % 2,
        class_names=("even", "odd"),
        names=tuple(f"picture {i}" for i in range(n)),
    )


def drawn(images, indices, *arguments):
    data = contact_sheet(images, np.array(indices), display_scale(images), *arguments)
    with Image.open(io.BytesIO(data)) as sheet:
        assert sheet.format == "PNG"
        return np.asarray(sheet.convert("RGB"))


def places_of(sheet):
    """Return index, row and column of the corner of every image on the sheet, by row."""
    tiles = (sheet[..., 0] == 255) & (sheet[..., 2] == 1)
    corners = tiles & ~np.roll(tiles, 1, axis=0) & ~np.roll(tiles, 1, axis=1)
    return [
        (int(sheet[y, x, 1]), int(y), int(x)) for y, x in zip(*np.nonzero(corners), strict=True)
    ]


def test_every_image_once_in_the_order_given():
    images = colours_of(60)
    order = np.random.default_rng(0).permutation(60)[:25].tolist()
    sheet = drawn(images, order)
    places = places_of(sheet)
    assert [index for index, _, _ in places] == order
    for index, y, x in places:
        assert (sheet[y : y + 64, x : x + 64] == (255, index, 1)).all()


def words_under(sheet, place):
    """Return the paper under an image, of the width of a cell."""
    _, y, x = place
    return sheet[y + 66 : y + 112, x - 10 : x + 74]


def test_index_name_and_class_stand_below():
    images = colours_of(4)
    sheets = [
        drawn(images, [2, 3]),
        drawn(replace(images, names=("a", "b", "other", "picture 3")), [2, 3]),
        drawn(replace(images, labels=np.array([1, 1, 1, 1])), [2, 3]),
    ]
    places = places_of(sheets[0])
    changed = []
    for sheet in sheets[1:]:
        assert places_of(sheet) == places
        assert (words_under(sheet, places[1]) == words_under(sheets[0], places[1])).all()
        rows = (words_under(sheet, places[0]) != words_under(sheets[0], places[0])).any(axis=(1, 2))
        changed.append(set(np.flatnonzero(rows)))
    assert changed[0]
    assert changed[1]
    assert max(changed[0]) < min(changed[1])  # the name above the class
    indices = (words_under(sheets[0], places[0]) != words_under(sheets[0], places[1])).any(
        axis=(1, 2)
    )
    assert np.flatnonzero(indices)[0] < min(changed[0])  # and the index above both


def test_a_set_without_classes_has_no_line_for_them():
    images = colours_of(9)
    plain = replace(images, labels=None, class_names=())
    assert len(drawn(plain, range(9))) < len(drawn(images, range(9)))


@pytest.mark.parametrize("name", ["w" * 5000, "new\nline \x1b \udcff", "", "i" * 84, "猫" * 40])
def test_long_and_odd_names_stay_in_their_cells(name):
    images = colours_of(2)
    odd = replace(images, names=(name, "picture 1"))
    sheets = [drawn(one, [0, 1]) for one in (images, odd)]
    places = places_of(sheets[0])
    assert places_of(sheets[1]) == places
    beside = [words_under(sheet, places[1]) for sheet in sheets]
    assert np.array_equal(*beside)


def test_of_too_many_the_first_are_drawn_and_that_is_said(monkeypatch):
    images = colours_of(30)
    whole = drawn(images, range(10))
    monkeypatch.setattr(module, "MAX_IMAGES", 10)
    cut = drawn(images, range(30))
    assert [index for index, _, _ in places_of(cut)] == list(range(10))
    assert cut.shape == whole.shape
    assert (cut[:80] != whole[:80]).any()
    assert (cut[80:] == whole[80:]).all()


def test_small_and_large_pictures():
    for shape in ((3, 1, 1, 1), (3, 1, 3072, 1), (3, 700, 900, 3)):
        images = ImageSet(name="x", pixels=np.zeros(shape, np.float32))
        assert max(drawn(images, [0, 1, 2]).shape) < 1500


def test_somebody_may_stop_at_every_image_and_while_the_file_is_packed():
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 64, 64, 3)).astype(np.uint8)
    images = ImageSet(name="noise", pixels=pixels)
    asked = []
    whole = drawn(images, range(40), lambda: asked.append(1))
    assert len(asked) > 40 + whole.size // 10 // 65536
    for limit in (0, 20, 45):
        answers = iter([False] * limit)

        def check(answers=answers):
            if next(answers, True):
                raise Cancelled

        with pytest.raises(Cancelled):
            drawn(images, range(40), check)
