"""The program as a process of its own, and the parts that make it one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QToolButton

import main
from engine.errors import CentroidLabError
from engine.kmeans.parameters import KMeansParameters
from gui import app
from gui.app import ExceptionHook, SignalQuitter, check_display, check_qt
from gui.messages import Level, MessageBar

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
PATIENCE_S = 60
NOISE = "This plugin does not support propagateSizeHints()"  # of the offscreen platform

# What stands before `run_window` in a process: a window that says what happens to it.
TELLING = """
import sys
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QSpinBox
from gui import app
class Telling(app.MainWindow):
    def __init__(self, settings):
        super().__init__(settings)
        self.controller.loaded.connect(self.on_loaded)
        self.controller.iterated.connect(self.on_iterated)
    def on_loaded(self, opened):
        print("open", opened.images.name, flush=True)
        {when_loaded}
    def on_iterated(self, report):
        print("iterated", flush=True)
app.MainWindow = Telling
sys.exit(app.run_window("digits"))
"""
RUN_FOR_EVER = (
    "self.findChild(QSpinBox, 'nInitSpin').setValue(10**6); "
    "self.findChild(QLineEdit, 'tolEdit').setText('0'); "
    "self.findChild(QAction, 'runAction').trigger()"
)


@pytest.fixture
def environment(tmp_path):
    """An offscreen one with a home of its own."""
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA")}
    here = {name: value for name, value in os.environ.items() if name != "CENTROID_LAB_CIFAR10"}
    return {**here, **home, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def start(environment):
    """Start a process; one that is left is ended."""
    started = []

    def start_one(*arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def ended(process):
    """Return exit status and what the process said on its standard error."""
    _, said = process.communicate(timeout=PATIENCE_S)
    return process.returncode, [line for line in said.splitlines() if line != NOISE]


def read_until(process, word):
    for line in process.stdout:
        if line.startswith(word):
            return
    raise AssertionError(f"no {word!r}; standard error: {process.stderr.read()}")


def test_it_starts_opens_and_closes(start, tmp_path):
    process = start("-c", TELLING.format(when_loaded="self.close()"))
    assert ended(process) == (0, [])
    assert [path.name for path in tmp_path.rglob("*.ini")] == ["Centroid Lab.ini"]


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_a_fit_closes_it_in_good_order(start, number):
    process = start("-c", TELLING.format(when_loaded=RUN_FOR_EVER))
    read_until(process, "iterated")
    process.send_signal(number)
    assert ended(process) == (0, [])


def test_closing_the_main_window_ends_it_whatever_else_is_open(start):
    others = (
        "[self.findChild(QAction, name).trigger() for name in ('aboutAction', 'shortcutsAction')]; "
        "self.close()"
    )
    assert ended(start("-c", TELLING.format(when_loaded=others))) == (0, [])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_display_it_says_so_in_one_line(environment, start):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    assert ended(start("main.py", "digits")) == (
        1,
        [
            "centroid-lab: display: there is no screen to show a window on. "
            "Add --headless to do without."
        ],
    )


def test_what_the_window_cannot_show_is_refused_before_there_is_one(capsys):
    assert main.main(["digits", "--max-iter", "2147483648"]) == 1
    assert capsys.readouterr().err == (
        "centroid-lab: max_iter: the window has no room for 2,147,483,648. "
        "Give at most 2,147,483,647.\n"
    )


@pytest.mark.parametrize(
    ("platform", "environ"),
    [
        ("linux", {"DISPLAY": ":0"}),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}),
        ("win32", {}),
        ("darwin", {}),
    ],
)
def test_where_there_is_a_display(monkeypatch, platform, environ):
    monkeypatch.setattr(app.sys, "platform", platform)
    monkeypatch.setattr(app.os, "environ", environ)
    check_display()
    monkeypatch.setattr(app.sys, "platform", "linux")
    monkeypatch.setattr(app.os, "environ", dict.fromkeys(environ, ""))
    with pytest.raises(CentroidLabError, match="--headless"):
        check_display()


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ((6, 12, 0), (3, 11, 7), True),
        ((6, 13, 1), (3, 11, 7), True),
        ((6, 12, 0), (3, 12, 0), False),
        ((6, 10, 3), (3, 11, 7), False),
    ],
)
def test_an_unsound_qt_is_refused(monkeypatch, qt, python, refused):
    monkeypatch.setattr(PySide6, "__version_info__", qt)
    monkeypatch.setattr(PySide6, "__version__", ".".join(map(str, qt)))
    monkeypatch.setattr(app.sys, "version_info", python)
    if refused:
        with pytest.raises(CentroidLabError, match=r"^PySide6 6\.1[23]\.\d: .*bootstrap"):
            check_qt()
    else:
        check_qt()


def test_this_qt_is_sound():
    check_qt()
    assert PySide6.__version_info__[:2] < app.UNSOUND_QT


@pytest.fixture
def hook(hand):
    before = sys.excepthook, threading.excepthook
    made = ExceptionHook(hand.window)
    yield made
    made.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_an_exception_in_a_slot_is_shown_and_the_window_goes_on(hand, hook, caplog):
    @Slot()
    def fail():
        raise ValueError("bad\nnews" + 300 * "!")

    bar = hand.child(MessageBar, "messageBar")
    QTimer.singleShot(0, fail)
    hand.until(bar.text)
    line = bar.text()
    assert bar.level is Level.ERROR
    assert line.startswith("Centroid Lab: ValueError: bad\\nnews!!!")
    assert line.endswith(" See Details.")
    assert len(line) <= 160
    assert "Traceback" in bar.details()
    assert 'raise ValueError("bad' in bar.details()
    assert hand.child(QToolButton, "messageDetailsButton").isVisible()
    (record,) = caplog.records
    assert "ValueError" in record.getMessage()
    caplog.clear()
    hand.open("digits")
    hand.set(KMeansParameters(n_clusters=3))
    hand.fit()


def test_an_exception_in_another_thread_is_shown_too(hand, hook, caplog):
    def fail():
        raise KeyError("lost")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    hand.until(hand.message)
    assert hand.message() == "Centroid Lab: KeyError: 'lost'. See Details."
    caplog.clear()


def test_an_interrupt_is_no_error(hand, hook):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert hand.message() == ""


@POSIX
def test_the_quitter_closes_the_window_and_puts_the_handlers_back(hand):
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    quitter = SignalQuitter(hand.window)
    signal.raise_signal(signal.SIGTERM)
    hand.until(lambda: not hand.window.isVisible())
    quitter.remove()
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
