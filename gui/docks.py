"""Where the panels stand: docks around the views in the middle, and the way back to that."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QToolBar, QWidget

LEFT_WIDTH, RIGHT_WIDTH, LOG_HEIGHT = 268, 352, 138
STATE_VERSION = 3

_AREAS = {
    "images": Qt.DockWidgetArea.LeftDockWidgetArea,
    "parameters": Qt.DockWidgetArea.LeftDockWidgetArea,
    "plots": Qt.DockWidgetArea.RightDockWidgetArea,
    "why": Qt.DockWidgetArea.RightDockWidgetArea,
    "log": Qt.DockWidgetArea.BottomDockWidgetArea,
    "cluster": Qt.DockWidgetArea.BottomDockWidgetArea,
    "movers": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_TITLES = {
    "images": "Image set",
    "parameters": "Parameters",
    "plots": "Plots",
    "why": "Why here?",
    "log": "Log",
    "cluster": "Cluster",
    "movers": "Movers",
}
_BEHIND = {"why": "plots", "cluster": "log", "movers": "cluster"}  # as tabs, at first


class Docks:
    """The docks of the window.

    Parameters
    ----------
    window : QMainWindow
    panels : dict of str to QWidget
        One each for ``"images"``, ``"parameters"``, ``"plots"`` and ``"log"``; those that share
        the place of another, ``"why"``, ``"cluster"`` and ``"movers"``, may be left out.
    """

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window = window
        self._panels = panels
        self._docks = {name: self._make(name, panel) for name, panel in panels.items()}
        # Both sides take the whole height: fields and curves want it, the log wants no width.
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.reset()

    def _make(self, name: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(_TITLES[name], self._window)
        dock.setObjectName(f"{name}Dock")
        if name == "parameters":  # its fields keep their height; a low window scrolls them
            area = QScrollArea(dock)
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(panel)
            bar_width = area.verticalScrollBar().sizeHint().width()
            area.setMinimumWidth(panel.minimumSizeHint().width() + bar_width)
            dock.setWidget(area)
        else:
            dock.setWidget(panel)
        return dock

    def reset(self) -> None:
        """Put every dock where it belongs at first, and show the toolbar."""
        for bar in self._window.findChildren(QToolBar):
            bar.show()  # the menu of its right mouse button hides it
        for name, dock in self._docks.items():
            dock.setFloating(False)
            if name not in _BEHIND:
                self._window.addDockWidget(_AREAS[name], dock)
        for name, front in _BEHIND.items():
            if name in self._docks:
                self._window.tabifyDockWidget(self._docks[front], self._docks[name])
                layout = self._window.layout()
                if layout is not None:
                    layout.activate()  # else Qt leaves a stray tab bar where a third one joins
        for dock in self._docks.values():
            dock.show()
        for front in ("plots", "log"):
            self._docks[front].raise_()
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks = self._docks
        self._window.resizeDocks(
            [docks["images"], docks["plots"]], [LEFT_WIDTH, RIGHT_WIDTH], horizontal
        )
        self._window.resizeDocks([docks["log"]], [LOG_HEIGHT], vertical)

    def settle(self) -> None:
        """Give the parameters the height they need, as far as the image set can spare it."""
        images, parameters = self._docks["images"], self._docks["parameters"]
        if self._window.tabifiedDockWidgets(images) or images.x() != parameters.x():
            return
        area = parameters.widget()
        if not isinstance(area, QScrollArea):
            return
        missing = self._panels["parameters"].sizeHint().height() - area.viewport().height()
        heights = [max(1, images.height() - missing), max(1, parameters.height() + missing)]
        self._window.resizeDocks([images, parameters], heights, Qt.Orientation.Vertical)

    def bring(self, name: str) -> None:
        """Show a dock in front of those that share its place."""
        self._docks[name].show()
        self._docks[name].raise_()

    def toggles(self) -> list[QAction]:
        """Return an action a dock that shows and hides it."""
        return [dock.toggleViewAction() for dock in self._docks.values()]

    def state(self) -> QByteArray:
        """Return where everything is, to be remembered."""
        return self._window.saveState(STATE_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Put everything where it was; a state that makes no sense changes nothing."""
        if not state.isEmpty():
            self._window.restoreState(state, STATE_VERSION)
