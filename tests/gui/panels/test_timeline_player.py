from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QSignalSpy

from gui.models.timeline_position import TimelinePosition
from gui.panels.timeline_player import TimelinePlayer


@pytest.fixture
def position(qapp):
    made = TimelinePosition()
    made.set_lengths({0: 6})
    made.stand_at(0, 2)
    return made


@pytest.fixture
def player(position):
    made = TimelinePlayer(position)
    made.set_speed(500)
    yield made
    made.stop()


def test_plays_to_the_end_and_stops(player, position, qtbot):
    position.seek_wanted.connect(position.stand_at)
    spy = QSignalSpy(position.seek_wanted)
    with qtbot.waitSignals([player.playing_changed] * 2):
        player.toggle()
    assert [spy.at(i)[1] for i in range(spy.count())] == [3, 4, 5]
    assert not player.is_playing


def test_waits_until_the_last_step_is_shown(player, position, qtbot):
    spy = QSignalSpy(position.seek_wanted)
    with qtbot.waitSignal(position.seek_wanted):
        player.toggle()
    with qtbot.waitSignals([player.findChild(QTimer).timeout] * 3):
        pass  # three beats, and no further step
    assert spy.count() == 1
    with qtbot.waitSignal(position.seek_wanted) as next_one:
        position.stand_at(0, 3)
    assert next_one.args == [0, 4]


def test_at_the_end_it_begins_again(player, position, qtbot):
    position.stand_at(0, 5)
    spy = QSignalSpy(position.seek_wanted)
    player.toggle()
    assert spy.at(0) == [0, 0]
    player.toggle()
    assert not player.is_playing


def test_played_within_a_live_fit_it_follows_no_more(player, position):
    position.set_live(True)
    player.toggle()
    assert not position.follows


def test_its_end_grows_with_a_live_fit(player, position, qtbot):
    position.seek_wanted.connect(position.stand_at)
    position.set_lengths({0: 9})
    with qtbot.waitSignals([player.playing_changed] * 2):
        player.toggle()
    assert position.shown == (0, 8)
