from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from gui.models.values_facts import FitColumn
from gui.models.values_model import ValuesModel, ValuesOrder
from tests.gui.compared_fits import compared, figures, measured_fits

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@pytest.fixture
def model(qapp):
    made = ValuesModel()
    made.show(measured_fits())
    return made


def texts(model, at) -> dict[FitColumn, str]:
    return {column: model.index(at, column).data() for column in FitColumn}


def test_a_fit_a_row(model):
    assert list(texts(model, 0).values()) == [
        "2",
        "k-means++",
        "2",
        "0",
        "5.000000e+02",
        "10.00",
        "0.3333",
        "48",
        "3.0000",
        "0.2000",
        "0.1000",
        "12",
        "0.20",
    ]


def test_what_is_missing_says_why(qapp):
    model = ValuesModel()
    reason = "All images are in one cluster"
    model.show(
        [
            compared(3, stopped=True),
            compared(1, criteria=figures(None, None, None, reason=reason)),
        ]
    )
    waiting, undefined = texts(model, 0), texts(model, 1)
    assert waiting[FitColumn.SILHOUETTE] == waiting[FitColumn.ARI] == "measuring…"
    assert waiting[FitColumn.SPREAD] == "–"
    assert waiting[FitColumn.ITERATIONS] == "13 (stopped)"
    assert undefined[FitColumn.SILHOUETTE] == "–"
    tip = model.index(1, FitColumn.SILHOUETTE).data(Qt.ItemDataRole.ToolTipRole)
    assert reason in tip


def test_measures_and_new_fits_leave_held_rows_alone(model, qtbot):
    held = QPersistentModelIndex(model.index(2, 0))
    fits = list(model.fits)
    fits[1] = replace(fits[1], criteria=None)
    told = []
    model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show([*fits, compared(9)])
    assert told == [(1, 1)]
    assert held.row() == 2
    assert model.rowCount() == 5
    with qtbot.waitSignal(model.modelReset):
        model.show(fits[1:])
    assert not held.isValid()


@pytest.mark.parametrize("column", list(FitColumn))
@pytest.mark.parametrize("order", [UP, DOWN])
def test_every_order_shows_each_fit_with_its_own_figures_and_missing_ones_last(
    model, column, order
):
    model.show([compared(7), *reversed(model.fits), compared(6, init="random")])
    shown = ValuesOrder()
    shown.setSourceModel(model)
    shown.sort(column, order)
    values, keys = [], []
    for row in range(shown.rowCount()):
        source = shown.mapToSource(shown.index(row, 0)).row()
        keys.append(model.fits[source].key)
        assert shown.index(row, 0).data() == str(model.fits[source].n_clusters)
        values.append(shown.index(row, column).data(Qt.ItemDataRole.UserRole))
    assert sorted(keys) == sorted(fit.key for fit in model.fits)
    known = [value for value in values if value is not None]
    assert values[len(known) :] == [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=order is DOWN)


def test_text_for_spreadsheets_keeps_every_digit(qapp):
    model = ValuesModel()
    model.show([compared(3, 1 / 3, 0.5), compared(4)])
    columns = [FitColumn.CLUSTERS, FitColumn.INIT, FitColumn.DISTORTION, FitColumn.SILHOUETTE]
    assert model.as_text([1, 0], columns).split("\n") == [
        "K\tinit\tdistortion\tsilhouette",
        "4\tk-means++\t250.0\t",
        "3\tk-means++\t0.3333333333333333\t",
        "",
    ]
