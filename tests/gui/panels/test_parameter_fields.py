import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.kmeans.parameters import MAX_SEED
from gui.panels.parameter_fields import CountSpin, FieldGuard, SeedField, SeedSpin


class Panel(QWidget):
    """Two guarded fields; counts the wheel events that reach it."""

    def __init__(self):
        super().__init__()
        self.wheels = 0
        guard = FieldGuard(self)
        self.spin, self.other = CountSpin(self), QLineEdit(self)
        layout = QVBoxLayout(self)
        for field in (self.spin, self.other):
            guard.watch(field)
            layout.addWidget(field)

    def wheelEvent(self, event):
        self.wheels += 1
        event.accept()


@pytest.fixture
def panel(qtbot):
    made = Panel()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def wheel(panel, field):
    position = QPointF(field.mapTo(panel, QPoint(5, 5)))
    QTest.wheelEvent(panel.windowHandle(), position, QPoint(0, 120))


def test_the_wheel_scrolls_the_panel_and_turns_only_a_field_in_focus(panel):
    panel.other.setFocus()
    panel.spin.setValue(10)
    wheel(panel, panel.spin)
    assert (panel.spin.value(), panel.wheels) == (10, 1)
    assert not panel.spin.hasFocus()
    panel.spin.setFocus()
    wheel(panel, panel.spin)
    assert (panel.spin.value(), panel.wheels) == (11, 1)


def test_undo_reaches_the_window_from_inside_a_field(panel, qtbot):
    pressed = []
    action = panel.addAction("Undo")
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(lambda: pressed.append(True))
    panel.other.setFocus()
    qtbot.keyClicks(panel.other, "abc")
    qtbot.keyClick(panel.other, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (pressed, panel.other.text()) == ([True], "abc")


@pytest.mark.parametrize("seed", [0, 1, 2**31, MAX_SEED])
def test_a_seed_is_held_exactly(qtbot, seed):
    spin = SeedSpin()
    qtbot.addWidget(spin)
    spin.setValue(seed)
    assert spin.value() == seed
    assert isinstance(spin.value(), int)
    assert spin.text() == str(seed)


def test_a_seed_stays_within_its_limits_and_steps_by_one(qtbot):
    spin = SeedSpin()
    qtbot.addWidget(spin)
    spin.setValue(2**40)
    assert spin.value() == MAX_SEED
    spin.stepUp()
    assert spin.value() == MAX_SEED
    spin.stepDown()
    assert spin.value() == MAX_SEED - 1
    spin.setValue(-5)
    assert spin.value() == 0


def test_a_seed_can_be_typed(qtbot):
    spin = SeedSpin()
    qtbot.addWidget(spin)
    spin.selectAll()
    qtbot.keyClicks(spin, "4294967295")
    assert spin.value() == MAX_SEED


def test_new_seeds_are_drawn(qtbot):
    field = SeedField()
    qtbot.addWidget(field)
    spy = QSignalSpy(field.seed_drawn)
    for _ in range(3):
        qtbot.mouseClick(field.new_button, Qt.MouseButton.LeftButton)
    drawn = [spy.at(i)[0] for i in range(spy.count())]
    assert len(set(drawn)) == 3  # fails once in 1.4e9 runs
    assert all(0 <= seed <= MAX_SEED for seed in drawn)
    assert field.spin.value() == drawn[-1]
