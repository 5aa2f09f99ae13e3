"""A slim line over the library: something to know, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from engine.errors import printable
from gui import icons, theme
from gui.colours import blend

ICON_PX = 16
TINT = 0.16  # share of the colour in the ground


class LibraryNotice(QFrame):
    """Plain text with a button and a way to put it away; hidden until shown.

    Parameters
    ----------
    name : str
        Object name; those of the buttons begin with it.
    parent : QWidget, optional

    Signals
    -------
    pressed()
        The button that does what it says; the line is hidden.
    put_away()
        It was closed instead.
    """

    pressed = Signal()
    put_away = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._is_warning = False
        self._icon = QLabel()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        # Ignored: a long path must not hold the window wide.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.setObjectName(f"{name}Button")
        self.closing = QToolButton()
        self.closing.setObjectName(f"{name}Close")
        self.closing.setAutoRaise(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 6, 3)
        for widget in (self._icon, self.label, self.button, self.closing):
            row.addWidget(widget, 1 if widget is self.label else 0)
        self.setAutoFillBackground(True)
        self.button.clicked.connect(self._on_button_clicked)
        self.closing.clicked.connect(self._on_closing_clicked)
        theme.current().changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_text(
        self,
        text: str,
        button: str = "",
        *,
        closing: str = "",
        tip: str = "",
        is_warning: bool = False,
    ) -> None:
        """Show a line.

        Parameters
        ----------
        text : str
            Unprintable characters are escaped.
        button : str
            What the button does; without, there is none.
        closing : str
            Why one would close the line; without, it stays.
        tip : str
            What pressing the button brings.
        is_warning : bool
            Whether to draw it as one.
        """
        self.label.setText(printable(text))
        self.setAccessibleName(self.label.text())
        self.button.setText(button)
        self.button.setToolTip(tip)
        self.button.setVisible(bool(button))
        self.closing.setToolTip(closing)
        self.closing.setAccessibleName(closing)
        self.closing.setVisible(bool(closing))
        self._is_warning = is_warning
        self._colour()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _on_button_clicked(self) -> None:
        self.hide()
        self.pressed.emit()

    def _on_closing_clicked(self) -> None:
        self.hide()
        self.put_away.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, where it can be closed. Overrides QFrame."""
        if event.key() == Qt.Key.Key_Escape and not self.closing.isHidden():
            self._on_closing_clicked()
        else:
            super().keyPressEvent(event)

    def _colour(self) -> None:
        colours = theme.current().colours
        colour = colours.warning if self._is_warning else colours.accent
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, blend(colours.surface, colour, TINT))
        self.setPalette(palette)
        name = "warning" if self._is_warning else "info"
        self._icon.setPixmap(icons.pixmap(name, ICON_PX, self.devicePixelRatioF(), colour))
        self.closing.setIcon(icons.icon("close"))
