"""What the dialogs and forms about image sets have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QSizePolicy, QWidget

from gui.panels.load_progress import ElidedLabel


def make_buttons(dialog: QDialog, accept_text: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Return a box with Cancel and a default button that accepts, and that button.

    Parameters
    ----------
    dialog : QDialog
        Accepted or rejected by them.
    accept_text : str
        With ``&`` before the letter that Alt reaches.
    """
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, dialog)
    button = box.addButton(accept_text, QDialogButtonBox.ButtonRole.AcceptRole)
    button.setObjectName("acceptButton")
    button.setDefault(True)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box, button


def make_title(text: str, parent: QWidget) -> ElidedLabel:
    """Return a bold line that shows `text` as far as it fits."""
    title = ElidedLabel(parent)
    title.setObjectName("dialogTitle")
    font = title.font()
    font.setBold(True)
    title.setFont(font)
    title.show_text(text)
    title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return title


def make_label(text: str, field: QWidget) -> QLabel:
    """Return the plain name of `field`, with ``&`` before its letter, and with the same tooltip."""
    label = QLabel(text, field.parentWidget())
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    return label


def make_line(text: str, parent: QWidget) -> QLabel:
    """Return plain text in as many lines as it needs."""
    line = QLabel(text, parent)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setWordWrap(True)
    return line
