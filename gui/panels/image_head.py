"""Which image it is about: its picture, name, index and class."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.models.image_set_text import image_lines
from gui.models.thumbnails import Thumbnails
from gui.panels.elided_line import ElidedLine
from gui.qimages import fitted

SIDE = 72


class ImageHead(QWidget):
    """The picture to the left of what is known of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel()
        self.picture.setObjectName("whyPicture")
        self.picture.setFixedSize(SIDE, SIDE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = ElidedLine()
        self._name.setAccessibleName("Name of the image")
        self._facts = QLabel()
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setWordWrap(True)
        self._facts.setMargin(2)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addWidget(self._name)
        lines.addWidget(self._facts)
        lines.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture)
        row.addLayout(lines, 1)

    def show_image(self, thumbnails: Thumbnails, index: int) -> None:
        """Show image `index` of a set."""
        name, facts = image_lines(thumbnails.images, index)
        ratio = self.devicePixelRatioF()
        self.picture.setPixmap(fitted(thumbnails.image(index), SIDE, ratio))
        self.picture.setAccessibleName(f"{name}, {facts}")
        self._name.show_text(name)
        self._facts.setText(facts)
