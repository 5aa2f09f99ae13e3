"""A picture under its title, with a scale of colours or a line of words below it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.panels.cluster_chip import paint_centred
from gui.panels.plot_style import small_font
from gui.qimages import fitted, to_qpixmap

SIDE = 128  # of the square; a whole multiple of 32 × 32 pixels
GAP = 3
BAR_PX = 8  # height of a scale
FRAME_PX = 2
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ACTIVATING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TitledPicture(QWidget):
    """One picture in a square of fixed size.

    Parameters
    ----------
    title, tip : str
        What is shown, and what it means. Plain text.
    parent : QWidget, optional
    scale : ndarray of shape (1, n, 3), uint8, optional
        Colours from one end to the other. Without one there is no scale.

    Signals
    -------
    activated()
        The picture was clicked, or Enter or Space pressed on it, while it `set_active`.
    """

    activated = Signal()

    def __init__(
        self,
        title: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        scale: NDArray[np.uint8] | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = None if scale is None else to_qpixmap(scale)
        self._title = ""
        self._picture: QPixmap | None = None
        self._scaled: QPixmap | None = None
        self._note = ""
        self._ends = ("", "", "")
        self._is_active = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_title(title)
        self.setToolTip(as_tooltip(tip))
        theme.current().changed.connect(self.update)

    @property
    def note(self) -> str:
        """The line under the picture."""
        return self._note

    @property
    def ends(self) -> tuple[str, str, str]:
        """What stands under the left end, the middle and the right end of the scale."""
        return self._ends

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def show_picture(
        self,
        picture: QPixmap | None,
        note: str = "",
        ends: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        """Show another picture.

        Parameters
        ----------
        picture : QPixmap or None
            In its own pixels; None where there is none: `note` stands in its place.
        note : str
            A line under it.
        ends : (str, str, str)
            What stands under the scale.
        """
        self._picture, self._note, self._ends = picture, note, ends
        self._scaled = None
        self.setAccessibleDescription(" ".join(part for part in (note, *ends) if part))
        self.update()

    def set_active(self, is_active: bool) -> None:
        """Let it be clicked, or not."""
        self._is_active = is_active
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_active else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if is_active else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def slot(self) -> QRect:
        """Return the square of the picture."""
        line = self.fontMetrics().height()
        return QRect(FRAME_PX, line + GAP, SIDE, SIDE)

    def sizeHint(self) -> QSize:
        """Return room for title, picture, scale and note. Overrides QWidget."""
        below = 1 if self._scale is None else 2
        lines = (1 + below) * self.fontMetrics().height()
        bar = 0 if self._scale is None else BAR_PX + GAP
        return QSize(SIDE + 2 * FRAME_PX, lines + SIDE + 2 * GAP + bar + FRAME_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        colours = theme.current().colours
        painter = QPainter(self)
        slot, line = self.slot(), self.fontMetrics().height()
        painter.setPen(colours.text)
        self._paint_text(painter, QRect(slot.left(), 0, SIDE, line), self._title, _LEFT)
        painter.setFont(small_font())
        painter.setPen(colours.muted_text)
        if self._picture is None:
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(slot, centred, self._note)
            return
        ratio = self.devicePixelRatioF()
        if self._scaled is None or self._scaled.devicePixelRatioF() != ratio:
            self._scaled = fitted(self._picture, SIDE, ratio)
        place = paint_centred(painter, slot, self._scaled)
        painter.setPen(colours.border)
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, FRAME_PX))
            painter.drawRect(slot)
        painter.setPen(colours.muted_text)
        top = slot.bottom() + 1 + GAP
        if self._scale is not None:
            bar = QRect(slot.left(), top + GAP, SIDE, BAR_PX)
            painter.drawPixmap(bar, self._scale)
            top = bar.bottom() + 1
            row = QRect(slot.left(), top, SIDE, line)
            for text, side in zip(
                self._ends,
                (_LEFT, Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight),
                strict=True,
            ):
                painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, text)
            top = row.bottom() + 1
        self._paint_text(painter, QRect(slot.left(), top, SIDE, line), self._note, _LEFT)

    def _paint_text(
        self, painter: QPainter, place: QRect, text: str, side: Qt.AlignmentFlag
    ) -> None:
        end = Qt.TextElideMode.ElideRight
        painter.drawText(place, side, painter.fontMetrics().elidedText(text, end, place.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell of a click. Overrides QWidget."""
        if self._is_active and event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter and Space. Overrides QWidget."""
        if self._is_active and event.key() in _ACTIVATING:
            self.activated.emit()
        else:
            super().keyPressEvent(event)
