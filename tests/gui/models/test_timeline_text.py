from __future__ import annotations

import pytest

from gui.models.timeline_text import kept_text, position_text, run_title
from tests.gui.made_rows import row


def test_runs_count_from_one_and_branches_say_where_they_left():
    assert run_title(0, 1) == "run 1"
    assert run_title(1, 3, is_best=True) == "run 2 of 3 (best)"
    assert run_title(3, 3, branch=(0, 7)) == "branch 4 of run 1 at iteration 7"


def test_a_position_in_words():
    text = position_text(row(0, 23, distortion=4.646e11, moved=1412), 62)
    assert text == "iteration 23 of 61 · distortion 4.65e11 · moved 1,412"
    assert position_text(row(0, 0), 62).endswith("the seeds: all images assigned")
    # A row that is ahead of what is known of its run.
    assert position_text(row(0, 5), 3).startswith("iteration 5 of 5 ")


@pytest.mark.parametrize(
    ("every", "ordinal"), [(2, "2nd"), (4, "4th"), (32, "32nd"), (512, "512th"), (1024, "1024th")]
)
def test_says_whose_centroids_stand_in(every, ordinal):
    text = kept_text(23, 20, every)
    assert text == f"centroids of iteration 20: every {ordinal} is kept"


def test_says_nothing_where_nothing_stands_in():
    assert kept_text(20, 20, 4) == ""
    assert kept_text(23, 20, 1) == "centroids of iteration 20: not all are kept"
