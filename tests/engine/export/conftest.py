"""A plain Lloyd in float64, and one export of it that the tests look into."""

from __future__ import annotations

import numpy as np
import pytest

from engine import ImageSet, KMeansParameters
from engine.export import export_fit
from engine.kmeans.reports import FitEnded, Iteration, Reseeding, RunSummary


def lloyd(images, parameters, *, should_stop=lambda: False, stop_after=None):
    """Yield the reports of a fit; `stop_after` so many iterations somebody stops it."""
    rows = images.pixels.reshape(len(images), -1).astype(np.float64)
    runs, best, n_done = [], None, 0
    stopped = False
    for run in range(parameters.n_init):
        rng = np.random.default_rng([parameters.random_state, run])
        if isinstance(parameters.init, str):
            seeds = rng.choice(len(rows), parameters.n_clusters, replace=False)
            centroids = rows[seeds]
        else:
            seeds, centroids = None, parameters.init
        reports = []
        for report in run_of(rows, centroids, run, parameters.max_iter):
            if stopped := should_stop() or n_done == stop_after:
                break
            n_done += 1
            reports.append(report)
            yield report
        if reports:
            if best is None or reports[-1].distortion < best.distortion:
                best = reports[-1]
            runs.append(
                RunSummary(
                    run=run,
                    seed_images=None if seeds is None else tuple(int(i) for i in seeds),
                    rows=tuple(report.row for report in reports),
                    reseeded=((1, Reseeding(cluster=0, image=2)),),
                    reason=f"Run {run} ended.",
                    converged=not stopped,
                    seeding_seconds=0.25,
                )
            )
        if stopped:
            break
    if best is not None:
        yield FitEnded(
            parameters=parameters,
            best=best,
            runs=tuple(runs),
            shift_tolerance=0.5,
            stopped=stopped,
            notes=("a note",),
            seconds=1.5,
        )


def run_of(rows, centroids, run, max_iter):
    labels = None
    shift = np.nan
    for iteration in range(max_iter + 1):
        sq_distances = ((rows[:, np.newaxis] - centroids) ** 2).sum(axis=2)
        before, labels = labels, sq_distances.argmin(axis=1).astype(np.int32)
        own = sq_distances.min(axis=1)
        n_clusters = len(centroids)
        moved = len(rows) if before is None else int((before != labels).sum())
        sizes = np.bincount(labels, minlength=n_clusters)
        yield Iteration(
            run=run,
            iteration=iteration,
            distortion=float(own.sum()),
            shift=shift,
            moved=moved,
            empty=int((sizes == 0).sum()),
            seconds=0.01,
            reseeded=(),
            sizes=sizes,
            sq_distances_by_cluster=np.bincount(labels, own, minlength=n_clusters),
            centroids=centroids,
            labels=labels,
        )
        if moved == 0:
            return
        means = [
            rows[labels == k].mean(axis=0) if sizes[k] else centroids[k] for k in range(n_clusters)
        ]
        shift = float(np.linalg.norm(np.array(means) - centroids))
        centroids = np.array(means)


def ended_of(images, stop_after=None, **parameters):
    *_, ended = lloyd(images, KMeansParameters(**parameters), stop_after=stop_after)
    return ended


def pictures_of(dtype="uint8", shape=(40, 6, 5, 3), seed=0, **attributes):
    """Return a set of random pictures around five means, with names and labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 5, shape[0])
    levels = rng.uniform(30, 220, (5, *shape[1:]))[labels] + rng.normal(0, 12, shape)
    pixels = np.clip(levels, 0, 255)
    if dtype == "uint16":
        pixels = pixels * 257
    elif dtype == "float32":
        pixels = pixels / 255
    attributes = {"name": f"{dtype} set", "source": "somewhere", **attributes}
    return ImageSet(
        pixels=pixels.astype(dtype),
        labels=labels.astype(np.int32),
        class_names=tuple("abcde"),
        names=tuple(f"picture {i}" for i in range(shape[0])),
        **attributes,
    )


@pytest.fixture(scope="session")
def plain_fit():
    return lloyd


@pytest.fixture(scope="session")
def fit_of():
    return ended_of


@pytest.fixture(scope="session")
def make_images():
    return pictures_of


@pytest.fixture(scope="session")
def four():
    """Four pictures of two pixels: two pairs, ten levels apart."""
    return ImageSet(
        name="four",
        pixels=np.array([[0, 0], [0, 2], [10, 0], [10, 2]], np.uint8).reshape(4, 1, 2, 1),
        labels=np.array([0, 0, 1, 1]),
        class_names=("cat", "-dog"),
        names=("=SUM(A1)", 'a, "b"', "line\nend", "byte \udcff"),
    )


@pytest.fixture(scope="session")
def four_ended(four):
    return ended_of(four, n_clusters=2, init=[[0.0, 0.0], [10.0, 0.0]])


@pytest.fixture(scope="session")
def images():
    return pictures_of()


@pytest.fixture(scope="session")
def ended(images):
    return ended_of(images, n_clusters=5, n_init=3, init="random")


@pytest.fixture(scope="session")
def exported(images, ended, tmp_path_factory):
    """The export of `ended`; to be read only."""
    return export_fit(tmp_path_factory.mktemp("exports") / "deep" / "fit", images, ended)


@pytest.fixture
def quick_plots(monkeypatch):
    """Stand in for the plots, which take a second."""
    names = [(f"plots/{plot}.svg", b"<svg/>") for plot in ("distortion", "sizes")]
    monkeypatch.setattr("engine.export.plots.plot_files", lambda _images, _ended: iter(names))
