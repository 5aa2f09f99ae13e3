"""Which images are selected, and which one is looked at: one selection for all views."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The selected images of the open set; every view shows it, and any view may change it.

    Signals
    -------
    changed()
        Other images are selected.
    current_changed()
        Another image is looked at, or none.
    """

    changed = Signal()
    current_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._current: int | None = None

    @property
    def images(self) -> NDArray[np.intp]:
        """Indices of the selected images, rising, each once; read-only."""
        return self._images

    @property
    def current(self) -> int | None:
        """Index of the image that is looked at; None if there is none."""
        return self._current

    def __len__(self) -> int:
        return len(self._images)

    def __contains__(self, image: object) -> bool:
        at = int(np.searchsorted(self._images, image))  # type: ignore[call-overload]
        return at < len(self._images) and self._images[at] == image

    def select(
        self, images: Iterable[int] | NDArray[np.integer], current: int | None = None
    ) -> None:
        """Select these images in place of all others.

        Parameters
        ----------
        images : iterable of int
            Indices in any order.
        current : int, optional
            The image looked at; stays the same where left out, if it is selected.
        """
        given = images if isinstance(images, np.ndarray) else list(images)
        chosen = np.array(given, dtype=np.intp)
        if not (np.diff(chosen) > 0).all():  # 50,000 in order are no work
            chosen = np.unique(chosen)
        chosen.flags.writeable = False
        is_other = not np.array_equal(chosen, self._images)
        self._images = chosen
        if current is None and self._current is not None and self._current in self:
            current = self._current
        if is_other:
            self.changed.emit()
        self.look_at(current)

    def look_at(self, image: int | None) -> None:
        """Look at an image, selected or not; None for none."""
        if image != self._current:
            self._current = image
            self.current_changed.emit()

    def clear(self) -> None:
        """Select nothing and look at nothing."""
        self.select(())
        self.look_at(None)
