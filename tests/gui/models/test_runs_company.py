import numpy as np
from PySide6.QtCore import Qt

from gui.models.runs_company import CompanyModel, CompanyRole

COUNTS = np.array([3, 1, 3, 3, 1, 3], dtype=np.int64)


def test_a_row_for_every_number_of_runs_also_for_none(qapp, qtmodeltester):
    model = CompanyModel()
    model.show(COUNTS, 3, 1)
    qtmodeltester.check(model)
    rows = [model.index(row) for row in range(model.rowCount())]
    assert [row.data() for row in rows] == ["3 of 3 runs", "2 of 3 runs", "1 of 3 runs"]
    assert [row.data(CompanyRole.SHARE) for row in rows] == [1.0, 0.0, 0.5]
    assert rows[0].data(CompanyRole.NUMBERS) == "4 · 66.7 %"
    assert "run 2" in rows[0].data(Qt.ItemDataRole.ToolTipRole)


def test_images_of_a_row_are_those_counted(qapp):
    model = CompanyModel()
    model.show(COUNTS, 3, 1)
    assert model.images_of(0).tolist() == [0, 2, 3, 5]
    assert model.images_of(1).tolist() == []
    assert model.images_of(2).tolist() == [1, 4]
    assert model.title_of(2) == "images that kept their company in 1 of 3 runs"


def test_nothing_has_no_rows(qapp):
    model = CompanyModel()
    model.show(COUNTS, 3, 1)
    model.show(None, 3, 1)
    assert model.rowCount() == 0
