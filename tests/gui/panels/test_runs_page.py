import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine.insight.restarts import agreement_matrix, company, restart_text
from gui.models.runs_model import RunColumn
from gui.panels.made_up import made_up_images
from gui.panels.match_made_up import made_up_race
from gui.panels.runs_page import ONE_RUN, RunsPage
from tests.gui.made_rows import rows

IMAGES = made_up_images(200)
ENDED, LABELS = made_up_race(IMAGES, 4)
ALONE, _ = made_up_race(IMAGES, 1)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot):
    made = RunsPage()
    qtbot.addWidget(made)
    made.resize(640, 560)
    with qtbot.waitExposed(made):
        made.show()
    return made


def line(page) -> str:
    return page._line.text()


def test_without_a_fit_there_is_a_hint(page):
    assert page._hint.isVisible()
    assert not page.table.isVisible()


def test_a_fit_of_several_runs_asks_once_for_their_agreement(page, qtbot):
    with qtbot.waitSignal(page.agreement_wanted):
        page.show_fit(ENDED)
    assert page.table.isVisible()
    assert line(page) == restart_text([run.distortion for run in ENDED.runs])
    page.hide()
    with qtbot.assertNotEmitted(page.agreement_wanted):
        page.show()


def test_agreement_that_could_not_be_had_is_asked_for_again(page, qtbot):
    page.show_fit(ENDED)
    page.show_agreement(None)
    page.hide()
    with qtbot.waitSignal(page.agreement_wanted):
        page.show()


def test_a_hidden_page_asks_for_nothing_and_draws_when_shown(page, qtbot):
    page.hide()
    with qtbot.assertNotEmitted(page.agreement_wanted):
        page.show_fit(ENDED)
    assert page.runs.rowCount() == 0
    with qtbot.waitSignal(page.agreement_wanted):
        page.show()
    assert page.runs.rowCount() == 4


def test_one_run_says_how_to_have_more(page, qtbot):
    with qtbot.assertNotEmitted(page.agreement_wanted):
        page.show_fit(ALONE)
    assert line(page).endswith(ONE_RUN)
    assert not page.matrix_view.isVisible()


def test_while_it_runs_one_sees_who_leads(page):
    page.show_rows(rows(3))
    page.show_rows(rows(5, run=1))
    assert line(page).startswith("So far: 2 runs")
    assert page.runs.index(1, RunColumn.ABOVE).data() == "best"
    assert not page.matrix_view.isVisible()
    page.show_fit(ENDED)
    assert page.runs.rowCount() == 4
    assert page.runs.best == ENDED.best_run


def test_a_run_is_opened_in_every_order(page, qtbot):
    page.show_fit(ENDED)
    for order in Qt.SortOrder:
        page.table.sortByColumn(RunColumn.DISTORTION, order)
        shown = [page.table.run_at(row) for row in range(4)]
        expected = sorted(range(4), key=lambda run: ENDED.runs[run].distortion)
        assert shown == (expected if order == Qt.SortOrder.AscendingOrder else expected[::-1])
        for run in range(4):
            page.table.select_run(run)
            with qtbot.waitSignal(page.run_activated) as told:
                qtbot.keyClick(page.table, Qt.Key.Key_Return)
            assert told.args == [run]
            place = page.table.visualRect(page.table.currentIndex()).center()
            qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
            with qtbot.waitSignal(page.run_activated) as told:
                qtbot.mouseDClick(page.table.viewport(), LEFT, pos=place)
            assert told.args == [run]


def test_a_pair_is_opened_but_no_run_with_itself(page, qtbot):
    page.show_fit(ENDED)
    page.show_agreement(agreement_matrix(LABELS))
    view = page.matrix_view
    with qtbot.waitSignal(page.pair_activated) as told:
        place = view.visualRect(page.matrix.index(2, 0)).center()
        qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert told.args == [2, 0]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(page.pair_activated) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [2, 1]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(page.pair_activated):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_many_runs_scroll(page):
    page.show_fit(ENDED)
    page.show_agreement(np.eye(60))
    page.grab()
    assert page.matrix_view.horizontalScrollBar().maximum() > 0


def test_a_bar_gives_the_images_it_counts(page, qtbot):
    page.show_fit(ENDED)
    counts = company(LABELS, 2)
    page.show_company(counts, 2)
    assert "run 3" in page._company_box._title.text()
    view = page.company_view
    page.grab()
    for row, n_runs in enumerate((4, 3, 2, 1)):
        with qtbot.waitSignal(page.images_wanted) as told:
            place = view.visualRect(page.company.index(row)).center()
            qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(20, place.y()))
        images, title = told.args
        assert np.array_equal(images, np.flatnonzero(counts == n_runs))
        assert title == f"images that kept their company in {n_runs} of 4 runs"


def test_another_fit_forgets_the_agreement_of_the_one_before(page):
    page.show_fit(ENDED)
    page.show_agreement(agreement_matrix(LABELS))
    page.show_company(company(LABELS, 0), 0)
    page.show_rows(rows(2))
    assert page.matrix.rowCount() == page.company.rowCount() == 0
    page.clear()
    assert page._hint.isVisible()
    assert page.runs.rowCount() == 0
