"""Whole runs to strict convergence, against scikit-learn and faiss.

    python benchmarks/engine.py [--data cifar grey noise small] [-k 3 10 100 1000] [--stop]

Prints tables on stdout and, as the whole takes many minutes, a line for each measurement on
stderr. Without options it measures runs from given seeds on all images, then seeding and run
together on CIFAR-10 for K up to 100.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from common import ALL_IMAGES, machine_line, say
from contenders import CONTENDERS
from measure import STOP_ITERATIONS, Job, measured
from report import Record, print_all, write_curves
from sources import SMALL, load

COUNTS = (3, 10, 100, 1000)
FIXED_COUNT = 10  # of clusters, for noise and the small sets
STOP_COUNT = 1000
MOST_SEEDED = 100  # scikit-learn's seeding alone takes minutes beyond
MANY = 100  # clusters from which one round is long enough to be sure of
ROUNDS = 3
MAX_ITER = 1000
NOISE_ITERATIONS = 40
RIVALS = ("ours", "elkan", "lloyd", "minibatch", "faiss")


def main(arguments: Sequence[str] | None = None) -> None:
    options = parse(arguments)
    if options.from_json:
        lines = Path(options.from_json).read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines]
    else:
        records = []
        for record in measurements(options):
            records.append(record)
            if options.json:
                with open(options.json, "a", encoding="utf-8") as file:
                    file.write(json.dumps(record) + "\n")
    if not records:
        raise SystemExit("Nothing measured: no such engine is installed, or K is too large.")
    print_all(records)
    if options.curve:
        write_curves(records, options.curve)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data",
        nargs="+",
        choices=("cifar", "grey", "noise", "small"),
        default=["cifar", "grey", "noise", "small"],
        help="noise and the small sets (digits, emoji) are measured at K = 10",
    )
    parser.add_argument("-k", nargs="+", type=int, metavar="K", help="default 3 10 100 1000")
    parser.add_argument(
        "--rounds", type=int, help="default 3 for K below 100, 1 from there; the median counts"
    )
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, help="these engines, in turn")
    parser.add_argument(
        "--images", type=int, default=ALL_IMAGES, metavar="N", help="the first N images only"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--seeding", action="store_true", help="only seeding and run together")
    what.add_argument(
        "--stop", action="store_true", help="only how soon Stop is answered, at K = 1000 or -k"
    )
    parser.add_argument("--curve", metavar="FILE", help="write our iterations to FILE, as CSV")
    parser.add_argument("--json", metavar="FILE", help="append each measurement to FILE, a line")
    parser.add_argument(
        "--from-json", metavar="FILE", help="measure nothing: print the tables of such a FILE"
    )
    options = parser.parse_args(arguments)
    if not 1 <= options.images <= ALL_IMAGES:
        parser.error(f"--images {options.images}: there are 1 to {ALL_IMAGES:,}")
    if min([options.rounds or 1, *(options.k or ())]) < 1:
        parser.error("--rounds and K are at least 1")
    return options


def measurements(options: argparse.Namespace) -> Iterator[Record]:
    """Yield a record of each measurement, data set after data set."""
    machine = f"{machine_line()}{versions()}"
    names = [name for each in options.data for name in (SMALL if each == "small" else (each,))]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            title, images = load(name, options.images)
            file, n = f"{folder}/{name}.npy", len(images)
            np.save(file, images)
            del images
            for table, k, rounds, job in plan(options, name, file):
                if k > n:
                    say(f"{name}: K = {k:,} left out, there are {n:,} images")
                    continue
                for this_round in range(rounds):
                    for engine in engines(options, name, table):
                        found = measured(Job(engine=engine, n_clusters=k, **job))
                        seconds = found.get("seconds") or found["whole_seconds"]
                        say(
                            f"{table}, {name}, K = {k:,}, round {this_round + 1} of {rounds}, "
                            f"{engine}: {seconds:.3g} s"
                        )
                        yield {
                            "table": table,
                            "data": name,
                            "title": title,
                            "remark": remark(name, table),
                            "machine": machine,
                            "k": k,
                            "engine": engine,
                            **found,
                        }


def plan(
    options: argparse.Namespace, name: str, file: str
) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    """Yield table, K, number of rounds and what else a `Job` needs."""
    job = {"file": file, "max_iter": NOISE_ITERATIONS if name == "noise" else MAX_ITER}
    if options.stop:
        if name == "cifar":
            for k in options.k or [STOP_COUNT]:
                yield "stop", k, 1, {**job, "is_stopped": True}
        return
    counts = [FIXED_COUNT] if name in ("noise", *SMALL) else options.k or COUNTS
    rounds = {k: options.rounds or (1 if k >= MANY else ROUNDS) for k in counts}
    if not options.seeding:
        for k in counts:
            yield "run", k, rounds[k], {**job, "is_repeated": name in SMALL}
    if name == "cifar":
        for k in counts:
            if k <= MOST_SEEDED:
                yield "seeding", k, rounds[k], {**job, "seeded": False}


def engines(options: argparse.Namespace, name: str, table: str) -> list[str]:
    """Return the engines to be measured, in turn."""
    if table == "stop":
        return ["ours"]
    chosen = options.only or (("ours", "plain") if name == "noise" else RIVALS)
    return [
        engine
        for engine in chosen
        if CONTENDERS[engine].is_installed() and (table == "run" or CONTENDERS[engine].seeds_itself)
    ]


def remark(name: str, table: str) -> str:
    """Return what is special about the figures of an image set, to stand behind its name."""
    if table == "stop":
        return f", stopped at random moments of its first {STOP_ITERATIONS} iterations"
    if name == "noise":
        return f", at most {NOISE_ITERATIONS} iterations"
    return ", the least of many runs in one process" if name in SMALL else ""


def versions() -> str:
    """Return the versions of what is compared with, where installed."""
    found = ""
    for title, package in (("scikit-learn", "scikit-learn"), ("faiss", "faiss-cpu")):
        try:
            found += f", {title} {version(package)}"
        except PackageNotFoundError:
            say(f"{title} is not installed: left out (python3 bootstrap.py setup bench)")
    return found


if __name__ == "__main__":
    main()
