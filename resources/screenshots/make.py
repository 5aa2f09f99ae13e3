"""Take the README's screenshots: the window after a fit of the built-in emoji, and its views.

    python resources/screenshots/make.py [IMAGES [K]]

Works with or without a screen; writes light.png, dark.png, and a picture of each view beside this
file.
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
from PySide6.QtWidgets import QDockWidget, QWidget

from engine import KMeansParameters
from gui import theme
from gui.app import make_app
from gui.main_window import MainWindow
from gui.panels.film_dialog import FilmDialog
from gui.settings import AppSettings
from gui.work.controller import State

HERE = Path(__file__).resolve().parent
SIZE = (1280, 800)
PATIENCE_S = 300


def main(images: str = "emoji", n_clusters: int = 10) -> None:
    """Run the fit and save the pictures."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_app()
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CENTROID_LAB_LIBRARY"] = f"{folder}/library"
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

        def save(name: str, seconds: float = 0.5, widget: QWidget = window) -> None:
            settled = time.monotonic() + seconds
            wait(lambda: time.monotonic() > settled)
            widget.grab().save(str(HERE / f"{name}.png"))

        for mode in ("dark", "light"):
            theme.apply(app, mode)
            save(mode)
        views, tabs = window.views, window.tabs
        views.show_cluster(0)
        views.selection.select([views.members.model.rows[0]], current=views.members.model.rows[0])
        window.findChild(QDockWidget, "whyDock").raise_()
        save("members", 2.0)
        for panel, name in ((views.labels, "labels"), (views.map, "map")):
            tabs.setCurrentWidget(panel)
            save(name, 3.0)
        views.bar.seek_wanted.emit(0, 3)
        tabs.setCurrentIndex(0)
        window.findChild(QDockWidget, "moversDock").raise_()
        save("movers", 1.0)
        window.findChild(QDockWidget, "clusterDock").raise_()
        window.findChild(QDockWidget, "plotsDock").raise_()
        views.look_at_cluster(3)
        window.findChild(QAction, "replaceAction").trigger()
        wait(lambda: window.controller.state is not State.IDLE)
        wait(lambda: window.controller.state is State.IDLE)
        save("branch", 2.0)
        views.bar.film_wanted.emit()
        (dialog,) = (each for each in window.findChildren(FilmDialog) if each.isVisible())
        dialog.file_edit.setText("~/emoji.webp")
        save("film", 0.5, dialog)
        dialog.reject()
        compare = window.comparisons.compare
        tabs.setCurrentWidget(compare)
        compare.values.form.values_edit.setText("2-12")
        compare.values.form.run_button.click()
        fits, sweep = window.comparisons.fits, window.comparisons.sweep
        wait(lambda: sweep.is_active)
        wait(lambda: not sweep.is_active and window.controller.state is State.IDLE)
        wait(lambda: all(fit.criteria is not None for fit in fits.compared()))
        window.messages.clear()
        save("values", 1.0)
        for page, name in ((compare.runs, "runs"), (compare.family, "family")):
            compare.pages.setCurrentWidget(page)
            save(name, 2.0)
        tabs.setCurrentWidget(window.comparisons.library)
        save("library", 2.0)
        window.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(*arguments[:1], *map(int, arguments[1:2]))
