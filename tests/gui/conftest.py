"""Fixtures for tests that use the whole window."""

from __future__ import annotations

import gc

import pytest


@pytest.fixture
def store(tmp_path):
    """Settings in a file of the test's own."""
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def hand(qtbot, store):
    """A shown window with a hand that works it; closed afterwards."""
    from gui.settings import AppSettings
    from tests.gui.whole_window import Hand

    made = Hand(qtbot, AppSettings(store))
    yield made
    made.close()


@pytest.fixture
def colours_of_before(qapp):
    """Put the colours back that were in force."""
    from gui import theme

    mode, palette = theme.current().mode, qapp.palette()
    yield
    theme.current().set_mode(mode)
    qapp.setPalette(palette)


@pytest.fixture(scope="session", autouse=True)
def _what_is_there_already_is_not_looked_through():
    """Keep all modules out of the collections and of the search for leaks after every test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
