from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from gui import theme
from gui.models.library_model import LibraryModel
from gui.panels.library_made_up import made_up_entries, made_up_strip
from gui.panels.library_view import LibraryView

FITS = made_up_entries(40)
DAMAGED = next(fit for fit in FITS if fit.damage)


@pytest.fixture
def view(qtbot):
    model = LibraryModel()
    made = LibraryView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(360, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.show_entries(FITS)
    return made


def ids(view) -> list[str]:
    return [fit.id for fit in view.chosen()]


def test_the_first_fit_is_chosen_and_arrows_go_on(view, qtbot):
    assert ids(view) == [FITS[0].id]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert ids(view) == [FITS[1].id]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert ids(view) == [FITS[1].id, FITS[2].id]


def test_what_is_chosen_stays_so_in_another_order(view):
    view.choose(FITS[3].id)
    view.show_entries(FITS[::-1])
    assert ids(view) == [FITS[3].id]
    assert view.currentIndex().row() == 36
    view.selectAll()
    view.show_entries(FITS[:5])
    assert ids(view) == [fit.id for fit in FITS[:5]]


def test_after_a_deletion_the_next_one_is_chosen(view):
    view.choose(FITS[3].id)
    view.show_entries(FITS[:3] + FITS[4:])
    assert ids(view) == [FITS[4].id]
    view.choose(FITS[-1].id)
    view.show_entries(FITS[:3] + FITS[4:-1])
    assert ids(view) == [FITS[-2].id]
    view.show_entries([])
    assert ids(view) == []


def test_a_change_is_told_once(view):
    told = []
    view.choice_changed.connect(lambda: told.append(ids(view)))
    view.show_entries(FITS[5:])
    view.show_entries([replace(FITS[5], title="New"), *FITS[6:]])
    assert told == [[FITS[5].id], [FITS[5].id]]
    assert view.chosen()[0].title == "New"


def test_keys_and_double_clicks_ask(view, qtbot):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(view.open_requested):
            qtbot.keyClick(view, key)
    with qtbot.waitSignal(view.delete_requested):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    place = view.visualRect(view.model().index(1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(view.open_requested):
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def strip_pixel(view, fit) -> str:
    rect = view.visualRect(view.model().index(view.model().row_of(fit.id)))
    line = view.fontMetrics().height()
    shown = view.viewport().grab().toImage()
    return shown.pixelColor(rect.left() + 14, rect.top() + 7 + line + 4 + 16).name()


def test_pictures_are_those_of_their_fits_in_every_order(view):
    strips = {fit.id: made_up_strip(3, seed) for seed, fit in enumerate(FITS)}
    view.model().thumbnails.wanted.connect(
        lambda fit: view.model().thumbnails.show(fit, strips[fit])
    )
    view.model().thumbnails.clear()  # the view may have asked while nobody listened
    for order in (FITS, FITS[::-1], FITS[1::3]):
        view.show_entries(order)
        view.clearSelection()
        view.scrollToTop()
        for fit in (each for each in order[:4] if not each.damage):
            view.viewport().grab()
            expected = view.model().thumbnails.get(fit.id).toImage().pixelColor(4, 16).name()
            assert strip_pixel(view, fit) == expected


def test_damage_is_told_in_light_and_dark(view, qtbot, colours_of_before):
    view.show_entries([DAMAGED, *FITS[:5]])
    view.clearSelection()
    grounds = set()
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        ground = theme.current().colours.surface
        qtbot.waitUntil(lambda ground=ground: view.palette().base().color() == ground)
        shown = view.viewport().grab().toImage()
        row = view.visualRect(view.model().index(0))
        seen = {
            shown.pixelColor(x, y).name()
            for x in range(row.left(), row.right())
            for y in range(row.top(), row.bottom())
        }
        assert theme.current().colours.warning.name() in seen
        grounds.add(shown.pixelColor(row.right() - 2, row.top() + 60).name())
    assert len(grounds) == 2


def test_ten_thousand_fits_are_listed_and_scrolled_quickly(view):
    from time import perf_counter

    many = made_up_entries(10_000)
    before = perf_counter()
    view.show_entries(many)
    view.viewport().grab()
    assert perf_counter() - before < 1
    bar = view.verticalScrollBar()
    before = perf_counter()
    for step in range(20):
        bar.setValue(bar.maximum() * step // 20)
        view.viewport().grab()
    assert perf_counter() - before < 1
    view.selectAll()
    before = perf_counter()
    view.show_entries(many[::-1])
    assert perf_counter() - before < 1
