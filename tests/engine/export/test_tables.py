import csv
import io
import json
import math
from dataclasses import replace

import pytest

from engine.export.measure import measure
from engine.export.tables import labels_csv, log_csv, log_jsonl, log_rows, text_cell


def test_four_pictures_worked_by_hand(four, four_ended):
    written = labels_csv(four, four_ended, measure(four, four_ended.best))
    assert written.decode("utf-8") == (
        "index,name,cluster,sq_distance,second_cluster,sq_margin,label\n"
        "0,'=SUM(A1),0,1.0,1,100.0,cat\n"
        '1,"a, ""b""",0,1.0,1,100.0,cat\n'
        "2,line\\nend,1,1.0,0,100.0,'-dog\n"
        "3,byte \\udcff,1,1.0,0,100.0,'-dog\n"
    )


def test_the_log_of_four_pictures(four_ended):
    assert log_csv(four_ended).decode() == (
        "run,iteration,distortion,shift,moved,empty,seconds\n"
        "1,0,8.0,nan,4,0,0.01\n"
        f"1,1,4.0,{math.sqrt(2)!r},0,0,0.01\n"
    )
    assert [json.loads(line) for line in log_jsonl(four_ended).splitlines()] == [
        {"run": 1, "iteration": 0, "distortion": 8.0, "shift": None, "moved": 4, "empty": 0,
         "seconds": 0.01},
        {"run": 1, "iteration": 1, "distortion": 4.0, "shift": math.sqrt(2), "moved": 0,
         "empty": 0, "seconds": 0.01},
    ]  # fmt: skip


def test_one_cluster_leaves_the_second_empty_and_unknown_labels_too(make_images, fit_of):
    images = replace(make_images(shape=(3, 2, 2, 1)), labels=None, names=())
    ended = fit_of(images, n_clusters=1, init="random")
    table = labels_csv(images, ended, measure(images, ended.best)).decode()
    first = next(csv.DictReader(io.StringIO(table)))
    assert first["name"] == "image 00000"
    assert (first["second_cluster"], first["sq_margin"], first["label"]) == ("", "", "")


def test_the_log_reads_back_bit_for_bit(ended):
    read = list(csv.DictReader(io.StringIO(log_csv(ended).decode())))
    rows = log_rows(ended)
    assert [float(line["distortion"]) for line in read] == [row.distortion for row in rows]
    assert [int(line["run"]) - 1 for line in read] == [row.run for row in rows]
    assert max(row.run for row in rows) == 2


def test_the_distances_add_up_to_the_distortion(images, ended):
    table = labels_csv(images, ended, measure(images, ended.best)).decode()
    total = math.fsum(float(line["sq_distance"]) for line in csv.DictReader(io.StringIO(table)))
    assert total == pytest.approx(ended.inertia_, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("a=b", "a=b"),
        ("\t=1", "\\t=1"),
        ("\x1b[31m", "\\x1b[31m"),
        ("two\u2028lines", "two\\u2028lines"),
        ("naïve 猫\u00a0🐈", "naïve 猫\u00a0🐈"),
    ],
)
def test_a_cell_is_one_line_and_no_formula(text, cell):
    assert text_cell(text) == cell
