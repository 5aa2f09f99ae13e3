from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.history.history import History
from gui.models.details_text import change_note, facts_text
from gui.panels.made_up import made_up_images, made_up_report

IMAGES = made_up_images(100)
HISTORY = History(100)
HISTORY.add(made_up_report(IMAGES, 3)[0])
MOMENT = replace(
    HISTORY.moment(0, 0),
    sizes=np.array([75, 25, 0]),
    sq_distances_by_cluster=np.array([75 * 16.0, 0.0, 0.0]),
    row=replace(HISTORY.moment(0, 0).row, distortion=1200.0),
)


def test_size_share_distortion_and_distance():
    assert facts_text(MOMENT, 0) == (
        "75 images · 75.0 % · distortion 1200 (100.0 %) · mean distance 4 levels (RMS)"
    )


def test_an_empty_cluster_has_no_distance():
    assert facts_text(MOMENT, 2) == "0 images · 0.0 % · distortion 0 (0.0 %)"


def test_what_the_change_is_since():
    assert change_note(7, None, is_known=True) == "since iteration 6"
    assert change_note(7, 4, is_known=True) == "since iteration 4"
    assert change_note(0, None, is_known=False) == "the seeds: nothing before"
    assert change_note(7, None, is_known=False) == "not kept"
