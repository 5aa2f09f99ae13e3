"""The library's thread: what is to be kept is kept, also when the window closes at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread

from gui.work.background import PATIENCE_MS, Background, Work


class Keeper(Background):
    """One thread for work on the disk; nothing that was asked is given up, and order is kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0

    def do(self, topic: str, work: Work) -> None:
        """Have `work` done after all that was asked before; it is answered under `topic`."""
        self._count += 1
        # Each is a topic of its own to the background, of which it lets only the newest count.
        self.ask(f"{topic}{SEPARATOR}{self._count}", work)

    def shutdown(self, timeout_ms: int = PATIENCE_MS) -> bool:
        """Do all that was asked, end the thread and return whether it has ended."""
        self.blockSignals(False)
        self.ask("end", lambda _should_stop: QThread.currentThread().quit())
        self.blockSignals(True)
        return self._thread.wait(timeout_ms)


SEPARATOR = "#"


def topic_of(topic: str) -> str:
    """Return the topic as it was asked under."""
    return topic.partition(SEPARATOR)[0]
