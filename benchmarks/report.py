"""The tables of engine.py, made from records alone, so that they can be printed again."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Sequence
from typing import Any

from common import print_table
from contenders import CONTENDERS

Record = dict[str, Any]
UNKNOWN = "–"

RUN_NOTES = """\
All start from the same random images, each in a fresh process, engines in turn, the median of
the rounds. The time is that of the call, with the images in memory as uint8 and imports done; it
holds what an engine prepares. The others' conversion to float32 comes before and is not counted,
though they need it; its memory is. Memory is the peak of the process above what it held with the
images loaded; in brackets, in multiples of the images. Iterations are assignments of all images,
the first to the seeds; for MiniBatchKMeans, batches. The distortion is computed from everybody's
labels by the same code in float64. "Would move" counts the images that one more iteration would
move: 0 is strict convergence. faiss makes 50 iterations, as it has no test of convergence.
"Times ours" is an engine's time divided by ours: above 1, ours is the faster.\
"""
SEEDING_NOTES = """\
Seeding by greedy k-means++ and the run that follows, everybody by its own random numbers, and
hence to results of its own. scikit-learn's seeding is timed by itself, on the same float32.\
"""


def print_all(records: Sequence[Record]) -> None:
    """Print every table that there are records for."""
    print("; ".join(dict.fromkeys(record["machine"] for record in records)) + ".")
    for table, notes, print_one in (
        ("run", RUN_NOTES, print_run),
        ("seeding", SEEDING_NOTES, print_seeding),
        ("stop", "", print_stop),
    ):
        chosen = [record for record in records if record["table"] == table]
        if chosen and notes:
            print(f"\n{notes}")
        for title in dict.fromkeys(record["title"] for record in chosen):
            of_title = [record for record in chosen if record["title"] == title]
            print(f"\n**{title}**{of_title[0]['remark']}\n")
            print_one(of_title)
    with_curve = [record for record in records if record["table"] == "run" and record["curve"]]
    if with_curve:
        print("\n**Our runs, iteration by iteration**\n")
        print_curves(with_curve)


def print_run(records: Sequence[Record]) -> None:
    header = ["K", "engine", "seconds", "iterations", "an iteration", "memory above the images"]
    header += ["distortion", "against ours", "would move", "times ours"]
    rows = []
    for k, engine, found, our in _medians(records):
        seconds, passes = found["seconds"], found["passes"]
        memory = (
            f"{found['megabytes']:.0f} MB ({found['megabytes'] / found['pixel_megabytes']:.2f})"
        )
        rows.append(
            [
                str(k),
                CONTENDERS[engine].title,
                f"{seconds:.4g}",
                f"{passes:,}",
                f"{seconds / passes * 1e3:.4g} ms",
                memory,
                f"{found['distortion']:.9e}",
                _percent(found, our),
                f"{found['would_move']:,}",
                _times(found, our, "seconds"),
            ]
        )
    print_table(header, rows)


def print_seeding(records: Sequence[Record]) -> None:
    header = ["K", "engine", "seeding", "seeding and run", "iterations", "distortion"]
    header += ["against ours", "seeding, times ours", "both, times ours"]
    rows = [
        [
            str(k),
            CONTENDERS[engine].title,
            f"{found['seeding_seconds']:.4g} s",
            f"{found['seconds']:.4g} s",
            f"{found['passes']:,}",
            f"{found['distortion']:.9e}",
            _percent(found, our),
            _times(found, our, "seeding_seconds"),
            _times(found, our, "seconds"),
        ]
        for k, engine, found, our in _medians(records)
    ]
    print_table(header, rows)


def print_stop(records: Sequence[Record]) -> None:
    rows = []
    for record in records:
        late = [1e3 * seconds for seconds in record["latencies"]]
        cells = [f"{of(late):.1f} ms" if late else UNKNOWN for of in (statistics.median, max)]
        rows.append([str(record["k"]), str(len(late)), *cells])
    print_table(["K", "stops", "answered within, median", "worst"], rows)


def print_curves(records: Sequence[Record]) -> None:
    """Print the iterations 0, 1, 2, 5, 10, 20, 50, ... and the last of the median runs."""
    rows = []
    for record in _our_median_runs(records):
        curve = record["curve"]
        shown = {base * 10**power for power in range(4) for base in (1, 2, 5)}
        for iteration in sorted({0, *shown, len(curve) - 1} & set(range(len(curve)))):
            seconds, distortion, moved = curve[iteration]
            cells = [f"{seconds:.3f}", f"{distortion:.9e}", f"{moved:,}"]
            rows.append([record["data"], str(record["k"]), str(iteration), *cells])
    print_table(["images", "K", "iteration", "seconds", "distortion", "moved"], rows)


def write_curves(records: Sequence[Record], path: str) -> None:
    """Write every iteration of our median runs as CSV."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["data", "k", "iteration", "seconds", "distortion", "moved"])
        for record in _our_median_runs(records):
            for iteration, values in enumerate(record["curve"]):
                writer.writerow([record["data"], record["k"], iteration, *values])


def _groups(records: Sequence[Record]) -> dict[tuple[str, int], dict[str, list[Record]]]:
    """Return the records by title and K, and in these by engine, in the order measured."""
    groups: dict[tuple[str, int], dict[str, list[Record]]] = {}
    for record in records:
        engines = groups.setdefault((record["title"], record["k"]), {})
        engines.setdefault(record["engine"], []).append(record)
    return groups


def _medians(records: Sequence[Record]) -> list[tuple[int, str, Record, Record | None]]:
    """Return K, engine, its median over the rounds, and that of ours, for each row."""
    rows = []
    for (_, k), engines in _groups(records).items():
        medians = {
            engine: {
                **rounds[0],
                **{
                    key: statistics.median(each[key] for each in rounds)
                    for key in ("seconds", "seeding_seconds", "megabytes")
                    if rounds[0][key] is not None
                },
            }
            for engine, rounds in engines.items()
        }
        rows += [(k, engine, found, medians.get("ours")) for engine, found in medians.items()]
    return rows


def _our_median_runs(records: Sequence[Record]) -> list[Record]:
    """Return the round of median time of each of our runs that has a curve."""
    chosen = []
    for engines in _groups([r for r in records if r["table"] == "run" and r["curve"]]).values():
        rounds = sorted(engines["ours"], key=lambda record: record["seconds"])
        chosen.append(rounds[len(rounds) // 2])
    return chosen


def _times(found: Record, our: Record | None, key: str) -> str:
    return f"{found[key] / our[key]:.2f}" if our and our[key] else UNKNOWN


def _percent(found: Record, our: Record | None) -> str:
    if not our or not our["distortion"]:
        return UNKNOWN
    return f"{100 * (found['distortion'] / our['distortion'] - 1):+.4f} %"
