"""The fields over the members view: which images, in which order, filtered how, how large."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from engine.errors import printable
from engine.history import Moment
from engine.imageset import ImageSet
from gui import icons, theme
from gui.models.cluster_choices import ClusterChoices
from gui.models.cluster_text import as_tooltip
from gui.models.members_order import MemberOrder
from gui.panels.members_delegate import DEFAULT_SIDE

SMALLEST_SIDE, LARGEST_SIDE, SIDE_STEP = 32, 224, 16
SLIDER_WIDTH = 110
CHIP_WIDTH, CHIP_EDGES = 260, 48  # edges: its icon and frame
TIPS = {
    "cluster": "Whose images are shown",
    "order": (
        "Nearest and farthest: by the distance to the own centroid.\n"
        "Borderline: by the margin, how much farther the next centroid is;\n"
        "the first images hardly belong to their cluster. Numbers of images never change."
    ),
    "class": "Show images of one class only",
    "name": "Show only images whose name holds this text",
    "size": "Size of the pictures (also Ctrl and the mouse wheel)",
}


class MembersControls(QWidget):
    """Two rows of fields.

    Signals
    -------
    cluster_changed(object)
        int, or None for all clusters.
    list_changed()
        Another order, class or text: `order_chosen`, `label_chosen`, `text_chosen`.
    side_changed(int)
        Side of the pictures.
    back_requested()
        From given images back to the cluster.
    """

    cluster_changed = Signal(object)
    list_changed = Signal()
    side_changed = Signal(int)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = ClusterChoices()
        self.cluster = self._combo("cluster", "Cluster", 22)
        self.cluster.setModel(self._choices)
        self.order = self._combo("order", "Order of the images", 14)
        for order in MemberOrder:
            self.order.addItem(order.title, order)
        self.label = self._combo("class", "Class", 12)
        self.name = QLineEdit()
        self.name.setObjectName("memberNameField")
        self.name.setAccessibleName("Text in the name")
        self.name.setPlaceholderText("text in the name")
        self.name.setToolTip(TIPS["name"])
        self.name.setClearButtonEnabled(True)
        self.size_slider = self._slider()
        self.note = QLabel()
        self.note.setObjectName("memberNote")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.chip = QPushButton()
        self.chip.setObjectName("memberChip")
        self.chip.setMaximumWidth(CHIP_WIDTH)
        self.chip.hide()
        self._icons = {name: QLabel() for name in ("sort", "zoom-out", "zoom-in")}
        self._lay_out()
        self.cluster.activated.connect(self._on_cluster_activated)
        self.order.currentIndexChanged.connect(self.list_changed)
        self.label.currentIndexChanged.connect(self.list_changed)
        self.name.textChanged.connect(self.list_changed)
        self.size_slider.valueChanged.connect(self.side_changed)
        self.chip.clicked.connect(self.back_requested)
        theme.current().changed.connect(self._on_theme_changed)
        self.set_images(None)
        self._on_theme_changed()

    def _combo(self, name: str, accessible: str, letters: int) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"member{name.capitalize()}Combo")
        combo.setAccessibleName(accessible)
        combo.setToolTip(TIPS[name])
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(letters)
        return combo

    def _slider(self) -> QSlider:
        size = QSlider(Qt.Orientation.Horizontal)
        size.setObjectName("memberSizeSlider")
        size.setAccessibleName("Size of the pictures")
        size.setToolTip(TIPS["size"])
        size.setRange(SMALLEST_SIDE, LARGEST_SIDE)
        size.setSingleStep(SIDE_STEP)
        size.setPageStep(2 * SIDE_STEP)
        size.setFixedWidth(SLIDER_WIDTH)
        size.setValue(DEFAULT_SIDE)
        return size

    def _lay_out(self) -> None:
        zoom = (self._icons["zoom-out"], self.size_slider, self._icons["zoom-in"])
        rows = (
            (self.cluster, self._icons["sort"], self.order, None, *zoom),
            (self.chip, self.label, self.name, self.note, None),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 2)
        column.setSpacing(4)
        for widgets in rows:
            row = QHBoxLayout()
            for widget in widgets:
                if widget is None:
                    row.addStretch(1)
                else:
                    row.addWidget(widget)
            column.addLayout(row)

    def set_images(self, images: ImageSet | None) -> None:
        """Offer the classes of another set; filters are undone."""
        with QSignalBlocker(self.label), QSignalBlocker(self.name), QSignalBlocker(self.order):
            self.name.clear()
            self.label.clear()
            self.label.addItem("all classes", None)
            has_labels = images is not None and images.labels is not None
            if images is not None and has_labels:
                for label, name in enumerate(images.class_names):
                    self.label.addItem(printable(name), label)
            last = self.order.count() - 1
            is_offered = self.order.itemData(last) is MemberOrder.CLASS
            if has_labels and not is_offered:
                self.order.addItem(MemberOrder.CLASS.title, MemberOrder.CLASS)
            elif not has_labels and is_offered:
                self.order.removeItem(last)
        self.label.setVisible(has_labels)

    def show_clusters(self, moment: Moment | None, cluster: int | None) -> None:
        """Offer the clusters of `moment`, `cluster` being the one shown."""
        sizes = np.empty(0, dtype=np.int64) if moment is None else moment.sizes
        self._choices.show_sizes(sizes)
        self.cluster.setEnabled(moment is not None)
        self.cluster.setCurrentIndex(0 if cluster is None else 1 + cluster)

    def show_chip(self, title: str) -> None:
        """Show what is given in place of a cluster, to be clicked away; nothing if empty."""
        self.chip.setVisible(bool(title))
        text, back = printable(title), f"back to {self.cluster.currentText()}"
        end, room = Qt.TextElideMode.ElideRight, CHIP_WIDTH - CHIP_EDGES
        self.chip.setText(self.chip.fontMetrics().elidedText(text, end, room).replace("&", "&&"))
        self.chip.setAccessibleName(f"{text}, {back}")
        self.chip.setToolTip(as_tooltip(f"{text}\nClick: {back}"))

    def show_note(self, text: str) -> None:
        """Say why the order is not yet the one chosen."""
        self.note.setText(text)

    @Slot(int)
    def _on_cluster_activated(self, row: int) -> None:
        self.cluster_changed.emit(None if row == 0 else row - 1)

    def order_chosen(self) -> MemberOrder:
        """Return the order chosen."""
        return self.order.currentData()

    def label_chosen(self) -> int | None:
        """Return the class whose images are wanted; None for all."""
        return self.label.currentData()

    def text_chosen(self) -> str:
        """Return the text wanted in names."""
        return self.name.text()

    @Slot(int)
    def zoom(self, notches: int) -> None:
        """Make pictures larger by so many steps."""
        self.size_slider.setValue(self.size_slider.value() + notches * SIDE_STEP)

    @Slot()
    def _on_theme_changed(self) -> None:
        side = self.fontMetrics().height()
        for name, label in self._icons.items():
            label.setPixmap(icons.icon(name).pixmap(QSize(side, side), self.devicePixelRatioF()))
        self.chip.setIcon(icons.icon("close"))
