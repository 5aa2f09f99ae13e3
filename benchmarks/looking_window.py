"""The window that looking.py measures: it opens images, fits them, and tells what was painted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from engine import KMeansParameters
from gui import labels_flow, map_flow, members_flow, theme, timeline_flow, why_flow
from gui.app import make_app
from gui.main_window import MainWindow
from gui.settings import AppSettings
from gui.work.controller import State

PATIENCE_S = 600.0
TOPICS = (
    timeline_flow.TOPIC,
    members_flow.TOPIC,
    map_flow.TOPIC,
    labels_flow.CURVES,
    labels_flow.FIGURES,
    why_flow.REASON,
    why_flow.SPREAD,
)
DOCKS = ("why", "cluster", "movers")


class Looked:
    """A window with images, and the tabs by their titles.

    Parameters
    ----------
    images : str
        What is opened.
    folder : str
        For the window's settings.
    """

    def __init__(self, images: str, folder: str) -> None:
        self._app = make_app()
        theme.apply(self._app)
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        self.window = MainWindow(AppSettings(store))
        self.window.show()
        self.views, self.controller = self.window.views, self.window.controller
        self.tabs = {
            self.window.tabs.tabText(i): self.window.tabs.widget(i)
            for i in range(self.window.tabs.count())
        }
        self._requests = _Counter(
            self.window, {QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest}
        )
        loaded: list[Any] = []
        self.controller.loaded.connect(loaded.append)
        self.window.open_path(images)
        self.wait(lambda: bool(loaded) and self.controller.state is State.IDLE)
        self.images = loaded[-1].images

    def open_docks(self) -> None:
        """Show the docks of this benchmark beside each other, and look at an image."""
        docks = {name: self.window.findChild(QDockWidget, f"{name}Dock") for name in DOCKS}
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.window.addDockWidget(bottom, docks["movers"], Qt.Orientation.Horizontal)
        for dock in docks.values():
            dock.show()
            dock.raise_()
        self.views.show_cluster(0)
        self.views.selection.select([0], current=0)

    def start(self, k: int, max_iter: int) -> None:
        """Press Run."""
        self.window.parameters_panel.set_parameters(
            KMeansParameters(n_clusters=k, max_iter=max_iter, tol=0, random_state=0)
        )
        self.window.findChild(QAction, "runAction").trigger()

    def fit(self, k: int, max_iter: int) -> None:
        """Fit, and wait for the end and all that follows it."""
        self.start(k, max_iter)
        self.wait(lambda: self.controller.state is State.IDLE)
        self.rest()

    def bring(self, title: str) -> QWidget:
        """Bring a tab to the front and wait until it is drawn."""
        tab = self.tabs[title]
        self.window.tabs.setCurrentWidget(tab)
        if title == "Map":
            self.wait(lambda: self.views.map.drawing.image_map is not None)
        self.rest()
        return tab

    def wait(self, until: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Run the event loop, looking every 2 ms: a busy loop would fight for the GIL."""
        deadline = time.perf_counter() + seconds
        loop = QEventLoop()
        timer = QTimer(loop, interval=2)
        timer.timeout.connect(
            lambda: loop.quit() if until() or time.perf_counter() > deadline else None
        )
        timer.start()
        if not until():
            loop.exec()
        timer.stop()
        if seconds == PATIENCE_S and time.perf_counter() > deadline:
            raise TimeoutError(self.window.messages.text() or "nothing happened")

    def paint(self) -> None:
        """Handle what there is to handle until the window wants no more painting."""
        before = -1
        while before != self._requests.count:
            before = self._requests.count
            self._app.processEvents()

    def rest(self) -> None:
        """Wait until all questions have been answered and all is painted."""
        self.paint()
        while any(map(self.views.background.is_asked, TOPICS)):  # an answer may lead to another
            self.wait(lambda: not any(map(self.views.background.is_asked, TOPICS)))
            self.paint()

    def until_painted(self, widget: QWidget, is_ready: Callable[[], bool]) -> None:
        """Handle events until `widget` has been painted with what was waited for."""
        paints = _Counter(widget, {QEvent.Type.Paint}, is_ready)
        while not paints.count:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        widget.removeEventFilter(paints)
        self.paint()

    def close(self) -> None:
        """Close the window."""
        self.window.close()


@contextmanager
def timed(milliseconds: list[float]) -> Iterator[None]:
    """Append how long the block took."""
    started = time.perf_counter()
    yield
    milliseconds.append((time.perf_counter() - started) * 1e3)


class _Counter(QObject):
    """Counts events of a widget as they come while something holds."""

    def __init__(
        self, widget: QWidget, kinds: set[QEvent.Type], holds: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(widget)
        self.count = 0
        self._kinds = kinds
        self._holds = holds
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count. Overrides QObject."""
        if event.type() in self._kinds and self._holds():
            self.count += 1
        return False
