import pytest
from PySide6.QtCore import Qt

from gui.panels.status_line import StatusLine, status_text
from tests.gui.made_rows import row


def test_the_whole_line():
    newest = row(0, 23, distortion=4.646126e11)
    before = 4.646126e11 / 0.997
    text = status_text(newest, 3, 18.2, before, 412_300_000)
    assert text == "run 1 of 3 · iteration 23 · 18 it/s · distortion 4.65e11 (−0.3 %) · 412 MB"


def test_what_is_not_known_is_left_out():
    assert status_text(row(0, 0, distortion=1234.0), 1) == "run 1 · iteration 0 · distortion 1234"


def test_the_state_comes_first():
    text = status_text(row(1, 4, distortion=100.0), 2, state="paused")
    assert text == "paused · run 2 of 2 · iteration 4 · distortion 100"


@pytest.mark.parametrize(
    ("speed", "text"),
    [
        (18.2, "18 it/s"),
        (9.96, "10 it/s"),
        (2.44, "2.4 it/s"),
        (0.4, "2.5 s/it"),
        (1.0, "1.0 it/s"),
    ],
)
def test_speed(speed, text):
    assert text in status_text(row(), 1, iterations_per_second=speed).split(" · ")


@pytest.mark.parametrize(
    ("distortion", "before", "change"),
    [
        (99.7, 100.0, "(−0.3 %)"),
        (100.0, 100.0, "(0 %)"),
        (99.996, 100.0, "(−0.004 %)"),
        (102.5, 100.0, "(+2.5 %)"),
        (50.0, 100.0, "(−50.0 %)"),
    ],
)
def test_change(distortion, before, change):
    text = status_text(row(distortion=distortion), 1, previous_distortion=before)
    assert text.endswith(change)


def test_no_change_from_nothing():
    assert "(" not in status_text(row(distortion=0.0), 1, previous_distortion=0.0)


def test_the_label(qtbot):
    label = StatusLine()
    qtbot.addWidget(label)
    assert label.objectName() == "statusLabel"
    label.show_text("<b>no markup</b>")
    assert label.text() == "<b>no markup</b>"
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.show_row(row(0, 3), 2, state="stopped")
    assert label.text() == status_text(row(0, 3), 2, state="stopped")


def test_a_long_line_does_not_hold_the_window_wide(qtbot):
    label = StatusLine()
    qtbot.addWidget(label)
    label.show_text("long " * 100)
    label.resize(50, 20)
    assert label.width() == 50
