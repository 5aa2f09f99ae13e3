from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui import theme
from gui.models.library_model import LibraryOrder
from gui.panels.library_made_up import made_up_entries, made_up_strip
from gui.panels.library_panel import LibraryPanel

FITS = [replace(fit, damage="") for fit in made_up_entries(20) if not fit.damage]


@pytest.fixture
def empty(qtbot):
    made = LibraryPanel()
    qtbot.addWidget(made)
    made.resize(640, 560)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def panel(empty):
    empty.show_entries(FITS, len(FITS))
    return empty


def hint(panel) -> str | None:
    page = panel._pages.currentWidget()
    return None if page is panel._list_page else page.accessibleName()


def test_it_says_why_there_is_nothing_to_see(empty):
    assert hint(empty) == "Reading the library"
    empty.show_reading(3, 10)
    assert empty._progress.isVisible()
    assert empty._pages.currentWidget().accessibleDescription() == "3 of 10 fits"
    empty.show_entries([], 0)
    assert hint(empty) == "No fits yet"
    assert not empty._progress.isVisible()
    empty.controls.keep.click()
    assert hint(empty) == "No fits are kept"
    empty.set_keep(True)
    assert hint(empty) == "No fits yet"
    empty.show_entries([], 12)
    assert hint(empty) == "No fit has all of these words"
    empty.show_entries(FITS, 12)
    assert hint(empty) is None
    empty.show_failure("the drive is gone")
    assert hint(empty) == "The library cannot be opened"
    empty.clear()
    assert hint(empty) == "Reading the library"


def test_it_has_its_names(panel):
    assert panel.objectName() == "libraryPanel"
    assert panel.view.objectName() == "libraryView"
    assert panel.view.accessibleName()
    assert panel.controls.search.accessibleName()


def test_search_and_order_are_asked_for(panel, qtbot):
    with qtbot.waitSignal(panel.search_wanted) as asked:
        qtbot.keyClicks(panel.controls.search, "k=10")
    assert asked.args == ["k=10"] == [panel.text]
    with qtbot.waitSignal(panel.order_wanted) as asked:
        panel.controls.order.setCurrentIndex(1)
    assert asked.args == ["OLDEST"]
    assert panel.order is LibraryOrder.OLDEST
    panel.show_entries(FITS[:2], len(FITS))
    assert panel.foot.counts.text() == f"2 of {len(FITS)} fits"
    qtbot.keyClick(panel.controls.search, Qt.Key.Key_Down)
    assert panel.view.hasFocus()


def test_pictures_are_asked_for_when_they_are_seen(panel, qtbot):
    panel.model.thumbnails.clear()
    asked = []
    panel.thumbnail_wanted.connect(asked.append)
    panel.view.viewport().grab()
    while asked and len(asked) < 50:
        before = len(asked)
        panel.show_thumbnail(asked[-1], made_up_strip())
        if len(asked) == before:
            break
    assert 3 <= len(asked) <= 8
    assert set(asked) <= {fit.id for fit in FITS[:8]}


def test_the_chosen_fit_is_told_in_full(panel):
    panel.choose_fit(FITS[3].id)
    fit, details = FITS[3], panel.details
    assert details._values["Image set"].text() == fit.image_set
    assert details._values["Clusters"].text() == str(fit.n_clusters)
    assert details._values["SHA-256"].text() == fit.sha256
    assert details._values["Damage"].isHidden()
    assert details.form.tags.text() == ", ".join(fit.tags)
    panel.view.selectAll()
    assert details.form.isHidden()
    assert details.summary.text() == f"{len(FITS)} fits selected."
    assert panel.foot.counts.text() == f"{len(FITS)} fits · {len(FITS)} selected"


def test_what_is_written_is_told_when_the_field_is_left(panel, qtbot):
    panel.choose_fit(FITS[0].id)
    panel.details.form.title.setFocus()
    panel.details.form.title.selectAll()
    qtbot.keyClicks(panel.details.form.title, "Mine")
    with qtbot.waitSignal(panel.annotation_changed) as told:
        panel.view.setFocus()
    assert told.args == [FITS[0].id, "Mine", FITS[0].notes, FITS[0].tags]
    panel.show_entries([replace(FITS[0], title="Mine"), *FITS[1:]], len(FITS))
    assert panel.model.index(0).data() == "Mine"


def test_a_deletion_can_be_undone_by_its_line_and_by_the_key(panel, qtbot):
    restored = []
    panel.restore_requested.connect(restored.append)
    with qtbot.waitSignal(panel.delete_requested) as asked:
        qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert asked.args == [(FITS[0].id,)]
    panel.show_deleted(asked.args[0])
    news = panel.notices.news
    assert news.isVisible()
    assert news.label.text() == "1 fit moved to the bin."
    news.button.click()
    assert restored == [(FITS[0].id,)]
    assert not news.isVisible()
    panel.show_deleted([FITS[1].id, FITS[2].id])
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert restored[1:] == [(FITS[1].id, FITS[2].id)]
    assert not news.isVisible()
    qtbot.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(restored) == 2


def test_the_bin_is_emptied_only_after_the_question(panel, qtbot):
    assert not panel.foot.bin.isVisible()
    panel.show_bin(3)
    assert panel.foot.bin.text() == "Empty the &bin (3)…"
    question = panel.notices.question
    with qtbot.assertNotEmitted(panel.empty_bin_requested):
        panel.foot.bin.click()
        assert question.label.text() == "Delete the 3 fits in the bin for good?"
        assert question.closing.hasFocus()
        qtbot.keyClick(question.closing, Qt.Key.Key_Escape)
        assert not question.isVisible()
    panel.foot.bin.click()
    with qtbot.waitSignal(panel.empty_bin_requested):
        question.button.click()
    panel.show_bin(0)
    assert not panel.foot.bin.isVisible()


def test_missing_images_can_be_looked_for(panel, qtbot):
    panel.show_missing(FITS[1].id, "/data/<b>x</b>\n")
    missing = panel.notices.missing
    assert missing.label.text() == (
        "The images are not at /data/<b>x</b>\\n any more. Everything but the pictures is shown."
    )
    with qtbot.waitSignal(panel.locate_requested) as asked:
        missing.button.click()
    assert asked.args == [FITS[1].id]
    panel.show_missing(FITS[1].id, "x")
    panel.show_missing(FITS[1].id, "")
    assert not missing.isVisible()


def test_read_only_nothing_can_be_changed_and_it_is_said(panel):
    panel.show_bin(1)
    panel.set_read_only("format 2 is newer")
    assert panel.notices.read_only.label.text() == "Read only: format 2 is newer"
    parts = panel.deeds.delete, panel.foot.bin, panel.controls.keep
    assert not any(part.isEnabled() for part in parts)
    assert panel.details.form.title.isReadOnly()
    assert panel.deeds.open.isEnabled()
    panel.set_read_only("")
    assert all(part.isEnabled() for part in parts)
    assert not panel.details.form.title.isReadOnly()
    assert panel.notices.read_only.isHidden()


def test_a_script_goes_to_the_clipboard(panel):
    panel.take_script("import numpy\n")
    assert QGuiApplication.clipboard().text() == "import numpy\n"
    assert panel.notices.news.isVisible()
    assert not panel.notices.news.button.isVisible()


def test_everything_fits_into_little_room_in_both_schemes(panel, colours_of_before):
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        area = panel.details.viewport().rect()
        assert panel.details.widget().width() <= area.width()
        assert panel.width() == 640
    assert panel.minimumSizeHint().width() <= 560
