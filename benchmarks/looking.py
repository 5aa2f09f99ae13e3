"""How fast a result can be looked into: members, time line, labels and map in the real window.

    python benchmarks/looking.py [IMAGES] [-k 10]

IMAGES is what the window opens, by default 50,000 images; --only chooses some of the figures.
Each group of figures is measured in a fresh process, in a window of the first size with the docks
Why here?, Cluster and Movers open. A time ends when all that is to be painted has been painted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence

import numpy as np
from common import data_line, in_fresh_process, machine_line, print_table, say
from looking_steps import GROUPS, Figure
from window import source

FITS = {"labels": "Labels in front", "clusters": "Clusters in front", "unlabelled": "no labels"}
SLOWEST = 90  # percentile of the iterations


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("images", nargs="?", default="")
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=0, help="0: as many as each figure needs")
    names = [*GROUPS, "curves"]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    options = parser.parse_args(arguments)
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    platform = os.environ.get("QT_QPA_PLATFORM") or ("a screen" if screen else "offscreen")
    print(f"{options.images or data_line()}, K = {options.k}; {machine_line()}; {platform}.\n")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        images = options.images or source(folder)
        for name in options.only:
            say(f"{name}…")
            if name == "curves":
                figures += curves(images, options.k, options.rounds or 3)
            else:
                figures += measured(name, images, options.k, options.rounds)["figures"]
    print_table(["what", "hold", "measured"], figures)


def measured(name: str, images: str, k: int, rounds: int) -> dict[str, list]:
    has_screen = any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    extra = {} if has_screen else {"QT_QPA_PLATFORM": "offscreen"}
    arguments = "--child", name, images, str(k), str(rounds)
    return in_fresh_process(__file__, *arguments, environment=extra)


def curves(images: str, k: int, rounds: int) -> list[Figure]:
    """Compare the iterations of one fit with the curves of labels told beside it and without."""
    seconds: dict[str, list[list[float]]] = {name: [] for name in FITS}
    for _ in range(rounds):
        for name in FITS:
            seconds[name].append(measured(name, images, k, rounds)["seconds"])
    medians = {name: np.median(each, axis=0) for name, each in seconds.items()}
    figures = []
    for name in ("clusters", "unlabelled"):
        # Iteration 0 is left out: the window turns to the new fit then.
        ratios = medians["labels"][1:] / medians[name][1:]
        slow = np.percentile(ratios, SLOWEST)
        figures.append(
            (
                f"an iteration with {FITS['labels']}, against {FITS[name]}",
                "≤ 1.10",
                f"median {statistics.median(ratios):.3f}, {SLOWEST} % below {slow:.3f}; "
                f"in all {medians['labels'].sum() / medians[name].sum():.3f}",
            )
        )
    return figures


def child(name: str, images: str, k: int, rounds: int) -> None:
    from looking_steps import iteration_seconds

    if name in FITS:
        print(json.dumps({"seconds": iteration_seconds(images, k, name)}))
    else:
        print(json.dumps({"figures": GROUPS[name](images, k, rounds)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        main(sys.argv[1:])
