from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from engine.library.listing import ORDERS
from gui.models.library_model import LibraryModel, LibraryOrder
from gui.panels.library_made_up import made_up_entries

FITS = made_up_entries(30)


@pytest.fixture
def model(qapp):
    made = LibraryModel()
    made.tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.show(FITS)
    return made


def test_a_row_is_a_fit_in_the_order_given(model):
    assert [model.entry(row) for row in range(model.rowCount())] == FITS
    assert [model.row_of(fit.id) for fit in FITS] == list(range(30))
    assert model.row_of("none") is None
    assert model.index(2).data() == "The one for the talk"
    assert model.index(2).data(Qt.ItemDataRole.AccessibleTextRole).startswith("The one")
    assert model.index(2).data(Qt.ItemDataRole.FontRole) is None


def test_the_same_fits_only_change_and_others_reset(model, qtbot):
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show([replace(FITS[0], title="New"), *FITS[1:]])
    assert model.index(0).data() == "New"
    with qtbot.waitSignal(model.modelReset):
        model.show(FITS[::-1])
    assert model.row_of(FITS[0].id) == 29


def test_a_damaged_fit_has_no_picture_and_none_is_asked_for(model):
    asked = []
    model.thumbnails.wanted.connect(asked.append)
    damaged = next(row for row, fit in enumerate(FITS) if fit.damage)
    assert model.thumbnail(damaged).isNull()
    assert asked == []
    assert model.thumbnail(0) is None
    assert asked == [FITS[0].id]


def test_the_index_knows_every_order():
    assert {order.column for order in LibraryOrder} <= set(ORDERS)
