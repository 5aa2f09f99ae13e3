"""Arrays to pictures on the screen; the only module that hands pixels to Qt."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap

FILLS_SLOT = 0.75  # a whole multiple that fills this much of its slot stays a whole multiple
THINNEST = 12  # no side is shown shorter than a twelfth of the slot: a line could not be seen


def to_qimage(image: NDArray[np.uint8]) -> QImage:
    """Return a QImage owning its pixels.

    Parameters
    ----------
    image : ndarray of shape (height, width), (height, width, 1) or (height, width, 3)
        uint8, C-contiguous; grey, or red, green and blue.

    Raises
    ------
    ValueError
        If dtype, shape or memory order differ.
    """
    if image.dtype != np.uint8 or not image.flags.c_contiguous:
        raise ValueError(f"expected C-contiguous uint8, got {image.dtype}, {image.strides}.")
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.ndim != 2 and not (image.ndim == 3 and image.shape[2] == 3):
        raise ValueError(f"expected a grey or RGB picture, got shape {image.shape}.")
    if image.size == 0:
        raise ValueError(f"expected a picture with pixels, got shape {image.shape}.")
    height, width = image.shape[:2]
    grey = image.ndim == 2
    kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    # The stride is always given: without it Qt assumes rows padded to four bytes.
    view = QImage(image.data, width, height, image.strides[0], kind)
    return view.copy()


def to_qpixmap(image: NDArray[np.uint8]) -> QPixmap:
    """Return a QPixmap of `image`; GUI thread only.

    Parameters and errors are those of `to_qimage`.
    """
    return QPixmap.fromImage(to_qimage(image))


def fitted_size(width: int, height: int, slot_px: int) -> QSize:
    """Return the size in which a picture of `width` × `height` is shown in a square slot.

    Small pictures grow by a whole number where that fills three quarters of the slot: every
    pixel is then a square. All others fill the slot with their longer side.
    """
    longer = max(width, height)
    least = max(1, slot_px // THINNEST)
    factor = slot_px // longer
    if factor * longer >= FILLS_SLOT * slot_px:
        return QSize(max(least, width * factor), max(least, height * factor))
    scale = slot_px / longer
    return QSize(max(least, round(width * scale)), max(least, round(height * scale)))


def fitted(picture: QPixmap, slot: int, ratio: float = 1.0) -> QPixmap:
    """Return `picture` scaled to fit a square slot, for drawing without further scaling.

    Parameters
    ----------
    picture : QPixmap
        Of any size.
    slot : int
        Side of the slot, in device-independent pixels.
    ratio : float
        Device pixels in one of those.
    """
    width, height = picture.width(), picture.height()
    size = fitted_size(width, height, max(1, round(slot * ratio)))
    whole = QSize(-(-size.width() // width) * width, -(-size.height() // height) * height)
    # Nearest neighbour up to a whole multiple keeps pixels square; what is left to do, always a
    # reduction, is done smoothly, so that no row of pixels is twice as thick as the next.
    scaled = picture.scaled(whole)
    if whole != size:
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = scaled.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    scaled.setDevicePixelRatio(ratio)
    return scaled


def reduced(image: NDArray[Any], most_px: int) -> NDArray[Any]:
    """Return every n-th pixel of `image`, n the least that makes no side longer than `most_px`.

    Parameters
    ----------
    image : ndarray of shape (height, width, channels)
    """
    step = -(-max(image.shape[:2]) // most_px)
    return image[::step, ::step]
