"""The benchmarks at their smallest: what they print is there, and is what was measured."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
N, K = 300, 3


def printed(script: str, *arguments: str, stderr_lines: int = 0) -> str:
    """Run a benchmark on generated images and return what it prints."""
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    environment.pop("CENTROID_LAB_CIFAR10", None)
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    unasked = ("setup bench)", "propagateSizeHints()")  # the latter by Qt, without a screen
    told = [line for line in done.stderr.splitlines() if not line.endswith(unasked)]
    assert len(told) == stderr_lines, done.stderr
    return done.stdout


def tables(text: str) -> list[list[list[str]]]:
    """Return the cells of every Markdown table, its header first, the line of dashes left out."""
    found = []
    for block in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in block.splitlines()]
        assert len({len(row) for row in rows}) == 1
        assert all(set(cell) == {"-"} for cell in rows[1])
        found.append([rows[0], *rows[2:]])
    return found


def column(table: list[list[str]], name: str) -> list[str]:
    return [row[table[0].index(name)] for row in table[1:]]


@pytest.fixture
def generated(monkeypatch) -> np.ndarray:
    """The images that a benchmark takes where there is no CIFAR-10, as rows."""
    monkeypatch.delenv("CENTROID_LAB_CIFAR10", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("benchmarks_common", BENCHMARKS / "common.py")
    common = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(common)
    return common.pixels(N).reshape(N, -1)


def plain_run(rows: np.ndarray) -> tuple[list[float], list[int]]:
    """Return the distortion and the images moved of every iteration, by differences alone."""
    values = rows.astype(np.float64)
    centroids = values[np.random.default_rng(0).choice(N, K, replace=False)]
    labels, distortions, moved = np.full(N, -1), [], []
    while not moved or moved[-1]:
        sq_distances = np.stack([np.square(values - c).sum(axis=1) for c in centroids], axis=1)
        moved.append(int(np.count_nonzero(sq_distances.argmin(axis=1) != labels)))
        labels = sq_distances.argmin(axis=1)
        distortions.append(float(sq_distances.min(axis=1).sum()))
        centroids = np.array([values[labels == cluster].mean(axis=0) for cluster in range(K)])
    return distortions, moved


def test_engine_prints_what_a_plain_run_finds(tmp_path, generated):
    curve, records = tmp_path / "curve.csv", tmp_path / "records.jsonl"
    options = f"--images {N} -k {K} --rounds 1 --data cifar small --only ours plain"
    text = printed(
        "engine.py", *options.split(), "--curve", str(curve), "--json", str(records), stderr_lines=7
    )
    distortions, moved = plain_run(generated)
    run, digits, emoji, seeding, iterations = tables(text)

    for table, k in ((run, K), (digits, 10), (emoji, 10)):
        assert column(table, "K") == [str(k)] * 2
        assert column(table, "engine") == ["Centroid Lab", "plain dense step"]
        assert column(table, "would move") == ["0", "0"]
        assert column(table, "against ours") == ["+0.0000 %"] * 2
        assert len(set(column(table, "iterations"))) == 1
        assert column(table, "times ours")[0] == "1.00"
    assert column(run, "distortion") == [f"{distortions[-1]:.9e}"] * 2
    assert column(run, "iterations") == [str(len(moved))] * 2
    assert column(seeding, "engine") == ["Centroid Lab"]
    of_generated = [row for row in iterations[1:] if row[0] == "cifar"]
    assert [row[2] for row in of_generated][:3] == ["0", "1", "2"]
    assert of_generated[-1][2:] == [
        str(len(moved) - 1),
        of_generated[-1][3],
        f"{distortions[-1]:.9e}",
        "0",
    ]

    written = [line.split(",") for line in curve.read_text().splitlines()]
    assert written[0] == ["data", "k", "iteration", "seconds", "distortion", "moved"]
    assert [float(line[4]) for line in written[1:]] == pytest.approx(distortions, rel=1e-12)
    assert [int(line[5]) for line in written[1:]] == moved
    seconds = [float(line[3]) for line in written[1:]]
    assert seconds == sorted(seconds)

    assert len(records.read_text().splitlines()) == 7
    assert printed("engine.py", "--from-json", str(records)) == text


def test_the_median_of_several_rounds_counts(tmp_path):
    path = tmp_path / "records.jsonl"
    record = {
        "table": "run", "data": "cifar", "title": "nine", "remark": "", "machine": "one core",
        "k": 2, "seeding_seconds": None, "passes": 4, "megabytes": 5.0, "pixel_megabytes": 10.0,
        "distortion": 100.0, "would_move": 0, "curve": [],
    }  # fmt: skip
    rounds = [("ours", 3.0), ("lloyd", 8.0), ("ours", 1.0), ("lloyd", 6.0), ("ours", 2.0)]
    theirs = {"ours": {}, "lloyd": {"distortion": 101.0, "would_move": 7}}
    lines = [
        json.dumps({**record, "engine": engine, "seconds": seconds, **theirs[engine]})
        for engine, seconds in rounds
    ]
    path.write_text("\n".join(lines))
    (table,) = tables(printed("engine.py", "--from-json", str(path)))
    assert column(table, "seconds") == ["2", "7"]
    assert column(table, "an iteration") == ["500 ms", "1750 ms"]
    assert column(table, "memory above the images") == ["5 MB (0.50)"] * 2
    assert column(table, "against ours") == ["+0.0000 %", "+1.0000 %"]
    assert column(table, "would move") == ["0", "7"]
    assert column(table, "times ours") == ["1.00", "3.50"]


def test_scaling_has_a_row_a_point():
    options = f"--images {N} -k {K} {N + 1} --vary n k --only ours"
    n_table, k_table = tables(printed("scaling.py", *options.split(), stderr_lines=5))
    assert column(n_table, "n, images") == ["30", "60", "150", "300"]
    assert column(k_table, "K, clusters") == [str(K)]  # more clusters than images: left out
    for table in (n_table, k_table):
        assert all(float(cell.removesuffix(" s")) > 0 for cell in column(table, "Centroid Lab"))
        assert all(1 <= int(cell) <= 21 for cell in column(table, "iterations"))


def test_loading_opens_every_kind_of_set_it_makes():
    options = "--images 300 --pictures 20 --photos 2 --rounds 1"
    (table,) = tables(printed("loading.py", *options.split(), stderr_lines=4))
    assert column(table, "what") == [
        "CIFAR-10, folder, all splits",
        "CIFAR-10, .tar.gz, all splits",
        "20 JPEG files 32 x 32, a folder a class",
        "2 JPEG photographs 4000 x 3000, to 64 x 64",
    ]
    for first, whole in zip(column(table, "first pictures"), column(table, "all"), strict=True):
        assert 0 <= float(first.removesuffix(" s")) <= float(whole.removesuffix(" s")) < 60
    assert [cell == "-" for cell in column(table, "plainest way")] == [False, True, False, True]


def test_looking_tells_every_figure_with_what_it_should_hold():
    options = "digits -k 3 --only members history --rounds 2"
    (table,) = tables(printed("looking.py", *options.split(), stderr_lines=2))
    *orders, history = column(table, "what")
    assert len(orders) == 6
    assert all(what.endswith(", to its first pictures") for what in orders)
    assert history.startswith("history, K = 100, ")
    assert column(table, "hold") == ["≤ 150 ms"] * 6 + ["≤ 256 MB"]
    *times, megabytes = column(table, "measured")
    for cell in times:
        median, worst = map(float, re.findall(r"[\d.]+", cell))
        assert 0 < median <= worst
    assert 0 < float(megabytes.removesuffix(" MB")) < 256
