"""How our time of a fit grows with n, d, K and threads, beside scikit-learn's lloyd.

    python benchmarks/scaling.py [--vary n d k threads] [--images N] [-k K ...]

A fit is 20 iterations with tol 0 from the same random images, in a fresh process, engines in
turn. One quantity varies at a time; the others stay at all images, 32 x 32 in colour, K = 10 and
every core. Prints tables on stdout and a line for each measurement on stderr.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from common import (
    ALL_IMAGES,
    available_cores,
    data_line,
    machine_line,
    pixels,
    print_table,
    say,
)
from contenders import CONTENDERS
from measure import Job, measured
from numpy.typing import NDArray
from sources import grey

ITERATIONS = 20
ENGINES = ("ours", "lloyd")
COUNTS = (3, 10, 30, 100, 300, 1000)
USUAL_COUNT = 10
PARTS = (10, 5, 2, 1)  # the images are divided by these
GREY_SIDES = (8, 16, 28, 32)
COLOUR = "32 x 32 x 3"
TITLES = {"n": "n, images", "d": "d, numbers an image", "k": "K, clusters", "threads": "threads"}


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where a fit is measured; `n_threads` None is every core, without asking for it."""

    n: int
    shape: str
    n_clusters: int
    n_threads: int | None = None


class Measurer:
    """Measures points, each but once, on images that it keeps in a folder.

    Parameters
    ----------
    images : ndarray of shape (n, 32, 32, 3), uint8
    folder : str
        For files of images that the measured processes read.
    engines : sequence of str
    rounds : int
        The median counts.
    """

    def __init__(
        self, images: NDArray[np.uint8], folder: str, engines: Sequence[str], rounds: int
    ) -> None:
        self._images, self._folder = images, folder
        self._engines, self._rounds = engines, rounds
        self._found: dict[Point, dict[str, dict[str, Any]]] = {}

    def at(self, point: Point) -> dict[str, dict[str, Any]]:
        """Return what `measured` says of each engine there, with the median of its seconds."""
        if point not in self._found:
            file = f"{self._folder}/images.npy"
            images = self._images[: point.n]
            side = int(point.shape.split()[0])
            np.save(file, images if point.shape == COLOUR else grey(images, side))
            self._found[point] = self._measure(point, file)
        return self._found[point]

    def _measure(self, point: Point, file: str) -> dict[str, dict[str, Any]]:
        rounds: dict[str, list[dict[str, Any]]] = {engine: [] for engine in self._engines}
        for _ in range(self._rounds):
            for engine in self._engines:
                job = Job(
                    file=file,
                    engine=engine,
                    n_clusters=point.n_clusters,
                    max_iter=ITERATIONS,
                    n_threads=point.n_threads,
                )
                rounds[engine].append(measured(job))
                threads = "" if point.n_threads is None else f", {point.n_threads} threads"
                say(
                    f"{point.n:,} x {point.shape}, K = {point.n_clusters:,}{threads}, "
                    f"{engine}: {rounds[engine][-1]['seconds']:.3g} s"
                )
        return {
            engine: {**found[0], "seconds": statistics.median(each["seconds"] for each in found)}
            for engine, found in rounds.items()
        }


def points(what: str, n: int, counts: Sequence[int]) -> dict[str, Point]:
    """Return the points of a table, by the first cell of their rows."""
    if what == "n":
        sizes = [n // part for part in PARTS]
        found = {f"{size:,}": Point(n=size, shape=COLOUR, n_clusters=USUAL_COUNT) for size in sizes}
    elif what == "d":
        shapes = [f"{side} x {side} x 1" for side in GREY_SIDES] + [COLOUR]
        found = {
            f"{np.prod([int(length) for length in shape.split(' x ')]):,} ({shape})": Point(
                n=n, shape=shape, n_clusters=USUAL_COUNT
            )
            for shape in shapes
        }
    elif what == "k":
        found = {f"{k:,}": Point(n=n, shape=COLOUR, n_clusters=k) for k in counts}
    else:
        found = {
            f"{threads}": Point(n=n, shape=COLOUR, n_clusters=USUAL_COUNT, n_threads=threads)
            for threads in range(1, available_cores() + 1)
        }
    return {name: point for name, point in found.items() if point.n_clusters <= point.n}


def print_scaling(what: str, found: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Print a table of what `Measurer.at` found, by the first cell of its rows."""
    engines = list(next(iter(found.values())))
    header = [TITLES[what]]
    for engine in engines:
        header += [CONTENDERS[engine].title, "iterations"]
    both = set(ENGINES) <= set(engines)
    header += ["times ours"] if both else []
    rows = []
    for name, by_engine in found.items():
        row = [name]
        for engine in engines:
            row += [f"{by_engine[engine]['seconds']:.4g} s", f"{by_engine[engine]['passes']}"]
        if both:
            ours, theirs = (by_engine[engine]["seconds"] for engine in ENGINES)
            row.append(f"{theirs / ours:.2f}")
        rows.append(row)
    print_table(header, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--vary", nargs="+", choices=TITLES, default=list(TITLES))
    parser.add_argument("-k", nargs="+", type=int, default=list(COUNTS), metavar="K")
    parser.add_argument("--images", type=int, default=ALL_IMAGES, metavar="N")
    parser.add_argument("--rounds", type=int, default=1, help="the median counts")
    parser.add_argument("--only", nargs="+", choices=ENGINES, default=list(ENGINES))
    options = parser.parse_args(arguments)
    if not 1 <= options.images <= ALL_IMAGES:
        parser.error(f"--images {options.images}: there are 1 to {ALL_IMAGES:,}")
    if min([options.rounds, *options.k]) < 1:
        parser.error("--rounds and K are at least 1")
    engines = [name for name in options.only if CONTENDERS[name].is_installed()]
    if not engines:
        parser.error("scikit-learn is not installed (python3 bootstrap.py setup bench)")
    with tempfile.TemporaryDirectory() as folder:
        measurer = Measurer(pixels(options.images), folder, engines, options.rounds)
        tables = {
            what: {
                name: measurer.at(point)
                for name, point in points(what, options.images, options.k).items()
            }
            for what in options.vary
        }
    print(f"{data_line(options.images)}; {machine_line()}; median of {options.rounds}.\n")
    print(f"K = {USUAL_COUNT}, colour and every core where they do not vary. Iterations are")
    print(f"assignments of all images: {ITERATIONS + 1}, or fewer where no image moves any more.")
    for what, found in tables.items():
        print(f"\n**Time of a fit against {TITLES[what]}**\n")
        if found:
            print_scaling(what, found)


if __name__ == "__main__":
    main()
