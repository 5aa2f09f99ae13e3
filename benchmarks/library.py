"""How fast the library of past fits is, and whether any fault of the system breaks it.

    python benchmarks/library.py [--fits N] [--images N] [--clusters K] [--rounds N]
    python benchmarks/library.py faults

The first prints what the list of N generated fits takes, each figure the median of the rounds in
a fresh process, and what it takes to save a fit and to open it again: of CIFAR-10 where
CENTROID_LAB_CIFAR10 names it, else of generated images. Memory is what the process holds more.
The second kills a process, or gives it a full disk or an I/O error, at every call of the system
while it saves, lists or annotates; it needs strace.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import (
    ALL_IMAGES,
    ROOT,
    data_line,
    forget_peak,
    in_fresh_process,
    machine_line,
    peak_megabytes,
    pixels,
    print_table,
    say,
)

TITLES = ("Winter faces", "Ships and trucks", "Second try", "For the class", "")
SEARCHES = ("winter", "k=10 init=random", "tag:good generated", "no such word")
LISTED = {
    "rebuild": "index made from the folders",
    "start": "start, nothing changed",
    "list": "all listed, newest first",
    "page": "a page of 100, by distortion",
    "search": "search, the slowest of four",
    "memory": "memory",
}


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("list", "fit"):
        print(json.dumps({"list": listed, "fit": saved}[sys.argv[1]]()))
        return
    parser = argparse.ArgumentParser(description="How fast the library of past fits is.")
    parser.add_argument("what", nargs="?", choices=["speed", "faults"], default="speed")
    parser.add_argument("--fits", type=int, default=10_000, help="generated fits")
    parser.add_argument("--images", type=int, default=ALL_IMAGES)
    parser.add_argument("--clusters", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.what == "faults":
        sys.exit(faults())
    print(f"{machine_line()}; {data_line(arguments.images)}; median of {arguments.rounds}.\n")
    with tempfile.TemporaryDirectory() as place:
        print_table(["what", "it takes"], list(rows(Path(place), arguments)))


def rows(place: Path, arguments: argparse.Namespace):
    """Yield a row of the table for each figure."""
    folder = place / "library"
    say(f"{arguments.fits:,} generated fits")
    generate(folder, arguments.fits)
    measured = rounds("list", arguments.rounds, str(folder))
    for name, what in LISTED.items():
        unit = "MB" if name == "memory" else "s"
        yield [f"{arguments.fits:,} fits: {what}", f"{measured[name]:.3f} {unit}"]
    say(f"a fit of {arguments.images:,} images")
    sizes = str(arguments.images), str(arguments.clusters)
    measured = rounds("fit", arguments.rounds, str(place / "other"), *sizes)
    what = f"a fit, K = {arguments.clusters}, {measured['iterations']:.0f} iterations"
    yield [f"{what}: saved", f"{measured['save']:.3f} s, {measured['megabytes']:.1f} MB"]
    yield [f"{what}: opened again", f"{measured['open']:.3f} s"]


def rounds(what: str, n_rounds: int, *arguments: str) -> dict[str, float]:
    """Measure in fresh processes; return the median of each figure."""
    measured = [in_fresh_process(__file__, what, *arguments) for _ in range(n_rounds)]
    return {name: statistics.median(each[name] for each in measured) for name in measured[0]}


def generate(folder: Path, n_fits: int) -> None:
    """Make a library of copies of one small fit, each with its own parameters and notes."""
    import numpy as np

    from engine import KMeansParameters, fit, from_array
    from engine.library.store import Library

    library = Library(folder)
    noise = np.random.default_rng(0).integers(0, 256, (60, 8, 8, 1), dtype=np.uint8)
    images = from_array(noise, "generated")
    *_, ended = fit(images, KMeansParameters())
    first = library.fit_folder(library.save(images, ended, None))
    record = json.loads((first / "run.json").read_bytes())
    started = time.time()
    for number in range(n_fits - 1):
        moment = time.gmtime(started - 3600 * number)
        fit_id = time.strftime("%Y%m%dT%H%M%S", moment) + f"-{number:08x}"
        copy = first.parent / fit_id
        shutil.copytree(first, copy)
        record["library"]["id"] = fit_id
        record["created"] = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", moment)
        record["parameters"]["n_clusters"] = 2 + number % 30
        record["parameters"]["init"] = ("k-means++", "random")[number % 2]
        record["distortion"] = 1e6 + number
        (copy / "run.json").write_text(json.dumps(record, indent=2))
        title = TITLES[number % len(TITLES)]
        if title:
            library.annotate(fit_id, title=title, notes="A line of notes. " * 20, tags=["good"])


def listed() -> dict[str, float]:
    """Measure the list of a library, first without an index, then with it."""
    from engine.library.database import INDEX
    from engine.library.index import Index

    folder = Path(sys.argv[2])
    (folder / INDEX).unlink(missing_ok=True)
    figures = {}
    before = forget_peak()
    started = time.perf_counter()
    Index(folder).close()
    figures["rebuild"] = time.perf_counter() - started
    started = time.perf_counter()
    with Index(folder) as index:
        figures["start"] = time.perf_counter() - started
        started = time.perf_counter()
        entries = index.entries()
        figures["list"] = time.perf_counter() - started
        started = time.perf_counter()
        index.entries(order="distortion", limit=100)
        figures["page"] = time.perf_counter() - started
        figures["search"] = 0.0
        for text in SEARCHES:
            started = time.perf_counter()
            index.search(text)
            figures["search"] = max(figures["search"], time.perf_counter() - started)
    figures["memory"] = peak_megabytes() - before
    figures["entries"] = len(entries)
    return figures


def saved() -> dict[str, float]:
    """Measure how a fit is saved, and opened again with its history."""
    from engine import KMeansParameters, fit, from_array
    from engine.history.history import History
    from engine.library.store import Library

    images = from_array(pixels(int(sys.argv[3])), "images")
    history = History(len(images))
    *reports, ended = fit(images, KMeansParameters(n_clusters=int(sys.argv[4])))
    for report in reports:
        history.add(report)
    library = Library(Path(sys.argv[2]))
    library.save(images, ended, history)  # once before: what is imported, and the SHA-256
    started = time.perf_counter()
    fit_id = library.save(images, ended, history)
    took = time.perf_counter() - started
    started = time.perf_counter()
    library.open(fit_id)
    return {
        "save": took,
        "open": time.perf_counter() - started,
        "iterations": ended.n_iter_,
        "megabytes": sum(path.stat().st_size for path in library.fit_folder(fit_id).iterdir())
        / 1e6,
    }


def faults() -> int:
    """Try every fault at every call, which are tests; return their exit status."""
    return subprocess.call(
        [sys.executable, "-m", "pytest", "-q", "-rP", "tests/engine/library/faults"],
        cwd=ROOT,
        env={**os.environ, "CENTROID_LAB_FAULTS": "1"},
    )


if __name__ == "__main__":
    main()
