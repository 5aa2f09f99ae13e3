"""The options of the open set in the window: applied, reset, refused, and beside a fit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine import KMeansParameters, load_images
from engine.options import MAX_SIDE, OpenOptions
from gui.models.clusters_model import ClusterRole
from gui.work.controller import State
from tests.engine.readers.cifar import cifar_files

THREE = KMeansParameters(n_clusters=3)


@pytest.fixture
def form(hand):
    hand.open("emoji")
    made = hand.window.image_panel.options_form
    made.expanded = True
    return made


def apply_button(hand):
    return hand.child(QPushButton, "applyOptionsButton")


def apply(hand):
    return hand.wait("loaded", apply_button(hand).click)


def test_options_are_applied_together_and_taken_back_together(hand, form):
    form.fields.limit_spin.setValue(300)
    form.fields.grey_box.setChecked(True)
    form.fields.size_combo.setEditText("16")
    form.fields.normalize_box.setChecked(True)
    opened = apply(hand)
    expected = OpenOptions(limit=300, grey=True, size=(16, 16), normalize=True)
    assert opened.images.options == expected
    assert opened.images.pixels.shape == (300, 16, 16, 1)
    assert opened.images.sha256() == load_images("emoji", options=expected).sha256()
    assert not apply_button(hand).isEnabled()
    form.fields.limit_spin.setValue(0)
    form.fields.grey_box.setChecked(False)
    form.fields.size_combo.setCurrentIndex(0)
    form.fields.normalize_box.setChecked(False)
    assert apply(hand).images.sha256() == load_images("emoji").sha256()


def test_reset_goes_back_to_what_is_open(hand, form):
    form.fields.grey_box.setChecked(True)
    apply(hand)
    form.fields.size_combo.setEditText("16")
    form.fields.grey_box.setChecked(False)
    hand.child(QPushButton, "resetOptionsButton").click()
    assert form.options() == OpenOptions(grey=True)
    assert hand.controller.state is State.IDLE


def test_enter_in_a_field_applies(hand, form):
    hand.qtbot.keyClick(form.fields.limit_spin, Qt.Key.Key_Up)
    limit = form.fields.limit_spin.value()
    assert limit > 0
    key = Qt.Key.Key_Return
    opened = hand.wait("loaded", lambda: hand.qtbot.keyClick(form.fields.limit_spin, key))
    assert len(opened.images) == limit


def test_a_fit_goes_with_the_pixels_it_was_made_of(hand, form):
    hand.set(THREE)
    hand.fit()
    form.fields.grey_box.setChecked(True)
    apply(hand)
    assert hand.n_rows() == 0
    assert hand.clusters(ClusterRole.SIZE) == []
    assert not hand.action("exportAction").isEnabled()
    assert hand.fit().cluster_centers_.shape == (3, 32 * 32)


def test_options_stop_a_running_fit(hand, form):
    hand.start_endless()
    form.fields.size_combo.setEditText("8")
    opened = apply(hand)
    assert opened.images.image_shape == (8, 8, 3)
    assert hand.n_rows() == 0
    hand.set(THREE)
    hand.fit()


def test_what_is_refused_leaves_set_and_fit(hand, form, monkeypatch):
    hand.set(THREE)
    ended = hand.fit()
    status = hand.status()
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 10**6)
    form.fields.size_combo.setEditText(str(MAX_SIDE))
    line = hand.wait("failed", apply_button(hand).click)
    assert line.startswith("emoji: ")
    assert len(line) <= 160
    assert form.options() == OpenOptions()
    assert hand.status() == status
    assert ended.reason in status
    assert hand.action("exportAction").isEnabled()


def test_the_split_keeps_the_other_options_and_they_keep_it(hand, tmp_path):
    folder = cifar_files.write_folder(tmp_path / "batches", cifar_files.whole_set()[0])
    hand.open(folder)
    form = hand.window.image_panel.options_form
    form.fields.grey_box.setChecked(True)
    apply(hand)
    splits = hand.window.image_panel.split_picker
    splits.setCurrentIndex(splits.findData("test"))
    opened = hand.wait("loaded", lambda: splits.activated.emit(splits.currentIndex()))
    assert opened.images.options == OpenOptions(split="test", grey=True)
    form.fields.size_combo.setEditText("8")
    assert apply(hand).images.options == OpenOptions(split="test", grey=True, size=(8, 8))


def test_another_number_of_images_is_drawn_with_the_seed_in_force(hand, form):
    form.fields.limit_spin.setValue(40)
    first = apply(hand).images
    hand.set(KMeansParameters(random_state=7))
    form.fields.grey_box.setChecked(True)
    kept = apply(hand).images
    assert kept.names == first.names
    form.fields.limit_spin.setValue(41)
    other = apply(hand).images
    expected = load_images("emoji", limit=41, seed=7, grey=True)
    np.testing.assert_array_equal(other.pixels, expected.pixels)


def test_folding_gives_the_parameters_their_height_back(hand, form):
    hand.window.resize(1000, 640)
    panel = hand.window.parameters_panel
    form.expanded = False
    viewport = panel.parentWidget()
    hand.until(lambda: viewport.height() >= panel.sizeHint().height())
    form.expanded = True
    hand.until(lambda: viewport.height() < panel.sizeHint().height())
    form.expanded = False
    hand.until(lambda: viewport.height() >= panel.sizeHint().height())
