"""Whatever is pressed in whatever order, the window stays in order; the same order every time."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from engine import KMeansParameters, fit, load_images
from gui.work.controller import State

N_ACTIONS = 120
SMALL = KMeansParameters(n_clusters=4, n_init=2, tol=0.0)
PRESSED = (
    *("runAction", "pauseAction", "stepAction", "stopAction", "undoAction", "redoAction"),
    *("splitAction", "removeAction", "replaceAction"),
)


def press(hand, dice):
    action = hand.child(QAction, dice.choice(PRESSED))
    if action.isEnabled():
        action.trigger()


def open_set(hand, dice):
    hand.window.open_path(dice.choice(["digits", "shapes"]))


def seek(hand, dice):
    hand.window.views.bar.seek_wanted.emit(dice.randrange(3), dice.randrange(9))


def look(hand, dice):
    hand.window.tabs.setCurrentIndex(dice.randrange(hand.window.tabs.count()))
    hand.window.views.look_at_cluster(dice.randrange(6))
    hand.window.views.selection.select([dice.randrange(100)], current=dice.randrange(100))


def seeds(hand, dice):
    hand.window.views.selection.select(dice.sample(range(100), dice.randrange(1, 5)))
    if hand.window.views.members.menu.seeds.isEnabled():
        hand.window.views.members.menu.seeds.trigger()


def sweep(hand, dice):
    form = hand.window.comparisons.compare.values.form
    form.values_edit.setText(dice.choice(["2-4", "3,5", "2-3"]))
    if form.run_button.isEnabled():
        form.run_button.click()


def queue(hand, dice):
    view = hand.window.comparisons.compare.values.queue
    dice.choice(
        [
            view.pause_requested.emit,
            view.resume_requested.emit,
            view.stop_all_requested.emit,
            lambda: view.skip_requested.emit(dice.randrange(2)),
            lambda: view.stop_requested.emit(dice.randrange(2)),
            lambda: view.move_requested.emit(dice.randrange(2), 0),
        ]
    )()


def reopen(hand, dice):
    model = hand.window.comparisons.library.model
    if model.rowCount():
        fit_id = model.entry(dice.randrange(model.rowCount())).id
        panel = hand.window.comparisons.library
        wish = dice.choice([panel.open_requested, panel.repeat_requested, panel.continue_requested])
        wish.emit(fit_id)


DEEDS = (
    *[press] * 12,
    *[seek] * 2,
    *[look] * 3,
    open_set,
    seeds,
    sweep,
    sweep,
    queue,
    queue,
    reopen,
)


def check(hand):
    state, window = hand.controller.state, hand.window
    fitting = state in (State.RUNNING, State.PAUSED)
    opened = window._open.opened
    ready = state is State.IDLE and opened is not None and not opened.is_blank
    names = ("runAction", "pauseAction", "stepAction", "stopAction")
    expected = (
        ready or state is State.PAUSED,
        state is State.RUNNING,
        ready or fitting,
        fitting or state in (State.LOADING, State.EXPORTING),
    )
    assert [hand.action(name).isEnabled() for name in names] == list(expected), state
    history, moment = window.views.timeline.history, window.views.timeline.moment
    if moment is not None:
        assert history is not None
        assert moment.iteration < history.n_iterations(moment.run)
        assert len(moment.labels) == len(opened.images)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_pressed_the_window_stays_in_order(hand, seed):
    dice = random.Random(seed)
    hand.open("digits")
    hand.set(SMALL)
    for _ in range(N_ACTIONS):
        dice.choice(DEEDS)(hand, dice)
        for _ in range(dice.randrange(6)):
            QCoreApplication.processEvents()
        check(hand)
    settle(hand)
    hand.open("digits")
    settle(hand)
    hand.set(SMALL)
    ended = hand.fit()
    *_, expected = fit(load_images("digits"), SMALL)
    assert np.array_equal(ended.labels_, expected.labels_)
    check(hand)


def settle(hand):
    """Let what is under way end."""
    sweep_flow, keeper = hand.window.comparisons.sweep, hand.window.comparisons.keeper

    def is_quiet():
        if hand.action("stopAction").isEnabled():
            hand.action("stopAction").trigger()
        if sweep_flow.is_active:
            hand.window.comparisons.compare.values.queue.stop_all_requested.emit()
        is_asked = keeper._newest or hand.window.views.background._newest
        return hand.controller.state is State.IDLE and not sweep_flow.is_active and not is_asked

    hand.until(is_quiet)
