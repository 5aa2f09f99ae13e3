"""Pictures lie in flat rows: the dialog that asks for their shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.errors import ParameterError
from engine.insight.display import DisplayScale
from engine.pixels import finite_range
from engine.readers.arrays.layout import flat_layout
from engine.readers.questions import ShapeQuestion
from gui import theme
from gui.models.number_text import count_text
from gui.models.thumbnails import LARGEST_PX
from gui.panels.dialog_parts import make_buttons, make_label, make_line, make_title
from gui.panels.example_pictures import ExamplePictures
from gui.panels.hint_label import HintLabel
from gui.panels.open_options_texts import lengths_text, parse_shape
from gui.panels.parameter_texts import error_text
from gui.qimages import reduced, to_qpixmap

SHAPE_ROLE = Qt.ItemDataRole.UserRole
EXAMPLE_SIDE = 108
LIST_WIDTH = 210
WIDTH, HEIGHT = 720, 400
SHAPE_TIP = (
    "Height × width in pixels, and × 3 for colour: 28 × 28, or 32 × 32 × 3.\n"
    "3 × height × width where all of the red comes first: 3 × 32 × 32."
)

Shape = tuple[int, int, int]


class ShapeDialog(QDialog):
    """Offers shapes, takes any other that fits, and draws the first rows in it.

    Parameters
    ----------
    question : ShapeQuestion
    parent : QWidget, optional
        Window the dialog belongs to.
    """

    def __init__(self, question: ShapeQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Shape of the pictures")
        self._question = question
        self._shape: Shape = question.suggestion
        self._scale = _scale(question.examples)
        self.shape_list = QListWidget(self)
        self.shape_list.setObjectName("shapeList")
        self.shape_list.setAccessibleName("Shapes that fit")
        self.shape_list.setFixedWidth(LIST_WIDTH)
        for shape in question.shapes:
            item = QListWidgetItem(_shape_text(shape), self.shape_list)
            item.setData(SHAPE_ROLE, shape)
        self.shape_edit = QLineEdit(lengths_text(_short(question.suggestion)), self)
        self.shape_edit.setObjectName("shapeEdit")
        self.shape_edit.setAccessibleName("Shape")
        self.shape_edit.setToolTip(SHAPE_TIP)
        self.validation = HintLabel(self)
        self.validation.setObjectName("shapeValidation")
        self.pictures = ExamplePictures(1, EXAMPLE_SIDE, self)
        self.buttons, self.open_button = make_buttons(self, "&Open")
        self._lay_out()
        self.shape_edit.textChanged.connect(self._on_text_changed)
        self.shape_list.itemSelectionChanged.connect(self._on_selection_changed)
        self.shape_list.itemDoubleClicked.connect(self.accept)
        self._on_text_changed()
        self.shape_list.setFocus()
        self.resize(WIDTH, HEIGHT)

    def answer(self) -> dict[str, Any]:
        """Return the option chosen: ``{"shape": (height, width, channels)}``.

        While the text in the field is no shape that fits, it is the last one that was.
        """
        return {"shape": self._shape}

    def _lay_out(self) -> None:
        field = QHBoxLayout()
        field.addWidget(make_label("&Shape", self.shape_edit))
        field.addWidget(self.shape_edit, 1)
        left = QVBoxLayout()
        left.addWidget(self.shape_list, 1)
        left.addLayout(field)
        middle = QHBoxLayout()
        middle.addLayout(left)
        middle.addWidget(self.pictures, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(make_title(self._question.name, self))
        numbers = count_text(self._question.n_features)
        layout.addWidget(
            make_line(f"Its rows are flat: which pictures are {numbers} numbers?", self)
        )
        layout.addLayout(middle, 1)
        layout.addWidget(self.validation)
        layout.addWidget(self.buttons)

    @Slot()
    def _on_selection_changed(self) -> None:
        # Not what is current: with the focus the list makes its first row that by itself.
        for item in self.shape_list.selectedItems():
            self.shape_edit.setText(lengths_text(_short(tuple(item.data(SHAPE_ROLE)))))

    @Slot()
    def _on_text_changed(self) -> None:
        try:
            self._shape = parse_shape(self.shape_edit.text(), self._question.n_features)
        except ParameterError as error:
            self.validation.show_error(error_text(error))
            self.open_button.setEnabled(False)
            self._choose_in_list(-1)
            return
        self.open_button.setEnabled(True)
        self.validation.show_hint(_shape_text(self._shape))
        shapes = self._question.shapes
        self._choose_in_list(shapes.index(self._shape) if self._shape in shapes else -1)
        pictures = [self._picture(row) for row in self._question.examples]
        words = f"the first {len(pictures)} rows as {_shape_text(self._shape)}"
        self.pictures.show_examples([(picture,) for picture in pictures], words)

    def _picture(self, row: NDArray[Any]) -> QPixmap:
        (whole,) = flat_layout(self._shape).pictures(row[np.newaxis])
        picture = reduced(np.ascontiguousarray(whole), LARGEST_PX)
        with np.errstate(all="ignore"):  # not finite, or too large: shown as black or white
            return to_qpixmap(self._scale.to_uint8(picture))

    def _choose_in_list(self, row: int) -> None:
        self.shape_list.blockSignals(True)  # it would write over what is being typed
        self.shape_list.clearSelection()
        self.shape_list.setCurrentRow(row)
        self.shape_list.blockSignals(False)


def _short(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return `shape` without the channel of grey pictures."""
    return shape[:2] if shape[2] == 1 else shape


def _shape_text(shape: Shape) -> str:
    layout = flat_layout(shape)
    height, width, channels = layout.image_shape
    kind = "grey" if channels == 1 else "colour"
    planes = "" if layout.stored == layout.image_shape else " in planes"
    return f"{lengths_text((height, width))} pixels, {kind}{planes}"


def _scale(examples: NDArray[Any]) -> DisplayScale:
    if examples.dtype == np.uint8 or examples.dtype == np.bool_:
        return DisplayScale(0.0, 1.0 if examples.dtype == np.bool_ else 255.0)
    low, high = finite_range(examples)
    if not low < high or not math.isfinite(high - low):
        return DisplayScale(0.0, 1.0)  # nothing can be told apart by it, nor by any other
    return DisplayScale(low, high)


def _preview() -> None:
    """Show the dialog for made-up rows."""
    import sys

    from PySide6.QtWidgets import QApplication

    from gui.panels.made_up_questions import made_up_shape_question

    app = QApplication(sys.argv)
    theme.apply(app)
    dialog = ShapeDialog(made_up_shape_question())
    dialog.show()
    app.exec()


if __name__ == "__main__":
    _preview()
