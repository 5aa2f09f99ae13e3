from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QListView

from gui.panels.zoom_wheel import ZoomWheel


@pytest.fixture
def told(qtbot):
    view = QListView()
    qtbot.addWidget(view)
    wheel = ZoomWheel(view.viewport())
    notches = []
    wheel.zoom_requested.connect(notches.append)

    def turn(angle: int, modifier: Qt.KeyboardModifier) -> None:
        at = QPointF(5, 5)
        event = QWheelEvent(
            at,
            view.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)

    return turn, notches


def test_notches_are_told_with_ctrl_and_parts_of_them_collected(told):
    turn, notches = told
    turn(240, Qt.KeyboardModifier.ControlModifier)
    for _ in range(4):
        turn(-30, Qt.KeyboardModifier.ControlModifier)
    assert notches == [2, -1]


def test_without_ctrl_the_wheel_is_left_alone(told):
    turn, notches = told
    turn(120, Qt.KeyboardModifier.NoModifier)
    assert notches == []
