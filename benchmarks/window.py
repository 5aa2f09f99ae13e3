"""How responsive the window stays while it clusters, and how fast it stops and closes.

    python benchmarks/window.py [K ...]

Opens 50,000 images in the real window, runs with tol 0 for ten seconds or to the end, and
measures the gaps between the ticks of a 1 ms timer in the event loop; then Stop in the middle of
a run, and closing the window in the middle of another. Each K in a fresh process.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from common import (
    cifar10_folder,
    data_line,
    in_fresh_process,
    machine_line,
    peak_megabytes,
    pixels,
    print_table,
)

RUN_S = 10.0
STOP_AFTER_ITERATIONS = 5


def main(counts: list[int]) -> None:
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    print(f"{data_line()}; {machine_line()}; {'a screen' if screen else 'offscreen'}.\n")
    extra = {} if screen else {"QT_QPA_PLATFORM": "offscreen"}
    rows = []
    for k in counts:
        found = in_fresh_process(__file__, "--child", str(k), environment=extra)
        found["end"] = (time.time() - found["closing"]) * 1e3
        rows.append(
            [
                str(k),
                f"{found['iterations']:.0f}",
                f"{found['p50']:.1f} ms",
                f"{found['p99']:.1f} ms",
                f"{found['worst']:.0f} ms",
                f"{found['stop']:.0f} ms",
                f"{found['close']:.0f} ms",
                f"{found['end']:.0f} ms",
                f"{found['threads']:.0f}",
                f"{found['megabytes']:.0f} MB",
            ]
        )
    times = ["gap p50", "gap p99", "gap worst", "Stop", "close", "process ends"]
    print_table(["K", "iterations", *times, "threads left", "peak memory"], rows)


class Probe:
    """Notes the gaps between ticks of a timer that starts itself again."""

    def __init__(self, parent: Any) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(parent, interval=1, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1e3)
        self._last = now
        self._timer.start()

    def restart(self) -> None:
        """Forget the gaps so far."""
        self.gaps.clear()
        self._last = time.perf_counter()

    def end(self) -> None:
        """Stop ticking."""
        self._timer.stop()


def child(k: int) -> None:
    from PySide6.QtCore import QEventLoop, QSettings, QTimer
    from PySide6.QtGui import QAction

    from engine import KMeansParameters
    from gui import theme
    from gui.app import make_app
    from gui.main_window import MainWindow
    from gui.settings import AppSettings
    from gui.work.controller import State

    app = make_app()
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
        window = MainWindow(AppSettings(store))
        window.show()
        controller = window.controller

        def wait(until: Callable[[], bool], seconds: float = 600) -> None:
            """Run the event loop, looking every 2 ms: a busy loop would fight for the GIL."""
            deadline = time.perf_counter() + seconds
            loop = QEventLoop()
            timer = QTimer(loop, interval=2)
            timer.timeout.connect(
                lambda: loop.quit() if until() or time.perf_counter() > deadline else None
            )
            timer.start()
            if not until():
                loop.exec()
            timer.stop()
            if time.perf_counter() > deadline and seconds > RUN_S:
                raise TimeoutError(window.messages.text() or "nothing happened")

        window.open_path(source(folder))
        wait(lambda: controller.state is State.IDLE)
        window.parameters_panel.set_parameters(KMeansParameters(n_clusters=k, tol=0))
        rows: list[Any] = []
        controller.rows_arrived.connect(rows.extend)

        window.findChild(QAction, "runAction").trigger()
        wait(lambda: bool(rows))
        probe = Probe(window)
        probe.restart()
        wait(lambda: controller.state is State.IDLE, RUN_S)
        gaps = np.array(probe.gaps)
        probe.end()
        iterations = len(rows)

        def run_a_little() -> None:
            wait(lambda: controller.state is State.IDLE)
            rows.clear()
            window.findChild(QAction, "runAction").trigger()
            wait(lambda: len(rows) >= STOP_AFTER_ITERATIONS)

        if controller.state is State.IDLE:
            run_a_little()
        started = time.perf_counter()
        window.findChild(QAction, "stopAction").trigger()
        wait(lambda: controller.state is State.IDLE)
        stop = time.perf_counter() - started

        run_a_little()
        started, closing = time.perf_counter(), time.time()
        window.close()
        close = time.perf_counter() - started
        left = [thread.name for thread in threading.enumerate() if "shard" in thread.name]
        print(
            json.dumps(
                {
                    "iterations": iterations,
                    "p50": float(np.percentile(gaps, 50)),
                    "p99": float(np.percentile(gaps, 99)),
                    "worst": float(gaps.max()),
                    "stop": stop * 1e3,
                    "close": close * 1e3,
                    "closing": closing,
                    "threads": len(left),
                    "megabytes": peak_megabytes(),
                }
            )
        )


def source(folder: str) -> str:
    """Return what the window opens: CIFAR-10, or a batch folder of generated images."""
    given = cifar10_folder()
    if given:
        return given
    import pickle

    images = pixels().transpose(0, 3, 1, 2).reshape(5, 10_000, 3072)
    for i, batch in enumerate(images, start=1):
        with open(f"{folder}/data_batch_{i}", "wb") as file:
            file.write(
                pickle.dumps({b"data": np.ascontiguousarray(batch), b"labels": [0] * 10_000}, 4)
            )
    return folder


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [10])
