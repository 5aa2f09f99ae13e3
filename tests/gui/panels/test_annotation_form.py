from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.library.annotations import Annotations
from gui.panels.annotation_form import AnnotationForm

SAID = Annotations(title="Old", notes="some\nlines", tags=("a", "b c"))


@pytest.fixture
def form(qtbot):
    made = AnnotationForm()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.told = []
    made.annotation_changed.connect(lambda *values: made.told.append(values))
    made.show_annotations("one", SAID)
    return made


def test_a_field_tells_when_it_is_left_and_only_what_changed(form, qtbot):
    assert (form.title.text(), form.tags.text()) == ("Old", "a, b c")
    form.title.setFocus()
    form.tags.setFocus()
    assert form.told == []
    form.title.setFocus()
    form.title.selectAll()
    qtbot.keyClicks(form.title, "New")
    form.notes.setFocus()
    assert form.told == [("one", "New", "some\nlines", ("a", "b c"))]
    form.title.setFocus()
    assert len(form.told) == 1


def test_enter_tells_and_tags_are_tidied(form, qtbot):
    form.tags.setText(" x,, y  z ,x")
    qtbot.keyClick(form.tags, Qt.Key.Key_Return)
    assert form.told == [("one", "Old", "some\nlines", ("x", "y z"))]


def test_another_fit_does_not_lose_what_was_typed(form):
    form.notes.setPlainText("more")
    form.show_annotations("two", Annotations())
    assert form.told == [("one", "Old", "more", ("a", "b c"))]
    assert form.notes.toPlainText() == ""
    form.clear()
    assert len(form.told) == 1


def test_hiding_tells_too(form):
    form.title.setText("New")
    form.hide()
    assert [told[1] for told in form.told] == ["New"]


def test_an_answer_leaves_what_is_being_typed_and_its_undo(form, qtbot):
    form.title.setFocus()
    form.title.selectAll()
    qtbot.keyClicks(form.title, "New")
    form.show_annotations("one", SAID)
    assert form.title.text() == "New"
    qtbot.keyClick(form.title, Qt.Key.Key_Return)
    form.show_annotations("one", Annotations(title="New", notes=SAID.notes, tags=SAID.tags))
    qtbot.keyClick(form.title, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert form.title.text() == "Old"
    form.commit()
    assert [told[1] for told in form.told] == ["New", "Old"]


def test_what_others_wrote_is_shown(form):
    form.show_annotations("one", Annotations(title="Theirs"))
    assert (form.title.text(), form.tags.text()) == ("Theirs", "")
    assert form.told == []


def test_a_tag_with_a_comma_stays_whole_until_tags_are_changed(form):
    form.show_annotations("two", Annotations(tags=("a, b",)))
    form.commit()
    assert form.told == []


def test_what_is_too_long_is_said_and_waits_for_its_fit(form):
    long = "x" * 61
    form.tags.setText(long)
    form.commit()
    assert form.told == []
    assert form.problem.isVisible()
    assert form.problem.is_error
    assert "60" in form.problem.text()
    form.show_annotations("two", Annotations())
    assert not form.problem.isVisible()
    form.show_annotations("one", SAID)
    assert form.tags.text() == long
    assert form.problem.isVisible()
    form.tags.setText("short")
    form.commit()
    assert [told[3] for told in form.told] == [("short",)]


def test_read_only_it_can_be_read(form, qtbot):
    form.set_read_only(True)
    qtbot.keyClicks(form.title, "x")
    assert form.title.text() == "Old"
