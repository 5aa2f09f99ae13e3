from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.colours import DARK, LIGHT
from gui.panels.hint_label import HintLabel
from gui.scheme import scheme
from gui.theme import make_palette


def test_hints_are_muted_and_errors_red(qtbot):
    label = HintLabel()
    qtbot.addWidget(label)
    colours = scheme(QApplication.palette())
    label.show_hint("stops when no image moves")
    assert (label.text(), label.is_error) == ("stops when no image moves", False)
    assert label.palette().color(label.foregroundRole()) == colours.muted_text
    label.show_error("<b> is no number")
    assert (label.text(), label.is_error) == ("<b> is no number", True)
    assert label.palette().color(label.foregroundRole()) == colours.error
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_colour_follows_the_programs_palette(qtbot, qapp):
    label = HintLabel()
    qtbot.addWidget(label)
    before = qapp.palette()
    try:
        for colours in (DARK, LIGHT):
            qapp.setPalette(make_palette(colours))
            qapp.processEvents()
            assert label.palette().color(label.foregroundRole()) == colours.muted_text
    finally:
        qapp.setPalette(before)
