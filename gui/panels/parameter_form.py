"""The fields of the parameters, laid out; what they mean together is the panel's business."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.panels.hint_label import HintLabel
from gui.panels.parameter_fields import CountSpin, FieldGuard, SeedField, SeedSpin
from gui.panels.parameter_texts import FIELDS, INIT_TIPS, INIT_TITLES

_OBJECT_NAMES = {
    "n_clusters": "nClustersSpin",
    "init": "initCombo",
    "n_init": "nInitSpin",
    "max_iter": "maxIterSpin",
    "tol": "tolEdit",
    "random_state": "seedSpin",
}


class ParameterForm(QWidget):
    """A labelled field for each parameter, and a button for the defaults.

    Attributes
    ----------
    spins : dict of str to CountSpin or SeedSpin
        Fields of whole numbers by parameter name.
    init_combo, tol_edit
        The two other fields; the data of the combo box are the names of the initialisations.
    seed_field : SeedField
        The seed with its button.
    clusters_hint, tolerance_hint : HintLabel
        Lines under two of the fields.
    defaults_button : QPushButton
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_fields()
        self._lay_out()

    def _make_fields(self) -> None:
        # Made in the order of the rows, which is the order in which Tab visits them.
        n_clusters = CountSpin(self)
        self.init_combo = QComboBox(self)
        # Its longest entry must not hold the panel wide: a low window puts a scroll bar beside it.
        self.init_combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.init_combo.setMinimumContentsLength(8)
        for name, title in INIT_TITLES.items():
            self.init_combo.addItem(title, name)
            row = self.init_combo.count() - 1
            self.init_combo.setItemData(row, INIT_TIPS[name], Qt.ItemDataRole.ToolTipRole)
        n_init, max_iter = CountSpin(self), CountSpin(self)
        self.tol_edit = QLineEdit(self)
        self.seed_field = SeedField(self)
        self.clusters_hint = HintLabel(self)
        self.clusters_hint.setObjectName("nClustersHint")
        self.tolerance_hint = HintLabel(self)
        self.tolerance_hint.setObjectName("tolHint")
        self.defaults_button = QPushButton("&Defaults", self)
        self.defaults_button.setObjectName("defaultsButton")
        self.defaults_button.setToolTip(
            "Set all parameters back to their defaults; undo brings them back"
        )
        self.spins: dict[str, CountSpin | SeedSpin] = {
            "n_clusters": n_clusters,
            "n_init": n_init,
            "max_iter": max_iter,
            "random_state": self.seed_field.spin,
        }
        self._fields: dict[str, QWidget] = {
            **self.spins,
            "init": self.init_combo,
            "tol": self.tol_edit,
        }
        guard = FieldGuard(self)
        for name, field in self._fields.items():
            field.setObjectName(_OBJECT_NAMES[name])
            field.setAccessibleName(FIELDS[name].name)
            field.setToolTip(FIELDS[name].tip)
            guard.watch(field)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(6)
        hints = {"n_clusters": self.clusters_hint, "tol": self.tolerance_hint}
        for name in FIELDS:
            label = QLabel(FIELDS[name].label, self)
            label.setBuddy(self._fields[name])
            label.setToolTip(FIELDS[name].tip)
            cell = self.seed_field if name == "random_state" else self._fields[name]
            form.addRow(label, cell)
            if name in hints:
                form.addRow(hints[name])
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.defaults_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addLayout(buttons)
        layout.addStretch(1)
