from __future__ import annotations

import pytest

from gui.models.selection import Selection
from gui.panels.fork_actions import ForkActions


@pytest.fixture
def selection(qapp):
    return Selection()


@pytest.fixture
def actions(selection):
    return ForkActions(selection)


def enabled(actions):
    return [action.isEnabled() for action in actions.all]


def test_nothing_can_be_done_without_a_cluster_or_at_a_wrong_time(actions):
    assert enabled(actions) == [False, False, False]
    actions.set_can_fork(True, 3)
    assert enabled(actions) == [False, False, False]
    actions.set_cluster(2)
    assert enabled(actions) == [True, True, False]
    actions.set_can_fork(False, 3)
    assert enabled(actions) == [False, False, False]


def test_they_say_what_they_would_do(actions, selection, qtbot):
    actions.set_can_fork(True, 3)
    actions.set_cluster(2)
    selection.select([1700], current=1700)
    assert [action.text().replace("&", "") for action in actions.all] == [
        "Split cluster 2",
        "Remove cluster 2",
        "Replace the centroid of cluster 2 by image 1,700",
    ]
    for action, signal, told in (
        (actions.split, actions.split_requested, [2]),
        (actions.remove, actions.remove_requested, [2]),
        (actions.replace, actions.replace_requested, [2, 1700]),
    ):
        with qtbot.waitSignal(signal) as heard:
            action.trigger()
        assert heard.args == told


def test_the_only_cluster_stays_and_one_that_is_gone_is_not_offered(actions):
    actions.set_can_fork(True, 1)
    actions.set_cluster(0)
    assert enabled(actions) == [True, False, False]
    actions.set_cluster(1)
    assert enabled(actions) == [False, False, False]
