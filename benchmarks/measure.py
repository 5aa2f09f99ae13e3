"""One measurement, in a process of its own: ``python benchmarks/measure.py JOB``.

JOB is a JSON object as `Job` makes it; the last line printed is one with what was found.
"""

from __future__ import annotations

import importlib
import json
import math
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from common import forget_peak, in_fresh_process, peak_megabytes
from contenders import CONTENDERS, Outcome, Task
from judge import distortion, would_move
from numpy.typing import NDArray

REPEATED_S = 0.5
REPEATED_AT_LEAST = 5
STOPS = 10
STOP_ITERATIONS = 30


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be measured.

    Attributes
    ----------
    file : str
        A .npy file of images, shape (n, height, width, channels), uint8.
    engine : str
        A name of `CONTENDERS`.
    n_clusters, max_iter : int
    seeded : bool
        True to start from the images that `seed_images` draws; False for the engine's own
        greedy k-means++.
    is_repeated : bool
        True for many fits in the one process, the least time of which counts.
    n_threads : int or None
        None for the engine's own choice.
    is_stopped : bool
        True to measure how soon Stop is answered, and nothing else.
    """

    file: str
    engine: str
    n_clusters: int
    max_iter: int
    seeded: bool = True
    is_repeated: bool = False
    n_threads: int | None = None
    is_stopped: bool = False


def measured(job: Job) -> dict[str, Any]:
    """Return what a fresh process finds: see `measure` and `stop_latencies`."""
    return in_fresh_process(__file__, json.dumps(asdict(job)))


def seed_images(rows: NDArray[np.uint8], n_clusters: int) -> NDArray[np.float64]:
    """Return the seeds everybody gets: random images, no image twice, in pixel levels."""
    chosen = np.random.default_rng(0).choice(len(rows), n_clusters, replace=False)
    return rows[chosen].astype(np.float64)


def measure(job: Job, rows: NDArray[np.uint8]) -> dict[str, Any]:
    """Return time, passes, memory and quality of a fit.

    The memory is the most that was held while the engine worked, its float32 copy included, less
    what was held before, with everything imported and the pixels loaded.
    """
    task = Task(
        rows=rows,
        n_clusters=job.n_clusters,
        seeds=seed_images(rows, job.n_clusters) if job.seeded else None,
        max_iter=job.max_iter,
        n_threads=job.n_threads,
    )
    contender = CONTENDERS[job.engine]
    importlib.import_module(contender.module)
    before = forget_peak()
    outcomes = [contender.run(task)]
    megabytes = peak_megabytes() - before
    if job.is_repeated:
        outcomes += repeated(job, task)
    best = min(outcomes, key=lambda outcome: outcome.seconds)
    return {
        "seconds": best.seconds,
        "seeding_seconds": best.seeding_seconds,
        "passes": int(best.passes),
        "megabytes": megabytes,
        "pixel_megabytes": rows.nbytes / 1e6,
        "distortion": distortion(rows, best.labels),
        "would_move": would_move(rows, best.labels),
        "curve": [] if job.is_repeated else best.curve,
    }


def repeated(job: Job, task: Task) -> list[Outcome]:
    """Return the outcomes of fits for half a second, and of five at least."""
    outcomes: list[Outcome] = []
    until = time.perf_counter() + REPEATED_S
    while len(outcomes) < REPEATED_AT_LEAST or time.perf_counter() < until:
        outcomes.append(CONTENDERS[job.engine].run(task))
    return outcomes


def stop_latencies(job: Job, rows: NDArray[np.uint8]) -> dict[str, Any]:
    """Return how long a fit of ours goes on after ``should_stop`` turned true, in seconds.

    One random moment in each tenth of the time that the fit takes when left alone.
    """
    from engine import KMeansParameters, fit

    parameters = KMeansParameters(
        n_clusters=job.n_clusters,
        init=seed_images(rows, job.n_clusters),
        max_iter=STOP_ITERATIONS,
        tol=0,
    )

    def ended_at(moment: float) -> float:
        for _ in fit(rows, parameters, should_stop=lambda: time.perf_counter() >= moment):
            pass
        return time.perf_counter()

    started = time.perf_counter()
    whole = ended_at(math.inf) - started
    rng = np.random.default_rng(0)
    latencies = []
    for tenth in range(STOPS):
        moment = time.perf_counter() + whole * (tenth + rng.random()) / STOPS
        late = ended_at(moment) - moment
        if late >= 0:  # else this fit ended before its moment came
            latencies.append(late)
    return {"latencies": latencies, "whole_seconds": whole}


def main(job: Job) -> None:
    images = np.load(job.file)
    rows = images.reshape(len(images), -1)
    found = stop_latencies(job, rows) if job.is_stopped else measure(job, rows)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
