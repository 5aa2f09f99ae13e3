"""What can be chosen of a film: kind, speed, size, and from where to where."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QHBoxLayout, QSpinBox, QWidget

from engine.export.film import MOST_FPS
from gui.panels.dialog_parts import make_label
from gui.panels.film_request import DEFAULT_SIZE, KINDS, SIZES, FilmRequest

LEAST_SPEED, DEFAULT_SPEED = 0.5, 5.0


class FilmForm(QWidget):
    """The fields of a film but its file.

    Parameters
    ----------
    run : int
        From 0.
    n_iterations : int
        Iterations of the run, iteration 0 among them.
    parent : QWidget, optional

    Signals
    -------
    changed()
        Something else was chosen.
    """

    changed = Signal()

    def __init__(self, run: int, n_iterations: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.kind_combo = QComboBox(self)
        for kind, title in KINDS.items():
            self.kind_combo.addItem(title, kind)
        self.size_combo = QComboBox(self)
        for width, height in SIZES:
            self.size_combo.addItem(f"{width} × {height}", (width, height))
        self.size_combo.setCurrentIndex(SIZES.index(DEFAULT_SIZE))
        self.speed_spin = QDoubleSpinBox(self)
        self.speed_spin.setRange(LEAST_SPEED, MOST_FPS)
        self.speed_spin.setDecimals(1)
        self.speed_spin.setValue(DEFAULT_SPEED)
        self.speed_spin.setSuffix(" a second")
        last = max(0, n_iterations - 1)
        self.first_spin, self.last_spin = self._make_spin(last, 0), self._make_spin(last, last)
        for field, name, spoken, tip in (
            (self.kind_combo, "Kind", "Kind", "WebP is smaller and exact; GIF plays anywhere"),
            (self.size_combo, "Size", "Size of a picture", "Width × height, in pixels"),
            (self.speed_spin, "Speed", "Iterations a second", "Iterations shown in a second"),
            (self.first_spin, "First", "First iteration", "The film begins here; 0 is the seeds"),
            (self.last_spin, "Last", "Last iteration", "The film ends here"),
        ):
            field.setObjectName(f"film{name}")
            field.setAccessibleName(spoken)
            field.setToolTip(tip)
        self._lay_out()
        self.kind_combo.currentIndexChanged.connect(self.changed)
        self.size_combo.currentIndexChanged.connect(self.changed)
        self.speed_spin.valueChanged.connect(self.changed)
        self.first_spin.valueChanged.connect(self._on_first_changed)
        self.last_spin.valueChanged.connect(self._on_last_changed)

    def request(self, path: str) -> FilmRequest:
        """Return what is chosen, to be written to `path`."""
        return FilmRequest(
            path=path,
            kind=self.kind_combo.currentData(),
            fps=self.speed_spin.value(),
            size=tuple(self.size_combo.currentData()),
            run=self._run,
            first=self.first_spin.value(),
            last=self.last_spin.value(),
        )

    def _make_spin(self, most: int, value: int) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setRange(0, most)
        spin.setValue(value)
        return spin

    def _lay_out(self) -> None:
        span = QHBoxLayout()
        span.addWidget(self.first_spin, 1)
        span.addWidget(make_label("&to", self.last_spin))
        span.addWidget(self.last_spin, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for row, column, text, field in (
            (0, 0, "&Kind", self.kind_combo),
            (0, 2, "Si&ze", self.size_combo),
            (1, 0, "&Speed", self.speed_spin),
        ):
            grid.addWidget(make_label(text, field), row, column)
            grid.addWidget(field, row, column + 1)
        grid.addWidget(make_label("&Iterations", self.first_spin), 1, 2)
        grid.addLayout(span, 1, 3)

    @Slot(int)
    def _on_first_changed(self, first: int) -> None:
        self.last_spin.setValue(max(first, self.last_spin.value()))
        self.changed.emit()

    @Slot(int)
    def _on_last_changed(self, last: int) -> None:
        self.first_spin.setValue(min(last, self.first_spin.value()))
        self.changed.emit()
