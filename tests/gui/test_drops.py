from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.drops import Drops, local_paths

BUTTON, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    widget.resize(400, 300)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def dragged(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(window, data):
    event = QDragEnterEvent(QPoint(5, 5), COPY, data, BUTTON, NO_KEY)
    event.ignore()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window, data):
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), COPY, data, BUTTON, NO_KEY))


def test_a_file_over_the_window_is_named_and_opened_when_it_falls(window, qtbot):
    drops, data = Drops(window), dragged("/pictures/<b>holiday")
    assert enter(window, data)
    assert drops.sign.isVisible()
    assert drops.sign.text() == "Open <b>holiday"
    assert drops.sign.textFormat() == Qt.TextFormat.PlainText
    with qtbot.waitSignal(drops.dropped) as heard:
        drop(window, data)
    assert heard.args == ["/pictures/<b>holiday"]
    assert not drops.sign.isVisible()


def test_a_file_that_leaves_again_is_forgotten(window):
    drops = Drops(window)
    enter(window, dragged("/a"))
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not drops.sign.isVisible()


def test_several_files_are_refused_in_a_line(window, qtbot):
    drops, data = Drops(window), dragged("/a", "/b", "/c")
    enter(window, data)
    assert drops.sign.text().startswith("3 files")
    with qtbot.assertNotEmitted(drops.dropped), qtbot.waitSignal(drops.refused) as heard:
        drop(window, data)
    assert heard.args == ["3 files: only one image set can be open. Drop the folder they are in."]


def test_text_and_addresses_are_not_for_us(window):
    text, address = QMimeData(), QMimeData()
    text.setText("hello")
    address.setUrls([QUrl("https://example.org/a.png")])
    drops = Drops(window)
    assert not enter(window, text)
    assert not enter(window, address)
    assert not drops.sign.isVisible()
    assert local_paths(address) == []
