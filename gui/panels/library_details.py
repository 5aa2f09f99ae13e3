"""One past fit in full: what can be done with it, what is written about it, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from engine.errors import printable
from engine.library.annotations import Annotations
from engine.library.listing import Entry
from gui.models import library_text as text
from gui.models.cluster_text import as_tooltip, images_text
from gui.models.number_text import count_text, distortion_text
from gui.panels.annotation_form import AnnotationForm
from gui.panels.elided_line import ElidedLine
from gui.panels.hint_label import HintLabel
from gui.panels.library_actions import LibraryActions
from gui.panels.parameter_texts import FIELDS, INIT_TITLES
from gui.panels.upright_scroll import UprightScroll

FACTS = (
    "Damage",
    "Image set",
    "Images",
    FIELDS["n_clusters"].name,
    FIELDS["init"].name,
    FIELDS["n_init"].name,
    FIELDS["max_iter"].name,
    FIELDS["tol"].name,
    FIELDS["random_state"].name,
    "Distortion",
    "Iterations",
    "Time",
    "End",
    "Date",
    "Sweep",
    "SHA-256",
    "Folder",
)
TO_COPY = ("Sweep", "SHA-256", "Folder")  # long, and one word: cut where there is no room
NONE_CHOSEN = "Choose a fit to see what it was."


def facts(entry: Entry) -> dict[str, str]:
    """Return what is known of a fit, by its name in `FACTS`; empty for what is not."""
    name = entry.init
    init = "seeds given" if name == "given" else INIT_TITLES.get(name, printable(name))
    texts = (
        printable(entry.damage),
        printable(entry.image_set),
        images_text(entry.n_images) if entry.n_images is not None else "",
        _count(entry.n_clusters),
        init,
        _count(entry.n_init),
        _count(entry.max_iter),
        "" if entry.tol is None else f"{entry.tol:g}",
        "" if entry.random_state is None else str(entry.random_state),
        "" if entry.distortion is None else distortion_text(entry.distortion),
        _count(entry.n_iter),
        "" if entry.seconds is None else text.seconds_text(entry.seconds),
        printable(entry.reason),
        text.date_text(entry.created),
        printable(entry.sweep),
        printable(entry.sha256),
        printable(entry.id),
    )
    return dict(zip(FACTS, texts, strict=True))


class LibraryDetails(UprightScroll):
    """The chosen fit (object name ``libraryDetails``), or how many are chosen.

    Parameters
    ----------
    actions : LibraryActions
        What the buttons do.
    parent : QWidget, optional
    """

    def __init__(self, actions: LibraryActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("libraryDetails")
        self.form = AnnotationForm()
        self.summary = HintLabel()
        self._is_read_only = False
        self._facts = QWidget()
        self._rows = QFormLayout(self._facts)
        self._rows.setContentsMargins(0, 6, 0, 0)
        self._rows.setVerticalSpacing(3)
        self._values = {name: self._add_row(name) for name in FACTS}
        self._for_one = [_button(each) for each in (actions.open, actions.repeat, actions.go_on)]
        self._for_several = _button(actions.compare)
        self.column.addLayout(self._make_buttons(actions))
        for widget in (self.summary, self.form, self._facts):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._for_several.hide()  # never beside the others
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self.column.minimumSize().width() + bar)
        self.show_chosen(())

    def _make_buttons(self, actions: LibraryActions) -> QHBoxLayout:
        more = QToolButton()
        more.setObjectName("libraryMoreButton")
        more.setText("More")
        more.setToolTip("Everything that can be done with what is chosen")
        more.setMenu(actions.menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (*self._for_one, self._for_several, more):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _add_row(self, name: str) -> QLabel | ElidedLine:
        value = _one_line() if name in TO_COPY else _wrapped()
        value.setAccessibleName(name)
        title = QLabel(name)
        title.setTextFormat(Qt.TextFormat.PlainText)
        if name not in TO_COPY:
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._rows.addRow(title, value)
        return value

    def show_chosen(self, chosen: Sequence[Entry]) -> None:
        """Show the one fit that is chosen, else how many are."""
        is_one = len(chosen) == 1
        if is_one:
            self._show_fit(chosen[0])
        else:
            self.form.clear()
        several = f"{text.fits_text(len(chosen))} selected."
        self.summary.show_hint(several if chosen else NONE_CHOSEN)
        for button in self._for_one:
            button.setVisible(len(chosen) < 2)
        self._for_several.setVisible(len(chosen) > 1)
        self.summary.setVisible(not is_one)
        self.form.setVisible(is_one)
        self._facts.setVisible(is_one)

    def _show_fit(self, entry: Entry) -> None:
        said = Annotations(title=entry.title, notes=entry.notes, tags=entry.tags)
        self.form.show_annotations(entry.id, said)
        self.form.set_read_only(self._is_read_only or bool(entry.damage))
        for name, value in facts(entry).items():
            label = self._values[name]
            if isinstance(label, ElidedLine):
                label.show_text(value)
            else:
                label.setText(value)
                label.setToolTip(as_tooltip(value) if value else "")
            self._rows.setRowVisible(label, bool(value))

    def set_read_only(self, is_read_only: bool) -> None:
        """Say whether the library can be changed."""
        self._is_read_only = is_read_only
        self.form.set_read_only(is_read_only)


def _one_line() -> ElidedLine:
    line = ElidedLine()
    line.setFixedHeight(line.fontMetrics().height())  # as the labels above
    return line


def _wrapped() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # Ignored: a long word must not push others out of sight.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setObjectName(f"{action.objectName()}Button")
    return button


def _count(count: int | None) -> str:
    return "" if count is None else count_text(count)
