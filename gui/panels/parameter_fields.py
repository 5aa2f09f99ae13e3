"""The single fields of the parameter panel; none knows what it is for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRandomGenerator, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from engine.kmeans.parameters import MAX_SEED

MAX_COUNT = 2**31 - 1  # what a spin box can hold


class FieldGuard(QObject):
    """An event filter for input fields inside a panel.

    The wheel scrolls the panel unless the field has the focus, and Ctrl+Z undoes parameters,
    not letters, wherever the window has an action for it.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep wheel and undo keys from the field."""
        kind = event.type()
        if kind == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            standard = QKeySequence.StandardKey
            if event.matches(standard.Undo) or event.matches(standard.Redo):
                event.ignore()
                return True
        return False

    def watch(self, field: QWidget) -> None:
        """Guard `field` from now on."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the default takes it from the wheel
        field.installEventFilter(self)


class CountSpin(QSpinBox):
    """A whole number from 1 up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(1, MAX_COUNT)
        self.setAccelerated(True)
        self.setMinimumWidth(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class SeedSpin(QDoubleSpinBox):
    """A whole number from 0 to 2**32 - 1, more than the integers of a `QSpinBox` hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(0)
        self.setRange(0, MAX_SEED)
        self.setAccelerated(True)
        self.setMinimumWidth(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def value(self) -> int:
        """Return the seed; a double holds every whole number up to 2**53 exactly."""
        return int(super().value())

    def textFromValue(self, value: float) -> str:
        """Return the digits, ungrouped, to be copied into a script."""
        return str(int(value))


class SeedField(QWidget):
    """The seed with a button that draws a new one.

    Signals
    -------
    seed_drawn(object)
        The new seed, an int, already shown in `spin`.
    """

    seed_drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spin = SeedSpin(self)
        self.new_button = QToolButton(self)
        self.new_button.setObjectName("newSeedButton")
        self.new_button.setText("New")
        self.new_button.setToolTip("Draw a new random seed")
        self.new_button.setAccessibleName("New random seed")
        self.new_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.new_button.clicked.connect(self._on_new_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.spin, 1)
        layout.addWidget(self.new_button)

    @Slot()
    def _on_new_clicked(self) -> None:
        self.spin.setValue(QRandomGenerator.system().generate())
        self.seed_drawn.emit(self.spin.value())
