"""The members panel's parts, laid out and connected with one another; who shows what, elsewhere."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui.models.members_model import MembersModel
from gui.models.selection import Selection
from gui.panels.hint import Hint
from gui.panels.large_preview import LargePreview
from gui.panels.members_actions import MembersActions
from gui.panels.members_controls import MembersControls
from gui.panels.members_foot import MembersFoot
from gui.panels.members_view import MembersView


class MembersParts(QWidget):
    """Fields over the images or a hint, counts below, a menu and a large preview.

    Parameters
    ----------
    selection : Selection
        What is selected in all views.
    parent : QWidget, optional
    """

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("membersPanel")
        self._selection = selection
        self.model = MembersModel(self)
        self.view = MembersView(self.model, selection)
        self.controls = MembersControls()
        self.menu = MembersActions(self.view, self.model, selection)
        self.foot = MembersFoot()
        self.preview = LargePreview(self)
        self._hint = Hint()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.controls, self._pages, self.foot):
            column.addWidget(widget)
        column.setStretchFactor(self._pages, 1)
        self.controls.side_changed.connect(self.view.set_side)
        self.view.zoom_requested.connect(self.controls.zoom)
        self.foot.export_requested.connect(self.menu.export.trigger)
        self.preview.step_wanted.connect(self.view.step)

    def show_page(self, hint: tuple[str, str, str]) -> None:
        """Show the images; where there are none, a hint: its icon, a line and a smaller one."""
        self._hint.show_hint(*hint)
        self._pages.setCurrentWidget(self.view if self.model.rowCount() else self._hint)
