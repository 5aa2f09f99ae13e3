"""How far the writing of files is: a line in words and a bar that keep their room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

STEPS = 1000  # what is counted, bytes for one, may exceed the bar's 32 bits


class WritingProgress(QWidget):
    """Hidden, it keeps its room: the dialog does not jump when the work starts.

    Parameters
    ----------
    name : str
        What is written, a word: ``"film"`` makes the bar's object name ``filmProgressBar``.
    parent : QWidget, optional
        Dialog it stands in.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase_label = QLabel(self)
        self.phase_label.setTextFormat(Qt.TextFormat.PlainText)
        self.phase_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.bar = QProgressBar(self)
        self.bar.setObjectName(f"{name}ProgressBar")
        self.bar.setAccessibleName(f"Progress of the {name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.phase_label)
        column.addWidget(self.bar)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_step(self, phase: str | None, done: int, total: int) -> None:
        """Show how far it is.

        Parameters
        ----------
        phase : str or None
            What is done; None leaves what the line says.
        done, total : int
            Steps; `total` 0 where it is not known.
        """
        if phase is not None:
            self.phase_label.setText(phase)
        self.bar.setRange(0, STEPS if total > 0 else 0)
        self.bar.setValue(round(STEPS * done / total) if total > 0 else 0)
