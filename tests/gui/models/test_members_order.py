from __future__ import annotations

import numpy as np
import pytest

from gui.models.members_order import ALL, DISTANCE, MARGIN, Measures, MemberOrder, in_order

IMAGES = np.array([0, 1, 3, 4, 5])
VALUES = np.array([4.0, 1.0, np.nan, 4.0, 0.0])
LABELS = np.array([2, 1, 0, 1, 2, 0], np.int32)


@pytest.fixture
def measures():
    made = Measures(6)
    made.add(DISTANCE, ALL, IMAGES, VALUES)
    made.add(MARGIN, 2, IMAGES, VALUES)
    return made


@pytest.mark.parametrize(
    ("order", "images"),
    [
        (MemberOrder.NEAREST, [5, 1, 0, 4, 3]),
        (MemberOrder.FARTHEST, [0, 4, 1, 5, 3]),
        (MemberOrder.BORDERLINE, [5, 1, 0, 4, 3]),
        (MemberOrder.INDEX, [0, 1, 3, 4, 5]),
        (MemberOrder.CLASS, [5, 1, 3, 0, 4]),
    ],
)
def test_ties_stay_by_index_and_what_has_no_number_comes_last(measures, order, images):
    assert in_order(IMAGES, order, measures, LABELS).tolist() == images


def test_without_labels_classes_are_no_order(measures):
    assert in_order(IMAGES, MemberOrder.CLASS, measures, None).tolist() == IMAGES.tolist()


def test_all_images_measured_are_those_of_every_cluster_too(measures):
    assert measures.has(DISTANCE, 7)
    assert measures.has(MARGIN, 2)
    assert not measures.has(MARGIN, ALL)
    assert not measures.has(MARGIN, 1)


def test_a_number_is_known_or_none(measures):
    assert measures.value(DISTANCE, 1) == 1
    assert measures.value(DISTANCE, 2) is None  # not among those measured
    assert measures.value(DISTANCE, 3) is None  # means nothing
    measures.clear()
    assert measures.value(DISTANCE, 1) is None
    assert not measures.has(DISTANCE, ALL)
    assert np.isnan(measures.values(DISTANCE)).all()
