"""A sweep on the disk: folders, tables after every member, and what an error leaves."""

from __future__ import annotations

import csv
import errno
import json
import os

import pytest

import engine.export.sweep_export as subject
from engine.errors import Cancelled, ExportError
from engine.export.sweep_export import SweepExport, member_folders
from engine.imageset import ImageSet
from engine.kmeans.parameters import KMeansParameters
from engine.kmeans.reports import FitEnded
from engine.sweep.plan import Member, plan_sweep
from engine.sweep.running import run_sweep

pytestmark = pytest.mark.usefixtures("quick_plots")
PLAN = plan_sweep([2, 3, 4], KMeansParameters(n_init=2), warm_start=True)


@pytest.fixture(scope="module")
def images(images):
    return ImageSet(name="few", pixels=images.pixels[:12, :2, :2, :1], source="few")


@pytest.fixture(scope="module")
def found(images):
    """Members with their ends."""
    return [each for each in run_sweep(images, PLAN) if isinstance(each[1], FitEnded)]


def table(folder):
    with (folder / "sweep.csv").open(newline="", encoding="ascii") as file:
        lines = list(csv.DictReader(file))
    members = json.loads((folder / "sweep.json").read_bytes())["members"]
    assert [line["folder"] for line in lines] == [member["folder"] for member in members]
    return members


def test_a_folder_and_a_row_a_member(images, found, tmp_path):
    folder = tmp_path / "deep" / "out"
    export = SweepExport(folder, PLAN)
    assert list(tmp_path.iterdir()) == []
    for done, (member, ended) in enumerate(found, start=1):
        path = export.add(images, member, ended)
        assert path == folder / f"k_{member.parameters.n_clusters:03d}"
        record = json.loads((path / "run.json").read_bytes())
        assert record["distortion"] == ended.inertia_
        assert record["parameters"]["random_state"] == PLAN[done - 1].parameters.random_state
        assert len(table(folder)) == done
    assert sorted(os.listdir(folder)) == ["k_002", "k_003", "k_004", "sweep.csv", "sweep.json"]
    assert [row["warm_from"] for row in table(folder)] == ["", "k_002", "k_003"]
    assert [row["init"] for row in table(folder)] == ["k-means++", "given", "given"]


def test_rows_are_in_the_order_of_the_plan(images, found, tmp_path):
    export = SweepExport(tmp_path, PLAN)
    for member, ended in reversed(found):
        export.add(images, member, ended)
    assert [row["n_clusters"] for row in table(tmp_path)] == [2, 3, 4]


def test_a_full_folder_is_refused_before_any_work(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="the folder is not empty"):
        SweepExport(tmp_path, PLAN)
    assert os.listdir(tmp_path) == ["mine.txt"]


def test_overwriting_replaces_what_has_the_same_names(images, found, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    export = SweepExport(tmp_path, PLAN, overwrite=True)
    for member, ended in found:
        export.add(images, member, ended)
    before = (tmp_path / "k_003" / "run.json").read_bytes()
    again = SweepExport(tmp_path, PLAN, overwrite=True)
    assert len(table(tmp_path)) == 3  # nothing is touched before there is something new
    again.add(images, *found[0])
    assert [row["folder"] for row in table(tmp_path)] == ["k_002"]
    assert (tmp_path / "k_003" / "run.json").read_bytes() == before
    assert mine.read_text() == "mine"


def test_an_old_table_never_tells_of_a_new_member(images, found, tmp_path):
    SweepExport(tmp_path, PLAN, overwrite=True).add(images, *found[0])
    answers = iter([False] * 4)
    with pytest.raises(Cancelled):
        SweepExport(tmp_path, PLAN, overwrite=True).add(
            images, *found[0], should_stop=lambda: next(answers, True)
        )
    assert os.listdir(tmp_path) == ["k_002"]


def test_a_cancel_keeps_the_members_before(images, found, tmp_path):
    export = SweepExport(tmp_path, PLAN)
    export.add(images, *found[0])
    with pytest.raises(Cancelled):
        export.add(images, *found[1], should_stop=lambda: True)
    assert [row["folder"] for row in table(tmp_path)] == ["k_002"]
    assert not (tmp_path / "k_003").exists()


@pytest.mark.parametrize("name", ["sweep.csv", "sweep.json"])
def test_a_table_that_cannot_be_written_is_told_in_one_line(
    images, found, tmp_path, monkeypatch, name
):
    export = SweepExport(tmp_path, PLAN)
    export.add(images, *found[0])
    real = subject.atomic_write

    def full(path, data):
        if path.name == name:
            raise OSError(errno.ENOSPC, "full")
        real(path, data)

    monkeypatch.setattr(subject, "atomic_write", full)
    with pytest.raises(ExportError, match=rf"the disk is full .* {name} needs"):
        export.add(images, *found[1])
    rows = json.loads((tmp_path / "sweep.json").read_bytes())["members"]
    assert [row["folder"] for row in rows] == ["k_002"]
    assert (tmp_path / "k_003" / "run.json").exists()


def test_a_table_that_cannot_be_removed_is_told_in_one_line(images, found, tmp_path):
    (tmp_path / "sweep.csv").mkdir()
    with pytest.raises(ExportError) as error:
        SweepExport(tmp_path, PLAN, overwrite=True).add(images, *found[0])
    assert "\n" not in str(error.value)
    assert os.listdir(tmp_path) == ["sweep.csv"]


@pytest.mark.parametrize(
    ("values", "options", "names"),
    [
        ([2, 10], {}, ["k_002", "k_010"]),
        ([2, 1000], {}, ["k_0002", "k_1000"]),
        ([5], {"inits": ["random", "k-means++"]}, ["k_005_random", "k_005_k-means++"]),
        ([5], {"inits": ["random"]}, ["k_005"]),
        ([5], {"n_inits": [1, 3]}, ["k_005_1_runs", "k_005_3_runs"]),
        (
            [5],
            {"inits": ["random", "gaussian"], "n_inits": [1, 3]},
            [
                "k_005_random_1_runs",
                "k_005_random_3_runs",
                "k_005_gaussian_1_runs",
                "k_005_gaussian_3_runs",
            ],
        ),
    ],
)
def test_folders_are_named_after_what_tells_members_apart(values, options, names):
    plan = plan_sweep(values, KMeansParameters(), **options)
    assert list(member_folders(plan).values()) == names
    assert list(member_folders(plan)) == [member.number for member in plan]


def test_folders_go_by_number_not_by_place():
    plan = plan_sweep([2, 3], KMeansParameters())
    assert member_folders(reversed(plan)) == {0: "k_002", 1: "k_003"}
    assert member_folders([Member(7, KMeansParameters())]) == {7: "k_010"}
