import math

import pytest

from engine.kmeans.reports import RunSummary
from gui.models.runs_standings import above_text, after_rows, leader, of_summary, percent_above
from tests.gui.made_rows import row, rows


def summary(**changes) -> RunSummary:
    values = {
        "run": 1,
        "seed_images": None,
        "rows": tuple(rows(4, run=1)),
        "reseeded": (),
        "reason": "No image moved.",
        "converged": True,
        "seeding_seconds": 0.5,
    }
    return RunSummary(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({}, "converged"),
        ({"converged": False, "stopped": True}, "stopped"),
        ({"converged": False}, "limit reached"),
    ],
)
def test_a_summary_tells_how_a_run_ended(changes, ending):
    standing = of_summary(summary(**changes))
    assert (standing.run, standing.iterations, standing.ending) == (1, 3, ending)
    assert standing.seconds == pytest.approx(0.5 + 4 * 0.0215)
    assert standing.distortion == rows(4)[-1].distortion


def test_rows_may_come_one_by_one_or_all_again():
    everything = rows(5) + rows(3, run=1)
    at_once = after_rows([], everything)
    assert [(each.run, each.iterations) for each in at_once] == [(0, 4), (1, 2)]
    one_by_one = []
    for each in everything:
        one_by_one = after_rows(one_by_one, [each])
    assert one_by_one == after_rows(one_by_one, everything) == at_once


def test_a_run_that_ended_goes_on_with_its_next_row():
    (standing,) = after_rows([of_summary(summary())], [row(1, 4, distortion=7.0)])
    assert (standing.ending, standing.distortion, standing.iterations) == ("", 7.0, 4)


def test_the_leader_is_the_first_of_the_least():
    assert leader([]) is None
    assert leader(after_rows([], [row(0), row(1, distortion=3.0), row(2, distortion=3.0)])) == 1


@pytest.mark.parametrize(
    ("distortion", "best", "text"),
    [
        (5.0, 5.0, "equal"),
        (5.0 * (1 + 1e-15), 5.0, "equal"),
        (1.0000001, 1.0, "< 0.01 %"),
        (1.0081, 1.0, "+0.81 %"),
        (1.39, 1.0, "+39.00 %"),
        (13.0, 1.0, "+1,200 %"),
        (3.0, 0.0, "more"),
        (0.0, 0.0, "equal"),
    ],
)
def test_how_much_worse_in_words(distortion, best, text):
    assert above_text(distortion, best) == text


def test_no_percentage_of_nothing():
    assert math.isnan(percent_above(3.0, 0.0))
