from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QRect

from engine.imageset import ImageSet
from gui import theme
from gui.models.contingency_facts import ColumnOrder
from gui.models.contingency_model import ContingencyModel
from gui.panels.contingency_headers import MOST_NAME_PX
from gui.panels.contingency_view import ContingencyView

TABLE = np.array([[30, 1, 9], [2, 40, 8]])
CLASSES = np.array([1, 0, 1])
LEVELS = (40, 120, 200)  # grey of each centroid


def image_set(*class_names: str) -> ImageSet:
    return ImageSet(
        name="two",
        pixels=np.zeros((2, 2, 2, 1), np.uint8),
        labels=np.array([0, 1], np.int32),
        class_names=class_names,
    )


@pytest.fixture
def view(qtbot):
    model = ContingencyModel()
    made = ContingencyView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitExposed(made):
        made.show()
    model.set_images(image_set("cat", "dog"))
    model.show(TABLE, CLASSES)
    return made


def ground_of(margin, section) -> str:
    """The commonest colour of one section of the clusters' margin."""
    ((colour, _),) = Counter(colours_in(margin, section)).most_common(1)
    return colour


def colours_in(margin, section) -> list[str]:
    """The colour of every pixel of one section of the clusters' margin."""
    left = margin.sectionViewportPosition(section)
    place = QRect(left, 0, margin.sectionSize(section), margin.height())
    picture = margin.viewport().grab(place).toImage()
    return [
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    ]


def test_each_cluster_has_its_colour_and_its_centroid_in_every_order(view):
    view.model().show_centroids(np.repeat(np.array(LEVELS, float), 4).reshape(3, 4))
    margin = view.horizontalHeader()
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in LEVELS]
    for order in ColumnOrder:
        view.model().set_order(order)
        for section, cluster in enumerate(view.model().clusters):
            seen = colours_in(margin, section)
            assert theme.cluster_colour(int(cluster)).name() in seen
            assert greys[cluster] in seen


def test_the_margin_is_as_wide_as_its_names_within_bounds(view):
    narrow = view.verticalHeader().width()
    view.model().set_images(image_set("cat", "a class with a name of a length beyond all measure"))
    view.model().show(TABLE, CLASSES)
    assert narrow < view.verticalHeader().width() < MOST_NAME_PX + 80
    view.grab()


def test_class_and_cluster_of_the_current_cell_are_marked(view):
    margin = view.horizontalHeader()
    raised = theme.current().colours.raised.name()
    assert ground_of(margin, 2) != raised
    view.setCurrentIndex(view.model().index(1, 2))
    assert ground_of(margin, 2) == raised
    assert ground_of(margin, 1) != raised
