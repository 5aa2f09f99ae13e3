import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton

from engine.insight.agreement import MEANINGS, agreement_of_table
from gui import theme
from gui.panels.agreement_figures import DISTORTION, FIGURES, AgreementFigures

SQUARE = agreement_of_table(np.array([[8, 2], [1, 9]]))
WIDE = agreement_of_table(np.array([[8, 2, 0], [1, 9, 0]]))


@pytest.fixture
def figures(qtbot):
    made = AgreementFigures()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def button(figures, name) -> QToolButton:
    return figures.findChild(QToolButton, f"{name}Figure")


def meaning(figures) -> str:
    return figures.findChild(QLabel, "figureMeaning").text()


def test_every_figure_of_agreement_is_there_and_explained(figures, qtbot):
    assert set(FIGURES) == {*MEANINGS, DISTORTION}
    figures.show_agreement(SQUARE, "Computed so.")
    for name in MEANINGS:
        value = f"{getattr(SQUARE, name):.4f}"
        assert button(figures, name).text() == f"{FIGURES[name].title} {value}"
        assert "Computed so." in button(figures, name).toolTip()
        qtbot.mouseClick(button(figures, name), Qt.MouseButton.LeftButton)
        assert meaning(figures) == f"{FIGURES[name].title}: {MEANINGS[name]}"


def test_as_many_clusters_as_classes_are_matched_and_others_vote(figures):
    figures.show_agreement(SQUARE, "")
    assert button(figures, "matched_accuracy").text() == "Matched accuracy 0.8500"
    button(figures, "matched_accuracy").setChecked(True)
    figures.show_agreement(WIDE, "")
    assert button(figures, "matched_accuracy").text() == "Majority vote 0.8500"
    assert meaning(figures).startswith(f"Majority vote: {MEANINGS['purity']}")
    figures.show_agreement(SQUARE, "")
    assert meaning(figures).startswith("Matched accuracy:")


def test_no_image_of_known_class_has_no_figures(figures):
    figures.show_agreement(agreement_of_table(np.zeros((2, 3), np.int64)), "")
    assert button(figures, "ari").text() == "ARI –"


def test_chance_has_no_sign(figures):
    figures.show_agreement(agreement_of_table(np.full((9, 9), 999_999)), "")
    assert button(figures, "ari").text() == "ARI 0.0000"


def test_the_distortion_stands_beside_them_until_all_is_cleared(figures):
    figures.show_agreement(SQUARE, "")
    figures.show_distortion(4.65123e10)
    assert button(figures, DISTORTION).text() == "Distortion 4.651e10"
    figures.clear()
    assert {b.text()[-1] for b in figures.findChildren(QToolButton)} == {"–"}


def test_keys_choose_a_figure(figures, qtbot):
    button(figures, "nmi").setFocus()
    qtbot.keyClick(button(figures, "nmi"), Qt.Key.Key_Space)
    assert meaning(figures).startswith("NMI:")


def test_swatches_follow_light_and_dark(figures, colours_of_before):
    def seen():
        return button(figures, "ari").icon().pixmap(22, 12).toImage().pixelColor(5, 6).name()

    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        assert seen() == theme.current().colours.clusters[0].name()
