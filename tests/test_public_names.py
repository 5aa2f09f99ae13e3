"""The names that scripts rely on, and what importing them must not bring along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import engine

ROOT = Path(__file__).parent.parent

SCRIPT = """
from engine import load_images, KMeansParameters, fit, export_fit

images = load_images("digits")
reports = []
for report in fit(images, KMeansParameters(n_clusters=10, random_state=0)):
    report.run, report.iteration, report.distortion, report.shift, report.moved
    report.sizes, report.sq_distances_by_cluster, report.centroids, report.labels
    reports.append(report)
*iterations, ended = reports
assert [report.iteration for report in iterations] == list(range(len(iterations)))
assert all(report.seconds >= 0 for report in reports)
assert ended.labels_.shape == (1797,) and ended.cluster_centers_.shape == (10, 64)
assert ended.inertia_ == iterations[-1].distortion == ended.distortion
assert ended.n_iter_ == iterations[-1].iteration and ended.best_run == 0
assert ended.reason == ended.runs[0].reason

import sys
loaded = set(sys.modules)
assert not loaded & {"PySide6", "pyqtgraph", "sklearn", "scipy", "matplotlib", "gui"}, loaded
export_fit(sys.argv[1], images, ended)
loaded = set(sys.modules)
assert not loaded & {"PySide6", "pyqtgraph", "sklearn", "gui"}, loaded
"""


def python(code, *arguments):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_documented_script_runs(tmp_path):
    ended = python(SCRIPT, str(tmp_path / "out"))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ""
    assert ended.stderr == ""
    assert (tmp_path / "out" / "run.json").exists()


def test_importing_the_engine_brings_nothing_heavy():
    ended = python("import engine, sys; print(*sorted(m.partition('.')[0] for m in sys.modules))")
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert {"engine", "numpy"} <= loaded
    heavy = {"PySide6", "shiboken6", "pyqtgraph", "gui", "sklearn", "scipy", "matplotlib", "PIL"}
    assert not loaded & heavy


def test_a_fit_of_an_array_needs_no_picture_library():
    code = (
        "import engine, numpy, sys\n"
        "list(engine.fit(numpy.eye(12), engine.KMeansParameters(n_clusters=2)))\n"
        "print('PIL' in sys.modules)"
    )
    assert python(code).stdout == "False\n"


@pytest.mark.parametrize("name", ["load_images", "KMeansParameters", "fit", "export_fit"])
def test_public_names_are_there_and_explained(name):
    assert name in engine.__all__
    assert getattr(engine, name).__doc__


def test_all_that_is_promised_can_be_imported():
    assert all(hasattr(engine, name) for name in engine.__all__)
    assert list(engine.__all__) == sorted(engine.__all__)
