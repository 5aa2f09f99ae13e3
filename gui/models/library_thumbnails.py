"""The little pictures of past fits: asked for one at a time, when first looked at, and kept."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

KEPT_BYTES = 12 << 20  # some 280 strips of ten centroids of 32 × 32, or 22 of the largest
MOST_WAITING = 40  # more than are seen at once; what was scrolled past need not come


class LibraryThumbnails(QObject):
    """Strips of centroids by fit.

    Whoever scrolls through thousands of fits must not wait for all he passed: the one looked at
    last is asked for first, and the oldest of those waiting are forgotten.

    Signals
    -------
    wanted(str)
        The strip of this fit is wanted: `show` is to come, also where there is none.
    arrived(str)
        A strip is here.
    """

    wanted = Signal(str)
    arrived = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[str, QPixmap] = OrderedDict()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._asked = ""

    def get(self, fit_id: str) -> QPixmap | None:
        """Return the strip of a fit, null where there is none; None while it is on its way."""
        picture = self._pictures.get(fit_id)
        if picture is not None:
            self._pictures.move_to_end(fit_id)
            return picture
        if fit_id != self._asked:
            self._waiting[fit_id] = None
            self._waiting.move_to_end(fit_id)
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
            self._ask()
        return None

    def show(self, fit_id: str, png: bytes) -> None:
        """Keep the strip of a fit.

        Parameters
        ----------
        fit_id : str
        png : bytes
            Of the picture; empty where there is none. What is no picture counts as none.
        """
        picture = QPixmap()
        if png:
            picture.loadFromData(png)
        self._pictures[fit_id] = picture
        self._pictures.move_to_end(fit_id)
        held = sum(map(_bytes, self._pictures.values()))
        while held > KEPT_BYTES and len(self._pictures) > 1:
            held -= _bytes(self._pictures.popitem(last=False)[1])
        self._waiting.pop(fit_id, None)
        if fit_id == self._asked:
            self._asked = ""
        self.arrived.emit(fit_id)
        self._ask()

    def clear(self) -> None:
        """Forget all, also what was asked for."""
        self._pictures.clear()
        self._waiting.clear()
        self._asked = ""

    def _ask(self) -> None:
        if not self._asked and self._waiting:
            self._asked, _ = self._waiting.popitem()
            self.wanted.emit(self._asked)


def _bytes(picture: QPixmap) -> int:
    return 1024 + 4 * picture.width() * picture.height()
