"""The figures of agreement between clusters and classes, and what each of them means."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.insight.agreement import MEANINGS, Agreement
from gui import theme
from gui.models.cluster_text import as_tooltip
from gui.models.number_text import short_text
from gui.panels.plot_style import small_font

COLUMNS = 4
SWATCH = QSize(22, 12)
TIP_WIDTH = 70
DISTORTION = "distortion"
MATCHED = "matched_accuracy"
MAJORITY_TITLE = "Majority vote"
NO_VALUE = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is named and drawn: a title, a number among the hand-chosen colours, dashes."""

    title: str
    colour: int | None
    style: Qt.PenStyle


FIGURES = {
    "ari": Figure("ARI", 0, Qt.PenStyle.SolidLine),
    "nmi": Figure("NMI", 1, Qt.PenStyle.SolidLine),
    "homogeneity": Figure("Homogeneity", 2, Qt.PenStyle.DashLine),
    "completeness": Figure("Completeness", 3, Qt.PenStyle.DashDotLine),
    # V-measure equals NMI: with dots both can be seen on one another.
    "v_measure": Figure("V-measure", 4, Qt.PenStyle.DotLine),
    "purity": Figure("Purity", 5, Qt.PenStyle.SolidLine),
    MATCHED: Figure("Matched accuracy", 6, Qt.PenStyle.DashLine),
    DISTORTION: Figure("Distortion", None, Qt.PenStyle.SolidLine),
}
"""By name in `Agreement`; the distortion goes with them to be compared."""

_DISTORTION_MEANING = (
    "What k-means lowers, without knowing any class: the sum of squared distances to the own "
    "centroid. The curve shows it as a share of what it was at the first iteration."
)


class AgreementFigures(QWidget):
    """A button a figure, with its value and the line of its curve; the chosen one is explained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreementFigures")
        self._is_majority = False
        self._source = ""
        self._values = dict.fromkeys(FIGURES, NO_VALUE)
        self._group = QButtonGroup(self)
        self._buttons = {name: self._make_button(name) for name in FIGURES}
        self._meaning = QLabel()
        self._meaning.setObjectName("figureMeaning")
        self._meaning.setTextFormat(Qt.TextFormat.PlainText)
        self._meaning.setWordWrap(True)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        # Room for two lines, always: what is below does not jump from figure to figure.
        self._meaning.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        grid = QGridLayout()
        grid.setSpacing(2)
        for place, button in enumerate(self._buttons.values()):
            grid.addWidget(button, *divmod(place, COLUMNS))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 6, 2)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self._meaning)
        self._group.buttonToggled.connect(self._on_toggled)
        theme.current().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.clear()
        self._buttons["ari"].setChecked(True)

    def _make_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name}Figure")
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(SWATCH)
        button.setFont(small_font())  # four beside one another in a narrow window
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.addButton(button)
        return button

    def show_agreement(self, agreement: Agreement, source: str) -> None:
        """Show the figures of one iteration.

        Parameters
        ----------
        agreement : Agreement
            Without an image of known class there is nothing to agree, and no value.
        source : str
            What computed them, for the tooltips.
        """
        self._is_majority = agreement.matched_accuracy is None
        self._source = source
        for name in FIGURES:
            if name == DISTORTION:
                continue
            value = agreement.purity
            if name != MATCHED or agreement.matched_accuracy is not None:
                value = getattr(agreement, name)
            self._values[name] = f"{value:z.4f}" if agreement.n else NO_VALUE
        self._refresh()

    def show_distortion(self, distortion: float) -> None:
        """Show the distortion of the same iteration, in squared pixel levels."""
        self._values[DISTORTION] = short_text(distortion, 4)
        self._refresh()

    def clear(self) -> None:
        """Take all values away."""
        self._values = dict.fromkeys(FIGURES, NO_VALUE)
        self._is_majority, self._source = False, ""
        self._refresh()

    def _title(self, name: str) -> str:
        is_other = name == MATCHED and self._is_majority
        return MAJORITY_TITLE if is_other else FIGURES[name].title

    def meaning(self, name: str) -> str:
        """Return what a figure means."""
        if name == DISTORTION:
            return _DISTORTION_MEANING
        if name == MATCHED and self._is_majority:
            return f"{MEANINGS['purity']} It equals purity."
        return MEANINGS[name]

    def _refresh(self) -> None:
        for name, button in self._buttons.items():
            text = f"{self._title(name)} {self._values[name]}"
            if text == button.text():
                continue
            button.setText(text)
            button.setAccessibleName(text)
            button.setAccessibleDescription(self.meaning(name))
        self._show_meaning()
        for name, button in self._buttons.items():
            source = "" if name == DISTORTION or not self._source else f"\n{self._source}"
            tip = as_tooltip(textwrap.fill(self.meaning(name), TIP_WIDTH) + source)
            if tip != button.toolTip():
                button.setToolTip(tip)

    def _show_meaning(self) -> None:
        for name, button in self._buttons.items():
            if button.isChecked():
                self._meaning.setText(f"{self._title(name)}: {self.meaning(name)}")

    @Slot()
    def _on_toggled(self) -> None:
        self._show_meaning()

    @Slot()
    def _on_theme_changed(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(QIcon(self._swatch(FIGURES[name])))

    def _swatch(self, figure: Figure) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(SWATCH * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        colours = theme.current().colours
        colour = colours.muted_text if figure.colour is None else colours.clusters[figure.colour]
        painter = QPainter(pixmap)
        pen = QPen(colour, 2, figure.style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        middle = SWATCH.height() / 2
        painter.drawLine(QLineF(1, middle, SWATCH.width() - 1, middle))
        painter.end()
        return pixmap
