"""Take the README's screenshots: the window after a fit of the built-in emoji, light and dark.

    python resources/screenshots/make.py [IMAGES [K]]

Works with or without a screen; writes light.png and dark.png beside this file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction

from engine import KMeansParameters
from gui import theme
from gui.app import make_app
from gui.main_window import MainWindow
from gui.settings import AppSettings
from gui.work.controller import State

HERE = Path(__file__).resolve().parent
SIZE = (1280, 800)
PATIENCE_S = 300


def main(images: str = "emoji", n_clusters: int = 10) -> None:
    """Run the fit and save both pictures."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_app()
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        window = MainWindow(AppSettings(store))
        window.resize(*SIZE)
        window.show()

        def wait(until: Callable[[], bool]) -> None:
            deadline = time.monotonic() + PATIENCE_S
            while not until() and time.monotonic() < deadline:
                app.processEvents()
                time.sleep(0.005)

        window.open_path(images)
        wait(lambda: window.controller.state is State.IDLE)
        window.parameters_panel.set_parameters(KMeansParameters(n_clusters=n_clusters, n_init=3))
        window.findChild(QAction, "runAction").trigger()
        wait(lambda: window.controller.state is State.IDLE)
        for mode in ("light", "dark"):
            theme.apply(app, mode)
            settled = time.monotonic() + 0.5
            wait(lambda until=settled: time.monotonic() > until)
            window.grab().save(str(HERE / f"{mode}.png"))
        window.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(*arguments[:1], *map(int, arguments[1:2]))
