import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from gui.models.sweep_request import SweepRequest
from gui.panels.sweep_form import SweepForm


@pytest.fixture
def form(qtbot):
    made = SweepForm()
    qtbot.addWidget(made)
    made.set_enabled(True)
    return made


def test_two_to_twenty_is_asked_for_at_first(form, qtbot):
    assert form.hint.text() == "19 fits, 19 runs"
    with qtbot.waitSignal(form.sweep_requested) as told:
        form.run_button.click()
    assert told.args == [SweepRequest(tuple(range(2, 21)), (1,), ("k-means++",), False)]


def test_what_the_fields_hold_is_asked_for_on_enter(form, qtbot):
    form.runs_edit.setText("1, 3")
    form.inits.choices["random"].trigger()
    form.warm_box.click()
    form.values_edit.setText("3, 5, 10")
    assert form.hint.text() == "12 fits, 16 runs"
    with qtbot.waitSignal(form.sweep_requested) as told:
        qtbot.keyClick(form.values_edit, Qt.Key.Key_Return)
    assert told.args == [SweepRequest((3, 5, 10), (1, 3), ("k-means++", "random"), True)]


@pytest.mark.parametrize("text", ["2-", "0", "5-2", "", "x", "1-2000", "2,,3", "9" * 5000])
def test_wrong_values_are_refused_beside_the_field(form, qtbot, text):
    form.values_edit.setText(text)
    assert form.hint.is_error
    assert form.hint.text()[0].isupper() or form.hint.text()[0] == "'"
    assert not form.run_button.isEnabled()
    with qtbot.assertNotEmitted(form.sweep_requested):
        qtbot.keyClick(form.values_edit, Qt.Key.Key_Return)
    with pytest.raises(ParameterError):
        form.request()
    form.values_edit.setText("4")
    assert not form.hint.is_error
    assert form.run_button.isEnabled()


def test_wrong_runs_and_no_initialisation_are_refused_too(form):
    form.runs_edit.setText("0")
    assert form.hint.is_error
    form.runs_edit.setText("2")
    form.inits.choices["k-means++"].trigger()
    assert form.hint.text() == "No initialisation is chosen. Choose one or more."


def test_more_clusters_than_images_are_refused(form):
    form.set_n_images(15)
    assert form.hint.text() == "20 clusters for 15 images. Give at most 15."
    form.set_n_images(20)
    assert not form.hint.is_error


def test_runs_and_initialisation_follow_the_panel_until_chosen(form, qtbot):
    form.set_base(KMeansParameters(n_init=5, init="random"))
    assert (form.request().n_inits, form.request().inits) == ((5,), ("random",))
    form.set_base(KMeansParameters(n_clusters=2, init=np.zeros((2, 3))))
    assert (form.request().n_inits, form.request().inits) == ((1,), ("random",))
    form.runs_edit.clear()
    qtbot.keyClicks(form.runs_edit, "2")
    form.inits.choices["farthest"].trigger()
    form.set_base(KMeansParameters(n_init=7))
    assert (form.request().n_inits, form.request().inits) == ((2,), ("random", "farthest"))


def test_it_says_why_it_cannot_run(form, qtbot):
    form.set_enabled(False, "Wait for the fit that runs")
    assert not form.run_button.isEnabled()
    assert form.run_button.toolTip() == "Wait for the fit that runs"
    with qtbot.assertNotEmitted(form.sweep_requested):
        qtbot.keyClick(form.values_edit, Qt.Key.Key_Return)
    form.set_enabled(True)
    assert form.run_button.isEnabled()


def test_it_is_compact(form):
    form.resize(640, form.sizeHint().height())
    assert form.minimumSizeHint().width() <= 640
    assert form.sizeHint().height() <= 90
