from __future__ import annotations

import numpy as np
import pytest

from gui.models.members_list import MembersList
from gui.models.members_order import ALL, DISTANCE, MARGIN, MemberOrder
from gui.panels.made_up import made_up_images
from tests.gui.made_moments import made_up_moment, with_labels

IMAGES = made_up_images(60)
MOMENT = made_up_moment(IMAGES)


@pytest.fixture
def shown():
    made = MembersList(IMAGES)
    made.show_moment(MOMENT)
    return made


@pytest.mark.parametrize("order", list(MemberOrder))
def test_before_the_first_moment_all_images_are_there_to_choose_seeds_from(order):
    made = MembersList(IMAGES)
    made.order = order
    assert sorted(made.rows().tolist()) == list(range(60))
    assert made.missing() is None
    assert made.n_members() == 60


@pytest.mark.parametrize("cluster", range(4))
def test_members_by_index_until_measured_then_nearest_first(shown, cluster):
    members = np.flatnonzero(MOMENT.labels == cluster)
    shown.show_cluster(cluster)
    assert shown.missing() == (DISTANCE, cluster)
    assert shown.rows().tolist() == members.tolist()
    assert shown.n_members() == len(members)
    values = np.random.default_rng(cluster).random(len(members))
    assert shown.take(DISTANCE, cluster, values, 0, 0)
    assert shown.missing() is None
    assert shown.rows().tolist() == members[np.argsort(values)].tolist()
    shown.order = MemberOrder.BORDERLINE
    assert shown.missing() == (MARGIN, cluster)


def test_numbers_of_another_moment_are_ignored_and_forgotten(shown):
    shown.show_cluster(1)
    n = shown.n_members()
    assert not shown.take(DISTANCE, 1, np.zeros(n), 0, 1)
    assert not shown.take(DISTANCE, 1, np.zeros(n), 1, 0)
    assert shown.take(DISTANCE, 1, np.zeros(n), 0, 0)
    shown.show_moment(MOMENT)
    assert shown.missing() is None
    shown.show_moment(with_labels(MOMENT, MOMENT.labels, 1))
    assert shown.missing() == (DISTANCE, 1)


def test_while_a_fit_runs_images_stay_by_index(shown):
    shown.is_live = True
    assert shown.take(DISTANCE, ALL, np.arange(60.0)[::-1], 0, 0)
    assert shown.rows().tolist() == list(range(60))
    shown.is_live = False
    assert shown.rows().tolist() == list(range(60))[::-1]


def test_given_images_in_place_of_a_cluster_and_back(shown):
    shown.show_cluster(2)
    shown.show_images(np.array([9, 3, 9]))
    assert shown.is_given
    assert (shown.cluster, shown.cluster_to_return_to) == (None, 2)
    assert shown.rows().tolist() == [3, 9]
    assert shown.missing() == (DISTANCE, ALL)
    shown.show_images(None)
    assert shown.cluster == 2
    shown.show_images(np.array([], dtype=np.intp))
    assert shown.n_members() == 0


def test_fewer_clusters_end_what_was_shown_of_the_last(shown):
    shown.show_cluster(3)
    shown.show_moment(made_up_moment(IMAGES, 2))
    assert shown.cluster is None
    assert shown.n_members() == 60
    shown.show_moment(None)
    assert shown.cluster is None
