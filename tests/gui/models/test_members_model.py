from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.models.members_model import MemberRole, MembersModel
from gui.panels.made_up import made_up_images

IMAGES = made_up_images(40)


@pytest.fixture
def model(qapp):
    made = MembersModel()
    made.set_images(IMAGES)
    return made


def pixels_of(pixmap) -> np.ndarray:
    image = pixmap.toImage()
    return np.array(
        [
            [image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())]
            for y in range(image.height())
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_row_shows_the_pixels_of_its_image_in_any_order(model, seed):
    rows = np.random.default_rng(seed).permutation(40)[:15]
    assert model.set_rows(rows)
    assert model.rowCount() == 15
    for row in (0, 7, 14):
        index = model.index(row, 0)
        assert index.data(MemberRole.IMAGE) == rows[row]
        assert np.array_equal(pixels_of(index.data(MemberRole.PIXMAP)), IMAGES.pixels[rows[row]])
        assert model.row_of(int(rows[row])) == row
    hidden = next(image for image in range(40) if image not in rows)
    assert model.row_of(hidden) is None
    assert model.row_of(None) is None
    assert model.row_of(1000) is None


def test_the_same_rows_are_no_news(model, qtbot):
    model.set_rows(np.arange(5))
    with qtbot.assertNotEmitted(model.modelReset):
        assert not model.set_rows(np.arange(5))
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(np.arange(4))


def test_what_rows_tell(model):
    model.set_rows(np.array([9, 2]))
    index = model.index(0, 0)
    assert index.data(MemberRole.CLUSTER) == -1
    model.set_clusters(np.arange(40, dtype=np.int32))
    assert index.data(MemberRole.CLUSTER) == 9
    assert index.data(Qt.ItemDataRole.DisplayRole) == "9"
    assert index.data(MemberRole.CAPTION) == f"9 · {IMAGES.class_name(9)}"
    facts = f"index 9, class {IMAGES.class_name(9)}"
    assert index.data(MemberRole.TIP) == f"{IMAGES.names[9]}\n{facts}\ncluster 9"
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{IMAGES.names[9]}, {facts}, cluster 9"
    assert index.data(Qt.ItemDataRole.EditRole) is None


def test_without_images_there_is_nothing_to_tell(model):
    model.set_rows(np.arange(5))
    model.set_images(None)
    assert model.rowCount() == 0
    assert model.pixmap(0).isNull()
    assert (model.caption(0), model.tip(0), model.as_text(np.arange(1))) == ("", "", "")
