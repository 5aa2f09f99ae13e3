"""A second start, as processes and as what they say to each other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QProcess
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.kmeans.parameters import KMeansParameters
from engine.options import OpenOptions
from gui.app import open_there
from gui.single import SingleInstance, hand_over, server_name
from gui.work.controller import State

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = OpenOptions(split="test", limit=7, grey=True)


SECOND = """
import sys
from PySide6.QtCore import QCoreApplication
from engine.kmeans.parameters import KMeansParameters
from engine.options import OpenOptions
from gui.single import hand_over
app = QCoreApplication([])
sys.exit(0 if hand_over({}, {!r}, {!r}) else 3)
"""


@pytest.fixture
def first(qapp):
    parent = QObject()
    made = SingleInstance(parent)
    yield made
    made.close()


def start(qtbot, images, options, parameters):
    """Start the program again, as a process; return whether its wish was taken."""
    second = QProcess()
    second.setWorkingDirectory(str(ROOT))
    images = "None" if images is None else repr(images)
    with qtbot.waitSignal(second.finished, timeout=30_000):
        second.start(sys.executable, ["-c", SECOND.format(images, options, parameters)])
    said = bytes(second.readAllStandardError().data()).decode()
    assert second.exitCode() in (0, 3), said
    return second.exitCode() == 0


def test_without_a_window_nobody_takes_it(qtbot):
    assert hand_over("digits", OPTIONS, None) is False


def test_images_and_parameters_come_to_the_first(first, qtbot):
    raised, images, parameters = [], [], []
    first.raised.connect(lambda: raised.append(1))
    first.images_wanted.connect(lambda *told: images.append(told))
    first.parameters_wanted.connect(parameters.append)
    given = KMeansParameters(n_clusters=7, init="random", tol=0)
    assert start(qtbot, "some/folder é", OPTIONS, given)
    assert (raised, images, parameters) == ([1], [("some/folder é", OPTIONS)], [given])


def test_a_path_means_the_same_file_wherever_the_first_was_started(first, qtbot):
    images = []
    first.images_wanted.connect(lambda path, _options: images.append(path))
    assert start(qtbot, "tests/conftest.py", OPTIONS, None)
    assert images == [str(ROOT / "tests" / "conftest.py")]


def test_a_fit_that_runs_is_not_lost_by_a_second_start(hand):
    hand.open("digits")
    hand.start_endless()
    open_there(hand.window, "/somewhere/shapes", OPTIONS)
    assert hand.controller.state is State.RUNNING
    assert hand.message() == "shapes: a fit is running here. Stop it, then open this set."
    hand.wait("fit_ended", lambda: hand.press("stopAction"))
    hand.wait("loaded", lambda: open_there(hand.window, "shapes", OpenOptions()))


def test_without_images_the_window_is_only_raised(first, qtbot):
    images = []
    first.images_wanted.connect(lambda *told: images.append(told))
    with qtbot.waitSignal(first.raised, timeout=10_000):
        assert start(qtbot, None, OpenOptions(), None)
    assert images == []


@pytest.mark.parametrize(
    "noise", [b"\x00\xff\n", b"[]\n", b'{"parameters": {"k": 3}}\n', b"x" * 70_000]
)
def test_noise_does_no_harm(first, qtbot, noise):
    told = []
    first.images_wanted.connect(lambda *wish: told.append(wish))
    socket = QLocalSocket()
    socket.connectToServer(server_name())
    socket.write(noise)
    socket.flush()
    qtbot.waitUntil(
        lambda: (
            socket.state() is QLocalSocket.LocalSocketState.UnconnectedState
            or socket.bytesAvailable() > 0
        )
    )
    socket.abort()
    assert start(qtbot, "digits", OPTIONS, None)
    assert told == [("digits", OPTIONS)]


def test_what_a_killed_process_left_is_removed(qtbot, tmp_path):
    dead = QLocalServer()
    assert dead.listen(server_name())
    path = dead.fullServerName()
    dead.close()
    with open(path, "w"):
        pass  # as a process that was killed leaves its name
    parent = QObject()
    first = SingleInstance(parent)
    assert start(qtbot, "digits", OPTIONS, None)
    first.close()


def test_another_library_has_a_window_of_its_own(first, monkeypatch, tmp_path):
    monkeypatch.setenv("CENTROID_LAB_LIBRARY", str(tmp_path))
    assert hand_over("digits", OPTIONS, None) is False
