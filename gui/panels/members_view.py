"""The list of images: how it scrolls, zooms, selects and answers keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPalette
from PySide6.QtWidgets import QFrame, QListView, QWidget

from gui import theme
from gui.models.members_model import MembersModel
from gui.models.members_selection import Flag, MembersSelection
from gui.models.selection import Selection
from gui.panels.members_delegate import MembersDelegate
from gui.panels.zoom_wheel import ZoomWheel

Index = QModelIndex | QPersistentModelIndex
Cursor = QListView.CursorAction

OPENING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
MOVES = {
    Qt.Key.Key_Left: Cursor.MoveLeft,
    Qt.Key.Key_Right: Cursor.MoveRight,
    Qt.Key.Key_Up: Cursor.MoveUp,
    Qt.Key.Key_Down: Cursor.MoveDown,
    Qt.Key.Key_Home: Cursor.MoveHome,
    Qt.Key.Key_End: Cursor.MoveEnd,
    Qt.Key.Key_PageUp: Cursor.MovePageUp,
    Qt.Key.Key_PageDown: Cursor.MovePageDown,
}


class MembersView(QListView):
    """Pictures in a grid (object name ``membersView``).

    Parameters
    ----------
    model : MembersModel
        The images.
    selection : Selection
        What is selected in all views.
    parent : QWidget, optional

    Signals
    -------
    preview_wanted()
        Space or Enter was pressed, or an image double-clicked.
    copy_requested()
        The keys for Copy were pressed.
    zoom_requested(int)
        The wheel was turned with Ctrl held: notches, positive for larger.
    """

    preview_wanted = Signal()
    copy_requested = Signal()
    zoom_requested = Signal(int)

    def __init__(
        self, model: MembersModel, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("membersView")
        self.setAccessibleName("Images")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # One that comes and goes would change the columns, and the columns whether it is needed.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._members = model
        self._shared = selection
        self._is_ctrl_taking = False
        self.setModel(model)
        self.marks = MembersSelection(model, selection, self)
        self.setSelectionModel(self.marks)
        self._delegate = MembersDelegate(model, self.marks, self)
        self.setItemDelegate(self._delegate)
        self.set_side(self._delegate.side)
        self._wheel = ZoomWheel(self.viewport())
        self._wheel.zoom_requested.connect(self.zoom_requested)
        self.marks.marks_changed.connect(self.viewport().update)
        selection.current_changed.connect(self._on_current_image_changed)
        self.doubleClicked.connect(self.preview_wanted)
        theme.current().changed.connect(self.viewport().update)

    @property
    def side(self) -> int:
        """Side of the square for a picture, in device-independent pixels."""
        return self._delegate.side

    @Slot(int)
    def set_side(self, side: int) -> None:
        """Show pictures in another size; what is at the top stays at the top."""
        top = self.indexAt(self._delegate.picture_place(self.viewport().rect()).center())
        self._delegate.set_side(side)
        self._fit_grid()
        self.doItemsLayout()
        if top.isValid():
            self.scrollTo(top, QListView.ScrollHint.PositionAtTop)

    def show_clusters(self, are_shown: bool) -> None:
        """Say whether images of several clusters may be here: each then gets its colour."""
        self._delegate.shows_clusters = are_shown
        self.viewport().update()

    def show_rows(self, *, is_same_list: bool) -> None:
        """Lay out after the model changed.

        Parameters
        ----------
        is_same_list : bool
            True to stay where one was, False to begin at the top.
        """
        value = self.verticalScrollBar().value()
        self.doItemsLayout()
        self._follow_current()
        self.verticalScrollBar().setValue(value if is_same_list else 0)

    def forget_pictures(self) -> None:
        """Forget the pictures of the set before."""
        self._delegate.forget()
        self.marks.take_over()

    def step(self, key: Qt.Key) -> None:
        """Go to another image as that key would, and select it."""
        if key in MOVES and self._members.rowCount():
            index = self.moveCursor(MOVES[key], Qt.KeyboardModifier.NoModifier)
            if index.isValid():
                self.marks.setCurrentIndex(index, Flag.ClearAndSelect)

    def _fit_grid(self) -> None:
        cell = self._delegate.cell_size(self.fontMetrics())
        self.setGridSize(cell)
        self.verticalScrollBar().setSingleStep(max(1, cell.height() // 3))

    def _follow_current(self) -> None:
        row = self._members.row_of(self._shared.current)
        index = QModelIndex() if row is None else self._members.index(row)
        self.marks.setCurrentIndex(index, Flag.NoUpdate)

    @Slot()
    def _on_current_image_changed(self) -> None:
        if self.currentIndex().row() != self._members.row_of(self._shared.current):
            self._follow_current()
        self.viewport().update()

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> Flag:
        """Return what is to be done. Overrides QListView, whose own selection is always empty."""
        command = super().selectionCommand(index, event)
        is_marked = index.isValid() and self.marks.is_marked(int(self._members.rows[index.row()]))
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._is_ctrl_taking = is_marked
            if is_marked and event.button() == Qt.MouseButton.RightButton:
                return Flag.NoUpdate  # the menu is about all that are selected
        elif not isinstance(event, QMouseEvent):
            self._is_ctrl_taking = is_marked
        if command & Flag.Toggle:
            # Dragging goes on with what the press began: taking images out, or putting them in.
            command &= ~Flag.Toggle
            command |= Flag.Deselect if self._is_ctrl_taking else Flag.Select
        return command

    def selectAll(self) -> None:
        """Select all images that are shown. Overrides QListView."""
        self.marks.select_all()

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: all rows would be looked through, and there is a filter. Overrides it."""

    def event(self, event: QEvent) -> bool:
        """Keep Space and Copy from the window's shortcuts. Overrides QListView."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.key() == Qt.Key.Key_Space or event.matches(QKeySequence.StandardKey.Copy))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, copy, or move on. Overrides QListView."""
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif is_plain and event.key() in OPENING_KEYS:
            self.preview_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font. Overrides QListView."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_grid()
