import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton

from engine.insight.matching import match_fits
from gui import theme
from gui.colours import blend
from gui.panels.made_up import made_up_images
from gui.panels.match_delegate import PALE
from gui.panels.match_made_up import made_up_fits
from gui.panels.two_fits_page import TwoFitsPage

IMAGES = made_up_images(200)
FITS = made_up_fits(IMAGES, (3, 4, 6))
KEYS = [fit.key for fit in FITS]
LEFT = Qt.MouseButton.LeftButton


def matching(one, other):
    return match_fits(one.labels, one.centroids, other.labels, other.centroids)


def answer(page, key_a, key_b) -> None:
    one, other = (FITS[KEYS.index(key)] for key in (key_a, key_b))
    page.show_match(key_a, key_b, matching(one, other), IMAGES)


@pytest.fixture
def page(qtbot):
    made = TwoFitsPage()
    qtbot.addWidget(made)
    made.resize(640, 560)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def compared(page):
    page.match_wanted.connect(lambda a, b: answer(page, a, b))
    page.set_fits(FITS)
    return page


def part(page, kind, name):
    return page.findChild(kind, name)


def test_below_two_fits_there_is_a_hint(page, qtbot):
    with qtbot.assertNotEmitted(page.match_wanted):
        page.set_fits(FITS[:1])
    assert page._hint.isVisible()
    assert not page.choice.isVisible()


def test_the_two_newest_are_asked_for(page, qtbot):
    with qtbot.waitSignal(page.match_wanted) as told:
        page.set_fits(FITS)
    assert told.args == KEYS[1:]
    with qtbot.assertNotEmitted(page.match_wanted):
        page.set_fits(FITS)


def test_a_hidden_page_asks_when_it_is_shown(page, qtbot):
    page.hide()
    with qtbot.assertNotEmitted(page.match_wanted):
        page.set_fits(FITS)
    with qtbot.waitSignal(page.match_wanted):
        page.show()


def test_the_choice_stays_while_its_fits_are_there(compared, qtbot):
    compared.choose(KEYS[0], KEYS[2])
    with qtbot.assertNotEmitted(compared.match_wanted):
        compared.set_fits([*made_up_fits(IMAGES, (2,)), *FITS])
    assert compared.choice.keys == (KEYS[0], KEYS[2])
    with qtbot.waitSignal(compared.match_wanted) as told:
        compared.set_fits(FITS[:2])
    assert told.args == KEYS[:2]


def test_combos_and_swap_ask_anew(compared, qtbot):
    with qtbot.waitSignal(compared.match_wanted) as told:
        part(compared, QComboBox, "fitACombo").setCurrentIndex(0)
    assert told.args == [KEYS[0], KEYS[2]]
    with qtbot.waitSignal(compared.match_wanted) as told:
        part(compared, QToolButton, "swapFitsButton").click()
    assert told.args == [KEYS[2], KEYS[0]]
    assert compared.model.rowCount() == 6


def test_a_fit_is_not_compared_with_itself(compared, qtbot):
    with qtbot.assertNotEmitted(compared.match_wanted):
        compared.choose(KEYS[1], KEYS[1])
    assert compared._hint.accessibleName() == "A and B are the same fit"


def test_an_answer_to_an_older_question_is_not_shown(page):
    page.set_fits(FITS)
    answer(page, KEYS[0], KEYS[1])
    assert page.model.rowCount() == 0


def test_what_could_not_be_had_is_asked_for_again(page, qtbot):
    page.set_fits(FITS)
    page.show_match(KEYS[1], KEYS[2], None, IMAGES)
    page.hide()
    with qtbot.waitSignal(page.match_wanted):
        page.show()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_row_gives_what_its_match_leaves_out(compared, qtbot, mode, colours_of_before):
    theme.current().set_mode(mode)
    compared.grab()
    one, other = FITS[1:]
    view = compared.view
    for place in range(compared.model.rowCount()):
        row = compared.model.row(place)
        with qtbot.waitSignal(compared.images_wanted) as told:
            where = view.visualRect(compared.model.index(place)).center()
            qtbot.mouseClick(view.viewport(), LEFT, pos=where)
        expected = (
            np.flatnonzero(other.labels == row.b)
            if row.a is None
            else np.flatnonzero((one.labels == row.a) & (other.labels != row.b))
        )
        assert np.array_equal(told.args[0], expected)
        assert told.args[1] == compared.model.title_of(place)


def test_enter_opens_a_row_too(compared, qtbot):
    compared.view.setCurrentIndex(compared.model.index(1))
    with qtbot.waitSignal(compared.images_wanted) as told:
        qtbot.keyClick(compared.view, Qt.Key.Key_Return)
    assert np.array_equal(told.args[0], compared.model.images_of(1))


def test_all_that_changed_company(compared, qtbot):
    with qtbot.waitSignal(compared.images_wanted) as told:
        part(compared, QPushButton, "changedCompanyButton").click()
    assert np.array_equal(told.args[0], matching(*FITS[1:]).changed)


def test_the_bar_shows_what_both_have_in_proportion(compared):
    image = compared.view.viewport().grab().toImage()
    row = compared.model.row(0)
    share = row.both / (row.size_a + row.size_b - row.both)
    centre = compared.view.visualRect(compared.model.index(0)).center().y()
    neutral = theme.current().colours.muted_text.name()
    # What only B has stands at the right of it, to the end of the bar.
    pale = blend(theme.current().colours.surface, theme.cluster_colour(row.b), PALE).name()
    pale_a = blend(theme.current().colours.surface, theme.cluster_colour(row.a), PALE).name()
    line = [image.pixelColor(x, centre - 8).name() for x in range(image.width())]
    whole = sum(name in (pale, pale_a, neutral) for name in line)
    assert whole > 200
    assert line.count(neutral) == pytest.approx(share * whole, abs=2)


def test_clear_forgets_everything(compared):
    compared.clear()
    assert compared.model.rowCount() == 0
    assert compared.choice.keys is None
    assert compared._hint.isVisible()
