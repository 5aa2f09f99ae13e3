"""How the open image set is to be opened: a line that unfolds into its options.

Opens nothing itself: it says what was chosen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.errors import ParameterError
from engine.imageset import ImageSet
from engine.options import DEFAULTS, OpenOptions
from gui import theme
from gui.panels.fold_header import FoldHeader
from gui.panels.open_options_fields import OpenOptionsFields
from gui.panels.open_options_texts import summary_text

NOTHING_SPECIAL = "defaults"
ASKED_AGAIN = ("array", "shape")


class OpenOptionsForm(QWidget):
    """A header with what differs from the defaults; below it, when unfolded, the options.

    Attributes
    ----------
    fields : OpenOptionsFields
        The options.

    Signals
    -------
    options_chosen(OpenOptions)
        The open set shall be opened again in this way.
    question_wanted(str)
        Another ``"array"`` or ``"shape"`` shall be asked for.
    expanded_changed(bool)
        The options were shown or hidden.
    """

    options_chosen = Signal(object)
    question_wanted = Signal(str)
    expanded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: ImageSet | None = None
        self.setObjectName("openOptionsForm")
        self.header = FoldHeader("&Options", self)
        self.header.setObjectName("optionsHeader")
        self.header.setAccessibleName("Options")
        self._body = QWidget(self)
        self.fields = OpenOptionsFields(self._body)
        self._make_buttons()
        self._lay_out()
        self._body.hide()
        self.header.toggled.connect(self._on_header_toggled)
        self.fields.changed.connect(self._check)
        self.apply_button.clicked.connect(self._on_apply_clicked)
        self.reset_button.clicked.connect(self.reset)
        self._ask_buttons["array"].clicked.connect(self._on_array_clicked)
        self._ask_buttons["shape"].clicked.connect(self._on_shape_clicked)
        self.show_images(None)

    @property
    def expanded(self) -> bool:
        """True while the options can be seen."""
        return self.header.isChecked()

    @expanded.setter
    def expanded(self, expanded: bool) -> None:
        self.header.setChecked(expanded)

    def show_images(self, images: ImageSet | None) -> None:
        """Show how `images` were opened; None while nothing is open."""
        self._images = images
        choices = () if images is None else images.choices
        for option, button in self._ask_buttons.items():
            button.setVisible(option in choices)
        summary = ""
        if images is not None:
            summary = summary_text(images.options, choices) or NOTHING_SPECIAL
        self.header.show_summary(summary)
        self.setEnabled(images is not None)
        self.reset()

    @Slot()
    def reset(self) -> None:
        """Go back to what is open."""
        images = self._images
        options, choices = (DEFAULTS, ()) if images is None else (images.options, images.choices)
        self.fields.show_options(options, choices)

    def options(self) -> OpenOptions:
        """Return the options of the open set with what the fields hold.

        Raises
        ------
        ParameterError
            If the size is none.
        """
        return self.fields.options()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Apply on Enter in a field. Overrides QWidget."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.apply_button.isEnabled():
            self._on_apply_clicked()
        else:
            super().keyPressEvent(event)

    def _make_buttons(self) -> None:
        self._ask_buttons: dict[str, QPushButton] = {}
        for option in ASKED_AGAIN:
            button = QPushButton(f"&Choose another {option}…", self._body)
            button.setObjectName(f"choose{option.capitalize()}Button")
            button.setToolTip(f"Open the set again with another {option}")
            button.setFlat(True)
            self._ask_buttons[option] = button
        self.apply_button = QPushButton("App&ly", self._body)
        self.apply_button.setObjectName("applyOptionsButton")
        self.apply_button.setToolTip("Open the set again in this way")
        self.reset_button = QPushButton("Reset", self._body)
        self.reset_button.setObjectName("resetOptionsButton")
        self.reset_button.setToolTip("Go back to how the set is open now")
        for button in (*self._ask_buttons.values(), self.apply_button, self.reset_button):
            button.setAutoDefault(True)  # Enter presses it where it has the focus

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(self.reset_button)
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 4, 0, 4)
        inside.addWidget(self.fields)
        for button in self._ask_buttons.values():
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._body)

    @Slot(bool)
    def _on_header_toggled(self, expanded: bool) -> None:
        self._body.setVisible(expanded)
        self.expanded_changed.emit(expanded)

    @Slot()
    def _check(self) -> None:
        is_new = False
        has_edits = self._images is not None
        if self._images is not None:
            try:
                is_new = has_edits = self.options() != self._images.options
            except ParameterError:  # said beside the field
                is_new = False
        self.apply_button.setEnabled(is_new)
        self.reset_button.setEnabled(has_edits)

    @Slot()
    def _on_apply_clicked(self) -> None:
        self.options_chosen.emit(self.options())

    @Slot()
    def _on_array_clicked(self) -> None:
        self.question_wanted.emit("array")

    @Slot()
    def _on_shape_clicked(self) -> None:
        self.question_wanted.emit("shape")


def _preview() -> None:
    """Show the form for made-up pictures with every option."""
    import sys
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up import made_up_images

    app = QApplication(sys.argv)
    theme.apply(app)
    form = OpenOptionsForm()
    options = OpenOptions(split="test", limit=5_000, grey=True, size=(64, 64), normalize=True)
    choices = ("split", "labels", "transpose", "array", "shape")
    form.show_images(replace(made_up_images(), options=options, choices=choices))
    form.expanded = True
    form.resize(260, form.sizeHint().height())
    form.show()
    app.exec()


if __name__ == "__main__":
    _preview()
