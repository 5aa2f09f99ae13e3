"""The two fields by which pictures get one size: how large, and how they are framed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from engine.errors import ParameterError
from gui.panels.open_options_texts import (
    FIELDS,
    FRAMING_TIPS,
    FRAMING_TITLES,
    parse_size,
    size_text,
)
from gui.panels.parameter_texts import error_text

USUAL_SIDES = (16, 28, 32, 48, 64, 96, 128)


class SizeCombo(QComboBox):
    """An editable list of sizes (object name ``sizeCombo``).

    Parameters
    ----------
    may_keep : bool
        Whether pictures may stay as they are.
    also : sequence of (int, int)
        Heights and widths to be listed before the usual ones.
    parent : QWidget, optional

    Signals
    -------
    size_edited()
        With every letter typed and with every choice.
    """

    size_edited = Signal()

    def __init__(
        self,
        *,
        may_keep: bool,
        also: Sequence[tuple[int, int]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._may_keep = may_keep
        self.setObjectName("sizeCombo")
        self.setAccessibleName(FIELDS["size"].name)
        self.setToolTip(FIELDS["size"].tip)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # It would turn a 6 into 64; Qt takes None, its stubs do not.
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        usual = [(side, side) for side in USUAL_SIDES]
        sizes = [*([None] if may_keep else []), *also, *usual]
        for text in dict.fromkeys(size_text(size) for size in sizes):
            self.addItem(text)
        self.editTextChanged.connect(self.size_edited)

    def size_chosen(self) -> tuple[int, int] | None:
        """Return height and width; None to keep pictures as they are.

        Raises
        ------
        ParameterError
            If the text is no size, or none is given where one must be.
        """
        size = parse_size(self.currentText())
        if size is None and not self._may_keep:
            raise ParameterError("size", "No size", "Write 64, or 48 × 64")
        return size

    def problem(self) -> str:
        """Return what is wrong with the text, for a line beside the field; empty if nothing is."""
        try:
            self.size_chosen()
        except ParameterError as error:
            return error_text(error)
        return ""

    def show_size(self, size: tuple[int, int] | None) -> None:
        """Show `size`; a text that means the same stays as it was typed."""
        if self.problem() or self.size_chosen() != size:
            self.setEditText(size_text(size))


def make_framing_combo(parent: QWidget | None = None) -> QComboBox:
    """Return a list (object name ``framingCombo``) whose data are the names of the framings."""
    combo = QComboBox(parent)
    combo.setObjectName("framingCombo")
    combo.setAccessibleName(FIELDS["framing"].name)
    combo.setToolTip(FIELDS["framing"].tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    for name, title in FRAMING_TITLES.items():
        combo.addItem(title, name)
        row = combo.count() - 1
        combo.setItemData(row, FRAMING_TIPS[name], Qt.ItemDataRole.ToolTipRole)
    return combo
