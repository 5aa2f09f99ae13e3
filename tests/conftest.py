"""What every test may rely on, and what none may leave behind."""

from __future__ import annotations

import gc
import logging
import os
import threading
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Qt, and run the cheap tests first."""
    for item in items:
        if item.path.is_relative_to(HERE / "gui"):
            item.add_marker(pytest.mark.gui)
    items.sort(key=lambda item: item.path.is_relative_to(HERE / "gui"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name zipped bytes alike in every process: they hold the time they were made at."""
    return "gzip" if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") else None


@pytest.fixture(scope="session")
def cifar10_folder() -> Path:
    """The real CIFAR-10, where somebody has it."""
    folder = os.environ.get("CENTROID_LAB_CIFAR10", "")
    if not folder:
        pytest.skip("CENTROID_LAB_CIFAR10 names no folder cifar-10-batches-py")
    return Path(folder)


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    left = [thread for thread in left if not isinstance(thread, threading._DummyThread)]
    assert not left, f"threads left running: {left}. Close what started them."


@pytest.fixture(autouse=True)
def _nothing_unforeseen_is_logged(caplog):
    yield
    records = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not records, f"logged as an error: {[r.getMessage() for r in records]}"


@pytest.fixture(autouse=True)
def _library_of_its_own(tmp_path, monkeypatch):
    """Keep every test's fits far from the user's, and out of the folder it looks through."""
    monkeypatch.setenv("CENTROID_LAB_LIBRARY", f"{tmp_path}-library")


@pytest.fixture(autouse=True)
def _settings_of_its_own(request, tmp_path, monkeypatch):
    """Give every Qt test empty settings, far from the user's."""
    if "gui" not in request.keywords:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QSettings

    QCoreApplication.setOrganizationName("Centroid Lab tests")
    QCoreApplication.setApplicationName("Centroid Lab tests")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings")
    )
    yield


@pytest.fixture(autouse=True)
def _nothing_qt_is_left(request):
    """Fail a test that leaves a QThread, an active timer or a top-level window behind."""
    if "gui" not in request.keywords:
        yield
        return
    qapp = request.getfixturevalue("qapp")
    import shiboken6
    from PySide6.QtCore import QEvent, QThread, QTimer

    before = set(qapp.topLevelWidgets())
    yield
    # Widgets handed to qtbot are closed after this fixture's test: leave those to it.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    objects = [
        found
        for found in gc.get_objects()
        if isinstance(found, QThread | QTimer) and shiboken6.isValid(found)
    ]
    running = [
        found
        for found in objects
        if isinstance(found, QThread) and found.isRunning() and found is not qapp.thread()
    ]
    assert not running, f"QThreads left running: {running}. Call shutdown() or close()."
    ticking = [found for found in objects if isinstance(found, QTimer) and found.isActive()]
    assert not ticking, f"timers left ticking: {[timer.parent() for timer in ticking]}"
    left = [window for window in qapp.topLevelWidgets() if window not in before]
    left = [window for window in left if window.isVisible()]
    assert not left, f"windows left open: {left}. Hand them to qtbot.addWidget()."
