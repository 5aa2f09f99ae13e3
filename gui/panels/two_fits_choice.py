"""Which two fits are compared: two lists, and a button that swaps what they say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

LETTERS_SHOWN = 12  # the least; the room there is decides


class FitChoice(QWidget):
    """``A [K = 5 …] ⇄ B [K = 7 …]``.

    Signals
    -------
    changed()
        Another A or another B was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fitChoice")
        self._a, self._b = _combo("A"), _combo("B")
        self._swap = QToolButton()
        self._swap.setObjectName("swapFitsButton")
        self._swap.setText("⇄")
        self._swap.setToolTip("Swap A and B: images are asked for by the clusters of A")
        self._swap.setAccessibleName("Swap A and B")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 0)
        for letter, combo in (("&A", self._a), ("&B", self._b)):
            label = QLabel(letter)
            label.setBuddy(combo)
            row.addWidget(label)
            row.addWidget(combo, 1)
            if combo is self._a:
                row.addWidget(self._swap)
        for combo in (self._a, self._b):
            combo.currentIndexChanged.connect(self._on_changed)
        self._swap.clicked.connect(self._on_swapped)

    @property
    def keys(self) -> tuple[str, str] | None:
        """Keys of the chosen fits; None while there are not two to choose from."""
        if self._a.count() < 2:
            return None
        return self._a.currentData(), self._b.currentData()

    def set_fits(self, fits: Sequence[tuple[str, str]]) -> None:
        """Offer other fits without telling; by themselves the last two are chosen.

        Parameters
        ----------
        fits : sequence of (str, str)
            Key and title of each.
        """
        keys = [key for key, _ in fits]
        chosen = self.keys or ("", "")
        if not set(chosen) <= set(keys):
            chosen = (keys[-2], keys[-1]) if len(keys) > 1 else ("", "")
        for combo, key in zip((self._a, self._b), chosen, strict=True):
            with QSignalBlocker(combo):
                combo.clear()
                for number, (each, title) in enumerate(fits, 1):
                    combo.addItem(f"{number}: {title}", each)
                combo.setCurrentIndex(combo.findData(key))

    def choose(self, key_a: str, key_b: str) -> None:
        """Choose two fits that are offered."""
        before = self.keys
        for combo, key in ((self._a, key_a), (self._b, key_b)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(key))
        if self.keys != before:
            self.changed.emit()

    @Slot(int)
    def _on_changed(self, _row: int) -> None:
        self.changed.emit()

    @Slot()
    def _on_swapped(self) -> None:
        keys = self.keys
        if keys is not None:
            self.choose(keys[1], keys[0])


def _combo(letter: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(f"fit{letter}Combo")
    combo.setAccessibleName(f"Fit {letter}")
    combo.setToolTip(f"Fit {letter} of the two that are compared; numbered as they were made")
    combo.setMinimumContentsLength(LETTERS_SHOWN)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return combo
