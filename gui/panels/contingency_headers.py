"""The margins of the contingency table: classes and clusters, and how many images each has."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QHeaderView, QTableView

from gui import theme
from gui.colours import text_on
from gui.models.contingency_model import CellRole
from gui.models.thumbnails import PixmapStore
from gui.panels.plot_style import small_font
from gui.qimages import fitted

GAP = 6
CORNER = 4
MOST_NAME_PX = 150
CENTROID_PX = 40  # the largest; a narrower column has a smaller one
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Margin(QHeaderView):
    """What both margins share: sections of one size, and the one of the current cell marked."""

    def __init__(self, orientation: Qt.Orientation, table: QTableView) -> None:
        super().__init__(orientation, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        theme.current().changed.connect(self.viewport().update)

    def ask(self, section: int, role: int) -> object:
        """Return what the model tells of a section."""
        return self.model().headerData(section, self.orientation(), role)

    def paint_ground(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw what lies under a section."""
        colours = theme.current().colours
        current = self._table.currentIndex()
        at = current.row() if self.orientation() == Qt.Orientation.Vertical else current.column()
        painter.fillRect(place, colours.raised if at == section else colours.window)


class ClassMargin(Margin):
    """The rows: name of the class, and its images."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._widest = 0

    def measure(self) -> None:
        """Measure the names, once for all tables of an image set."""
        rows = range(self.model().rowCount())
        metrics = self.fontMetrics()
        self._widest = max((metrics.horizontalAdvance(self._text(row)) for row in rows), default=0)

    def fit(self, largest: str, least_px: int) -> None:
        """Become as wide as the names, and `largest` of the counts, need, within bounds."""
        of_counts = QFontMetrics(small_font()).horizontalAdvance(largest)
        self.setFixedWidth(max(least_px, min(self._widest, MOST_NAME_PX) + of_counts + 3 * GAP))

    def _text(self, row: int) -> str:
        return str(self.ask(row, Qt.ItemDataRole.DisplayRole))

    def _total(self, row: int) -> str:
        return str(self.ask(row, CellRole.TOTAL))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one class. Overrides QHeaderView."""
        colours = theme.current().colours
        painter.save()
        self.paint_ground(painter, rect.adjusted(0, 0, 0, -1), logicalIndex)
        place = rect.adjusted(GAP, 0, -GAP, 0)
        painter.setFont(small_font())
        painter.setPen(colours.muted_text)
        total = self._total(logicalIndex)
        painter.drawText(place, RIGHT, total)
        room = place.width() - painter.fontMetrics().horizontalAdvance(total) - GAP
        painter.setFont(self.font())
        painter.setPen(colours.text)
        end = Qt.TextElideMode.ElideRight
        painter.drawText(
            place, LEFT, self.fontMetrics().elidedText(self._text(logicalIndex), end, room)
        )
        painter.restore()


class ClusterMargin(Margin):
    """The columns: number and colour of the cluster, its centroid, and its images."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._scaled = PixmapStore()

    def fit(self) -> None:
        """Become as high as number, centroid and count need."""
        words = self.fontMetrics().height() + QFontMetrics(small_font()).height()
        self.setFixedHeight(words + self._side() + 3 * GAP)

    def _side(self) -> int:
        return min(CENTROID_PX, self.defaultSectionSize() - GAP)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one cluster. Overrides QHeaderView."""
        painter.save()
        self.paint_ground(painter, rect.adjusted(0, 0, -1, 0), logicalIndex)
        self._paint_badge(painter, rect, str(self.ask(logicalIndex, Qt.ItemDataRole.DisplayRole)))
        picture = self.ask(logicalIndex, CellRole.CENTROID)
        if isinstance(picture, QPixmap):
            self._paint_picture(painter, rect, picture)
        painter.setFont(small_font())
        painter.setPen(theme.current().colours.muted_text)
        height = painter.fontMetrics().height()
        below = QRect(rect.left(), rect.bottom() - height - 1, rect.width(), height)
        painter.drawText(below, CENTRE, str(self.ask(logicalIndex, CellRole.TOTAL)))
        painter.restore()

    def _paint_badge(self, painter: QPainter, rect: QRect, number: str) -> None:
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        width = min(rect.width() - 2, max(22, metrics.horizontalAdvance(number) + 2 * CORNER))
        size = QSize(width, metrics.height())
        corner = QPoint(rect.left() + (rect.width() - width) // 2, rect.top() + GAP // 2)
        colour = theme.cluster_colour(int(number))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRect(corner, size), CORNER, CORNER)
        painter.setFont(bold)
        painter.setPen(text_on(colour))
        painter.drawText(QRect(corner, size), CENTRE, number)

    def _paint_picture(self, painter: QPainter, rect: QRect, picture: QPixmap) -> None:
        side, ratio = self._side(), self.devicePixelRatioF()
        scaled = self._scaled.get(
            (picture.cacheKey(), side, ratio), lambda: fitted(picture, side, ratio)
        )
        size = scaled.deviceIndependentSize()
        top = rect.top() + self.fontMetrics().height() + GAP
        painter.drawPixmap(
            QPoint(
                rect.left() + round((rect.width() - size.width()) / 2),
                top + round((side - size.height()) / 2),
            ),
            scaled,
        )
