"""What fits are compared by: a page each, under one tab."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from engine.imageset import ImageSet
from gui.panels.family_page import FamilyTreePage
from gui.panels.runs_page import RunsPage
from gui.panels.two_fits_page import TwoFitsPage
from gui.panels.values_page import ValuesPage


class CompareView(QWidget):
    """Values of K, runs, two fits, and the family tree of K (object name ``compareView``).

    Call `close` before the program ends: pyqtgraph wants its plots closed.

    Attributes
    ----------
    values, runs, two_fits, family
        The pages.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareView")
        self.setAccessibleName("Compare fits")
        self.values = ValuesPage()
        self.runs = RunsPage()
        self.two_fits = TwoFitsPage()
        self.family = FamilyTreePage()
        self.pages = QTabWidget()
        self.pages.setObjectName("comparePages")
        self.pages.setDocumentMode(True)
        for page, title, tip in (
            (self.values, "Values of K", "Run fits over values of K, and see what K they favour"),
            (self.runs, "Runs", "How far the runs of the fit that is shown are apart"),
            (self.two_fits, "Two fits", "Which cluster is which, and who changed company"),
            (self.family, "Family tree", "How clusters divide as K grows"),
        ):
            self.pages.setTabToolTip(self.pages.addTab(page, title), tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)

    def set_images(self, images: ImageSet) -> None:
        """Turn to another image set; what was compared goes."""
        self.values.set_images(images)
        self.runs.clear()
        self.two_fits.clear()
        self.family.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the plots too. Overrides QWidget."""
        self.values.close()
        super().closeEvent(event)
