"""The row over a map: how it is made, what colours tell, tools, and what lies on it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QToolButton, QWidget

from gui.models.map_colours import ColourBy
from gui.panels.map_lasso import Tool

METHODS = {"pca": "PCA", "tsne": "t-SNE"}
METHOD_TIP = (
    "How images get their places.\n"
    "PCA: the two directions in which the images vary most; distances are shortened, never\n"
    "stretched. t-SNE: near images stay near; what is far apart says little. It takes minutes."
)
_COLOURS = {
    ColourBy.CLUSTER: "Clusters",
    ColourBy.CLASS: "Classes",
    ColourBy.NOTHING: "Grey",
}
COLOUR_TIP = "What the colour of a point tells"
SELECTS_TIP = "Shift adds to the selection, Alt takes away from it; an empty outline clears it."
NO_CLASSES_TIP = "This image set has no classes"


class MapControls(QWidget):
    """Combos and buttons; says what was chosen and remembers it.

    Signals
    -------
    method_chosen(str)
        ``"pca"`` or ``"tsne"``, by hand.
    colour_chosen(object)
        A `ColourBy`.
    tool_chosen(object)
        A `Tool`.
    fit_clicked()
        All points are to be shown.
    centroids_toggled(bool), trails_toggled(bool)
        Whether they are to be shown.
    """

    method_chosen = Signal(str)
    colour_chosen = Signal(object)
    tool_chosen = Signal(object)
    fit_clicked = Signal()
    centroids_toggled = Signal(bool)
    trails_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._method = _combo("mapMethodCombo", "How the map is made", METHOD_TIP, METHODS)
        self._colour = _combo("mapColourCombo", "Colour of the points", COLOUR_TIP, _COLOURS)
        self._tools = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 2)
        row.setSpacing(4)
        row.addWidget(self._method)
        row.addWidget(self._colour)
        row.addSpacing(4)
        for number, tool in enumerate(Tool):
            selects = "" if tool is Tool.PAN else f"\n{SELECTS_TIP}"
            button = _button(tool.title, f"{tool.tip} ({tool.key}).{selects}", is_switch=True)
            self._tools.addButton(button, number)
            row.addWidget(button)
        self._tools.button(0).setChecked(True)
        fit = _button("Fit", "Show all points (0)")
        row.addWidget(fit)
        row.addStretch(1)
        self._centroids = _button("Centroids", "Show the centroids, each with its picture", True)
        self._trails = _button("Trails", "Show the way of each centroid, from its seed on", True)
        for switch in (self._centroids, self._trails):
            switch.setChecked(True)
            row.addWidget(switch)
        self._method.activated.connect(self._on_method_activated)
        self._colour.currentIndexChanged.connect(self._on_colour_changed)
        self._tools.idClicked.connect(self._on_tool_clicked)
        fit.clicked.connect(self.fit_clicked)
        self._centroids.toggled.connect(self.centroids_toggled)
        self._trails.toggled.connect(self.trails_toggled)

    def bind_keys(self, owner: QWidget) -> None:
        """Take tools, and fit, by key while the focus is anywhere in `owner`."""
        for number, tool in enumerate(Tool):
            key = _shortcut(tool.key, owner)
            key.activated.connect(self._tools.button(number).click)
        _shortcut("0", owner).activated.connect(self.fit_clicked)

    @property
    def method(self) -> str:
        """``"pca"`` or ``"tsne"``."""
        return str(self._method.currentData())

    def set_method(self, method: str) -> None:
        """Show which method is meant, without a signal."""
        self._method.setCurrentIndex(self._method.findData(method))

    @property
    def colour_by(self) -> ColourBy:
        """What the colour of a point is to tell."""
        return ColourBy(self._colour.currentData())

    @property
    def shows_trails(self) -> bool:
        """True while trails are wanted."""
        return self._trails.isChecked()

    def set_has_classes(self, has_classes: bool) -> None:
        """Say whether points can be coloured by class."""
        at = self._colour.findData(ColourBy.CLASS)
        item: Any = self._colour.model()
        item.item(at).setEnabled(has_classes)
        item.item(at).setToolTip("" if has_classes else NO_CLASSES_TIP)
        if not has_classes and self._colour.currentIndex() == at:
            self._colour.setCurrentIndex(self._colour.findData(ColourBy.CLUSTER))

    @Slot(int)
    def _on_method_activated(self, _row: int) -> None:
        self.method_chosen.emit(self.method)

    @Slot(int)
    def _on_colour_changed(self, _row: int) -> None:
        self.colour_chosen.emit(self.colour_by)

    @Slot(int)
    def _on_tool_clicked(self, number: int) -> None:
        self.tool_chosen.emit(list(Tool)[number])


def _combo(name: str, accessible: str, tip: str, entries: dict[Any, str]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(accessible)
    combo.setToolTip(tip)
    for value, text in entries.items():
        combo.addItem(text, value)
    return combo


def _button(text: str, tip: str, is_switch: bool = False) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"map{text}Button")
    button.setText(text)
    button.setToolTip(tip)
    button.setCheckable(is_switch)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _shortcut(key: str, owner: QWidget) -> QShortcut:
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    return QShortcut(QKeySequence(key), owner, context=context)
