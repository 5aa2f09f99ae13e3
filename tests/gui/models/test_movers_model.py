from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QIcon

from engine.history import Movers
from gui import theme
from gui.models.movers_model import FlowColumn, FlowsModel


def movers(ways: list[tuple[int, int, int]], iteration: int = 3) -> Movers:
    """Movers of these images, from and to."""
    indices, before, after = (np.array(part, dtype=np.int32) for part in zip(*ways, strict=True))
    return Movers(run=0, iteration=iteration, indices=indices, before=before, after=after)


WAYS = movers([(2, 1, 0), (5, 0, 11), (8, 0, 11), (9, 0, 1), (12, 0, 11), (40, 1, 0)])


@pytest.fixture
def model(qapp):
    made = FlowsModel()
    made.show(WAYS)
    return made


def told(model, role=Qt.ItemDataRole.DisplayRole) -> list[list[object]]:
    return [
        [model.index(row, column).data(role) for column in FlowColumn]
        for row in range(model.rowCount())
    ]


def test_the_largest_flow_comes_first(model):
    assert told(model) == [
        ["0", "11", "3", "50.0 %"],
        ["1", "0", "2", "33.3 %"],
        ["0", "1", "1", "16.7 %"],
    ]
    assert told(model, Qt.ItemDataRole.UserRole)[0] == [0, 11, 3, 0.5]
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == (
        "2 images went from cluster 1 to cluster 0"
    )


def test_a_flow_knows_its_images(model):
    assert model.images_of(0).tolist() == [5, 8, 12]
    assert model.images_of(1).tolist() == [2, 40]
    assert model.images_of(None).tolist() == [2, 5, 8, 9, 12, 40]
    assert model.row_of(1, 0) == 1
    assert model.row_of(1, 11) is None


def test_every_image_is_in_one_flow():
    random = np.random.default_rng(0)
    before = random.integers(0, 1000, 3000)
    after = (before + random.integers(1, 1000, 3000)) % 1000
    indices = np.sort(random.choice(50_000, 3000, replace=False))
    model = FlowsModel()
    model.show(movers(list(zip(indices, before, after, strict=True))))
    flows = [model.flow(row) for row in range(model.rowCount())]
    together = np.concatenate([model.images_of(row) for row in range(len(flows))])
    assert np.array_equal(np.sort(together), indices)
    assert sum(flow.count for flow in flows) == 3000
    assert [flow.count for flow in flows] == sorted((flow.count for flow in flows), reverse=True)


def test_clusters_have_their_colours_selected_or_not(model):
    icon = model.index(0, FlowColumn.AFTER).data(Qt.ItemDataRole.DecorationRole)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        square = icon.pixmap(QSize(16, 16), 1.0, mode).toImage()
        assert square.pixelColor(8, 8) == theme.cluster_colour(11)
    assert model.index(0, FlowColumn.COUNT).data(Qt.ItemDataRole.DecorationRole) is None


def test_headers_say_what_the_columns_are(model):
    horizontal = Qt.Orientation.Horizontal
    assert [model.headerData(column, horizontal) for column in FlowColumn] == [
        "from",
        "to",
        "images",
        "share",
    ]
    assert model.headerData(0, horizontal, Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_nobody_moved(model):
    none = np.empty(0, dtype=np.int32)
    for nothing in (None, Movers(run=0, iteration=0, indices=none, before=none, after=none)):
        model.show(nothing)
        assert model.rowCount() == 0
        assert len(model.images_of(None)) == 0
        assert model.row_of(0, 1) is None
        assert model.data(QModelIndex()) is None
