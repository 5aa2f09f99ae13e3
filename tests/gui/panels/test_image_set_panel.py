from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow

from engine.imageset import ImageSet
from gui.models.image_set_text import facts_text
from gui.panels.image_set_panel import ImageSetPanel
from gui.panels.image_set_picker import BROWSE_FILE, BROWSE_FOLDER, Entry
from gui.panels.made_up import made_up_images
from gui.panels.preview_grid import MOST_SHOWN, SMALLEST_SIDE, Grid, grid_for

IMAGES = made_up_images(200)
SECTIONS = [
    [
        Entry("emoji", "Noto emoji", "1,911 pictures, built in"),
        Entry("digits", "Digits", "1,797 pictures, built in"),
    ],
    [Entry("faces", "Faces", "Pictures of faces.", "12 MB to download", "download")],
    [Entry("/data/cats", "cats", "/data/cats", icon="folder")],
]
HOSTILE = "<img src='file:///x'>\x1b[31m" + "a" * 300


@pytest.fixture
def panel(qtbot):
    made = ImageSetPanel()
    qtbot.addWidget(made)
    made.resize(280, 420)
    made.set_sections(SECTIONS)
    with qtbot.waitExposed(made):
        made.show()
    return made


def choose(panel, source: str) -> None:
    """What Qt does when somebody picks an item."""
    row = panel.picker.findData(source)
    panel.picker.setCurrentIndex(row)
    panel.picker.activated.emit(row)


def titles(panel) -> list[str]:
    return [panel.picker.itemText(row) for row in range(panel.picker.count())]


def text_of(label_text: str) -> str:
    return label_text.replace("\u00a0", " ")


def test_sections_come_first_and_ways_to_look_last(panel):
    assert panel.picker.objectName() == "imageSetPicker"
    assert titles(panel) == [
        "Noto emoji", "Digits", "",
        "Faces (12 MB to download)", "",
        "cats", "",
        "Open file…", "Open folder…",
    ]  # fmt: skip
    assert panel.picker.currentIndex() == -1
    assert panel.picker.placeholderText() == "Choose an image set"


def test_a_choice_is_told_and_comes_back_if_nothing_came_of_it(panel, qtbot):
    panel.show_images(replace(IMAGES, source="emoji"))
    with qtbot.waitSignal(panel.source_chosen) as told:
        choose(panel, "digits")
    assert told.args == ["digits"]
    assert panel.picker.currentText() == "Digits"
    panel.restore_choice()
    assert panel.picker.currentText() == "Noto emoji"


def test_before_anything_is_open_a_failed_choice_leaves_none(panel):
    choose(panel, "digits")
    panel.restore_choice()
    assert panel.picker.currentIndex() == -1


def test_what_is_being_opened_is_shown_where_it_is_listed(panel):
    panel.show_images(replace(IMAGES, source="emoji"))
    panel.show_choice("/data/cats")
    assert panel.picker.currentText() == "cats"
    panel.show_choice("/nowhere")
    assert panel.picker.currentText() == "cats"
    panel.restore_choice()
    assert panel.picker.currentText() == "Noto emoji"


def test_no_line_of_the_list_is_cut(panel, qtbot):
    title = "A set of the catalogue with a rather long title"
    long = Entry("long", title, "", "170 MB to download", "download")
    panel.set_sections([[long]])
    panel.picker.showPopup()
    view = panel.picker.view()
    qtbot.waitUntil(view.isVisible)
    text = panel.fontMetrics().horizontalAdvance(panel.picker.itemText(0))
    assert view.width() >= text + panel.picker.iconSize().width()
    assert text > panel.picker.width()
    panel.picker.hidePopup()


def test_fields_stay_whole_in_a_low_dock(qtbot):
    panel = ImageSetPanel()
    panel.show_images(replace(IMAGES, notes=tuple(f"a note of some length, {k}" for k in range(5))))
    panel.options_form.expanded = True
    window, dock = QMainWindow(), QDockWidget()
    qtbot.addWidget(window)
    dock.setWidget(panel)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(260, 20)
    with qtbot.waitExposed(window):
        window.show()
    fields = panel.options_form.fields
    whole = fields.limit_spin.sizeHint().height()
    qtbot.waitUntil(lambda: fields.limit_spin.height() == whole)
    assert fields.size_combo.geometry().bottom() < fields.framing_combo.geometry().top()
    assert panel.preview.height() == panel.preview.minimumSizeHint().height()


@pytest.mark.parametrize(
    ("source", "signal"),
    [(BROWSE_FILE, "browse_file_requested"), (BROWSE_FOLDER, "browse_folder_requested")],
)
def test_looking_for_files_leaves_the_choice_at_what_is_open(panel, qtbot, source, signal):
    panel.show_images(replace(IMAGES, source="digits"))
    with (
        qtbot.waitSignal(getattr(panel, signal)),
        qtbot.assertNotEmitted(panel.source_chosen),
    ):
        choose(panel, source)
    assert panel.picker.currentText() == "Digits"


def test_what_is_open_is_chosen_whether_listed_or_not(panel):
    panel.show_images(replace(IMAGES, source="/elsewhere/dogs", name="dogs"))
    assert panel.picker.currentText() == "dogs"
    assert panel.picker.currentData() == "/elsewhere/dogs"
    panel.set_sections([[], *SECTIONS[:1]])
    assert titles(panel)[:4] == ["Noto emoji", "Digits", "", "dogs"]
    assert panel.picker.currentText() == "dogs"
    panel.set_sections([*SECTIONS, [Entry("/elsewhere/dogs", "my dogs", "")]])
    assert panel.picker.currentText() == "my dogs"
    assert titles(panel).count("dogs") == 0
    panel.show_images(replace(IMAGES, source="emoji"))
    assert panel.picker.currentText() == "Noto emoji"


def test_choosing_what_is_open_opens_nothing_but_calls_off_another(panel, qtbot):
    panel.show_images(replace(IMAGES, source="emoji"))
    with (
        qtbot.assertNotEmitted(panel.source_chosen),
        qtbot.assertNotEmitted(panel.cancel_requested),
    ):
        choose(panel, "emoji")
    panel.show_progress("reading", 1, 2)
    with (
        qtbot.assertNotEmitted(panel.source_chosen),
        qtbot.waitSignal(panel.cancel_requested),
    ):
        choose(panel, "emoji")


def test_hostile_names_are_escaped_cut_and_never_widen_the_panel(panel):
    panel.set_sections([[Entry("x", HOSTILE, HOSTILE)]])
    narrow = panel.minimumSizeHint().width()
    hostile = replace(IMAGES, name=HOSTILE, source=HOSTILE, notes=(HOSTILE, "three\nlines\n"))
    panel.show_images(hostile)
    panel.show_progress(HOSTILE, 1, 2)
    title = panel.picker.currentText()
    assert len(title) <= 60
    assert title.startswith("<img src=")
    assert title.isprintable()
    assert panel.minimumSizeHint().width() <= max(narrow, 280)
    assert panel.progress.phase.text().isprintable()
    assert panel.notes.toPlainText().startswith("<img src='file:///x'>\\x1b[31m")
    assert panel.notes.toPlainText().count("\n") == 1
    document = QTextDocument()
    document.setHtml(panel.picker.itemData(0, Qt.ItemDataRole.ToolTipRole))
    assert document.toPlainText().startswith("<img src='file:///x'>\\x1b[31maaa")


def test_no_label_takes_html(panel):
    panel.show_images(IMAGES)
    labels = panel.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_facts(panel):
    assert not panel.facts.isVisible()
    panel.show_images(IMAGES)
    expected = "200 images · 16 × 16 × 3 · uint8 · 5 classes · 154 kB in memory"
    assert text_of(panel.facts.text()) == expected


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (
            ImageSet(name="one", pixels=np.zeros((1, 1, 1, 1), np.float32)),
            "1 image · 1 × 1 × 1 · float32 · 4 bytes in memory",
        ),
        (
            ImageSet(
                name="many",
                pixels=np.broadcast_to(np.uint8(0), (50_000, 32, 32, 3)),
                labels=np.zeros(50_000),
                class_names=("only",),
            ),
            "50,000 images · 32 × 32 × 3 · uint8 · 1 class · 154 MB in memory",
        ),
    ],
)
def test_facts_of_small_and_large_sets(images, expected):
    assert text_of(facts_text(images)) == expected


def test_notes_are_shown_only_where_there_are_any(panel):
    panel.show_images(IMAGES)
    assert not panel.notes.isVisible()
    panel.show_images(replace(IMAGES, notes=("labels of another length dropped", "2 files left")))
    assert panel.notes.isVisible()
    assert panel.notes.toPlainText() == "labels of another length dropped\n2 files left"
    assert panel.notes.isReadOnly()


def test_the_split_is_offered_only_where_there_are_splits(panel, qtbot):
    panel.show_images(IMAGES)
    assert not panel.split_picker.isVisible()
    panel.show_images(replace(IMAGES, split="test"))
    assert panel.split_picker.isVisible()
    assert panel.split_picker.currentText() == "test"
    with qtbot.waitSignal(panel.split_chosen) as told:
        qtbot.keyClick(panel.split_picker, Qt.Key.Key_Down)
    assert told.args == ["all"]
    panel.restore_choice()
    assert panel.split_picker.currentText() == "test"
    with qtbot.assertNotEmitted(panel.split_chosen):
        panel.split_picker.activated.emit(panel.split_picker.currentIndex())


@pytest.mark.parametrize(
    ("done", "total", "shown", "words"),
    [
        (0, 4, 0, "reading · 0 %"),
        (1, 4, 250, "reading · 25 %"),
        (9, 4, 1000, "reading · 100 %"),
        (3 * 2**32, 4 * 2**32, 750, "reading · 75 %"),
    ],
)
def test_progress_in_thousandths_whatever_the_unit(panel, done, total, shown, words):
    panel.show_progress("reading", done, total)
    assert panel.progress.isVisible()
    assert panel.progress.bar.value() == shown
    assert panel.progress.phase.text() == words


def test_progress_of_unknown_length(panel):
    panel.show_progress("unpacking", 17, 0)
    assert (panel.progress.bar.minimum(), panel.progress.bar.maximum()) == (0, 0)
    assert panel.progress.phase.text() == "unpacking"
    panel.end_progress()
    assert not panel.progress.isVisible()
    assert panel.progress.bar.maximum() == 1000


def test_cancel_is_asked_once_and_can_be_asked_again_next_time(panel, qtbot):
    panel.show_progress("reading", 1, 4)
    asked = []
    panel.cancel_requested.connect(lambda: asked.append(1))
    for _ in range(2):
        qtbot.mouseClick(panel.progress.cancel, Qt.MouseButton.LeftButton)
    assert asked == [1]
    panel.end_progress()
    panel.show_progress("reading", 0, 4)
    qtbot.mouseClick(panel.progress.cancel, Qt.MouseButton.LeftButton)
    assert asked == [1, 1]


@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 200))
def test_the_preview_keeps_its_pictures_inside(width, height, count):
    grid = grid_for(width, height, count)
    assert 0 <= grid.shown <= min(count, MOST_SHOWN)
    for k in range(grid.shown):
        assert not any(grid.cell(k).intersects(grid.cell(other)) for other in range(k))
        if min(width, height) >= SMALLEST_SIDE:
            assert grid.cell(k).right() < width
            assert grid.cell(k).bottom() < height


def test_the_preview_shows_sixty_where_they_fit_and_says_so():
    assert grid_for(260, 150, 50_000).shown == MOST_SHOWN
    assert grid_for(260, 150, 7).side > grid_for(260, 150, 60).side
    assert grid_for(30, 30, 1).side == 30
    assert grid_for(100, 50, 50_000).shown == 8  # 4 columns, 2 rows of the smallest


def test_the_preview_is_evenly_spaced_over_the_set():
    grid = Grid(side=22, columns=10, shown=60)
    assert [grid.index(k, 1911) for k in (0, 1, 2, 59)] == [0, 31, 63, 1879]
    assert [grid.index(k, 60) for k in range(60)] == list(range(60))


def test_a_preview_of_all_says_all(panel):
    panel.show_images(made_up_images(7))
    assert panel.preview.caption() == "all 7"


def test_the_preview_paints_the_pictures_it_counts(panel):
    panel.show_images(IMAGES)
    grid = panel.preview.grid()
    assert panel.preview.caption() == f"{grid.shown} of 200, evenly spaced"
    shown = panel.preview.grab().toImage()
    for k in (0, 1, grid.shown - 1):
        at = grid.cell(k).center()
        middle = IMAGES.pixels[k * 200 // grid.shown, 6:10, 6:10].reshape(-1, 3).astype(int)
        seen = shown.pixelColor(at).getRgb()[:3]
        assert np.abs(middle - seen).max(axis=1).min() <= 24


def test_the_preview_names_what_is_under_the_mouse(panel):
    assert panel.preview.tip_at(QPoint(1, 1)) == ""
    panel.show_images(replace(IMAGES, names=(HOSTILE, *IMAGES.names[1:])))
    first, second = (panel.preview.grid().cell(k).center() for k in (0, 1))
    assert panel.preview.tip_at(first).startswith("<img src='file:///x'>\\x1b[31maaa")
    index = 200 // panel.preview.grid().shown
    assert index > 1
    words = f"{IMAGES.names[index]}\nindex {index}, class {IMAGES.class_name(index)}"
    assert panel.preview.tip_at(second) == words
    assert panel.preview.tip_at(QPoint(1, panel.preview.height() - 1)) == ""
