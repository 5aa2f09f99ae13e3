from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from engine.kmeans.parameters import KMeansParameters
from gui import theme
from gui.panels.hint import Hint
from gui.panels.made_up import made_up_images
from gui.panels.values_made_up import as_compared, made_up_fits, measured
from gui.panels.values_page import REMINDER, ValuesPage
from tests.gui.compared_fits import measured_fits

IMAGES = made_up_images(100)


@pytest.fixture
def page(qtbot):
    made = ValuesPage()
    qtbot.addWidget(made)
    made.resize(640, 560)
    made.set_images(IMAGES)
    with qtbot.waitExposed(made):
        made.show()
    return made


def hint(page) -> str:
    shown = page.findChild(Hint)
    return shown.accessibleName() if shown.isVisible() else ""


def test_without_fits_it_says_what_to_do(page):
    assert hint(page) == "Choose values of K and run these fits"
    page.show_fits(measured_fits())
    assert hint(page) == ""
    page.set_images(None)
    assert hint(page) == "Open an image set"


def test_the_suggestion_stands_over_the_reminder(page):
    page.show_fits(measured_fits(range(2, 8), best=4))
    assert page.suggestion.text().startswith("K = 4 is suggested")
    assert page.reminder.text() == REMINDER
    assert page.plots.plots["silhouettePlot"].suggested.value() == 4
    page.show_fits(measured_fits(range(2, 8), best=7))
    assert "no clear K in 2-7" in page.suggestion.text()
    assert not page.plots.plots["silhouettePlot"].suggested.isVisible()
    assert not page.legend.isVisible()


def test_measures_come_later_and_the_choice_stays(page, qtbot):
    fits = measured_fits()
    page.show_fits([replace(fit, criteria=None, agreement=None) for fit in fits])
    assert "Measuring 4 of 4 fits…" in page.suggestion.text()
    page.table.choose([fits[1].key])
    with qtbot.assertNotEmitted(page.fits_chosen):
        page.show_fits(fits)
        page.show_fits(fits[1:])
    assert page.table.chosen() == [fits[1].key]
    assert len(page.plots.plots["silhouettePlot"].rings.points()) == 1


def test_rows_and_points_open_their_fit(page, qtbot):
    page.show_fits(measured_fits())
    with qtbot.waitSignal(page.fit_activated) as told:
        page.plots.plots["silhouettePlot"].fit_activated.emit("3 k-means++")
    assert told.args == ["3 k-means++"]
    page.table.setCurrentIndex(page.table.order.index(1, 0))
    with qtbot.waitSignal(page.fit_activated) as told:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert told.args == ["3 k-means++"]
    with qtbot.waitSignal(page.fits_chosen) as told:
        page.table.choose(["5 k-means++"])
    assert told.args == [["5 k-means++"]]


def test_without_labels_nothing_is_said_of_agreement(page):
    page.set_images(replace(IMAGES, labels=None, class_names=None))
    page.show_fits(measured_fits())
    assert not page.plots.plots["agreementByValuePlot"].isVisible()
    assert page.table.isColumnHidden(9)
    page.set_images(IMAGES)
    assert not page.table.isColumnHidden(9)


def test_nothing_is_drawn_while_hidden_and_the_newest_when_shown(qtbot):
    page = ValuesPage()
    qtbot.addWidget(page)
    page.set_images(IMAGES)
    page.show_fits(measured_fits())
    assert page.plots.plots["silhouettePlot"].shown == ()
    with qtbot.waitExposed(page):
        page.show()
    assert len(page.plots.plots["silhouettePlot"].shown[0].x) == 4


def test_real_fits_of_several_initialisations(page, colours_of_before):
    fits = made_up_fits(IMAGES, (2, 5), n_init=2)
    other = KMeansParameters(n_clusters=5, init="random")
    fits.append(measured(as_compared(IMAGES, other), IMAGES))
    seeds = np.asarray(IMAGES.pixels[:3], dtype=np.float64)
    fits.append(as_compared(IMAGES, KMeansParameters(n_clusters=3, init=seeds)))
    page.show_fits(fits)
    assert page.legend.text() == "● k-means++   ▲ random   ★ given"
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        page.grab()
    assert page.table.order.rowCount() == 4


def test_it_fits_into_a_narrow_dock(page):
    page.show_fits(measured_fits())
    assert page.minimumSizeHint().width() <= 640
    scroll = page.findChild(QScrollArea, "valuesScroll")
    assert scroll.widget().width() <= scroll.viewport().width()


def test_after_closing_nothing_is_drawn(page):
    page.close()
    page.show_fits(measured_fits())
