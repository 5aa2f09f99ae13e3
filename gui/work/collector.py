"""Python's cyclic garbage collector, kept to the window's thread.

Left alone, the collector runs in whichever thread happens to allocate: in the engine thread it
may find a dead QTimer or QEventLoop in a reference cycle and destroy it there, after which the
window's own event loop no longer ticks. Seen once in some twenty runs of ten seconds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 100  # young garbage is collected in well under a millisecond

_holders: set[int] = set()  # collectors at work; the first switches automatic collection off


class WindowThreadCollector(QObject):
    """Collects garbage from a timer of the thread it lives in, and stops all else from it.

    Works from its making to `close`. Several may be at work at once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        _holders.add(id(self))
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def close(self) -> None:
        """Let Python collect by itself again; a second call does nothing."""
        self._timer.stop()
        if id(self) in _holders:
            _holders.remove(id(self))
            if not _holders:
                gc.enable()

    @Slot()
    def _on_timer_timeout(self) -> None:
        """Collect what Python itself would have: the oldest generation past its threshold."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                break
