"""One fit in all four views: real panels, fed with the reports of a real fit."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pyqtgraph
import pytest
from PySide6.QtWidgets import QLabel

from engine import KMeansParameters, fit
from engine.insight.representatives import representatives
from engine.options import OpenOptions
from gui.fit_display import FitDisplay
from gui.models.clusters_model import ClusterRole
from gui.panels.clusters_panel import ClustersPanel
from gui.panels.hint import Hint
from gui.panels.log_panel import LogPanel
from gui.panels.plots_panel import PlotsPanel
from gui.panels.status_line import StatusLine
from gui.work.gate import Gate
from gui.work.jobs import LoadJob
from gui.work.mailbox import Mailbox, Phase, Picture

TWO_RUNS = KMeansParameters(n_clusters=4, n_init=2)


@pytest.fixture(scope="module")
def opened():
    return LoadJob(source="digits", options=OpenOptions(limit=200)).run(Mailbox(), Gate())


@pytest.fixture(scope="module")
def reports(opened):
    return list(fit(opened.samples, TWO_RUNS))


@pytest.fixture
def views(qtbot):
    made = SimpleNamespace(
        clusters=ClustersPanel(), plots=PlotsPanel(), log=LogPanel(), status=StatusLine()
    )
    for view in vars(made).values():
        qtbot.addWidget(view)
    yield made
    made.plots.close()


@pytest.fixture
def display(views, opened):
    made = FitDisplay(views.clusters, views.plots, views.log, views.status)
    made.show_images(opened)
    return made


def picture(opened, report):
    return Picture(report=report, representatives=representatives(opened.images, report))


def hint(views):
    return views.clusters.findChild(Hint).accessibleName()


def test_every_view_gets_the_same_fit(display, views, opened, reports):
    *iterations, ended = reports
    display.begin(opened, TWO_RUNS)
    display.show_rows([report.row for report in iterations])
    display.show_clusters(picture(opened, ended.best))
    assert views.log.model.rowCount() == len(iterations)
    assert views.plots.distortion.reading.text() == (
        f"run 2, iteration {iterations[-1].iteration}: {iterations[-1].distortion:.6e}"
    )
    model = views.clusters.model
    sizes = [model.index(row, 0).data(ClusterRole.SIZE) for row in range(model.rowCount())]
    assert sizes == ended.sizes.tolist()
    assert views.plots.sizes.reading.text() == f"{min(sizes)} to {max(sizes)} images"
    status = views.status.text()
    assert status.startswith(f"run 2 of 2 · iteration {iterations[-1].iteration} · distortion ")
    assert status.endswith((" MB", " GB"))


def test_the_tolerance_is_the_effective_one(display, views, opened, reports):
    def lines():
        items = views.plots.shift.plot_item.items
        lines = [item for item in items if isinstance(item, pyqtgraph.InfiniteLine)]
        return [line.value() for line in lines if line.isVisible()]

    display.begin(opened, TWO_RUNS)
    assert lines() == [pytest.approx(math.log10(reports[-1].shift_tolerance))]
    display.begin(opened, KMeansParameters(tol=0))
    assert lines() == []


def test_the_change_is_that_within_a_run_also_across_batches(display, views, opened, reports):
    rows = [report.row for report in reports[:-1]]
    first_of_second = next(i for i, row in enumerate(rows) if row.run == 1)
    display.begin(opened, TWO_RUNS)
    display.show_rows(rows[:2])
    change = 100 * (rows[1].distortion / rows[0].distortion - 1)
    assert f"(−{-change:.1f} %)" in views.status.text()
    display.show_rows(rows[2:3])
    change = 100 * (rows[2].distortion / rows[1].distortion - 1)
    assert f"(−{-change:.1f} %)" in views.status.text()
    display.show_rows(rows[3 : first_of_second + 1])
    assert views.status.text().startswith("run 2 of 2 · iteration 0 · ")
    assert "%" not in views.status.text()


def test_a_word_stands_before_the_numbers_while_it_is_said(display, views, opened, reports):
    display.begin(opened, TWO_RUNS)
    display.say("paused")
    assert "paused" not in views.status.text()  # there is nothing to put it before
    display.show_rows([reports[0].row])
    assert views.status.text().startswith("paused · run 1 of 2 · iteration 0 · ")
    display.say("stopping")
    assert views.status.text().startswith("stopping · run 1 of 2 · ")
    display.say("")
    assert views.status.text().startswith("run 1 of 2 · ")


def test_phases_are_told_until_there_are_numbers(display, views, opened, reports):
    display.begin(opened, TWO_RUNS)
    display.show_phase(Phase(name="choosing seeds", done=3, total=1234))
    assert views.status.text() == "choosing seeds 3 of 1,234"
    display.show_phase(Phase(name="choosing seeds", done=0, total=0))
    assert views.status.text() == "choosing seeds"
    display.show_rows([reports[0].row])
    numbers = views.status.text()
    display.show_phase(Phase(name="choosing seeds", done=1, total=2))
    assert views.status.text() == numbers


def test_a_new_fit_begins_with_empty_plots_and_log(display, views, opened, reports):
    display.begin(opened, TWO_RUNS)
    assert hint(views) == "Choosing the seeds"
    display.show_rows([report.row for report in reports[:-1]])
    display.show_clusters(picture(opened, reports[-1].best))
    display.begin(opened, KMeansParameters(n_clusters=7))
    assert views.log.model.rowCount() == 0
    assert views.plots.distortion.reading.text() == ""
    assert views.clusters.model.rowCount() == 4  # they stay until there are others
    display.show_rows([reports[0].row])
    assert views.status.text().startswith("run 1 · iteration 0 · ")


def test_another_set_takes_everything_away(display, views, opened, reports):
    display.begin(opened, TWO_RUNS)
    display.show_rows([report.row for report in reports[:-1]])
    display.show_clusters(picture(opened, reports[-1].best))
    display.show_images(opened)
    assert views.log.model.rowCount() == 0
    assert views.clusters.model.rowCount() == 0
    assert views.plots.sizes.reading.text() == ""
    assert hint(views).startswith("Choose parameters and press Run")
    views.status.show_text("200 images open.")
    display.say("paused")
    assert views.status.text() == "200 images open."


def ended_of(parameters, stop_after=None):
    images = np.random.default_rng(5).integers(0, 256, (300, 40), dtype=np.uint8)
    seen = []
    reports = fit(images, parameters, should_stop=lambda: len(seen) == stop_after, n_threads=1)
    for report in reports:
        seen.append(report)
    return seen[-1]


def test_the_end_is_told_with_its_reason(display, views):
    ended = ended_of(KMeansParameters(n_clusters=3, max_iter=2))
    display.show_end(ended)
    numbers = f"Distortion {ended.inertia_:.6e} · {ended.seconds:.1f} s"
    assert views.status.text() == f"{ended.reason} {numbers}"
    assert ended.reason == "Stopped at iteration 2: maximum number of iterations reached."


def test_the_end_of_several_runs_names_the_best(display, views):
    ended = ended_of(KMeansParameters(n_clusters=3, n_init=4))
    display.show_end(ended)
    assert views.status.text().startswith(
        f"best is run {ended.best_run + 1} of 4 · {ended.reason} Distortion "
    )


def test_the_legend_of_the_plots_names_the_best(display, views, opened, reports):
    *iterations, ended = reports
    display.begin(opened, TWO_RUNS)
    display.show_rows([report.row for report in iterations])
    legend = views.plots.findChild(QLabel, "runLegend")
    assert "best" not in legend.text()
    display.show_end(ended)
    assert f"run&nbsp;{ended.best_run + 1}&nbsp;(best)" in legend.text()
    display.begin(opened, TWO_RUNS)
    assert "best" not in legend.text()


def test_a_stop_is_told_whichever_run_is_the_best(display, views):
    many = KMeansParameters(n_clusters=3, n_init=50, max_iter=2)
    ended = ended_of(many, stop_after=20)
    assert ended.stopped
    assert ended.best_run < len(ended.runs) - 1
    display.show_end(ended)
    n_runs = len(ended.runs)
    assert views.status.text().startswith(
        f"stopped in run {n_runs} of 50 · best is run {ended.best_run + 1} of {n_runs} · "
    )
    alone = ended_of(KMeansParameters(n_clusters=3, tol=0), stop_after=2)
    display.show_end(alone)
    assert views.status.text().startswith("Stopped at iteration 1: on request. Distortion ")
