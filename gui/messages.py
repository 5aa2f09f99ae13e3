"""The message bar: what went wrong and what to do, in one place of the window.

It shows plain text only: file names are never taken for markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontDatabase,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import icons
from gui.colours import Colours
from gui.scheme import scheme

MAX_SHOWN = 320  # letters: about two lines of the narrowest window; the tooltip has them all
MAX_WAITING = 50  # a failure that repeats itself must not fill the memory
_LONG_WORD = re.compile(r"(\S{32})(?=\S)")
_ZERO_WIDTH_SPACE = "\u200b"
_TINT = 0.16
_EDGE_PX = 4
_ICON_PX = 20


class Level(Enum):
    """How much a message matters: its word, and the name of its icon."""

    ERROR = ("Error", "error")
    WARNING = ("Warning", "warning")
    INFO = ("Note", "info")

    def __init__(self, word: str, icon: str) -> None:
        self.word = word
        self.icon = icon

    def colour(self, colours: Colours) -> QColor:
        """Return the colour of this level in a scheme."""
        by_level = {
            Level.ERROR: colours.error,
            Level.WARNING: colours.warning,
            Level.INFO: colours.accent,
        }
        return by_level[self]


@dataclass(frozen=True, slots=True)
class _Message:
    level: Level
    text: str
    details: str


class MessageBar(QFrame):
    """Shows the newest message; hidden while there is none. Dismissing shows the one before.

    Signals
    -------
    dismissed()
        After somebody dismissed a message.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._messages: list[_Message] = []
        self._make_parts()
        self._lay_out()
        self._show_newest()

    def _make_parts(self) -> None:
        self._picture = QLabel(self)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Ignored: a long message must not hold the window wide.
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._waiting = QLabel(self)
        self._waiting.setObjectName("messageCount")
        self._details_button = QToolButton(self)
        self._details_button.setObjectName("messageDetailsButton")
        self._details_button.setText("Details")
        self._details_button.setCheckable(True)
        self._details_button.setToolTip("Show what the program knows about this, to pass it on")
        self._details_button.toggled.connect(self._on_details_toggled)
        self._dismiss_button = QToolButton(self)
        self._dismiss_button.setObjectName("messageDismissButton")
        self._dismiss_button.setText("Dismiss")
        self._dismiss_button.setToolTip("Put this message away (Esc)")
        self._dismiss_button.clicked.connect(self.dismiss)
        self._details = QPlainTextEdit(self)
        self._details.setObjectName("messageDetails")
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setAccessibleName("Details of the message")
        self._details.setFixedHeight(8 * self._details.fontMetrics().lineSpacing())

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._picture)
        line.addWidget(self._label, 1)
        line.addWidget(self._waiting)
        line.addWidget(self._details_button)
        line.addWidget(self._dismiss_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 + _EDGE_PX, 4, 6, 4)
        column.addLayout(line)
        column.addWidget(self._details)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_error(self, text: str, details: str = "") -> None:
        """Show that something failed; `details` (a traceback) can be unfolded."""
        self._add(_Message(Level.ERROR, text, details))

    def show_warning(self, text: str, details: str = "") -> None:
        """Show that something went otherwise than asked."""
        self._add(_Message(Level.WARNING, text, details))

    def show_info(self, text: str, details: str = "") -> None:
        """Show something good to know; `clear_info` takes it away at the next action."""
        self._add(_Message(Level.INFO, text, details))

    def text(self) -> str:
        """Return the message shown, whole; empty if there is none."""
        return self._messages[-1].text if self._messages else ""

    def details(self) -> str:
        """Return the details of the message shown; empty if there are none."""
        return self._messages[-1].details if self._messages else ""

    @property
    def level(self) -> Level | None:
        """Level of the message shown."""
        return self._messages[-1].level if self._messages else None

    def clear(self) -> None:
        """Put all messages away."""
        self._messages.clear()
        self._show_newest()

    def clear_info(self) -> None:
        """Put the notes away, keep errors and warnings."""
        self._messages = [m for m in self._messages if m.level is not Level.INFO]
        self._show_newest()

    @Slot()
    def dismiss(self) -> None:
        """Put the message shown away and show the one before it."""
        if self._messages:
            self._messages.pop()
            self._show_newest()
            self.dismissed.emit()

    def _add(self, message: _Message) -> None:
        if message in self._messages:
            self._messages.remove(message)
        self._messages.append(message)
        del self._messages[:-MAX_WAITING]
        self._show_newest()

    def _show_newest(self) -> None:
        self._details_button.setChecked(False)
        self._details.hide()
        self.setVisible(bool(self._messages))
        if not self._messages:
            return
        message = self._messages[-1]
        one_line = " ".join(message.text.split())
        shown = one_line if len(one_line) <= MAX_SHOWN else one_line[: MAX_SHOWN - 1] + "…"
        # A label breaks lines at spaces only; a path may have none.
        self._label.setText(_LONG_WORD.sub(r"\1" + _ZERO_WIDTH_SPACE, shown))
        self._label.setToolTip(message.text if shown != message.text else "")
        self._label.setAccessibleName(f"{message.level.word}: {message.text}")
        self.setAccessibleName(f"{message.level.word}: {message.text}")
        older = len(self._messages) - 1
        self._waiting.setText(f"{older} more")
        self._waiting.setToolTip("Older messages; dismiss this one to see them")
        self._waiting.setVisible(older > 0)
        self._details_button.setVisible(bool(message.details))
        self._details.setPlainText(message.details)
        self._show_picture()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.update()

    def _show_picture(self) -> None:
        if self.level is not None:
            colour = self.level.colour(scheme(self.palette()))
            picture = icons.pixmap(self.level.icon, _ICON_PX, self.devicePixelRatioF(), colour)
            self._picture.setPixmap(picture)

    @Slot(bool)
    def _on_details_toggled(self, checked: bool) -> None:
        self._details.setVisible(checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the message away with Esc, wherever in the bar the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_picture()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background in a tint of the level's colour, readable in light and dark."""
        super().paintEvent(event)
        if self.level is not None:
            colour = self.level.colour(scheme(self.palette()))
            painter = QPainter(self)
            tint = QColor(colour)
            tint.setAlphaF(_TINT)
            painter.fillRect(self.rect(), tint)
            painter.fillRect(0, 0, _EDGE_PX, self.height(), colour)
            painter.end()
