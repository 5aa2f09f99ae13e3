from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QToolBar

from gui.docks import LEFT_WIDTH, RIGHT_WIDTH, STATE_VERSION, Docks

NAMES = ("images", "parameters", "plots", "log")
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@pytest.fixture
def main(qtbot):
    made = QMainWindow()
    made.setCentralWidget(QLabel("views"))
    made.resize(780, 600)
    toolbar = QToolBar("Toolbar", made)
    toolbar.setObjectName("toolbar")
    made.addToolBar(toolbar)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def docks(main, qtbot):
    made = Docks(main, {name: QLabel(name) for name in NAMES})
    with qtbot.waitExposed(main):
        main.show()
    return made


@pytest.fixture
def dock(main):
    return lambda name: main.findChild(QDockWidget, f"{name}Dock")


def assert_as_at_first(main, dock):
    areas = {name: main.dockWidgetArea(dock(name)) for name in NAMES}
    assert areas == {"images": LEFT, "parameters": LEFT, "plots": RIGHT, "log": BOTTOM}
    for name in NAMES:
        assert dock(name).isVisible()
        assert not dock(name).isFloating()
        assert main.tabifiedDockWidgets(dock(name)) == []
    assert dock("images").y() < dock("parameters").y()
    assert main.corner(Qt.Corner.BottomLeftCorner) == LEFT
    assert main.corner(Qt.Corner.BottomRightCorner) == RIGHT


def test_where_the_panels_stand_at_first(main, docks, dock):
    assert_as_at_first(main, dock)
    assert abs(dock("images").width() - LEFT_WIDTH) <= 8
    assert abs(dock("plots").width() - RIGHT_WIDTH) <= 8
    assert dock("plots").height() > dock("images").height() + dock("parameters").height()
    assert dock("parameters").geometry().bottom() == dock("plots").geometry().bottom()
    assert dock("log").geometry().left() > dock("parameters").geometry().right()


def test_each_panel_is_in_its_dock(docks, dock):
    for name in NAMES:
        assert [label.text() for label in dock(name).widget().findChildren(QLabel)] in ([], [name])
        assert dock(name).windowTitle()


def test_each_dock_has_a_switch(docks, dock):
    toggles = docks.toggles()
    assert [toggle.text() for toggle in toggles] == ["Image set", "Parameters", "Plots", "Log"]
    toggles[-1].trigger()
    assert dock("log").isHidden()
    toggles[-1].trigger()
    assert not dock("log").isHidden()


def test_reset_brings_everything_back(main, docks, dock):
    dock("log").close()
    dock("plots").setFloating(True)
    main.addDockWidget(RIGHT, dock("images"))
    main.tabifyDockWidget(dock("images"), dock("parameters"))
    main.findChild(QToolBar).hide()
    docks.reset()
    assert_as_at_first(main, dock)
    assert main.findChild(QToolBar).isVisible()


def test_the_parameters_get_the_height_they_need(main, qtbot):
    panels = {name: QLabel(name) for name in NAMES}
    panels["parameters"].setMinimumHeight(180)
    docks = Docks(main, panels)
    images, parameters = (main.findChild(QDockWidget, f"{name}Dock") for name in NAMES[:2])
    with qtbot.waitExposed(main):
        main.show()
    for heights in ([400, 60], [60, 400]):
        main.resizeDocks([images, parameters], heights, Qt.Orientation.Vertical)
        docks.settle()
        qtbot.waitUntil(lambda: parameters.widget().viewport().height() == 180)
    whole = images.height() + parameters.height()
    parameters.setFloating(True)
    docks.settle()
    assert images.height() <= whole + parameters.height()


def test_the_layout_comes_back(main, docks, dock):
    dock("log").close()
    main.addDockWidget(LEFT, dock("plots"))
    state = docks.state()
    docks.reset()
    docks.restore(state)
    assert dock("log").isHidden()
    assert main.dockWidgetArea(dock("plots")) == LEFT


def noise(state):
    yield QByteArray()
    yield QByteArray(b"noise" * 200)
    yield QByteArray(bytes(4096))
    yield QByteArray(b"\xff" * 4096)
    yield state.first(state.size() // 2)
    yield QByteArray(b"\0\0\0\xff") + state


def test_noise_changes_nothing(main, docks, dock):
    before = docks.state()
    for bad in noise(before):
        docks.restore(bad)
        assert_as_at_first(main, dock)
        assert docks.state() == before
    dock("log").close()
    moved = docks.state()
    docks.restore(QByteArray(b"noise"))
    assert docks.state() == moved


def test_a_layout_cut_anywhere_hides_no_panel(main, docks, dock):
    whole = docks.state()
    for size in range(whole.size()):
        docks.restore(whole.first(size))  # Qt takes some of them for whole
        assert all(dock(name).isVisible() for name in NAMES)
    docks.reset()
    assert_as_at_first(main, dock)


def test_the_layout_of_another_version_changes_nothing(main, docks, dock):
    dock("log").close()
    other = main.saveState(STATE_VERSION + 1)
    docks.reset()
    docks.restore(other)
    assert_as_at_first(main, dock)


def test_the_view_menu_shows_hides_and_resets(hand):
    menus = hand.window.menuBar().actions()
    listed = [action for menu in menus for action in menu.menu().actions()]
    log = hand.child(QDockWidget, "logDock")
    toggle = log.toggleViewAction()
    assert toggle in listed
    shown = QSignalSpy(log.visibilityChanged)
    toggle.trigger()
    assert log.isHidden()
    assert shown.count() == 1
    hand.press("resetLayoutAction")
    assert log.isVisible()
