"""Which fits a sweep consists of: a form of two lines, which checks what is written at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from engine.errors import ParameterError
from engine.kmeans.parameters import INIT_NAMES, KMeansParameters
from engine.sweep.values import parse_values
from gui.models.sweep_request import SweepRequest, check_request, parse_runs
from gui.panels.hint_label import HintLabel
from gui.panels.parameter_texts import error_text
from gui.panels.sweep_inits import InitsButton

DEFAULT_VALUES = "2-20"

_VALUES_TIP = (
    "Numbers of clusters to try: a range with both ends (2-20), one with a step (2-20:3),\n"
    "a list (3, 5, 10), or several of these between commas."
)
_RUNS_TIP = (
    "Runs of each fit, of which the best is kept; 1, 3 tries every K with one run and with three.\n"
    "Restarts show how much of the distortion is luck."
)
_WARM_TIP = (
    "The cluster of greatest distortion is split, the others stay: clusters can be followed from\n"
    "one K to the next, and it is faster. One run each, as nothing is left to chance."
)
_RUN_TIP = "Run these fits one after the other; iterations, tolerance and seed are the panel's"


class SweepForm(QWidget):
    """Values of K, runs, initialisations, warm start, and a button (object name ``sweepForm``).

    Signals
    -------
    sweep_requested(object)
        A `SweepRequest`.
    """

    sweep_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweepForm")
        self._n_images: int | None = None
        self._is_enabled = False
        self._why = ""
        self._has_own_runs = self._has_own_inits = False
        self.values_edit = self._edit("sweepValuesEdit", DEFAULT_VALUES, _VALUES_TIP)
        self.runs_edit = self._edit("sweepRunsEdit", "1", _RUNS_TIP)
        self.inits = InitsButton()
        self.warm_box = QCheckBox("Start each K from the one before (&warm start)")
        self.warm_box.setObjectName("sweepWarmBox")
        self.warm_box.setToolTip(_WARM_TIP)
        self.hint = HintLabel()
        self.hint.setObjectName("sweepHint")
        self.run_button = QPushButton("Run these &fits")
        self.run_button.setObjectName("sweepRunButton")
        self._lay_out()
        self.values_edit.textChanged.connect(self._check)
        self.runs_edit.textEdited.connect(self._on_runs_edited)
        self.runs_edit.textChanged.connect(self._check)
        self.inits.changed.connect(self._on_inits_changed)
        self.warm_box.toggled.connect(self._check)
        for edit in (self.values_edit, self.runs_edit):
            edit.returnPressed.connect(self.run_button.click)
        self.run_button.clicked.connect(self._on_run_clicked)
        self._check()

    @staticmethod
    def _edit(name: str, text: str, tip: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setObjectName(name)
        edit.setToolTip(tip)
        edit.setMinimumWidth(edit.fontMetrics().horizontalAdvance("n" * 6))
        return edit

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for text, field, stretch in (
            ("&Values of K", self.values_edit, 3),
            ("Runs &each", self.runs_edit, 1),
            ("&Initialisations", self.inits, 0),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            fields.addWidget(label)
            fields.addWidget(field, stretch)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 2)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(8)
        grid.addLayout(fields, 0, 0, 1, 3)
        grid.addWidget(self.warm_box, 1, 0)
        grid.addWidget(self.hint, 1, 1)
        grid.addWidget(self.run_button, 1, 2)
        grid.setColumnStretch(1, 1)

    def request(self) -> SweepRequest:
        """Return what the fields hold.

        Raises
        ------
        ParameterError
            If a field is wrong, or asks for more clusters than there are images.
        """
        request = SweepRequest(
            values=parse_values(self.values_edit.text()),
            n_inits=parse_runs(self.runs_edit.text()),
            inits=self.inits.names(),
            warm_start=self.warm_box.isChecked(),
        )
        check_request(request, self._n_images)
        return request

    def set_enabled(self, is_enabled: bool, why: str = "") -> None:
        """Say whether a sweep may begin, and why not; the fields can be filled in any case."""
        self._is_enabled, self._why = is_enabled, why
        self._check()

    def set_base(self, parameters: KMeansParameters) -> None:
        """Begin with the runs and the initialisation of `parameters`, where nobody chose others."""
        if not self._has_own_runs:
            self.runs_edit.setText(str(parameters.n_init))
        if not self._has_own_inits and parameters.init_name in INIT_NAMES:
            self.inits.set_names((parameters.init_name,))
        self._check()

    def set_n_images(self, n_images: int | None) -> None:
        """Check the values for so many images; None while none are open."""
        self._n_images = n_images
        self._check()

    @Slot()
    def _on_runs_edited(self) -> None:
        self._has_own_runs = True

    @Slot()
    def _on_inits_changed(self) -> None:
        self._has_own_inits = True
        self._check()

    @Slot()
    def _check(self) -> None:
        try:
            text = self.request().text
        except ParameterError as error:
            words = error_text(error)
            self.hint.show_error(words[:1].upper() + words[1:])
            self.run_button.setEnabled(False)
        else:
            self.hint.show_hint(text)
            self.run_button.setEnabled(self._is_enabled)
        self.values_edit.setAccessibleDescription(self.hint.text())
        self.run_button.setToolTip(_RUN_TIP if self._is_enabled or not self._why else self._why)

    @Slot()
    def _on_run_clicked(self) -> None:
        self.sweep_requested.emit(self.request())


def _preview() -> None:
    """Show the form."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui import theme

    app = QApplication(sys.argv)
    theme.apply(app)
    form = SweepForm()
    form.set_enabled(True)
    form.show()
    app.exec()


if __name__ == "__main__":
    _preview()
