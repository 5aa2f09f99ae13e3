"""The tables of a sweep, read back as spreadsheets and scripts read them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from engine.export.sweep_table import sweep_csv, sweep_json, sweep_row


@pytest.fixture(scope="module")
def rows(fit_of, images):
    three = fit_of(images, n_clusters=2, n_init=3, init="random", random_state=9)
    warm = fit_of(images, n_clusters=3, init=np.zeros((3, images.n_features)), stop_after=1)
    return [sweep_row(three, "k_002"), sweep_row(warm, "k_003", "k_002")]


def test_a_row_tells_the_whole_fit(rows, fit_of, images):
    ended = fit_of(images, n_clusters=2, n_init=3, init="random", random_state=9)
    assert asdict(rows[0]) == {
        "n_clusters": 2,
        "init": "random",
        "n_init": 3,
        "random_state": 9,
        "warm_from": "",
        "distortion": ended.inertia_,
        "distortions": tuple(summary.distortion for summary in ended.runs),
        "iterations": ended.n_iter_,
        "seconds": 1.5,
        "stopped": False,
        "folder": "k_002",
    }
    assert len(rows[0].distortions) == 3
    assert rows[0].distortion == min(rows[0].distortions)
    assert (rows[1].init, rows[1].warm_from, rows[1].stopped) == ("given", "k_002", True)


def test_the_csv_reads_back_bit_for_bit(rows):
    table = list(csv.DictReader(io.StringIO(sweep_csv(rows).decode("ascii"))))
    assert [list(line) for line in table] == [list(asdict(row)) for row in rows]
    for line, row in zip(table, rows, strict=True):
        assert float(line["distortion"]) == row.distortion
        assert tuple(map(float, line["distortions"].split(" "))) == row.distortions
        assert float(line["seconds"]) == row.seconds
        assert int(line["n_clusters"]) == row.n_clusters
        assert line["stopped"] == str(row.stopped).lower()
        assert line["folder"] == row.folder


def test_the_json_holds_the_same_rows(rows):
    data = sweep_json("set \udcff\n", rows)
    record = json.loads(data)
    assert data.isascii()
    assert (record["format"], record["images"]) == (1, "set \udcff\n")
    assert record["members"] == [
        {**asdict(row), "distortions": list(row.distortions)} for row in rows
    ]


def test_the_name_of_an_initialisation_is_no_formula(rows):
    # A cell that begins with = + - @ would be one to a spreadsheet; none of these can.
    cells = list(csv.reader(io.StringIO(sweep_csv([replace(rows[0], init="k-means++")]).decode())))
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in cells for cell in line)


def test_no_member_makes_a_table_without_rows():
    assert sweep_csv([]).count(b"\n") == 1
    assert json.loads(sweep_json("x", []))["members"] == []
