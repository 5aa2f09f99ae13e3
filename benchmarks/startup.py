"""Time from the command to a drawn window, and of a whole headless fit.

    python benchmarks/startup.py

Each in a fresh process after one that is not counted; the median of five. The window is drawn
when its first picture of the default image set has been painted; without a screen it is drawn by
Qt's offscreen platform.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from common import ROOT, machine_line, print_table

ROUNDS = 5
WINDOW = """
import sys, time
started = float(sys.argv[1])
sys.argv = ["main.py"]
from PySide6.QtCore import QTimer
from gui import main_window
class Timed(main_window.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.controller.loaded.connect(self.loaded)
    def loaded(self):
        QTimer.singleShot(0, self.painted)
    def painted(self):
        self.repaint()
        print(time.time() - started)
        self.close()
main_window.MainWindow = Timed
from gui import app
app.MainWindow = Timed
sys.exit(app.run_window())
"""


def main() -> None:
    print(f"{machine_line()}; median of {ROUNDS}.\n")
    rows = []
    for title, measure in (
        ("python main.py to a drawn window with its image set", window_seconds),
        ("python main.py --headless digits, the whole fit", headless_seconds),
    ):
        measure()
        times = [measure() for _ in range(ROUNDS)]
        rows.append([title, f"{statistics.median(times):.2f} s", f"{max(times):.2f} s"])
    print_table(["what", "median", "worst"], rows)


def environment() -> dict[str, str]:
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    extra = {} if has_screen else {"QT_QPA_PLATFORM": "offscreen"}
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def window_seconds() -> float:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW, str(time.time())],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(),
        timeout=60,
    )
    return float(done.stdout.split()[-1])


def headless_seconds() -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "main.py", "--headless", "digits"],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
