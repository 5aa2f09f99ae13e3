"""Title, tags and notes of a fit, to be written and changed.

Every field keeps its own undo (Ctrl+Z) as long as the same fit is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from engine.errors import ParameterError
from engine.library.annotations import MOST_TITLE, Annotations
from gui.panels.hint_label import HintLabel

NOTES_LINES = 4
TITLE_TIP = "Any words; they stand over the fit in the list"
TAGS_TIP = "Words to find fits by, with commas between them; tag:faces looks for one"
NOTES_TIP = "What there is to say about this fit; it is searched, too"


class AnnotationForm(QWidget):
    """The three fields (``fitTitleEdit``, ``fitTagsEdit``, ``fitNotesEdit``).

    Signals
    -------
    annotation_changed(str, str, str, object)
        A field was left, or Enter pressed in it, with something changed: the fit, its title, its
        notes, and its tags (a tuple of str).
    """

    annotation_changed = Signal(str, str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit_id = ""
        self._said = Annotations()
        self._drafts: dict[str, tuple[str, str, str]] = {}  # what cannot be kept as it is
        self.title, self.tags, self.notes = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.title.setMaxLength(MOST_TITLE)
        self.tags.setPlaceholderText("faces, for the talk")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(NOTES_LINES * self.notes.fontMetrics().lineSpacing() + 12)
        self.problem = HintLabel()
        self.problem.hide()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for field, name, label, tip in (
            (self.title, "fitTitleEdit", "&Title", TITLE_TIP),
            (self.tags, "fitTagsEdit", "Ta&gs", TAGS_TIP),
            (self.notes, "fitNotesEdit", "&Notes", NOTES_TIP),
        ):
            field.setObjectName(name)
            field.setAccessibleName(f"{label.replace('&', '')} of the fit")
            field.setToolTip(tip)
            field.installEventFilter(self)
            form.addRow(label, field)
        form.addRow(self.problem)
        self.title.returnPressed.connect(self.commit)
        self.tags.returnPressed.connect(self.commit)

    def show_annotations(self, fit_id: str, annotations: Annotations) -> None:
        """Show what is written about a fit.

        What was typed about the fit before is told first. While something is being typed about
        this one, it stays.
        """
        if fit_id == self._fit_id:
            is_typed = self._texts() != _texts(self._said)
            self._said = annotations
            if not is_typed and self._texts() != _texts(annotations):
                self._set_texts(_texts(annotations))
            return
        self.commit()
        self._fit_id, self._said = fit_id, annotations
        self._set_texts(self._drafts.pop(fit_id, _texts(annotations)))
        self._parse()

    def clear(self) -> None:
        """Show no fit; what was typed is told first."""
        self.show_annotations("", Annotations())

    def set_read_only(self, is_read_only: bool) -> None:
        """Let people read but not write."""
        for field in (self.title, self.tags, self.notes):
            field.setReadOnly(is_read_only)

    def commit(self) -> None:
        """Tell what was typed, if that can be kept; what cannot waits here for its fit."""
        if not self._fit_id or self._texts() == _texts(self._said):
            return
        written = self._parse()
        if written is None:
            self._drafts[self._fit_id] = self._texts()
        elif written != self._said:
            self._said = written
            tags = written.tags
            self.annotation_changed.emit(self._fit_id, written.title, written.notes, tags)

    def _parse(self) -> Annotations | None:
        """Return what the fields say; None where that is too long, with words about it shown."""
        title, tags, notes = self._texts()
        try:
            written = Annotations(title=title, notes=notes, tags=tuple(tags.split(",")))
        except ParameterError as error:
            self.problem.show_error(str(error))
            self.problem.show()
            return None
        self.problem.hide()
        return written

    def _texts(self) -> tuple[str, str, str]:
        return self.title.text(), self.tags.text(), self.notes.toPlainText()

    def _set_texts(self, texts: tuple[str, str, str]) -> None:
        title, tags, notes = texts
        self.title.setText(title)
        self.title.setCursorPosition(0)
        self.tags.setText(tags)
        self.tags.setCursorPosition(0)
        self.notes.setPlainText(notes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what was typed when a field is left. Overrides QObject."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self.commit()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell what was typed. Overrides QWidget."""
        self.commit()
        super().hideEvent(event)


def _texts(annotations: Annotations) -> tuple[str, str, str]:
    return annotations.title, ", ".join(annotations.tags), annotations.notes
