"""How many images to open: all, or a number of them."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from gui.models.number_text import count_text
from gui.panels.parameter_fields import MAX_COUNT, CountSpin

ALL = "all"


class LimitSpin(CountSpin):
    """A whole number from 1 up, or ``all``: its value is 0.

    A digit typed anywhere into ``all`` replaces it, and commas between digits are skipped.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, MAX_COUNT)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setValue(0)

    def textFromValue(self, value: int) -> str:
        """Return ``all`` or the grouped digits. Overrides QSpinBox."""
        return count_text(value) if value else ALL

    def valueFromText(self, text: str) -> int:
        """Return what `text` means. Overrides QSpinBox."""
        return int(_digits(text) or "0")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Keep the digits alone if there are any. Overrides QSpinBox."""
        digits = _digits(text)
        if not digits:
            words = text.strip().lower()
            if words == ALL:
                return QValidator.State.Acceptable, text, position
            # What is left of "all" while it is being deleted.
            left = QValidator.State.Intermediate if words in ALL else QValidator.State.Invalid
            return left, text, position
        if len(digits) > len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
            return QValidator.State.Invalid, text, position
        if text == count_text(int(digits)):
            return QValidator.State.Acceptable, text, position
        return QValidator.State.Acceptable, digits, len(_digits(text[:position]))

    def fixup(self, text: str) -> str:
        """Return ``all`` for a text left without digits. Overrides QSpinBox."""
        return text if _digits(text) else ALL


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")
