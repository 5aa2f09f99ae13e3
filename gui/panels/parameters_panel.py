"""The parameters of the next fit; it checks them and computes nothing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from gui.panels.parameter_form import ParameterForm
from gui.panels.parameter_texts import (
    DEFAULTS,
    FIELDS,
    INIT_TITLES,
    error_text,
    parse_tolerance,
    tolerance_text,
)
from gui.panels.parameter_undo import ChangeParameters, Values


class ParametersPanel(QWidget):
    """A field for each of `KMeansParameters`, with undo.

    Signals
    -------
    parameters_changed(object)
        The new `KMeansParameters`, each time they are valid and differ from those before.
    validity_changed(bool)
        Whether `parameters` can be had.
    """

    parameters_changed = Signal(object)
    validity_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._n_images: int | None = None
        self._mean_variance: float | None = None
        self._is_showing = False
        self._is_valid = True
        self._stroke = 0
        self._values = _values(DEFAULTS)
        self._told = dict(self._values)
        self.form = ParameterForm(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form)
        layout.addStretch(1)
        self._apply(self._values)
        self._connect_fields()

    @property
    def is_valid(self) -> bool:
        """True if a fit can start with what the fields hold."""
        return self._is_valid

    def parameters(self) -> KMeansParameters:
        """Return what the fields hold.

        Raises
        ------
        ParameterError
            If a field is wrong, or there are more clusters than images.
        """
        for error in (self._clusters_error(), self._tolerance_error()):
            if error is not None:
                raise error
        return KMeansParameters(**self._values)

    def set_parameters(self, parameters: KMeansParameters) -> None:
        """Show `parameters`; one undo step if they differ.

        Raises
        ------
        ParameterError
            If the seeds are given as an array, which has no field here.
        """
        if parameters.init_name not in INIT_TITLES:
            raise ParameterError(
                "init", "seeds given as numbers have no field", "Choose an initialisation"
            )
        self._replace(_values(parameters), "Parameters")

    def set_data_info(self, n_images: int, mean_variance: float) -> None:
        """Check and explain the fields for the images that are open.

        Parameters
        ----------
        n_images : int
            Number of images; 0 while none are open.
        mean_variance : float
            Mean variance of the features, in squared pixel levels.
        """
        self._n_images = n_images or None
        self._mean_variance = mean_variance if n_images else None
        self._check()

    def _connect_fields(self) -> None:
        for spin in self.form.spins.values():
            spin.valueChanged.connect(self._on_field_changed)
            spin.editingFinished.connect(self._on_editing_finished)
        self.form.init_combo.currentIndexChanged.connect(self._on_init_changed)
        self.form.tol_edit.textChanged.connect(self._on_field_changed)
        self.form.tol_edit.editingFinished.connect(self._on_editing_finished)
        self.form.seed_field.seed_drawn.connect(self._on_editing_finished)
        self.form.defaults_button.clicked.connect(self._on_defaults_clicked)

    @Slot()
    def _on_field_changed(self) -> None:
        if self._is_showing:
            return
        shown: dict[str, Any] = {name: spin.value() for name, spin in self.form.spins.items()}
        shown["init"] = self.form.init_combo.currentData()
        if self._tolerance_error() is None:
            shown["tol"] = parse_tolerance(self.form.tol_edit.text())
        focus = self.focusWidget()
        if focus is None or not focus.hasFocus():
            self._stroke += 1  # neither typed nor stepped: a step of its own
        self._push(shown)
        self._check()

    @Slot()
    def _on_init_changed(self) -> None:
        self._stroke += 1
        self._on_field_changed()

    @Slot()
    def _on_editing_finished(self) -> None:
        self._stroke += 1

    @Slot()
    def _on_defaults_clicked(self) -> None:
        self._replace(_values(DEFAULTS), "Defaults")

    def _replace(self, values: Values, title: str) -> None:
        self._stroke += 1
        self._push(values, title)
        self._stroke += 1
        self._apply(values)  # also clears away a tolerance that could not be read

    def _push(self, shown: Values, title: str = "") -> None:
        new = {name: value for name, value in shown.items() if value != self._values[name]}
        if new:
            old = {name: self._values[name] for name in new}
            self.undo_stack.push(ChangeParameters(self._apply, old, new, self._stroke, title))

    def _apply(self, values: Values) -> None:
        self._values.update(values)
        self._is_showing = True
        for name, value in values.items():
            if name == "init":
                self.form.init_combo.setCurrentIndex(self.form.init_combo.findData(value))
            elif name == "tol":
                # "0.0001" stays as it was typed: it means 1e-4.
                if self._tolerance_error() or parse_tolerance(self.form.tol_edit.text()) != value:
                    self.form.tol_edit.setText(repr(value).removesuffix(".0"))
            else:
                self.form.spins[name].setValue(value)
        self._is_showing = False
        self._check()

    def _clusters_error(self) -> ParameterError | None:
        n_clusters, n_images = self._values["n_clusters"], self._n_images
        if n_images is None or n_clusters <= n_images:
            return None
        problem = f"{n_clusters:,} clusters for {n_images:,} images"
        return ParameterError("n_clusters", problem, f"Give at most {n_images:,}")

    def _tolerance_error(self) -> ParameterError | None:
        try:
            parse_tolerance(self.form.tol_edit.text())
        except ParameterError as error:
            return error
        return None

    def _check(self) -> None:
        clusters_error, tolerance_error = self._clusters_error(), self._tolerance_error()
        self.form.clusters_hint.show_error(
            "" if clusters_error is None else error_text(clusters_error)
        )
        self.form.clusters_hint.setVisible(clusters_error is not None)
        meaning = tolerance_text(self._values["tol"], self._mean_variance)
        if tolerance_error is None:
            self.form.tolerance_hint.show_hint(meaning)
        else:
            self.form.tolerance_hint.show_error(error_text(tolerance_error))
        self.form.tol_edit.setToolTip(f"{FIELDS['tol'].tip}\nNow: {meaning}.")
        is_valid = clusters_error is None and tolerance_error is None
        if is_valid != self._is_valid:
            self._is_valid = is_valid
            self.validity_changed.emit(is_valid)
        if is_valid and self._values != self._told:
            self._told = dict(self._values)
            self.parameters_changed.emit(KMeansParameters(**self._values))


def _values(parameters: KMeansParameters) -> dict[str, Any]:
    return {name: getattr(parameters, name) for name in FIELDS}
