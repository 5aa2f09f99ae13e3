from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QToolTip

from gui import theme
from gui.colours import DARK, LIGHT, blend, contrast, numbered, text_on

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes (2009), complete protanopia and deuteranopia, linear RGB.
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: QColor, seen_through: np.ndarray) -> np.ndarray:
    values = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(seen_through @ linear, 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(colours: tuple[QColor, ...], seen_through: np.ndarray) -> float:
    points = [lab(colour, seen_through) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(points, 2))


@pytest.fixture
def scheme(qapp):
    """The theme in force, put back to what it was."""
    current = theme.current()
    mode = current.mode
    yield current
    current.set_mode(mode)


def test_contrast_has_the_known_extremes():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)
    assert contrast(QColor("red"), QColor("red")) == 1


@SCHEMES
def test_words_can_be_read_everywhere(colours):
    for ground in (colours.window, colours.surface, colours.raised):
        assert contrast(colours.text, ground) >= 7
        assert contrast(colours.muted_text, ground) >= 4.5
        for words in (colours.link, colours.error, colours.warning):
            assert contrast(words, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.accent, colours.surface) >= 3
    assert contrast(colours.plot_foreground, colours.plot_background) >= 4.5


@SCHEMES
def test_hand_chosen_cluster_colours_are_told_apart_by_everybody(colours):
    assert closest(colours.clusters, np.eye(3)) >= 26
    assert closest(colours.clusters, PROTANOPIA) >= 10
    assert closest(colours.clusters, DEUTERANOPIA) >= 10


@pytest.mark.parametrize("dark", [False, True])
def test_hundreds_of_clusters_have_visible_colours_of_their_own(dark):
    colours = [numbered(cluster, dark=dark) for cluster in range(1000)]
    assert len({colour.rgb() for colour in colours[:256]}) == 256
    surface = (DARK if dark else LIGHT).surface
    assert min(contrast(colour, surface) for colour in colours) >= 3
    assert min(contrast(text_on(colour), colour) for colour in colours) >= 4.2
    for before, after in pairwise(colours):
        assert np.linalg.norm(lab(before, np.eye(3)) - lab(after, np.eye(3))) > 15


def test_blend_is_a_weighted_mean():
    assert blend(QColor("black"), QColor("white"), 0.0) == QColor("black")
    assert blend(QColor("black"), QColor("white"), 1.0) == QColor("white")
    assert blend(QColor("#000000"), QColor("#ff0064"), 0.5).name() == "#800032"


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_a_forced_scheme_reaches_palette_and_tooltips(qapp, scheme, mode, colours):
    scheme.set_mode(mode)
    assert scheme.is_dark == (mode == "dark")
    assert scheme.colours is colours
    role, off = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    palette = qapp.palette()
    assert palette.color(role.Window) == colours.window
    assert palette.color(role.Base) == colours.surface
    assert palette.color(role.Accent) == colours.accent
    assert palette.color(role.Link) == colours.link
    assert palette.color(role.PlaceholderText) == colours.muted_text
    assert palette.color(off, role.ButtonText) == colours.disabled_text
    assert QToolTip.palette().color(role.ToolTipText) == colours.text


def test_changed_is_told_once_per_change(scheme, qtbot):
    scheme.set_mode("light")
    heard = []

    def hear() -> None:
        heard.append(scheme.colours.text.name())

    scheme.changed.connect(hear)
    scheme.set_mode("dark")
    scheme.set_mode("dark")
    scheme.set_mode("light")
    scheme.changed.disconnect(hear)
    assert heard == [DARK.text.name(), LIGHT.text.name()]


def test_system_mode_follows_what_the_system_says(qapp, scheme, monkeypatch):
    says = [Qt.ColorScheme.Dark]
    monkeypatch.setattr(theme, "system_scheme", lambda _app: says[0])
    scheme.set_mode("system")
    assert scheme.is_dark
    says[0] = Qt.ColorScheme.Light
    qapp.styleHints().colorSchemeChanged.emit(says[0])
    assert not scheme.is_dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == LIGHT.window
    monkeypatch.undo()


def test_a_forced_scheme_does_not_follow_the_system(qapp, scheme):
    scheme.set_mode("light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not scheme.is_dark


def test_unknown_mode_is_refused_and_changes_nothing(scheme):
    scheme.set_mode("dark")
    with pytest.raises(ValueError, match="'sepia' is none of system, light, dark"):
        scheme.set_mode("sepia")
    assert scheme.mode == "dark"


def test_one_theme_an_application(qapp, scheme):
    assert theme.current() is scheme
    assert theme.apply(qapp, scheme.mode) is scheme
    assert qapp.style().name() == "fusion"
    assert qapp.styleSheet() == ""


def test_remembered_things_live_as_long_as_the_colours(scheme):
    scheme.set_mode("light")
    made = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [scheme.remember("key", make), scheme.remember("key", make)] == [0, 0]
    scheme.set_mode("dark")
    assert scheme.remember("key", make) == 1


def test_run_colours_come_from_the_hand_chosen_ones(scheme):
    scheme.set_mode("light")
    assert theme.run_colour(0) == theme.cluster_colour(0) == LIGHT.clusters[0]
    assert theme.run_colour(13) == LIGHT.clusters[1]
    theme.cluster_colour(0).setRed(1)  # callers get copies
    assert theme.cluster_colour(0) == LIGHT.clusters[0]
