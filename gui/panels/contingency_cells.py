"""How the cells of the contingency table look, and the scale that says what their shades mean."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui import theme
from gui.colours import blend, text_on
from gui.models.contingency_model import CellRole

Index = QModelIndex | QPersistentModelIndex

SHADES = 100  # that are told apart: as many as whole percents
STRIP_PX = 56
GAP = 6


def cell_colours(shade: float) -> tuple[QColor, QColor]:
    """Return ground and ink of a cell.

    One hue from the surface to the accent: only lightness tells, which everybody sees alike.

    Parameters
    ----------
    shade : float
        0 to 1.
    """
    step = round(shade * SHADES)

    def make() -> tuple[QColor, QColor]:
        colours = theme.current().colours
        ground = blend(colours.surface, colours.accent, step / SHADES)
        return ground, text_on(ground)

    return theme.current().remember(("contingency cell", step), make)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: its shade, its count, a frame round the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell. Overrides QStyledItemDelegate."""
        colours = theme.current().colours
        count: str = index.data()
        ground, ink = cell_colours(index.data(CellRole.SHADE))
        place: QRect = option.rect.adjusted(0, 0, -1, -1)
        painter.save()
        painter.fillRect(place, ground)
        painter.setPen(colours.muted_text if count == "0" else ink)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, count)
        if option.state & QStyle.StateFlag.State_Selected:
            # Two lines, of which one stands out from any shade.
            width = 2 if option.state & QStyle.StateFlag.State_HasFocus else 1
            for inset, colour, thickness in (
                (0, colours.text, width),
                (width, colours.surface, 1),
            ):
                pen = QPen(colour, thickness)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                half = inset + thickness // 2
                painter.drawRect(place.adjusted(half, half, -half - 1, -half - 1))
        painter.restore()


class ShadeScale(QWidget):
    """``0 ░▒▓ 41.2 %``: what the palest and the darkest cell stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = ""
        self.setObjectName("shadeScale")
        self.setAccessibleName("Scale of the shades")
        self.setToolTip("The darkest shade is that of the greatest cell in this table")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        theme.current().changed.connect(self.update)

    @property
    def limit(self) -> str:
        """What the darkest cell stands for."""
        return self._limit

    def show_limit(self, limit: str) -> None:
        """Say what the darkest cell stands for."""
        if limit != self._limit:
            self._limit = limit
            self.setAccessibleDescription(f"from 0 to {limit}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for strip and words. Overrides QWidget."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance("0") + metrics.horizontalAdvance(self._limit)
        return QSize(words + STRIP_PX + 3 * GAP, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw. Overrides QWidget."""
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setPen(colours.muted_text)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), left, "0")
        metrics = self.fontMetrics()
        start = metrics.horizontalAdvance("0") + GAP
        height = metrics.height() * 2 // 3
        strip = QRect(start, (self.height() - height) // 2, STRIP_PX, height)
        ramp = QLinearGradient(strip.topLeft(), strip.topRight())
        for at in (0.0, 0.5, 1.0):
            ramp.setColorAt(at, cell_colours(at)[0])
        painter.fillRect(strip, ramp)
        painter.drawText(self.rect().adjusted(strip.right() + GAP, 0, 0, 0), left, self._limit)
        painter.setPen(colours.border)
        painter.drawRect(strip)
