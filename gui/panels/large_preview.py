"""One image as large as it goes in whole steps, with what is known of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QSizePolicy, QVBoxLayout, QWidget

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.insight.display import DisplayScale, display_scale
from gui.models.thumbnails import LARGEST_PX, Thumbnails
from gui.panels.load_progress import ElidedLabel
from gui.panels.members_view import MOVES
from gui.qimages import to_qpixmap

SHARE = 0.8  # of the window it belongs to
LEAST = QSize(320, 360)
KEYS_TIP = "Arrows: the next image · Esc or Space: close"


class PictureCanvas(QWidget):
    """A picture in the middle, at the largest whole multiple; smaller if it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    def zoom(self) -> float:
        """Return device pixels a pixel of the picture: a whole number, or less than one."""
        if self._picture.isNull():
            return 0.0
        ratio = self.devicePixelRatioF()
        fits = min(
            self.width() * ratio / self._picture.width(),
            self.height() * ratio / self._picture.height(),
        )
        return float(int(fits)) if fits >= 1 else fits

    def place(self) -> QRect:
        """Return where the picture lies, in device-independent pixels."""
        scale = self.zoom() / self.devicePixelRatioF()
        width = max(1, round(self._picture.width() * scale))
        height = max(1, round(self._picture.height() * scale))
        return QRect((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it. Overrides QWidget."""
        if self._picture.isNull():
            return
        painter = QPainter(self)
        is_reduced = self.zoom() < 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_reduced)
        painter.drawPixmap(self.place(), self._picture)


class LargePreview(QDialog):
    """A window over the members view (object name ``largePreview``).

    Parameters
    ----------
    parent : QWidget
        The panel it belongs to.

    Signals
    -------
    step_wanted(object)
        An arrow, Home, End or a page key was pressed: Qt.Key.
    """

    step_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("largePreview")
        self._thumbnails: Thumbnails | None = None
        self._scale: DisplayScale | None = None
        self.canvas = PictureCanvas(self)
        self.lines = [ElidedLabel(self) for _ in range(3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(2)
        column.addWidget(self.canvas, 1)
        for line in self.lines:
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        self.canvas.setToolTip(KEYS_TIP)
        self.setMinimumSize(LEAST)

    def set_thumbnails(self, thumbnails: Thumbnails | None) -> None:
        """Turn to another image set, and close."""
        self._thumbnails = thumbnails
        self._scale = None
        self.canvas.show_picture(QPixmap())
        self.hide()

    def open_over(self, window: QWidget) -> None:
        """Show the preview in the middle of `window`."""
        if not self.isVisible():
            self.resize((window.size() * SHARE).expandedTo(LEAST))
            corner = self.rect()
            corner.moveCenter(window.geometry().center())
            self.move(corner.topLeft())
        self.show()
        self.activateWindow()

    def show_image(self, image: int, name: str, facts: str, measured: str) -> None:
        """Show an image.

        Parameters
        ----------
        image : int
            Its index in the set.
        name, facts, measured : str
            Its name; index, class and cluster; distance and margin. Plain text.
        """
        if self._thumbnails is None:
            return
        self.canvas.show_picture(self._picture(self._thumbnails.images, image))
        self.canvas.setAccessibleName(f"{name}, {facts}")
        self.setWindowTitle(name)
        for line, text in zip(self.lines, (name, facts, measured), strict=True):
            line.show_text(text)

    def _picture(self, images: ImageSet, image: int) -> QPixmap:
        assert self._thumbnails is not None
        height, width, _ = images.image_shape
        if max(height, width) <= LARGEST_PX:
            return self._thumbnails.image(image)
        try:
            pixels = images.pixels[image]
        except DataError:  # its file is gone: crossed out
            return self._thumbnails.image(image)
        if self._scale is None:
            self._scale = display_scale(images)
        return to_qpixmap(self._scale.to_uint8(pixels))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on or close. Overrides QDialog, which knows Esc."""
        if event.key() == Qt.Key.Key_Space:
            self.close()
        elif event.key() in MOVES:
            self.step_wanted.emit(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)
