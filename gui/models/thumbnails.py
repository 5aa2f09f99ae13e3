"""Pictures of an image set as pixmaps, made when first looked at and kept within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale, display_scale
from gui.qimages import reduced, to_qpixmap

LARGEST_PX = 256  # no picture is ever drawn larger than about this
KEPT_BYTES = 48 << 20  # some 12,000 pictures of 32 × 32, or 180 of the largest


class PixmapStore:
    """Pixmaps by key; the least recently used go first once they take too much memory.

    Parameters
    ----------
    kept_bytes : int
        Memory that may be held, at four bytes a pixel.
    """

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._held_bytes = 0
        self._pixmaps: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pixmaps)

    def get(self, key: Hashable, make: Callable[[], QPixmap]) -> QPixmap:
        """Return the pixmap of `key`, made by `make` if it is not here."""
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
            return pixmap
        pixmap = self._pixmaps[key] = make()
        self._held_bytes += _size_bytes(pixmap)
        while self._held_bytes > self._kept_bytes and len(self._pixmaps) > 1:
            _, gone = self._pixmaps.popitem(last=False)
            self._held_bytes -= _size_bytes(gone)
        return pixmap

    def clear(self) -> None:
        """Forget all."""
        self._pixmaps.clear()
        self._held_bytes = 0


class Thumbnails:
    """The pictures of one image set, and centroids on the same scale.

    Parameters
    ----------
    images : ImageSet
        The set; never changed.
    """

    def __init__(self, images: ImageSet) -> None:
        self.images = images
        self._scale: DisplayScale | None = None
        self._store = PixmapStore()

    def image(self, index: int) -> QPixmap:
        """Return image `index`, no side longer than `LARGEST_PX`; crossed out if its file is gone.

        A view asks while it paints, where there is nobody to tell; a fit or an export will say it.
        """
        try:
            return self._store.get(index, lambda: self._pixmap(self.images.pixels[index]))
        except DataError:
            height, width, _ = self.images.image_shape
            return _crossed_out(min(width, LARGEST_PX), min(height, LARGEST_PX))

    def centroid(self, centroid: NDArray[np.float64]) -> QPixmap:
        """Return a centroid as a picture.

        Parameters
        ----------
        centroid : ndarray of shape (n_features,), float64
            In pixel levels.
        """
        return self._pixmap(centroid.reshape(self.images.image_shape))

    def _pixmap(self, picture: NDArray[np.generic]) -> QPixmap:
        if self._scale is None:  # may have to look at all pixels: only once somebody looks
            self._scale = display_scale(self.images)
        return to_qpixmap(self._scale.to_uint8(reduced(picture, LARGEST_PX)))


def _crossed_out(width: int, height: int) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(pixmap)
    painter.setPen(Qt.GlobalColor.darkGray)
    painter.drawLine(0, 0, width - 1, height - 1)
    painter.drawLine(0, height - 1, width - 1, 0)
    painter.end()
    return pixmap


def _size_bytes(pixmap: QPixmap) -> int:
    return 4 * pixmap.width() * pixmap.height()
