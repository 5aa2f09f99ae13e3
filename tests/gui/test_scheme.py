import pytest

from gui.colours import DARK, LIGHT
from gui.scheme import is_dark, scheme
from gui.theme import make_palette


@pytest.mark.parametrize(("colours", "dark"), [(LIGHT, False), (DARK, True)])
def test_light_and_dark_are_told_from_the_palette(qapp, colours, dark):
    palette = make_palette(colours)
    assert is_dark(palette) is dark
    assert scheme(palette) is colours
