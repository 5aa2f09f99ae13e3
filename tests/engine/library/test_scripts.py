"""A fit copied as Python reaches the same labels, with the engine and with scikit-learn."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from engine import KMeansParameters, fit, from_array, load_images
from engine.kmeans.branching import branch
from engine.kmeans.reports import FitEnded
from engine.library.record import read_fit_record
from engine.library.scripts import as_python, as_scikit_learn
from engine.library.store import Library

ROOT = Path(__file__).resolve().parents[3]


DRIVER = """
import runpy, sys, numpy
for path in sys.argv[1:]:
    numpy.save(path + ".npy", runpy.run_path(path)["labels"])
"""


def run(folder, *scripts):
    """Run scripts, each as in a file of its own; return the lines they print and their labels."""
    paths = [folder / f"script{number}.py" for number in range(len(scripts))]
    for path, script in zip(paths, scripts, strict=True):
        path.write_text(script)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DRIVER, *map(str, paths)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), [np.load(f"{path}.npy") for path in paths]


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


def kept(library, images, ended):
    return read_fit_record(library.fit_folder(library.save(images, ended, None)))


def fitted(images, **parameters):
    *_, ended = fit(images, KMeansParameters(**parameters), n_threads=1)
    return ended


def stopped(images, iteration, **parameters):
    """Return the end of a fit that somebody stopped after an iteration of its first run."""
    stop = []
    for report in fit(
        images, KMeansParameters(**parameters), should_stop=lambda: bool(stop), n_threads=1
    ):
        if report.iteration == iteration:
            stop.append(True)
    assert isinstance(report, FitEnded)
    assert report.stopped
    return report


def check(library, folder, images, *fits):
    """Run both scripts of each fit and compare their labels and distortions with its own."""
    records = [kept(library, images, ended) for ended in fits]
    scripts = [copy(record) for record in records for copy in (as_python, as_scikit_learn)]
    printed, labels = run(folder, *scripts)
    for number, ended in enumerate(fits):
        assert np.array_equal(labels[2 * number], ended.labels)
        assert adjusted_rand_score(ended.labels, labels[2 * number + 1]) == 1.0
        assert printed[2 * number] == f"distortion {ended.distortion!r}"
        line = printed[2 * number + 1]
        other, recorded = line.removeprefix("distortion ").split(", recorded ")
        assert float(recorded) == ended.distortion
        assert float(other) == pytest.approx(ended.distortion, rel=1e-9)


def test_the_best_of_several_runs(library, tmp_path):
    images = load_images("digits")
    check(library, tmp_path, images, fitted(images, n_clusters=10, n_init=3, random_state=2))


def test_options_and_seeds_that_are_no_images(library, tmp_path):
    images = load_images("digits", limit=600, seed=5, size=(6, 7), normalize=True)
    check(library, tmp_path, images, fitted(images, n_clusters=5, init="partition", tol=0.0))


def test_fits_that_were_stopped_and_a_branch_of_one(library, tmp_path):
    images = load_images("digits")
    at_seeds, later = stopped(images, 0, n_clusters=6), stopped(images, 3, n_clusters=8)
    assert (at_seeds.n_iter_, later.n_iter_) == (0, 3)
    seeds = at_seeds.centroids + 0.25
    *_, ended = branch(images, at_seeds.parameters, seeds, parent=at_seeds, n_threads=1)
    assert ended.best_run == 1
    check(library, tmp_path, images, at_seeds, later, ended)


def test_names_are_only_names(library):
    name = "'); import os #\"\n\\"
    images = from_array(np.arange(24.0).reshape(6, 4), name)
    record = kept(library, images, fitted(images, n_clusters=2))
    for script in (as_python(record), as_scikit_learn(record)):
        imported = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import)]
        assert {alias.name for node in imported for alias in node.names} <= {"math", "numpy"}
        texts = [
            node.value for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Constant)
        ]
        assert name in texts


def test_lines_are_short_enough_to_read(library):
    images = load_images("digits", limit=400)
    record = kept(library, images, fitted(images, n_clusters=60))
    for script in (as_python(record), as_scikit_learn(record)):
        assert max(map(len, script.splitlines())) <= 100


def test_other_images_are_refused(library, tmp_path):
    images = load_images("digits", limit=50)
    record = kept(library, images, fitted(images, n_clusters=2))
    script = as_python(record).replace("limit=50", "limit=51")
    with pytest.raises(AssertionError, match="these are other images"):
        run(tmp_path, script)
