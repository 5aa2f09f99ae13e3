"""The slider of the time line: a click goes there at once, and showing is not seeking."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

PAGES = 10  # Page Up and Page Down go through a run in so many steps
TIP = "Drag or click to show that iteration in all views (also arrows, Page Up, Page Down)"


class TimelineSlider(QSlider):
    """A slider (object name ``timelineSlider``) over the iterations of a run.

    Signals
    -------
    iteration_chosen(int)
        Somebody moved it, by mouse, wheel or key; never by `show_iteration`.
    """

    iteration_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("timelineSlider")
        self.setAccessibleName("Iteration")
        self.setToolTip(TIP)
        self._grip = 0  # pixels from the middle of the handle to where it was gripped
        self.show_iteration(0, 1)
        self.valueChanged.connect(self.iteration_chosen)

    def show_iteration(self, iteration: int, n_iterations: int) -> None:
        """Stand at `iteration` of so many; while somebody holds the handle, it stays in the hand.

        Parameters
        ----------
        iteration : int
            From 0.
        n_iterations : int
            Iterations of the run, iteration 0 among them.
        """
        most = max(0, n_iterations - 1)
        with QSignalBlocker(self):
            self.setRange(0, most)
            self.setPageStep(max(1, most // PAGES))
            if not self.isSliderDown():
                self.setValue(iteration)

    def iteration_at(self, x: int) -> int:
        """Return the iteration whose handle would have its middle nearest to `x`."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self.handle()
        return QStyle.sliderValueFromPosition(
            self.minimum(),
            self.maximum(),
            x - groove.left() - handle.width() // 2,
            groove.width() - handle.width(),
            self._option().upsideDown,
        )

    def handle(self) -> QRect:
        """Return where the handle is."""
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump under the mouse and go on dragging. Overrides QSlider."""
        if event.button() != Qt.MouseButton.LeftButton or not self.maximum():
            event.ignore()
            return
        point, handle = event.position().toPoint(), self.handle()
        # Gripped off its middle, the handle must not jump: it may mean another iteration.
        self._grip = point.x() - handle.center().x() if handle.contains(point) else 0
        self.setSliderDown(True)
        self._move_to(point.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse. Overrides QSlider."""
        if self.isSliderDown():
            self._move_to(event.position().toPoint().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go. Overrides QSlider."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def _move_to(self, x: int) -> None:
        self.setSliderPosition(self.iteration_at(x - self._grip))

    def _part(self, part: QStyle.SubControl) -> QRect:
        slider = QStyle.ComplexControl.CC_Slider
        return self.style().subControlRect(slider, self._option(), part, self)

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option
