"""The whole window, used as a person does: by its actions, its fields and what it says."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTableView,
    QWidget,
)

from engine.kmeans.parameters import KMeansParameters
from gui.main_window import MainWindow
from gui.messages import MessageBar
from gui.models.log_model import LogColumn
from gui.panels.parameter_fields import SeedSpin
from gui.work import jobs
from gui.work.controller import State

USER_ROLE = Qt.ItemDataRole.UserRole
PATIENCE_MS = 30_000  # only a hanging test waits so long
ENDLESS = KMeansParameters(n_clusters=5, n_init=10**6, tol=0)  # runs until somebody stops it


class Hand:
    """A shown window and the hand that works it.

    Parameters
    ----------
    qtbot : QtBot
    settings : AppSettings, optional
    """

    def __init__(self, qtbot, settings=None):
        self.qtbot = qtbot
        self.window = MainWindow(settings)
        self.controller = self.window.controller
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def child(self, kind, name):
        found = self.window.findChild(kind, name)
        assert found is not None, f"no {kind.__name__} is called {name}"
        return found

    def action(self, name):
        return self.child(QAction, name)

    def press(self, name):
        """Trigger an action, which a person could only do while it is enabled."""
        assert self.action(name).isEnabled(), f"{name} is disabled"
        self.action(name).trigger()

    def enabled(self, *names):
        return {name for name in names if self.action(name).isEnabled()}

    def wait(self, signal, cause=lambda: None):
        """Wait for a signal of the controller that `cause` brings about; return what it tells."""
        with self.qtbot.waitSignal(getattr(self.controller, signal), timeout=PATIENCE_MS) as heard:
            cause()
        return heard.args[0] if heard.args else None

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def open(self, source):
        return self.wait("loaded", lambda: self.window.open_path(str(source)))

    def refused(self, source):
        """Try to open what cannot be opened; return what is said."""
        return self.wait("failed", lambda: self.window.open_path(str(source)))

    def pick(self, source):
        """Do what Qt does when somebody picks a line of the picker."""
        picker = self.child(QComboBox, "imageSetPicker")
        row = picker.findData(source)
        assert row >= 0, f"{source} is not listed"
        picker.setCurrentIndex(row)
        picker.activated.emit(row)

    def picked(self):
        return self.child(QComboBox, "imageSetPicker").currentData()

    def dialog(self, kind):
        """Return the dialog of this kind, once it is shown."""
        self.until(lambda: any(found.isVisible() for found in self.window.findChildren(kind)))
        (shown,) = [found for found in self.window.findChildren(kind) if found.isVisible()]
        return shown

    def dialogs(self):
        return [found for found in self.window.findChildren(QDialog) if found.isVisible()]

    def notes(self):
        return self.child(QPlainTextEdit, "imageSetNotes").toPlainText().splitlines()

    def set(self, parameters):
        self.child(QSpinBox, "nClustersSpin").setValue(parameters.n_clusters)
        combo = self.child(QComboBox, "initCombo")
        combo.setCurrentIndex(combo.findData(parameters.init))
        self.child(QSpinBox, "nInitSpin").setValue(parameters.n_init)
        self.child(QSpinBox, "maxIterSpin").setValue(parameters.max_iter)
        self.child(QLineEdit, "tolEdit").setText(repr(parameters.tol))
        self.child(SeedSpin, "seedSpin").setValue(parameters.random_state)

    def fit(self):
        return self.wait("fit_ended", lambda: self.press("runAction"))

    def start_endless(self):
        """Run a fit that goes on, and wait for its first iterations."""
        self.set(ENDLESS)
        self.wait("rows_arrived", lambda: self.press("runAction"))
        assert self.controller.state is State.RUNNING

    def step(self, n_rows):
        """Press Step and wait until the log has `n_rows` rows."""
        self.press("stepAction")
        self.until(lambda: self.n_rows() == n_rows)
        assert self.controller.state is State.PAUSED

    def log(self):
        """Return the rows of the log as numbers."""
        model = self.child(QTableView, "logView").model()
        return [
            tuple(model.index(row, column).data(USER_ROLE) for column in LogColumn)
            for row in range(model.rowCount())
        ]

    def n_rows(self):
        return self.child(QTableView, "logView").model().rowCount()

    def clusters(self, role):
        model = self.child(QWidget, "clustersView").model()
        return [model.index(row, 0).data(role) for row in range(model.rowCount())]

    def message(self):
        return self.child(MessageBar, "messageBar").text()

    def status(self):
        return self.child(QLabel, "statusLabel").text()

    def settled_picture(self):
        """Return a picture of the window, once two in a row are the same."""
        pictures = [None]

        def is_settled():
            pictures.append(self.window.grab().toImage())
            return pictures[-1] == pictures[-2]

        self.until(is_settled)
        return pictures[-1]

    def close(self):
        self.window.close()
        assert self.controller.state is State.CLOSED
        assert not self.window.isVisible()


def held(monkeypatch, name):
    """Make the engine's `name` ("fit" or "load_images") begin, and go on once told to stop.

    Return an event that is set when it has begun.
    """
    real = getattr(jobs, name)
    begun, tick = threading.Event(), threading.Event()

    def waiting(*arguments, should_stop, **options):
        begun.set()
        while not should_stop():
            tick.wait(0.002)
        return real(*arguments, should_stop=should_stop, **options)

    monkeypatch.setattr(jobs, name, waiting)
    return begun


def held_after_preview(monkeypatch):
    """Make the engine open sets up to their first pictures, and go on once told to stop."""
    real, tick = jobs.load_images, threading.Event()

    def waiting(*arguments, preview, should_stop, **options):
        def shown(pixels):
            preview(pixels)
            while not should_stop():
                tick.wait(0.002)

        return real(*arguments, preview=shown, should_stop=should_stop, **options)

    monkeypatch.setattr(jobs, "load_images", waiting)
