from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox

from engine.errors import ParameterError
from engine.options import DEFAULTS, OpenOptions
from gui.panels.hint_label import HintLabel
from gui.panels.made_up import made_up_images
from gui.panels.open_options_form import OpenOptionsForm

LEFT = Qt.MouseButton.LeftButton
IMAGES = made_up_images(20)
CHOICES = ("split", "labels", "array", "shape", "transpose")
EVERYTHING = OpenOptions(
    split="test",
    limit=5_000,
    seed=7,
    grey=True,
    size=(48, 64),
    framing="pad",
    normalize=True,
    labels="coarse",
    array="x_train",
    shape=(28, 28, 3),
    transpose=True,
)


@pytest.fixture
def form(qtbot):
    made = OpenOptionsForm()
    made.resize(260, 400)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    made.show_images(IMAGES)
    made.expanded = True
    return made


@pytest.fixture
def limit(form):
    return form.findChild(QSpinBox, "limitSpin")


@pytest.fixture
def size(form):
    return form.findChild(QComboBox, "sizeCombo")


@pytest.fixture
def framing(form):
    return form.findChild(QComboBox, "framingCombo")


@pytest.fixture
def apply(form):
    return form.findChild(QPushButton, "applyOptionsButton")


@pytest.fixture
def reset(form):
    return form.findChild(QPushButton, "resetOptionsButton")


def box(form, name):
    return form.findChild(QCheckBox, f"{name}Box")


def test_the_fields_show_how_the_set_is_open_and_nothing_is_new(form, apply, reset):
    form.show_images(replace(IMAGES, options=EVERYTHING, choices=CHOICES))
    assert form.options() == EVERYTHING
    assert form.fields.limit_spin.text() == "5,000"
    assert form.fields.size_combo.currentText() == "48 × 64"
    assert form.fields.framing_combo.currentData() == "pad"
    assert not apply.isEnabled()
    assert not reset.isEnabled()


def test_what_the_fields_hold_replaces_the_options_of_the_set(form, limit, size, framing):
    limit.setValue(100)
    size.setEditText("32x16")
    framing.setCurrentIndex(framing.findData("stretch"))
    box(form, "grey").click()
    box(form, "normalize").setChecked(True)
    wanted = OpenOptions(
        limit=100, size=(32, 16), framing="stretch", grey=True, normalize=True, array="kept"
    )
    assert form.options() == replace(wanted, array="")
    form.show_images(replace(IMAGES, options=OpenOptions(array="kept")))
    limit.setValue(3)
    assert form.options() == OpenOptions(array="kept", limit=3)


def test_apply_tells_once_something_differs(form, limit, apply, qtbot):
    assert not apply.isEnabled()
    limit.setValue(5)
    with qtbot.waitSignal(form.options_chosen) as told:
        qtbot.mouseClick(apply, LEFT)
    assert told.args == [OpenOptions(limit=5)]
    limit.setValue(0)
    assert not apply.isEnabled()


def test_reset_goes_back_to_what_is_open(form, limit, size, apply, reset, qtbot):
    form.show_images(replace(IMAGES, options=EVERYTHING))
    limit.setValue(5)
    size.setEditText("nonsense")
    qtbot.mouseClick(reset, LEFT)
    assert form.options() == EVERYTHING
    assert not apply.isEnabled()
    assert not reset.isEnabled()


def test_a_size_that_is_none_is_marked_and_cannot_be_applied(form, limit, size, apply, reset):
    hint = form.findChild(HintLabel, "sizeHint")
    assert hint.isHidden()
    limit.setValue(5)
    size.setEditText("4,5 by")
    assert hint.isVisible()
    assert hint.is_error
    assert hint.text() == "“4,5 by” is no size. Write 64, or 48 × 64."
    assert not apply.isEnabled()
    assert reset.isEnabled()
    with pytest.raises(ParameterError):
        form.options()
    size.setEditText("16")
    assert hint.isHidden()
    assert apply.isEnabled()


def test_framing_needs_a_size_and_alone_makes_no_difference(form, size, framing, apply):
    assert not framing.isEnabled()
    framing.setCurrentIndex(framing.findData("pad"))
    assert form.options() == DEFAULTS
    assert not apply.isEnabled()
    size.setEditText("64")
    assert framing.isEnabled()
    assert form.options() == OpenOptions(size=(64, 64), framing="pad")
    size.setCurrentIndex(size.findText("as they are"))
    assert not framing.isEnabled()
    assert not apply.isEnabled()


def test_the_list_of_sizes(size):
    texts = [size.itemText(row) for row in range(size.count())]
    assert texts == ["as they are", "16", "28", "32", "48", "64", "96", "128"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("name", ["limit_spin", "size_combo", "framing_combo", "grey_box"])
def test_enter_in_a_field_applies(form, limit, size, qtbot, key, name):
    size.setEditText("64")
    field = getattr(form.fields, name)
    field.setFocus()
    told = []
    form.options_chosen.connect(told.append)
    qtbot.keyClick(field, key)
    assert told == [OpenOptions(size=(64, 64))]


def test_enter_applies_the_number_that_was_typed(form, limit, qtbot):
    limit.setFocus()
    limit.selectAll()
    qtbot.keyClicks(limit, "12")
    with qtbot.waitSignal(form.options_chosen) as told:
        qtbot.keyClick(limit, Qt.Key.Key_Return)
    assert told.args == [OpenOptions(limit=12)]


def test_enter_applies_nothing_that_is_wrong_or_not_new(form, size, qtbot):
    size.setFocus()
    with qtbot.assertNotEmitted(form.options_chosen):
        qtbot.keyClick(size, Qt.Key.Key_Return)
        size.setEditText("wrong")
        qtbot.keyClick(size, Qt.Key.Key_Return)


def test_enter_on_reset_resets(form, limit, reset, qtbot):
    limit.setValue(5)
    reset.setFocus()
    with qtbot.assertNotEmitted(form.options_chosen):
        qtbot.keyClick(reset, Qt.Key.Key_Return)
    assert limit.value() == 0


def test_options_of_some_sets_show_only_for_those(form):
    some = {
        "labels": form.findChild(QComboBox, "labelsCombo"),
        "transpose": box(form, "transpose"),
        "array": form.findChild(QPushButton, "chooseArrayButton"),
        "shape": form.findChild(QPushButton, "chooseShapeButton"),
    }
    assert not any(field.isVisible() for field in some.values())
    for name, field in some.items():
        form.show_images(replace(IMAGES, choices=(name,)))
        assert [one for one in some.values() if one.isVisible()] == [field]


def test_labels_and_transpose(form):
    form.show_images(replace(IMAGES, choices=("labels", "transpose")))
    labels = form.findChild(QComboBox, "labelsCombo")
    labels.setCurrentIndex(labels.findData("coarse"))
    box(form, "transpose").setChecked(True)
    assert form.options() == OpenOptions(labels="coarse", transpose=True)


@pytest.mark.parametrize("option", ["array", "shape"])
def test_another_array_or_shape_can_be_asked_for(form, qtbot, option):
    form.show_images(replace(IMAGES, choices=("array", "shape")))
    button = form.findChild(QPushButton, f"choose{option.capitalize()}Button")
    with qtbot.waitSignal(form.question_wanted) as told:
        qtbot.mouseClick(button, LEFT)
    assert told.args == [option]


def test_the_header_folds_and_tells(form, qtbot):
    told = []
    form.expanded_changed.connect(told.append)
    assert form.fields.isVisible()
    qtbot.mouseClick(form.header, LEFT)
    assert not form.fields.isVisible()
    assert not form.expanded
    form.header.setFocus()
    qtbot.keyClick(form.header, Qt.Key.Key_Space)
    assert form.fields.isVisible()
    form.expanded = True
    assert told == [False, True]


def test_is_one_line_at_first(qtbot):
    made = OpenOptionsForm()
    qtbot.addWidget(made)
    assert not made.expanded
    assert made.sizeHint().height() == made.header.sizeHint().height()


def test_the_header_sums_up_what_is_open(form, limit):
    assert form.header.summary == "defaults"
    form.show_images(replace(IMAGES, options=EVERYTHING, choices=("split",)))
    expected = "test · 5,000 images · grey · 48 × 64 padded · contrast normalised"
    assert form.header.summary == expected
    limit.setValue(3)  # not applied yet
    assert form.header.summary == expected
    document = QTextDocument()
    document.setHtml(form.header.toolTip())
    assert document.toPlainText() == expected


def test_a_long_summary_never_widens_the_panel(form):
    hostile = OpenOptions(array="<img src='x'>\x1b" + "a" * 400)
    form.show_images(replace(IMAGES, options=hostile, choices=("array",)))
    assert form.minimumSizeHint().width() <= 244
    assert form.header.summary.startswith("array <img src='x'>\\x1baaa")
    assert not form.header.grab().isNull()


def test_without_images_nothing_can_be_chosen(form, apply):
    form.fields.limit_spin.setValue(9)
    form.show_images(None)
    assert not form.isEnabled()
    assert not apply.isEnabled()
    assert form.header.summary == ""
    assert form.options() == DEFAULTS
    form.show_images(IMAGES)
    assert form.isEnabled()


def test_words_and_keys(form):
    form.show_images(replace(IMAGES, choices=CHOICES))
    labels = form.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    fields = (
        form.fields.limit_spin,
        form.fields.size_combo,
        form.fields.framing_combo,
        form.fields.labels_combo,
        form.fields.grey_box,
        form.fields.normalize_box,
        form.fields.transpose_box,
    )
    for field in fields:
        assert field.accessibleName()
        assert field.toolTip()
    buddies = {label.buddy() for label in labels} - {None}
    assert buddies == set(fields[:4])


def test_tab_visits_the_fields_in_their_order(form, limit, qtbot):
    form.show_images(replace(IMAGES, options=OpenOptions(size=(8, 8)), choices=CHOICES))
    limit.setValue(3)
    limit.setFocus()
    seen = [limit.objectName()]
    for _ in range(10):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        seen.append(form.focusWidget().objectName())
    assert seen == [
        "limitSpin",
        "sizeCombo",
        "framingCombo",
        "labelsCombo",
        "greyBox",
        "normalizeBox",
        "transposeBox",
        "chooseArrayButton",
        "chooseShapeButton",
        "applyOptionsButton",
        "resetOptionsButton",
    ]
