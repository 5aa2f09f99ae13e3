import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from gui import theme
from gui.colours import contrast
from gui.models.contingency_facts import ColumnOrder
from gui.models.contingency_model import ContingencyModel
from gui.panels.contingency_cells import ShadeScale, cell_colours
from gui.panels.contingency_view import MOST_COLUMN_PX, ContingencyView

TABLE = np.array([[30, 1, 0, 9], [2, 40, 0, 8], [5, 5, 0, 70]])
CLASSES = np.array([0, 1, -1, 2])


@pytest.fixture
def view(qtbot):
    model = ContingencyModel()
    made = ContingencyView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitExposed(made):
        made.show()
    model.show(TABLE, CLASSES)
    return made


def centre(view, row, column) -> QPoint:
    return view.visualRect(view.model().index(row, column)).center()


def ground(view, row, column) -> QColor:
    """The colour in a corner of a cell, away from its number."""
    place = view.visualRect(view.model().index(row, column))
    ratio = view.devicePixelRatioF()
    return view.viewport().grab().toImage().pixelColor((place.topLeft() + QPoint(3, 3)) * ratio)


def test_a_click_tells_class_and_cluster_in_every_order(view, qtbot):
    for order in ColumnOrder:
        view.model().set_order(order)
        for column, cluster in enumerate(view.model().clusters):
            with qtbot.waitSignal(view.cell_activated) as told:
                qtbot.mouseClick(
                    view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 1, column)
                )
            assert told.args == [1, cluster]


def test_enter_tells_the_current_cell_and_arrows_move_it(view, qtbot):
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.cell_activated) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [1, 1]


def test_enter_without_a_current_cell_tells_nothing(view, qtbot):
    with qtbot.assertNotEmitted(view.cell_activated):
        qtbot.keyClick(view, Qt.Key.Key_Enter)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_cell_is_as_dark_as_its_share_in_every_order(view, mode, colours_of_before):
    theme.current().set_mode(mode)
    for order in ColumnOrder:
        view.model().set_order(order)
        for column, cluster in enumerate(view.model().clusters):
            share = TABLE[0, cluster] / TABLE[0].sum() / (70 / 80)
            assert ground(view, 0, column).name() == cell_colours(share)[0].name()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_shade_can_be_read_on_and_further_ones_are_further_from_none(
    qapp, mode, colours_of_before
):
    theme.current().set_mode(mode)
    colours = [cell_colours(step / 50) for step in range(51)]
    assert all(contrast(under, ink) > 4 for under, ink in colours)
    from_none = [contrast(under, colours[0][0]) for under, _ in colours]
    assert from_none == sorted(from_none)
    assert from_none[-1] > 3


def test_columns_share_the_room_and_scroll_where_there_is_none(view):
    assert view.columnWidth(0) == min(
        MOST_COLUMN_PX,
        (420 - view.verticalHeader().width() - view.verticalScrollBar().sizeHint().width()) // 4,
    )
    rng = np.random.default_rng(0)
    view.model().show(rng.integers(0, 2000, (500, 100)), np.zeros(100, np.int64))
    view.grab()
    assert view.columnWidth(0) >= view.fontMetrics().horizontalAdvance("100,000")
    assert view.horizontalScrollBar().maximum() > 0
    assert view.verticalScrollBar().maximum() > 0


def test_more_digits_get_more_room(view):
    view.resize(200, 300)
    before = view.columnWidth(0)
    view.model().show(TABLE * 100_000, CLASSES)
    assert view.columnWidth(0) > before


@pytest.mark.parametrize("shape", [(1, 1), (1, 100), (500, 1)])
def test_the_smallest_tables_draw(view, shape):
    view.model().show(np.zeros(shape, np.int64), np.full(shape[1], -1))
    view.model().show_centroids(np.zeros((shape[1], 4)))
    view.setCurrentIndex(view.model().index(0, 0))
    view.grab()
    assert ground(view, 0, 0).isValid()


def test_the_scale_says_what_the_darkest_stands_for(qtbot):
    scale = ShadeScale()
    qtbot.addWidget(scale)
    narrow = scale.sizeHint().width()
    scale.show_limit("41.2 %")
    assert scale.sizeHint().width() > narrow
    assert scale.accessibleDescription() == "from 0 to 41.2 %"
    scale.resize(scale.sizeHint())
    picture = scale.grab().toImage()
    seen = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert len(seen) > 20
