from __future__ import annotations

from dataclasses import replace

import numpy as np

from gui.models.members_filter import MembersFilter
from gui.panels.made_up import made_up_images

IMAGES = made_up_images(50)
EVERY = np.arange(50)


def test_at_first_all_pass():
    passes = MembersFilter(IMAGES)
    assert not passes.is_on
    assert passes.passing(EVERY[::-1]).tolist() == EVERY[::-1].tolist()


def test_class_and_text_are_both_asked():
    passes = MembersFilter(IMAGES)
    passes.set_label(3)
    passes.set_text(" RING 1 ")
    truth = [i for i in EVERY if IMAGES.labels[i] == 3 and "ring 1" in IMAGES.names[i]]
    assert passes.is_on
    assert passes.passing(EVERY).tolist() == truth != []
    passes.set_label(None)
    passes.set_text("")
    assert not passes.is_on
    assert len(passes.passing(EVERY)) == 50


def test_images_without_names_are_found_by_their_number():
    passes = MembersFilter(replace(IMAGES, names=(), labels=None, class_names=()))
    passes.set_label(3)  # means nothing here
    passes.set_text("0004")
    assert passes.passing(EVERY).tolist() == [4, *range(40, 50)]
    passes.set_text("<no such>")
    assert passes.passing(EVERY).tolist() == []
