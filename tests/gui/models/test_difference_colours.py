from __future__ import annotations

import numpy as np
import pytest

from gui.colours import GRAPHICS_CONTRAST
from gui.models import difference_colours as colours
from tests.gui.test_theme import DEUTERANOPIA, PROTANOPIA

GREY = np.array(colours.RED_GREEN_BLUE)


def seen(rgb: np.ndarray, through: np.ndarray) -> np.ndarray:
    linear = (rgb / 255.0) ** 2.2
    return np.clip(linear @ through.T, 0, 1)


def test_the_sign_and_the_ends_of_a_difference_are_seen():
    values = np.array([[-5.0, 0.0, 5.0, 50.0]])
    (blue, white, orange, beyond) = colours.difference_colours(values, 5.0)[0].astype(int)
    assert white.tolist() == [255, 255, 255]
    assert blue[2] > blue[0] + 50
    assert orange[0] > orange[2] + 50
    assert beyond.tolist() == orange.tolist()


def test_both_arms_darken_steadily_and_alike():
    scale = colours.difference_scale()[0] @ GREY
    middle = len(scale) // 2
    assert (np.diff(scale[: middle + 1]) > 0).all()
    assert (np.diff(scale[middle:]) < 0).all()
    assert np.abs(scale - scale[::-1]).max() < 30
    assert (255 + 12) / (scale[0] + 12) > GRAPHICS_CONTRAST


@pytest.mark.parametrize("through", [PROTANOPIA, DEUTERANOPIA])
def test_darker_and_lighter_are_told_apart_by_everybody(through):
    scale = seen(colours.difference_scale()[0], through)
    blueness = scale[:, 2] - scale[:, 0]
    middle = len(scale) // 2
    assert (blueness[: middle - 20] > 0.02).all()
    assert (blueness[middle + 21 :] < -0.02).all()


def test_a_spread_grows_lighter_steadily():
    scale = colours.spread_scale()[0] @ GREY
    assert (np.diff(scale) >= 0).all()
    shown = colours.spread_colours(np.array([[2.0, 3.0, 4.0]]))[0] @ GREY
    assert (shown[0], shown[2]) == (scale[0], scale[-1])
    assert shown[0] < shown[1] < shown[2]


def test_the_scale_is_stated_in_levels():
    assert colours.difference_ends(84.26) == ("−84.3", "0", "+84.3")
    assert colours.difference_ends(0.0) == ("", "0", "")
    assert colours.spread_ends(np.array([[0.0, 61.24]])) == ("0", "", "61.2")
    assert colours.spread_ends(np.full((2, 2), 3.0)) == ("3", "", "")


def test_nothing_differs():
    nothing = np.zeros((2, 3))
    assert (colours.difference_colours(nothing, 0.0) == 255).all()
    assert (colours.spread_colours(nothing) == colours.spread_scale()[0, 0]).all()
    assert colours.reach() == colours.reach(nothing) == 0


def test_reach_knows_no_sign():
    assert colours.reach(np.array([[1.0, -7.0]]), np.array([[3.0]])) == 7


def test_brightness_is_linear_and_grey_stays():
    random = np.random.default_rng(0)
    one, other = random.random((2, 4, 5, 3)) * 255
    apart = colours.brightness(one) - colours.brightness(other)
    np.testing.assert_allclose(colours.brightness(one - other), apart, atol=1e-10)
    grey = random.random((4, 5, 1))
    assert (colours.brightness(grey) == grey[:, :, 0]).all()
    np.testing.assert_allclose(colours.brightness(np.full((2, 2, 3), 9.0)), 9)


def test_deviation_is_the_root_mean_square_over_channels():
    assert colours.deviation(np.array([[[3.0, 4.0, 0.0]]])) == pytest.approx(np.sqrt(25 / 3))
    assert colours.deviation(np.array([[[3.0]]])) == 3


def test_large_pictures_are_thinned_out():
    assert colours.brightness(np.zeros((600, 300, 3))).shape == (200, 100)
    assert colours.deviation(np.zeros((600, 300, 1))).shape == (200, 100)
