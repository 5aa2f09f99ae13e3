"""The status line: where the fit stands, in one line of plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from engine.kmeans.reports import LogRow
from gui.models.number_text import bytes_text, short_text

SEPARATOR = " · "
_TIP = (
    "Run, iteration and speed of the fit (it/s: iterations a second),\n"
    "distortion with its change since the iteration before,\n"
    "and the memory this program holds."
)


class StatusLine(QLabel):
    """A label (object name ``statusLabel``) that words the newest iteration."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLabel")
        self.setAccessibleName("Status")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(_TIP)
        self.setContentsMargins(6, 0, 6, 0)
        # Ignored: the line changes 30 times a second and must not move its neighbours.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_row(
        self,
        row: LogRow,
        n_init: int,
        iterations_per_second: float | None = None,
        previous_distortion: float | None = None,
        memory_bytes: int | None = None,
        state: str = "",
    ) -> None:
        """Show where the fit stands; parameters as in `status_text`."""
        self.show_text(
            status_text(
                row, n_init, iterations_per_second, previous_distortion, memory_bytes, state
            )
        )

    def show_text(self, text: str) -> None:
        """Show `text` as it is: while nothing is fitted."""
        self.setText(text)


def status_text(
    row: LogRow,
    n_init: int,
    iterations_per_second: float | None = None,
    previous_distortion: float | None = None,
    memory_bytes: int | None = None,
    state: str = "",
) -> str:
    """Return ``run 1 of 3 · iteration 23 · 18 it/s · distortion 4.65e11 (−0.3 %) · 412 MB``.

    Parameters
    ----------
    row : LogRow
        The newest iteration.
    n_init : int
        Number of runs of the fit; the "of" is left out for one. 0 for a branch.
    iterations_per_second : float or None
        Speed, left out where it is not known or 0.
    previous_distortion : float or None
        Distortion of the iteration before, left out where there is none.
    memory_bytes : int or None
        Memory held, left out where it is not known.
    state : str
        Words put first: ``"paused"``, ``"stopped"``; none while it runs.
    """
    parts = [state] if state else []
    run = f"{'run' if n_init else 'branch'} {row.run + 1}"
    parts.append(f"{run} of {n_init}" if n_init > 1 else run)
    parts.append(f"iteration {row.iteration}")
    if iterations_per_second:
        parts.append(_speed_text(iterations_per_second))
    distortion = f"distortion {short_text(row.distortion)}"
    if previous_distortion:
        distortion += f" ({_change_text(row.distortion / previous_distortion - 1)})"
    parts.append(distortion)
    if memory_bytes is not None:
        parts.append(bytes_text(memory_bytes))
    return SEPARATOR.join(parts)


def _speed_text(iterations_per_second: float) -> str:
    if iterations_per_second < 1:
        return f"{1 / iterations_per_second:.1f} s/it"
    return f"{iterations_per_second:.{1 if iterations_per_second < 9.95 else 0}f} it/s"


def _change_text(share: float) -> str:
    percent = abs(share) * 100
    if percent < 1e-9:  # rounding of the division, or no change at all
        return "0 %"
    size = f"{percent:.1f}" if percent >= 0.05 else short_text(percent, 1)
    return f"{'−' if share < 0 else '+'}{size} %"
