import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox

from engine.errors import ParameterError
from engine.kmeans.parameters import MAX_SEED, KMeansParameters
from gui.panels.hint_label import HintLabel
from gui.panels.parameter_fields import SeedSpin
from gui.panels.parameters_panel import ParametersPanel

FIELDS = ("n_clusters", "init", "n_init", "max_iter", "tol", "random_state")


@pytest.fixture
def panel(qtbot):
    made = ParametersPanel()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def clusters(panel):
    return panel.findChild(QSpinBox, "nClustersSpin")


@pytest.fixture
def tolerance(panel):
    return panel.findChild(QLineEdit, "tolEdit")


@pytest.fixture
def changes(panel):
    return QSignalSpy(panel.parameters_changed)


def values(parameters):
    return tuple(getattr(parameters, field) for field in FIELDS)


def newest(spy):
    return values(spy.at(spy.count() - 1)[0])


def hint(panel, name):
    return panel.findChild(HintLabel, name)


def test_starts_with_the_defaults(panel):
    assert panel.is_valid
    assert values(panel.parameters()) == values(KMeansParameters())
    assert not panel.undo_stack.canUndo()


def test_every_field_can_be_found_and_changes_its_parameter(panel, clusters, tolerance, changes):
    clusters.setValue(7)
    combo = panel.findChild(QComboBox, "initCombo")
    combo.setCurrentIndex(combo.findData("farthest"))
    panel.findChild(QSpinBox, "nInitSpin").setValue(3)
    panel.findChild(QSpinBox, "maxIterSpin").setValue(50)
    tolerance.setText("0.5")
    panel.findChild(SeedSpin, "seedSpin").setValue(MAX_SEED)
    expected = (7, "farthest", 3, 50, 0.5, MAX_SEED)
    assert values(panel.parameters()) == expected
    assert changes.count() == 6
    assert newest(changes) == expected


def test_labels_lead_to_their_fields(panel):
    buddies = {
        label.buddy().objectName(): label.text()
        for label in panel.findChildren(QLabel)
        if label.buddy()
    }
    assert buddies == {
        "nClustersSpin": "Clusters (&K)",
        "initCombo": "&Initialisation",
        "nInitSpin": "R&uns",
        "maxIterSpin": "&Most iterations",
        "tolEdit": "&Tolerance",
        "seedSpin": "Random &seed",
    }


def test_tab_goes_from_field_to_field(panel, clusters, qtbot):
    with qtbot.waitActive(panel):
        panel.show()
    clusters.setFocus()
    visited = []
    for _ in range(8):
        visited.append(panel.focusWidget().objectName())
        panel.focusNextChild()
    assert visited == [
        "nClustersSpin",
        "initCombo",
        "nInitSpin",
        "maxIterSpin",
        "tolEdit",
        "seedSpin",
        "newSeedButton",
        "defaultsButton",
    ]


def test_tab_comes_in_at_the_first_field(panel):
    widget = panel.nextInFocusChain()
    while not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        widget = widget.nextInFocusChain()
    assert widget.objectName() == "nClustersSpin"


def test_the_effective_tolerance_is_shown_live(panel, tolerance):
    panel.set_data_info(100, 2025.0)
    shown = hint(panel, "tolHint")
    assert shown.text() == "stops at a shift of at most 0.45 levels"
    assert shown.text() in tolerance.toolTip()
    tolerance.setText("0")
    assert shown.text() == "stops when no image moves"
    assert shown.text() in tolerance.toolTip()


def test_more_clusters_than_images_is_said_beside_the_field(panel, clusters, changes, qtbot):
    with qtbot.waitSignal(panel.validity_changed) as turned:
        panel.set_data_info(9, 2025.0)
    assert turned.args == [False]
    shown = hint(panel, "nClustersHint")
    assert not shown.isHidden()
    assert shown.text() == "10 clusters for 9 images. Give at most 9."
    with pytest.raises(ParameterError, match="10 clusters for 9 images"):
        panel.parameters()
    clusters.setValue(11)
    assert changes.count() == 0
    with qtbot.waitSignal(panel.validity_changed) as turned:
        clusters.setValue(9)
    assert turned.args == [True]
    assert shown.isHidden()
    assert newest(changes)[0] == 9


def test_without_images_any_number_of_clusters_is_right(panel, clusters):
    panel.set_data_info(5, 1.0)
    assert not panel.is_valid
    panel.set_data_info(0, float("nan"))
    assert panel.is_valid
    clusters.setValue(100_000)
    assert panel.parameters().n_clusters == 100_000


def test_a_bad_tolerance_is_said_and_nothing_changes(panel, tolerance, clusters, changes):
    tolerance.setText("0,001")
    assert not panel.is_valid
    assert hint(panel, "tolHint").is_error
    assert hint(panel, "tolHint").text().startswith("'0,001' is not a number.")
    with pytest.raises(ParameterError, match="not a number"):
        panel.parameters()
    clusters.setValue(5)
    assert changes.count() == 0
    tolerance.setText("0.001")
    assert panel.is_valid
    assert not hint(panel, "tolHint").is_error
    assert newest(changes)[0::4] == (5, 0.001)
    assert changes.count() == 1


def test_another_spelling_of_the_same_number_is_no_change(panel, tolerance, changes):
    tolerance.setText("1e-4")
    assert changes.count() == 0
    assert not panel.undo_stack.canUndo()


def test_undo_and_redo_a_change(panel, clusters, changes):
    clusters.setValue(5)
    assert panel.undo_stack.undoText() == "Clusters 10 → 5"
    panel.undo_stack.undo()
    assert clusters.value() == 10
    assert newest(changes)[0] == 10
    panel.undo_stack.redo()
    assert clusters.value() == 5
    assert changes.count() == 3


def test_undo_of_a_text_brings_the_number_back(panel, tolerance):
    tolerance.setText("0")
    tolerance.setText("rubbish")
    panel.undo_stack.undo()
    assert tolerance.text() == "0.0001"
    assert panel.is_valid


def test_stepping_a_field_is_one_step(panel, clusters, qtbot):
    with qtbot.waitActive(panel):
        panel.show()
    clusters.setFocus()
    for _ in range(4):
        qtbot.keyClick(clusters, Qt.Key.Key_Up)
    assert panel.undo_stack.count() == 1
    assert panel.undo_stack.undoText() == "Clusters 10 → 14"
    qtbot.keyClick(clusters, Qt.Key.Key_Return)
    qtbot.keyClick(clusters, Qt.Key.Key_Up)
    assert panel.undo_stack.undoText() == "Clusters 14 → 15"
    panel.undo_stack.undo()
    panel.undo_stack.undo()
    assert clusters.value() == 10


def test_there_and_back_again_leaves_no_step(panel, clusters, qtbot):
    with qtbot.waitActive(panel):
        panel.show()
    clusters.setFocus()
    qtbot.keyClick(clusters, Qt.Key.Key_Up)
    qtbot.keyClick(clusters, Qt.Key.Key_Down)
    assert panel.undo_stack.count() == 0


def test_each_initialisation_chosen_is_a_step(panel, qtbot):
    with qtbot.waitActive(panel):
        panel.show()
    combo = panel.findChild(QComboBox, "initCombo")
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert panel.undo_stack.count() == 2
    assert panel.undo_stack.undoText() == "Initialisation Random images → Farthest first"


def test_given_parameters_are_one_step(panel, changes):
    given = KMeansParameters(
        n_clusters=3, init="gaussian", n_init=4, max_iter=9, tol=0, random_state=7
    )
    panel.set_parameters(given)
    assert values(panel.parameters()) == values(given)
    assert changes.count() == 1
    assert panel.undo_stack.undoText() == "Parameters"
    panel.set_parameters(given)
    assert panel.undo_stack.count() == 1
    panel.undo_stack.undo()
    assert values(panel.parameters()) == values(KMeansParameters())


def test_seeds_given_as_an_array_have_no_field(panel):
    with pytest.raises(ParameterError, match="have no field"):
        panel.set_parameters(KMeansParameters(n_clusters=2, init=np.zeros((2, 4))))


def test_defaults_come_back_even_over_a_text_that_cannot_be_read(panel, clusters, tolerance, qtbot):
    clusters.setValue(5)
    tolerance.setText("rubbish")
    button = panel.findChild(QPushButton, "defaultsButton")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.is_valid
    assert values(panel.parameters()) == values(KMeansParameters())
    assert tolerance.text() == "0.0001"
    assert panel.undo_stack.undoText() == "Defaults"
    panel.undo_stack.undo()
    assert clusters.value() == 5


def test_a_new_seed_can_be_undone(panel, qtbot):
    qtbot.mouseClick(panel.form.seed_field.new_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.form.seed_field.new_button, Qt.MouseButton.LeftButton)
    assert panel.undo_stack.count() == 2
    panel.undo_stack.undo()
    panel.undo_stack.undo()
    assert panel.parameters().random_state == 0
