"""What looking.py measures, a function a group of figures; each runs in a process of its own."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from looking_window import Looked, timed
from window import RUN_S, Probe

from engine import KMeansParameters, fit, load_images
from engine.history import History
from engine.history.history import BUDGET
from engine.kmeans.reports import FitEnded
from gui.models.members_order import MemberOrder
from gui.timeline_flow import TOPIC as REPRESENTATIVES
from gui.work.controller import State

Figure = tuple[str, str, str]
"""What was measured, what it should hold, and what it was."""

FIT_ITERATIONS = 60
ROUNDS = 10
FRAMES = 300
NOTCH_PX = 120  # a notch of the wheel: three lines of text
MANY_CLUSTERS, MANY_ITERATIONS = 100, 100
MB = 1 << 20  # as the budget counts


@contextmanager
def looked_at(images: str, k: int, max_iter: int = FIT_ITERATIONS) -> Iterator[Looked]:
    """Show a window with a fit that has ended."""
    with tempfile.TemporaryDirectory() as folder:
        looked = Looked(images, folder)
        looked.fit(k, max_iter)
        yield looked
        looked.close()


def members(images: str, k: int, rounds: int) -> list[Figure]:
    """Open clusters as a double click does, then all images, and change their order."""
    times: dict[str, list[float]] = {}
    with looked_at(images, k) as looked:
        panel = looked.views.members
        order, history = panel.controls.order, looked.views.timeline.history

        def time_of(what: str, act: Callable[[], object]) -> None:
            with timed(times.setdefault(what, [])):
                act()
                looked.until_painted(panel.view.viewport(), lambda: not panel.controls.note.text())

        def choose(wanted: MemberOrder) -> None:
            order.setCurrentIndex(order.findData(wanted))

        for i in range(rounds or ROUNDS):
            looked.bring("Clusters")
            choose(MemberOrder.NEAREST)
            looked.views.timeline.seek(0, i % history.n_iterations(0))  # nothing is measured there
            looked.rest()
            activated = looked.window.clusters_panel.cluster_activated
            time_of("opening a cluster", lambda i=i, act=activated: act.emit(i % k))
            time_of("a cluster, borderline first", lambda: choose(MemberOrder.BORDERLINE))
            time_of("a cluster, farthest first", lambda: choose(MemberOrder.FARTHEST))
            time_of("all images, farthest first", lambda: panel.show_cluster(None))
            time_of("all images, borderline first", lambda: choose(MemberOrder.BORDERLINE))
            time_of("all images, nearest first", lambda: choose(MemberOrder.NEAREST))
    return [(f"{what}, to its first pictures", "≤ 150 ms", middle(t)) for what, t in times.items()]


def scrolling(images: str, k: int, _rounds: int) -> list[Figure]:
    """Scroll through all images: by the wheel's notches, and with the bar from end to end."""
    figures = []
    with looked_at(images, k) as looked:
        looked.bring("Members")
        looked.views.members.show_cluster(None)
        looked.rest()
        bar = looked.views.members.view.verticalScrollBar()
        sweep = max(1, bar.maximum() // FRAMES)
        for what, step in (("a notch", NOTCH_PX), (f"1/{FRAMES} of all", sweep)):
            bar.setValue(0)
            looked.rest()
            times: list[float] = []
            for _ in range(FRAMES):
                with timed(times):
                    bar.setValue(bar.value() + step if bar.value() < bar.maximum() else 0)
                    looked.paint()
            figures.append((f"scrolling Members, {what} a frame", "p99 ≤ 33 ms", tail(times)))
    return figures


def seeking(images: str, k: int, _rounds: int) -> list[Figure]:
    """Seek every iteration in turn, with each tab in front."""
    figures, later = [], []
    with looked_at(images, k) as looked:
        looked.open_docks()
        timeline, background = looked.views.timeline, looked.views.background
        iterations = range(timeline.history.n_iterations(0))
        seek = looked.views.bar.seek_wanted
        looked.bring("Clusters")
        for iteration in iterations:
            times: list[float] = []
            with timed(times):
                seek.emit(0, iteration)
                was_asked = background.is_asked(REPRESENTATIVES)
                while background.is_asked(REPRESENTATIVES):
                    looked.paint()
                looked.paint()
            later += times if was_asked else []
            looked.rest()
        for title in looked.tabs:
            looked.bring(title)
            seek.emit(0, iterations[-1])
            looked.rest()
            times = []
            for iteration in iterations:
                with timed(times):
                    seek.emit(0, iteration)
                    looked.paint()
            size = looked.window.size()
            what = f"seeking, {title} in front, {size.width()} × {size.height()}"
            figures.append((what, "≤ 50 ms", tail(times)))
    if later:
        figures.append(("seeking, until representatives are found", "", tail(later)))
    return figures


def gaps(images: str, k: int, _rounds: int) -> list[Figure]:
    """Measure the gaps of the event loop while a fit runs, with each tab in front."""
    figures = []
    with looked_at(images, k) as looked:
        looked.open_docks()
        rows: list[object] = []
        looked.controller.rows_arrived.connect(rows.extend)
        for title in looked.tabs:
            looked.bring(title)
            rows.clear()
            looked.start(k, 10_000)
            looked.wait(lambda: bool(rows))
            probe = Probe(looked.window)
            looked.wait(lambda: looked.controller.state is State.IDLE, RUN_S)
            probe.end()
            looked.controller.stop()
            looked.wait(lambda: looked.controller.state is State.IDLE)
            looked.rest()
            what = f"event-loop gap while it runs, {title} in front"
            figures.append((what, "p99 ≤ 33, worst ≤ 250 ms", tail(probe.gaps)))
    return figures


def history(images: str, _k: int, _rounds: int) -> list[Figure]:
    """Keep a long fit of many clusters, by the engine alone."""
    opened = load_images(images)
    kept = History(len(opened))
    parameters = KMeansParameters(
        n_clusters=MANY_CLUSTERS, max_iter=MANY_ITERATIONS, tol=0, random_state=0
    )
    for report in fit(opened, parameters):
        if not isinstance(report, FitEnded):
            kept.add(report)
    what = f"history, K = {MANY_CLUSTERS}, {kept.n_iterations(0) - 1} iterations"
    thinned = f", centroids of every {kept.thinning}th" if kept.is_thinned else ""
    return [(what, f"≤ {BUDGET / MB:.0f} MB", f"{kept.nbytes / MB:.1f} MB{thinned}")]


def iteration_seconds(images: str, k: int, name: str) -> list[float]:
    """Return how long each iteration of a fit took with a tab in front, or without labels."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "unlabelled":
            pixels = load_images(images).pixels
            images = f"{folder}/pixels.npy"
            np.save(images, pixels)
        looked = Looked(images, folder)
        looked.bring("Labels" if name == "labels" else "Clusters")
        looked.fit(k, MANY_ITERATIONS)
        seconds = [row.seconds for row in looked.views.timeline.history.rows(0)]
        looked.close()
    return seconds


def middle(milliseconds: Sequence[float]) -> str:
    return f"median {statistics.median(milliseconds):.1f}, worst {max(milliseconds):.1f} ms"


def tail(milliseconds: Sequence[float]) -> str:
    p99 = np.percentile(milliseconds, 99)
    median = statistics.median(milliseconds)
    return f"median {median:.1f}, p99 {p99:.1f}, worst {max(milliseconds):.1f} ms"


GROUPS = {
    "members": members,
    "scrolling": scrolling,
    "seeking": seeking,
    "gaps": gaps,
    "history": history,
}
