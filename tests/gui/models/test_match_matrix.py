import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.models.contingency_model import CellRole
from gui.models.match_matrix import MatrixModel, index_text

MATRIX = np.array([[1.0, 0.83, -0.02], [0.83, 1.0, 0.4], [-0.02, 0.4, 1.0]])


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1.00"), (0.9999, "> 0.99"), (0.834, "0.83"), (-0.001, "0.00"), (-0.2, "-0.20")],
)
def test_an_index_in_two_digits(value, text):
    assert index_text(value) == text


def test_cells_tell_value_shade_and_pair(qapp, qtmodeltester):
    model = MatrixModel()
    model.show(MATRIX)
    qtmodeltester.check(model)
    assert model.index(0, 1).data() == model.index(1, 0).data() == "0.83"
    assert model.index(0, 1).data(CellRole.SHADE) == 0.83
    assert model.index(0, 2).data(CellRole.SHADE) == 0.0
    assert "Runs 1 and 3" in model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(2, Qt.Orientation.Vertical) == "3"
    assert model.range_text == "-0.02 to 0.83"


def test_nothing_has_no_range(qapp):
    model = MatrixModel()
    assert model.range_text == ""
    model.show(np.ones((1, 1)))
    assert model.range_text == ""
    model.show(np.ones((2, 2)))
    assert model.range_text == "1.00"
    model.show(None)
    assert model.rowCount() == model.columnCount() == 0
