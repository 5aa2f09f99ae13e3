"""Fits that a crash ended: at the next start somebody may go on with them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.errors import CentroidLabError, printable
from engine.imageset import ShouldStop
from gui.keeping_flow import KeepingFlow
from gui.reopening_flow import ReopeningFlow
from gui.work.keeper import Keeper, topic_of

LEFT = "checkpoints left"


@dataclass(frozen=True, slots=True)
class Left:
    """A fit that did not end, in words.

    Attributes
    ----------
    name : str
        Of its checkpoint.
    text : str
    """

    name: str
    text: str


class RecoveryFlow(QObject):
    """Looks for fits that did not end, and asks what shall become of the newest.

    Parameters
    ----------
    window : QWidget
        Parent of the question.
    keeping : KeepingFlow
        Has the library.
    reopening : ReopeningFlow
        Goes on with a fit.
    keeper : Keeper
        Reads.
    parent : QObject, optional
    """

    def __init__(
        self,
        window: QWidget,
        keeping: KeepingFlow,
        reopening: ReopeningFlow,
        keeper: Keeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._keeping = keeping
        self._reopening = reopening
        self._keeper = keeper
        self._name = ""
        self._box: QMessageBox | None = None
        keeper.answered.connect(self._on_answered)

    def look(self) -> None:
        """Look for fits that did not end; ask if there is one."""

        def work(_should_stop: ShouldStop) -> object:
            checkpoints = self._keeping.library().checkpoints
            for name in reversed(checkpoints.left()):
                try:
                    found = checkpoints.open(name)
                except CentroidLabError:  # killed while its first state was written
                    continue
                record = found.saved.record
                n_clusters = len(found.seeds)
                text = (
                    f"A fit of {printable(record.recorded.source)} with {n_clusters} clusters did "
                    f"not end: it had come to iteration {found.iteration} of run {found.run + 1}."
                )
                return Left(name, text)
            return None

        self._keeper.do(LEFT, work)

    @Slot(str, object)
    def _on_answered(self, topic: str, result: object) -> None:
        if topic_of(topic) == LEFT and isinstance(result, Left):
            self._ask(result)

    def _ask(self, left: Left) -> None:
        self._name = left.name
        box = self._box = QMessageBox(self._window)
        box.setObjectName("recoveryBox")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Centroid Lab")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(left.text)
        box.setInformativeText("Go on from there, or forget it?")
        self.go_on = box.addButton("&Go on", QMessageBox.ButtonRole.AcceptRole)
        self.forget = box.addButton("&Forget it", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("&Later", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(self.go_on)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(self._on_clicked)
        box.open()

    @Slot(object)
    def _on_clicked(self, button: object) -> None:
        if button is self.go_on:
            self._reopening.go_on(self._name)
        elif button is self.forget:
            self._keeping.drop(self._name)
