"""The runs of one fit: who leads, how far they are apart, and how much they agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from engine.insight.restarts import restart_text
from engine.kmeans.reports import FitEnded, LogRow
from gui import theme
from gui.models.match_matrix import MatrixModel
from gui.models.runs_company import CompanyModel
from gui.models.runs_model import RunsModel
from gui.models.runs_standings import after_rows, leader, of_summary
from gui.panels.hint import Hint
from gui.panels.match_list import OpeningList
from gui.panels.matrix_view import MatrixView
from gui.panels.runs_bars import CompanyDelegate
from gui.panels.runs_parts import TitledBox, text_label
from gui.panels.runs_table import RunsTable

ONE_RUN = "Set Runs to 3 or more to see how much they differ"
WAITING = "…"
MATRIX_TIP = (
    "Adjusted Rand index of every two runs: 1 for the same clusters, 0 for no more alike than\n"
    "by chance. Low values: what k-means finds depends on where it starts."
)
COMPANY_TIP = (
    "In how many runs an image is among the company it has in this run. Images that keep theirs\n"
    "in few runs lie between clusters."
)


class RunsPage(QWidget):
    """A table of runs, a heat map of their agreement, and who kept company (``runsPage``).

    Signals
    -------
    run_activated(int)
        Run, from 0, that is to be shown in every view.
    agreement_wanted()
        The page is seen, and the fit it shows has two runs or more whose agreement is not here;
        answer with `show_agreement` and `show_company`.
    pair_activated(int, int)
        Two runs, from 0, that are to be compared.
    images_wanted(object, str)
        Indices of images, rising, and what they are in words.
    """

    run_activated = Signal(int)
    agreement_wanted = Signal()
    pair_activated = Signal(int, int)
    images_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPage")
        self._has_ended = self._is_asked = self._is_drawn = False
        self._n_runs = 0
        self.runs, self.matrix, self.company = (
            RunsModel(self),
            MatrixModel(self),
            CompanyModel(self),
        )
        self._standings = self.runs.standings
        self._best: int | None = None
        self.table = RunsTable(self.runs)
        self.matrix_view = MatrixView(self.matrix)
        self.company_view = OpeningList(self.company, CompanyDelegate())
        self.company_view.setObjectName("companyView")
        self.company_view.setAccessibleName("In how many runs images kept their company")
        self._line = text_label("runsLine")
        self._line.setWordWrap(True)
        self._matrix_box = TitledBox(self.matrix_view, MATRIX_TIP)
        self._company_box = TitledBox(self.company_view, COMPANY_TIP)
        self._hint, self._pages = Hint(), QStackedWidget()
        self._lay_out()
        self.table.run_activated.connect(self.run_activated)
        self.matrix_view.pair_activated.connect(self._on_pair_activated)
        self.company_view.row_activated.connect(self._on_company_activated)
        self._draw()

    def _lay_out(self) -> None:
        self._below = QSplitter()
        self._below.addWidget(self._matrix_box)
        self._below.addWidget(self._company_box)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(self._below)
        for each in (self._below, splitter):
            each.setChildrenCollapsible(False)
            each.setSizes([1000, 1000])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._line)
        column.addWidget(splitter, 1)
        self._pages.addWidget(self._hint)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def show_rows(self, rows: Sequence[LogRow]) -> None:
        """Take in iterations of a fit that goes on; call `clear` before those of another fit."""
        self._forget_agreement()
        self._standings = after_rows(self._standings, rows)
        self._best, self._has_ended = leader(self._standings), False
        self._changed()

    def show_fit(self, ended: FitEnded) -> None:
        """Show a fit that ended, and forget what was known of its agreement."""
        self._forget_agreement()
        self._standings = [of_summary(summary) for summary in ended.runs]
        self._best, self._has_ended = ended.best_run, True
        self._changed()

    def show_agreement(self, matrix: NDArray[np.float64] | None) -> None:
        """Show how much every two runs agree.

        Parameters
        ----------
        matrix : ndarray of shape (n_runs, n_runs), float64, or None
            None where it could not be had; it is asked for when the page is seen again.
        """
        self._is_asked = matrix is not None
        self.matrix.show(matrix)
        self._draw_titles()

    def show_company(self, counts: NDArray[np.int64] | None, reference_run: int) -> None:
        """Show in how many runs images kept their company.

        Parameters
        ----------
        counts : ndarray of shape (n,), int64, or None
            In how many runs each image kept that of `reference_run`.
        reference_run : int
            From 0.
        """
        self.company.show(counts, self._n_runs, reference_run)
        self._draw_titles()

    def clear(self) -> None:
        """Show nothing."""
        self._forget_agreement()
        self._standings, self._best, self._has_ended = [], None, False
        self._changed()

    def _forget_agreement(self) -> None:
        self._is_asked = False
        if self.matrix.rowCount() or self.company.rowCount():
            self.matrix.show(None)
            self.company.show(None, 0, 0)

    def _changed(self) -> None:
        self._n_runs = len(self._standings)
        self._is_drawn = False
        self._draw_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came meanwhile and ask for what is missing. Overrides QWidget."""
        super().showEvent(event)
        self._draw_if_seen()

    def _draw_if_seen(self) -> None:
        if not self.isVisible():
            return
        if not self._is_drawn:
            self._draw()
        if self._has_ended and self._n_runs > 1 and not self._is_asked:
            self._is_asked = True
            self.agreement_wanted.emit()

    def _draw(self) -> None:
        self._is_drawn = True
        self.runs.show(self._standings, self._best)
        self._pages.setCurrentIndex(int(bool(self._standings)))
        if not self._standings:
            detail = "With several runs one sees here how much they differ. " + ONE_RUN
            self._hint.show_hint("plots", "Choose parameters and press Run (Ctrl+R)", detail)
            return
        text = restart_text([standing.distortion for standing in self._standings])
        if self._n_runs == 1 and self._has_ended:
            text = f"{text}. {ONE_RUN}"
        self._line.setText(text if self._has_ended else f"So far: {text}")
        self._below.setVisible(self._n_runs > 1 and self._has_ended)
        self._draw_titles()

    def _draw_titles(self) -> None:
        self._matrix_box.show_title(f"Agreement (ARI): {self.matrix.range_text or WAITING}")
        run = f"run {self.company.reference + 1}"
        is_there = self.company.rowCount() > 0
        self._company_box.show_title(
            f"Images that kept their company of {run}"
            if is_there
            else f"Images that kept their company: {WAITING}"
        )

    @Slot(int, int)
    def _on_pair_activated(self, one: int, other: int) -> None:
        if one != other:
            self.pair_activated.emit(one, other)

    @Slot(int)
    def _on_company_activated(self, row: int) -> None:
        self.images_wanted.emit(self.company.images_of(row), self.company.title_of(row))


def _preview() -> None:
    """Show the page with the race of three runs over made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from engine.insight.restarts import agreement_matrix, company
    from gui.panels.made_up import made_up_images
    from gui.panels.match_made_up import made_up_race

    app = QApplication(sys.argv)
    theme.apply(app)
    page = RunsPage()
    ended, labels_by_run = made_up_race(made_up_images())
    page.show_fit(ended)
    page.show_agreement(agreement_matrix(labels_by_run))
    page.show_company(company(labels_by_run, ended.best_run), ended.best_run)
    page.resize(640, 560)
    page.show()
    app.exec()


if __name__ == "__main__":
    _preview()
