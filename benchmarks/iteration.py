"""Time of one iteration and peak memory, against scikit-learn and faiss.

    python benchmarks/iteration.py [K ...]

Each engine runs in a fresh process, in turn, from the same seed images; three rounds, the median
counts. The time of an iteration is that of a run of 21 iterations less that of a run of one,
divided by 20, so that preparing the data does not count. Peak memory is that of the whole
process.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import warnings

import numpy as np
from common import data_line, in_fresh_process, machine_line, peak_megabytes, pixels, print_table

ITERATIONS = 20
ROUNDS = 3
ENGINES = ("centroid-lab", "scikit-learn lloyd", "scikit-learn elkan", "faiss")


def main(counts: list[int]) -> None:
    print(f"{data_line()}; {machine_line()}; median of {ROUNDS}.\n")
    rows = []
    for k in counts:
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ENGINES}
        for _ in range(ROUNDS):
            for name in ENGINES:
                found[name].append(in_fresh_process(__file__, "--child", name, str(k)))
        seconds = {
            name: statistics.median(each["seconds"] for each in found[name]) for name in ENGINES
        }
        for name in ENGINES:
            memory = statistics.median(each["megabytes"] for each in found[name])
            rows.append(
                [
                    str(k),
                    name,
                    f"{seconds[name]:.3f} s",
                    f"{seconds[name] / seconds['centroid-lab']:.2f}",
                    f"{memory:.0f} MB",
                ]
            )
    print_table(["K", "engine", "an iteration", "times ours", "peak memory"], rows)


def child(name: str, k: int) -> None:
    images = pixels()
    rows = images.reshape(len(images), -1)
    chosen = np.random.default_rng(0).choice(len(rows), k, replace=False)
    seeds = rows[chosen].astype(np.float64)
    run = {"centroid-lab": ours, "faiss": faiss_run}.get(name)
    if run is None:
        data = rows.astype(np.float32)

        def run(_rows: np.ndarray, seeds: np.ndarray, n: int) -> None:
            sklearn_run(data, seeds, n, name.split()[1])

    times = []
    run(rows, seeds, 1)  # not counted: imports, threads and memory are had for the first time
    for n_iterations in (1, 1 + ITERATIONS):
        started = time.perf_counter()
        run(rows, seeds, n_iterations)
        times.append(time.perf_counter() - started)
    print(
        json.dumps({"seconds": (times[1] - times[0]) / ITERATIONS, "megabytes": peak_megabytes()})
    )


def ours(rows: np.ndarray, seeds: np.ndarray, n_iterations: int) -> None:
    from engine import KMeansParameters, fit

    parameters = KMeansParameters(n_clusters=len(seeds), init=seeds, max_iter=n_iterations, tol=0)
    for _ in fit(rows, parameters):
        pass


def sklearn_run(rows: np.ndarray, seeds: np.ndarray, n_iterations: int, algorithm: str) -> None:
    from sklearn.cluster import KMeans

    warnings.simplefilter("ignore")
    KMeans(
        n_clusters=len(seeds),
        init=seeds.astype(np.float32),
        n_init=1,
        max_iter=n_iterations,
        tol=0,
        algorithm=algorithm,
    ).fit(rows)


def faiss_run(rows: np.ndarray, seeds: np.ndarray, n_iterations: int) -> None:
    import faiss

    data = rows.astype(np.float32)
    model = faiss.Kmeans(
        data.shape[1], len(seeds), niter=n_iterations, max_points_per_centroid=len(rows)
    )
    model.train(data, init_centroids=seeds.astype(np.float32))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [10])
