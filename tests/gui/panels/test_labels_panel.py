from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton

from engine.history import History
from engine.insight.agreement import agreement
from engine.insight.contingency import contingency
from gui import theme
from gui.models.contingency_model import CellRole
from gui.panels.contingency_cells import ShadeScale
from gui.panels.hint import Hint
from gui.panels.labels_panel import LabelsPanel
from gui.panels.made_up import NAMES, made_up_images, made_up_report

IMAGES = made_up_images(300)
N_CLASSES = len(NAMES)
REPORT, _ = made_up_report(IMAGES, N_CLASSES)
TABLE = contingency(IMAGES.labels, N_CLASSES, REPORT.labels, N_CLASSES)
HISTORY = History(len(IMAGES))
HISTORY.add(REPORT)
MOMENT = HISTORY.moment(0, 0)


@pytest.fixture
def hidden(qtbot):
    made = LabelsPanel()
    qtbot.addWidget(made)
    made.resize(640, 560)
    yield made
    made.close()


@pytest.fixture
def panel(hidden, qtbot):
    with qtbot.waitExposed(hidden):
        hidden.show()
    hidden.set_images(IMAGES)
    return hidden


def shown(panel):
    """The numbers in the table by class and cluster; None while there is none in sight."""
    view = panel.contingency.view
    if not view.isVisible():
        return None
    model = view.model()
    found = np.zeros((model.rowCount(), model.columnCount()), np.int64)
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            found[model.cell(index)] = int(index.data().replace(",", ""))
    return found


def text_of(panel, name) -> str:
    return panel.findChild(QToolButton, f"{name}Figure").text()


def hint_of(panel) -> str:
    hint = panel.findChild(Hint)
    return f"{hint.accessibleName()}: {hint.accessibleDescription()}" if hint.isVisible() else ""


def test_hints_say_what_is_missing(panel):
    assert "press Run" in hint_of(panel)
    panel.set_images(replace(IMAGES, labels=None, class_names=()))
    for word in ("no labels", "one folder a class", "labels.npy", "y_train"):
        assert word in hint_of(panel)
    panel.set_images(None)
    assert hint_of(panel).startswith("Open an image set")


def test_a_table_comes_with_its_figures_at_once(panel):
    panel.show_table(TABLE, 3)
    np.testing.assert_array_equal(shown(panel), TABLE)
    figures = agreement(IMAGES.labels, N_CLASSES, REPORT.labels, N_CLASSES)
    assert text_of(panel, "ari") == f"ARI {figures.ari:.4f}"
    assert text_of(panel, "matched_accuracy").startswith("Matched accuracy")
    whole = panel.findChild(QLabel, "contingencyWhole").text()
    assert whole == "300 images of 5 classes in 5 clusters; 3 of unknown class left out"


def test_figures_of_scikit_learn_take_the_place_of_those_of_the_table(panel):
    def tip():
        return panel.findChild(QToolButton, "ariFigure").toolTip()

    panel.show_table(TABLE, 0)
    assert "from the table" in tip()
    panel.show_agreement(agreement(IMAGES.labels, N_CLASSES, REPORT.labels, N_CLASSES))
    assert "Computed by scikit-learn" in tip()
    panel.show_table(TABLE, 0)
    assert "from the table" in tip()


def test_a_table_that_changes_later_is_not_what_was_shown(hidden):
    table = TABLE.copy()
    hidden.set_images(IMAGES)
    hidden.show_table(table, 0)
    table[:] = 0
    hidden.show()
    np.testing.assert_array_equal(shown(hidden), TABLE)


def test_hidden_it_keeps_what_comes_and_draws_it_when_shown(hidden, qtbot):
    hidden.set_images(IMAGES)
    hidden.show_moment(MOMENT)
    hidden.show_table(TABLE, 0)
    figures = agreement(IMAGES.labels, N_CLASSES, REPORT.labels, N_CLASSES)
    hidden.show_agreement(figures)
    assert not hidden.contingency.has_table
    with qtbot.waitExposed(hidden):
        hidden.show()
    np.testing.assert_array_equal(shown(hidden), TABLE)
    assert "by scikit-learn" in hidden.findChild(QToolButton, "nmiFigure").toolTip()
    assert text_of(hidden, "distortion") != "Distortion –"


def test_a_moment_marks_its_iteration_and_shows_its_centroids(panel):
    panel.show_table(TABLE, 0)
    panel.show_curves(0, [0], {"ari": [0.5]})
    panel.show_moment(MOMENT)
    assert panel.curves.here.isVisible()
    model = panel.contingency.model
    assert model.headerData(0, Qt.Orientation.Horizontal, CellRole.CENTROID) is not None
    assert text_of(panel, "distortion") != "Distortion –"


def test_a_click_opens_class_and_cluster(panel, qtbot):
    panel.show_table(TABLE, 0)
    view = panel.contingency.view
    place = view.visualRect(view.model().index(2, 3)).center()
    with qtbot.waitSignal(panel.cell_activated) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [2, 3]


def test_order_and_shade_are_chosen(panel):
    panel.show_table(np.eye(5, dtype=np.int64)[::-1] * 60, 0)
    order = panel.findChild(QComboBox, "columnOrderCombo")
    order.setCurrentIndex(order.findText("matched to classes"))
    assert panel.contingency.model.clusters.tolist() == [4, 3, 2, 1, 0]
    scale = panel.findChild(ShadeScale)
    assert scale.limit == "100.0 %"
    shade = panel.findChild(QComboBox, "shadeCombo")
    shade.setCurrentIndex(shade.findText("number of images"))
    assert scale.limit == "60"


def test_columns_stay_while_a_run_goes_on(panel):
    order = panel.findChild(QComboBox, "columnOrderCombo")
    order.setCurrentIndex(1)
    table = np.eye(5, dtype=np.int64) * 60
    panel.show_table(table, 0)
    panel.set_live(True)
    panel.show_table(table[::-1], 0)
    assert panel.contingency.model.clusters.tolist() == [0, 1, 2, 3, 4]
    panel.set_live(False)
    assert panel.contingency.model.clusters.tolist() == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(("n_classes", "n_clusters"), [(1, 1), (1, 30), (500, 1), (500, 100)])
def test_any_number_of_classes_and_clusters_draws(panel, n_classes, n_clusters):
    labels = (np.arange(300) % n_classes).astype(np.int32)
    names = tuple(f"class {number}" for number in range(n_classes))
    panel.set_images(replace(IMAGES, labels=labels, class_names=names))
    clusters = np.zeros(300, np.int32)  # all others are empty
    table = contingency(labels, n_classes, clusters, n_clusters)
    panel.show_table(table, 0)
    panel.show_curves(0, [0, 1], {"ari": [0.0, 0.0]})
    panel.grab()
    np.testing.assert_array_equal(shown(panel), table)


def test_clearing_and_other_images_take_everything_away(panel):
    for forget in (panel.clear, lambda: panel.set_images(IMAGES)):
        panel.show_table(TABLE, 0)
        panel.show_moment(MOMENT)
        forget()
        assert shown(panel) is None
        assert text_of(panel, "ari") == "ARI –"
        assert not panel.curves.here.isVisible()


def test_light_and_dark_draw_alike(panel, colours_of_before):
    panel.show_table(TABLE, 0)
    panel.show_moment(MOMENT)
    panel.show_curves(0, [0, 1], {"ari": [0.1, 0.2], "distortion": [2.0, 1.0]})
    grounds = []
    for mode in ("light", "dark"):
        theme.current().set_mode(mode)
        panel.grab()
        grounds.append(panel.curves.colours.background.name())
        assert grounds[-1] == theme.current().colours.plot_background.name()
    assert grounds[0] != grounds[1]


def test_closed_it_takes_what_still_comes(panel):
    panel.close()
    panel.show_table(TABLE, 0)
    panel.show_curves(0, [0], {"ari": [0.5]})
    panel.show_moment(MOMENT)
    panel.clear()
