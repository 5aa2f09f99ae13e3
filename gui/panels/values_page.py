"""Values of K: fits asked for, on their way, and compared; what K they speak for, if any.

Shows what it is given; it runs and measures nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from engine.imageset import ImageSet
from engine.insight.contingency import n_classes_of
from gui.models.compared_fit import ComparedFit
from gui.models.values_facts import suggestion_of, suggestion_text
from gui.models.values_model import ValuesModel
from gui.panels.hint import Hint
from gui.panels.hint_label import HintLabel
from gui.panels.sweep_form import SweepForm
from gui.panels.sweep_queue import SweepQueueView
from gui.panels.upright_scroll import UprightScroll
from gui.panels.values_marks import legend_text
from gui.panels.values_plots import ValuesPlots
from gui.panels.values_table import ValuesTable

REMINDER = "The distortion always falls as K grows: its least value says nothing."


class ValuesPage(QWidget):
    """`form` and `queue`; below them `plots` and `table` (object name ``valuesPage``).

    Call `close` before the program ends: pyqtgraph wants its plots closed.

    Signals
    -------
    fit_activated(str)
        The key of a fit that is to be opened in every view.
    fits_chosen(object)
        A list of the keys of one or two fits.
    """

    fit_activated = Signal(str)
    fits_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("valuesPage")
        self.setAccessibleName("Values of K")
        self._images: ImageSet | None = None
        self._is_stale = False
        self.form = SweepForm()
        self.queue = SweepQueueView()
        self.model = ValuesModel(self)
        self.table = ValuesTable(self.model)
        self.plots = ValuesPlots()
        self.suggestion = self._label(QLabel(), "suggestionLabel")
        self.reminder = self._label(HintLabel(), "reminderLabel")
        self.legend = self._label(HintLabel(), "initLegend")
        self._hint = Hint()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self._make_results())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.form)
        column.addWidget(self.queue)
        column.addWidget(self._pages, 1)
        for part in (self.plots, self.table):
            part.fit_activated.connect(self.fit_activated)
        self.table.fits_chosen.connect(self._on_fits_chosen)
        self.set_images(None)

    @staticmethod
    def _label(label: QLabel, name: str) -> QLabel:
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _make_results(self) -> QWidget:
        self.reminder.setText(REMINDER)
        font = self.suggestion.font()
        font.setBold(True)
        self.suggestion.setFont(font)
        results = UprightScroll()
        results.setObjectName("valuesScroll")
        results.column.setSpacing(4)
        for part in (self.suggestion, self.reminder, self.legend, self.plots, self.table):
            results.column.addWidget(part)
        results.column.addStretch(1)
        return results

    def set_images(self, images: ImageSet | None) -> None:
        """Turn to another image set, or to none; fits and queue go."""
        self._images = images
        has_labels = images is not None and n_classes_of(images) > 0
        self.form.set_n_images(None if images is None else len(images))
        self.plots.set_has_labels(has_labels)
        self.table.set_has_labels(has_labels)
        self.clear()

    def show_fits(self, fits: Sequence[ComparedFit]) -> None:
        """Show these fits, in place of those shown; come again with what was measured since."""
        chosen = self.table.chosen()
        self.model.show(fits)
        if chosen and not self.table.chosen():
            self.table.choose(chosen)
        self._is_stale = True
        self._draw()

    def clear(self) -> None:
        """Forget the fits and the queue; the images stay."""
        self.queue.clear()
        self.show_fits(())

    def _draw(self) -> None:
        """Draw the newest fits, unless nobody sees them; `showEvent` comes back to it."""
        fits = self.model.fits
        self._pages.setCurrentIndex(1 if fits else 0)
        if self._images is None:
            self._hint.show_hint("image-set", "Open an image set", "File > Open (Ctrl+O)")
        else:
            self._hint.show_hint(
                "plots", "Choose values of K and run these fits", "They are compared here then"
            )
        if not (self._is_stale and self.isVisible()):
            return
        self._is_stale = False
        suggestion = suggestion_of(fits)
        self.suggestion.setText(suggestion_text(suggestion, fits))
        legend = legend_text(fit.parameters.init_name for fit in fits)
        self.legend.setText(legend)
        self.legend.setVisible(bool(legend))
        self.plots.show_fits(fits, suggestion.n_clusters)
        self.plots.mark(self.table.chosen())

    @Slot(object)
    def _on_fits_chosen(self, keys: list[str]) -> None:
        self.plots.mark(keys)
        self.fits_chosen.emit(keys)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody saw it. Overrides QWidget."""
        super().showEvent(event)
        self._draw()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the plots as pyqtgraph wants it; later calls do nothing to them."""
        self.plots.shut_down()
        super().closeEvent(event)


def _preview() -> None:
    """Show the page with a few fits of made-up pictures."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.panels.made_up import made_up_images
    from gui.panels.values_made_up import made_up_fits

    app = QApplication(sys.argv)
    theme.apply(app)
    page = ValuesPage()
    page.resize(640, 560)
    images = made_up_images()
    page.set_images(images)
    page.form.set_enabled(True)
    page.show_fits(made_up_fits(images, range(2, 9)))
    page.show()
    app.exec()


if __name__ == "__main__":
    _preview()
