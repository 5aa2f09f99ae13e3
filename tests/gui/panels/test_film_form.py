from __future__ import annotations

import pytest
from PySide6.QtTest import QSignalSpy

from gui.panels.film_form import FilmForm


@pytest.fixture
def form(qtbot):
    made = FilmForm(2, 62)
    qtbot.addWidget(made)
    return made


def test_at_first_it_is_the_whole_run(form):
    request = form.request("/film.webp")
    assert (request.path, request.kind, request.run) == ("/film.webp", "webp", 2)
    assert request.iterations == range(62)
    assert (request.size, request.width) == ((960, 720), 960)
    assert request.in_words() == "62 pictures, 12.4 seconds, played over and over"


def test_what_is_chosen_is_asked_for(form):
    spy = QSignalSpy(form.changed)
    form.kind_combo.setCurrentIndex(1)
    form.size_combo.setCurrentIndex(0)
    form.speed_spin.setValue(12.5)
    form.first_spin.setValue(10)
    form.last_spin.setValue(34)
    request = form.request("")
    assert (request.kind, request.size, request.fps) == ("gif", (480, 360), 12.5)
    assert request.in_words().startswith("25 pictures, 2.0 seconds")
    assert spy.count() == 5


def test_the_end_is_never_before_the_beginning(form):
    form.last_spin.setValue(20)
    form.first_spin.setValue(30)
    assert form.request("").iterations == range(30, 31)
    form.last_spin.setValue(5)
    assert form.request("").iterations == range(5, 6)


def test_a_run_of_one_iteration(qtbot):
    form = FilmForm(0, 1)
    qtbot.addWidget(form)
    assert form.request("").in_words().startswith("1 picture, ")


def test_sizes_are_such_as_frames_are_drawn_in(form):
    from engine.export.film_frames import LEAST_SIZE

    for row in range(form.size_combo.count()):
        width, height = form.size_combo.itemData(row)
        assert width >= LEAST_SIZE[0]
        assert height >= LEAST_SIZE[1]
