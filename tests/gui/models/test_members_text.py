from __future__ import annotations

from dataclasses import replace

import numpy as np

from gui.models import members_text
from gui.models.members_list import MembersList
from gui.models.members_order import ALL, DISTANCE, MARGIN
from gui.panels.made_up import made_up_images
from tests.gui.made_moments import made_up_moment, with_labels

IMAGES = made_up_images(8)
NAMELESS = replace(IMAGES, names=(), labels=None, class_names=())


def test_captions():
    assert members_text.caption(IMAGES, 3) == f"3 · {IMAGES.class_name(3)}"
    assert members_text.caption(NAMELESS, 3) == "3"


def test_counts():
    assert members_text.shown_line(213, 6214, 12) == "213 of 6,214 images · 12 selected"
    assert members_text.shown_line(1, 1, 0) == "1 image"


def test_tables_hold_one_line_an_image_whatever_its_name():
    hostile = replace(IMAGES, names=("a\tb\n", *IMAGES.names[1:]))
    text = members_text.table(hostile, np.array([2, 0]), np.arange(8, dtype=np.int32))
    lines = [line.split("\t") for line in text.splitlines()]
    assert lines[0] == ["index", "name", "cluster", "class"]
    assert lines[1] == ["2", IMAGES.names[2], "2", IMAGES.class_name(2)]
    assert lines[2] == ["0", "a\\tb\\n", "0", IMAGES.class_name(0)]
    assert members_text.table(NAMELESS, np.array([1]), None).endswith("1\timage 00001\t\t\n")


def test_what_is_measured_is_said_and_nothing_else():
    shown = MembersList(IMAGES)
    moment = made_up_moment(IMAGES, 2)
    shown.show_moment(moment)
    name, facts, measured = members_text.preview_lines(shown, 5, 1)
    assert name == IMAGES.names[5]
    assert facts == f"index 5, class {IMAGES.class_name(5)} · cluster 1"
    assert measured == ""
    shown.take(DISTANCE, ALL, np.full(8, 81.0), 0, 0)
    shown.take(MARGIN, ALL, np.full(8, 2.5), 0, 0)
    *_, measured = members_text.preview_lines(shown, 5, -1)
    assert measured == "distance 9 pixel levels · margin 2.5 squared pixel levels"


def test_hints_say_what_to_do():
    def title() -> str:
        return members_text.hint(shown, "frog <b>")[1]

    assert members_text.hint(None, "")[1] == "Open an image set"
    shown = MembersList(IMAGES)
    shown.show_moment(with_labels(made_up_moment(IMAGES, 2), np.zeros(8), 1))
    shown.show_cluster(1)
    assert title() == "Cluster 1 is empty"
    shown.show_images(np.array([], dtype=np.intp))
    assert members_text.hint(shown, "frog <b>")[1:] == ("No images here", "frog <b>")
    shown.filter.set_text("x")
    assert title() == "No image passes the filter"
