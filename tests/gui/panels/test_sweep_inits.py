import pytest

from engine.kmeans.parameters import INIT_NAMES
from gui.panels.sweep_inits import InitsButton


@pytest.fixture
def button(qtbot):
    made = InitsButton()
    qtbot.addWidget(made)
    return made


def test_every_initialisation_has_a_check_mark(button):
    assert tuple(button.choices) == INIT_NAMES
    assert button.names() == ("k-means++",)
    assert button.text() == "k-means++"


def test_several_can_be_checked_and_none(button, qtbot):
    with qtbot.waitSignal(button.changed):
        button.choices["farthest"].trigger()
    assert button.names() == ("k-means++", "farthest")
    assert button.text() == "2 initialisations"
    assert "Farthest first" in button.accessibleName()
    button.choices["k-means++"].trigger()
    button.choices["farthest"].trigger()
    assert button.names() == ()
    assert button.text() == "none chosen"


def test_setting_them_tells_nobody(button, qtbot):
    with qtbot.assertNotEmitted(button.changed):
        button.set_names(("random",))
    assert button.names() == ("random",)
