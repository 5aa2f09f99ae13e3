from __future__ import annotations

import pytest

from gui.panels.notes_view import MOST_LINES, NotesView


@pytest.fixture
def view(qtbot):
    made = NotesView()
    made.resize(400, 100)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def lines_shown(view):
    return view.height() // view.fontMetrics().lineSpacing()


def test_it_is_as_high_as_its_notes(view):
    for count in (1, 2, 3):
        view.show_notes(["short"] * count)
        assert lines_shown(view) == count
    view.show_notes(["short"] * 40)
    assert lines_shown(view) == MOST_LINES


def test_it_grows_where_notes_are_wrapped(view, qtbot):
    view.show_notes(["a note that fills more than half of the width"])
    assert lines_shown(view) == 1
    view.resize(200, view.height())
    assert 1 < lines_shown(view) <= MOST_LINES
    view.resize(600, view.height())
    assert lines_shown(view) == 1


def test_long_words_and_unprintable_letters_stay_inside(view):
    view.show_notes(["a" * 500 + "\x1b", "two\nlines"])
    assert "\x1b" not in view.toPlainText()
    assert view.toPlainText().count("\n") == 1
    assert view.horizontalScrollBar().maximum() < view.fontMetrics().averageCharWidth()
