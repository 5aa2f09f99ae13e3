"""The fields of the options of opening, laid out; when they apply is the form's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from engine.options import DEFAULTS, LABELS, OpenOptions
from gui.panels.dialog_parts import make_label
from gui.panels.hint_label import HintLabel
from gui.panels.limit_spin import LimitSpin
from gui.panels.open_options_texts import FIELDS
from gui.panels.parameter_fields import FieldGuard
from gui.panels.size_combo import SizeCombo, make_framing_combo

_FOR_SOME_SETS = ("labels", "transpose")


class OpenOptionsFields(QWidget):
    """A labelled field for each option that a person may choose without a question.

    Attributes
    ----------
    limit_spin, grey_box, size_combo, framing_combo, normalize_box, labels_combo, transpose_box
        The fields, one an option.
    size_hint : HintLabel
        Says what is wrong with the size; hidden while nothing is.

    Signals
    -------
    changed()
        Some field may hold something else than before.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = DEFAULTS
        self._is_showing = False
        self._make()
        self._lay_out()
        self.limit_spin.valueChanged.connect(self._on_field_changed)
        self.size_combo.size_edited.connect(self._on_field_changed)
        for box in (self.grey_box, self.normalize_box, self.transpose_box):
            box.toggled.connect(self._on_field_changed)
        for combo in (self.framing_combo, self.labels_combo):
            combo.currentIndexChanged.connect(self._on_field_changed)
        self.show_options(DEFAULTS, ())

    def show_options(self, options: OpenOptions, choices: Sequence[str]) -> None:
        """Fill the fields.

        Parameters
        ----------
        options : OpenOptions
            What to show; what has no field is kept for `options`.
        choices : sequence of str
            Names of the options that mean something for this set only: others of those hide.
        """
        self._base = options
        self._is_showing = True
        self.limit_spin.setValue(options.limit or 0)
        self.grey_box.setChecked(options.grey)
        self.size_combo.show_size(options.size)
        self.framing_combo.setCurrentIndex(self.framing_combo.findData(options.framing))
        self.normalize_box.setChecked(options.normalize)
        self.labels_combo.setCurrentIndex(self.labels_combo.findData(options.labels))
        self.transpose_box.setChecked(options.transpose)
        for name in _FOR_SOME_SETS:
            self._form.setRowVisible(self._fields[name], name in choices)
        self._is_showing = False
        self._on_field_changed()

    def options(self) -> OpenOptions:
        """Return the options shown last with what the fields hold now.

        Raises
        ------
        ParameterError
            If the size is none.
        """
        size = self.size_combo.size_chosen()
        chosen: dict[str, Any] = {
            "limit": self.limit_spin.value() or None,
            "grey": self.grey_box.isChecked(),
            "size": size,
            "normalize": self.normalize_box.isChecked(),
            "labels": self.labels_combo.currentData(),
            "transpose": self.transpose_box.isChecked(),
        }
        if size is not None:  # without one there is nothing to frame
            chosen["framing"] = self.framing_combo.currentData()
        return replace(self._base, **chosen)

    def _make(self) -> None:
        # Made in the order of the rows, which is the order in which Tab visits them.
        self.limit_spin = LimitSpin(self)
        self.limit_spin.setObjectName("limitSpin")
        self.size_combo = SizeCombo(may_keep=True, parent=self)
        self.framing_combo = make_framing_combo(self)
        self.labels_combo = QComboBox(self)
        self.labels_combo.setObjectName("labelsCombo")
        for labels in LABELS:
            self.labels_combo.addItem(labels, labels)
        self.grey_box = _make_box("grey", self)
        self.normalize_box = _make_box("normalize", self)
        self.transpose_box = _make_box("transpose", self)
        self.size_hint = HintLabel(self)
        self.size_hint.setObjectName("sizeHint")
        self._fields: dict[str, QWidget] = {
            "limit": self.limit_spin,
            "size": self.size_combo,
            "framing": self.framing_combo,
            "labels": self.labels_combo,
            "grey": self.grey_box,
            "normalize": self.normalize_box,
            "transpose": self.transpose_box,
        }
        guard = FieldGuard(self)
        for name, field in self._fields.items():
            field.setAccessibleName(FIELDS[name].name)
            field.setToolTip(FIELDS[name].tip)
            guard.watch(field)

    def _lay_out(self) -> None:
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setVerticalSpacing(6)
        for name, field in self._fields.items():
            if isinstance(field, QCheckBox):
                self._form.addRow(field)
                continue
            self._form.addRow(make_label(FIELDS[name].label, field), field)
            if name == "size":
                self._form.addRow(self.size_hint)

    @Slot()
    def _on_field_changed(self) -> None:
        if self._is_showing:
            return
        problem = self.size_combo.problem()
        self.size_hint.show_error(problem)
        self._form.setRowVisible(self.size_hint, bool(problem))
        is_sized = not problem and self.size_combo.size_chosen() is not None
        self.framing_combo.setEnabled(is_sized)
        label = self._form.labelForField(self.framing_combo)
        label.setEnabled(is_sized)
        self.changed.emit()


def _make_box(name: str, parent: QWidget) -> QCheckBox:
    box = QCheckBox(FIELDS[name].label, parent)
    box.setObjectName(f"{name}Box")
    return box
