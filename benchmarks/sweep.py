"""A sweep over K against the same fits by scikit-learn, and how fast a past fit is open again.

    python benchmarks/sweep.py [--values 2-20] [--images 50000] [--only sweep reopening]

Both do one run a K from greedy k-means++ to strict convergence, with the images in memory: ours as
uint8, scikit-learn's as float32, whose conversion is not counted. Reopening is measured in the
window: from the wish to the last view painted, with the images open, and with others open.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence

import numpy as np
from common import (
    available_cores,
    data_line,
    in_fresh_process,
    machine_line,
    pixels,
    print_table,
    say,
)
from window import source

REOPENED = 5


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--values", default="2-20")
    parser.add_argument("--images", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=["sweep", "reopening"], default=None)
    options = parser.parse_args(arguments)
    chosen = options.only or ["sweep", "reopening"]
    print(f"{data_line(options.images)}; {machine_line()}.\n")
    rows = []
    if "sweep" in chosen:
        rows.append(sweep_row(options.values, options.images, options.rounds))
    if "reopening" in chosen:
        rows += reopening_rows(options.images)
    print_table(["what", "hold", "measured"], rows)


def sweep_row(values: str, n_images: int, rounds: int) -> tuple[str, str, str]:
    found: dict[str, list[float]] = {"ours": [], "scikit-learn": []}
    for _ in range(rounds):
        for engine in found:
            say(f"sweep, {engine}…")
            told = in_fresh_process(__file__, "--child", engine, values, str(n_images))
            found[engine].append(told["seconds"])
    ours, theirs = (statistics.median(each) for each in found.values())
    measured = f"{ours:.1f} s, scikit-learn {theirs:.1f} s: {theirs / ours:.1f} times"
    return f"K = {values}, 1 run each", "4 times", measured


def reopening_rows(n_images: int) -> list[tuple[str, str, str]]:
    say("reopening…")
    has_screen = any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    extra = {} if has_screen else {"QT_QPA_PLATFORM": "offscreen"}
    told = in_fresh_process(__file__, "--child", "reopening", "", str(n_images), environment=extra)
    rows = []
    for name, seconds in told.items():
        middle = f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s"
        rows.append((f"reopening K = 10, {name}", "≤ 0.5 s", middle))
    return rows


def child(what: str, values: str, n_images: int) -> None:
    if what == "reopening":
        print(json.dumps(reopened(n_images)))
        return
    from engine.sweep.values import parse_values

    rows = pixels(n_images).reshape(n_images, -1)
    seconds = {"ours": our_sweep, "scikit-learn": their_sweep}[what](rows, parse_values(values))
    print(json.dumps({"seconds": seconds}))


def our_sweep(rows: np.ndarray, values: Sequence[int]) -> float:
    from engine import KMeansParameters
    from engine.sweep.plan import plan_sweep
    from engine.sweep.running import run_sweep

    plan = plan_sweep(values, KMeansParameters(tol=0))
    started = time.perf_counter()
    for _report in run_sweep(rows, plan):
        pass
    return time.perf_counter() - started


def their_sweep(rows: np.ndarray, values: Sequence[int]) -> float:
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    converted = rows.astype(np.float32)
    started = time.perf_counter()
    with threadpool_limits(available_cores()):
        for n_clusters in values:
            KMeans(n_clusters=n_clusters, n_init=1, tol=0, random_state=0).fit(converted)
    return time.perf_counter() - started


def reopened(n_images: int) -> dict[str, list[float]]:
    """Return the seconds from the wish to open a fit until every view has been painted."""
    from looking_window import Looked

    with tempfile.TemporaryDirectory() as folder:
        looked = Looked(source(folder), folder)
        looked.open_docks()
        looked.fit(10, 300)
        window = looked.window
        library, reopening = window.comparisons.library, window.comparisons.reopening
        saved = window.comparisons.fits
        looked.wait(lambda: bool(saved.compared()) and bool(saved.get("1").fit_id))
        fit_id = saved.get("1").fit_id
        shown: list[str] = []
        reopening.shown.connect(shown.append)
        found: dict[str, list[float]] = {"its images open": [], "other images open": []}
        for name, seconds in found.items():
            for _ in range(REOPENED):
                if name == "other images open":
                    window.open_path("digits")
                    looked.wait(lambda: window.windowTitle().startswith("digits"))
                    looked.rest()
                shown.clear()
                started = time.perf_counter()
                library.open_requested.emit(fit_id)
                looked.wait(lambda: bool(shown))
                looked.paint()
                seconds.append(time.perf_counter() - started)
                looked.rest()
        window.close()
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main(sys.argv[1:])
