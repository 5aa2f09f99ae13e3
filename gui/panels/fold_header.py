"""A line that opens and closes what is below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionFocusRect,
    QWidget,
)

from engine.errors import printable
from gui import theme
from gui.models.cluster_text import as_tooltip

ARROW_PX, GAP_PX, PAD_PX = 12, 6, 3


class FoldHeader(QAbstractButton):
    """An arrow, a title and a muted summary, which is cut where it does not fit; checked is open.

    Parameters
    ----------
    title : str
        With ``&`` before the letter that Alt reaches.
    parent : QWidget, optional
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = ""
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    @property
    def summary(self) -> str:
        """What is said after the title."""
        return self._summary

    def show_summary(self, text: str) -> None:
        """Say `text` after the title, unprintable characters escaped; all of it in the tooltip."""
        self._summary = printable(text)
        self.setAccessibleDescription(self._summary)
        self.setToolTip(as_tooltip(self._summary) if text else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the title. Overrides QWidget."""
        line = self.fontMetrics()
        width = line.horizontalAdvance(self.text()) + ARROW_PX + GAP_PX
        return QSize(width, max(ARROW_PX, line.height()) + 2 * PAD_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the height only. Overrides QWidget."""
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Draw again when the mouse comes and goes. Overrides QWidget."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw arrow, title, summary and focus. Overrides QAbstractButton."""
        painter = QPainter(self)
        if self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), theme.current().colours.raised)
        style, option = self.style(), QStyleOption()
        option.initFrom(self)
        option.rect = QRect(0, (self.height() - ARROW_PX) // 2, ARROW_PX, ARROW_PX)
        open_arrow = QStyle.PrimitiveElement.PE_IndicatorArrowDown
        shut_arrow = QStyle.PrimitiveElement.PE_IndicatorArrowRight
        arrow = open_arrow if self.isChecked() else shut_arrow
        style.drawPrimitive(arrow, option, painter, self)
        rest = self.rect().adjusted(ARROW_PX + GAP_PX, 0, -PAD_PX, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        shown = int(left) | int(Qt.TextFlag.TextShowMnemonic)
        role = self.foregroundRole()
        style.drawItemText(
            painter, rest, shown, self.palette(), self.isEnabled(), self.text(), role
        )
        title = self.text().replace("&", "")
        rest.setLeft(rest.left() + self.fontMetrics().horizontalAdvance(title) + 2 * GAP_PX)
        painter.setPen(theme.current().colours.muted_text)
        right = Qt.TextElideMode.ElideRight
        summary = self.fontMetrics().elidedText(self._summary, right, rest.width())
        painter.drawText(rest, left, summary)
        if self.hasFocus():
            focus = QStyleOptionFocusRect()
            focus.initFrom(self)
            style.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter, self)
