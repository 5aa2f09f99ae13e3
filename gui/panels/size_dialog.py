"""Pictures differ in size, or are large: the dialog that asks for one size for all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from engine.readers.pictures.framing import framed_array
from engine.readers.questions import SizeQuestion
from engine.readers.room import usable_memory
from gui import theme
from gui.models.number_text import count_text
from gui.models.thumbnails import LARGEST_PX
from gui.panels.dialog_parts import make_buttons, make_label, make_line, make_title
from gui.panels.example_pictures import ExamplePictures
from gui.panels.hint_label import HintLabel
from gui.panels.open_options_texts import (
    FIELDS,
    lengths_text,
    memory_text,
    pictures_text,
    sizes_text,
)
from gui.panels.size_combo import SizeCombo, make_framing_combo
from gui.qimages import to_qpixmap

EXAMPLE_SIDE = 92
WIDTH, HEIGHT = 892, 420
FRAMING_LETTERS = 16


class SizeDialog(QDialog):
    """Asks for one size and a framing, and shows on examples what becomes of them.

    Parameters
    ----------
    question : SizeQuestion
    parent : QWidget, optional
        Window the dialog belongs to.
    """

    def __init__(self, question: SizeQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Size of the pictures")
        self._question = question
        self._originals = [to_qpixmap(np.ascontiguousarray(e)) for e in question.examples]
        self._answer: dict[str, Any] = {"size": question.suggestion, "framing": "crop"}
        self.size_combo = SizeCombo(may_keep=False, also=(question.suggestion,), parent=self)
        self.framing_combo = make_framing_combo(self)
        self.framing_combo.setMinimumContentsLength(FRAMING_LETTERS)
        self.memory_line = HintLabel(self)
        self.memory_line.setObjectName("memoryLine")
        self.pictures = ExamplePictures(2, EXAMPLE_SIDE, self)
        self.buttons, self.open_button = make_buttons(self, "&Open")
        self._lay_out()
        self.size_combo.show_size(question.suggestion)
        self.size_combo.size_edited.connect(self._on_choice_changed)
        self.framing_combo.currentIndexChanged.connect(self._on_choice_changed)
        self._on_choice_changed()

    def answer(self) -> dict[str, Any]:
        """Return the options chosen: ``{"size": (height, width), "framing": str}``.

        While the size in the field is none, it is the last one that was.
        """
        return dict(self._answer)

    def _lay_out(self) -> None:
        question = self._question
        fields = QHBoxLayout()
        for name, field in (("size", self.size_combo), ("framing", self.framing_combo)):
            fields.addWidget(make_label(FIELDS[name].label, field))
            fields.addWidget(field)
            fields.addSpacing(12)
        fields.addWidget(self.memory_line, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(make_title(question.name, self))
        self.found = make_line(_found_text(question), self)
        self.found.setObjectName("sizesFound")
        layout.addWidget(self.found)
        layout.addSpacing(4)
        layout.addLayout(fields)
        layout.addWidget(self.pictures, 1)
        layout.addWidget(self.buttons)
        self.size_combo.setFocus()
        self.resize(WIDTH, HEIGHT)

    @Slot()
    def _on_choice_changed(self) -> None:
        problem = self.size_combo.problem()
        size = None if problem else self.size_combo.size_chosen()
        if size is None:
            self.memory_line.show_error(problem)
            self.open_button.setEnabled(False)
            return
        self._answer = {"size": size, "framing": self.framing_combo.currentData()}
        text, is_too_much = memory_text(self._question.n_images, size, usable_memory())
        if is_too_much:
            self.memory_line.show_error(text)
        else:
            self.memory_line.show_hint(text)
        self.open_button.setEnabled(not is_too_much)
        self._show_examples(size)

    def _show_examples(self, size: tuple[int, int]) -> None:
        framing = self._answer["framing"]
        small = _within(size, LARGEST_PX)
        framed = [_framed(example, small, framing) for example in self._question.examples]
        words = f"as they are, and as they will be: {lengths_text(size)} pixels"
        self.pictures.show_examples(list(zip(self._originals, framed, strict=True)), words)


def _framed(example: NDArray[np.uint8], size: tuple[int, int], framing: str) -> QPixmap:
    return to_qpixmap(np.ascontiguousarray(framed_array(example, size, framing)))


def _within(size: tuple[int, int], most_px: int) -> tuple[int, int]:
    """Return `size` scaled so that no side exceeds `most_px`: more could not be seen."""
    scale = min(1.0, most_px / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _found_text(question: SizeQuestion) -> str:
    count = pictures_text(question.n_images)
    if len(question.sizes) == 1:
        ((size, _),) = question.sizes
        return f"{count} of {lengths_text(size)} pixels: which size shall be taken?"
    n_sizes = count_text(len(question.sizes))
    return (
        f"{count} of {n_sizes} sizes: {sizes_text(question.sizes)}.\n"
        "To be compared, all need the same height × width."
    )


def _preview() -> None:
    """Show the dialog for made-up photos."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up_questions import made_up_size_question

    app = QApplication(sys.argv)
    theme.apply(app)
    dialog = SizeDialog(made_up_size_question())
    dialog.show()
    app.exec()


if __name__ == "__main__":
    _preview()
