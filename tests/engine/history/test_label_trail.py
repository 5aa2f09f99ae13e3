"""Labels at any iteration, by the changes from others, against the labels themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import label_trail as module
from engine.history.keeping import array_bytes
from engine.history.label_trail import LEAST_KEY_EFFORT, STEP_EFFORT, LabelTrail, followed


def trail_of(labels_by_iteration, n_clusters):
    """The trail, and the same labels as int32."""
    labels = [np.array(each, dtype=np.int32) for each in labels_by_iteration]
    trail = LabelTrail(n_clusters)
    for iteration, each in enumerate(labels):
        trail.add(each, labels[max(0, iteration - 1)])
    return trail, labels


def everybody_moves(n_iterations, n_images):
    return [np.full(n_images, iteration % 3) for iteration in range(n_iterations)]


def length(way):
    return sum(len(changes.indices) for changes in (*way.onward, *way.back))


HISTORIES = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=1, max_size=12)
)


@settings(max_examples=150, deadline=None)
@given(st.data(), HISTORIES, st.integers(1, 20), st.integers(0, 3))
def test_every_way_leads_to_the_labels(data, history, least_effort, step_effort):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAST_KEY_EFFORT", least_effort)
        patch.setattr(module, "STEP_EFFORT", step_effort)
        trail, labels = trail_of(history, 5)
    assert len(trail) == len(labels)
    known = data.draw(st.sets(st.integers(0, len(labels) - 1)))
    for iteration, expected in enumerate(labels):
        found = trail.way_to(iteration, {each: labels[each] for each in known}).labels()
        assert found.dtype == np.int32
        assert found.tolist() == expected.tolist()


@given(HISTORIES)
def test_the_path_of_an_image_is_its_column(history):
    trail, labels = trail_of(history, 5)
    for image in range(len(labels[0])):
        path = followed(image, *trail.story())
        assert path.dtype == np.int32
        assert not path.flags.writeable
        assert path.tolist() == [int(each[image]) for each in labels]


def test_changes_by_hand():
    trail, _ = trail_of([[0, 1, 2, 0], [0, 2, 2, 1], [0, 2, 2, 1]], 3)
    assert trail.changes(0).indices.tolist() == []
    first = trail.changes(1)
    assert first.indices.dtype == np.int32
    assert first.indices.tolist() == [1, 3]
    assert first.before.tolist() == [1, 0]
    assert first.after.tolist() == [2, 1]
    assert trail.changes(2).indices.tolist() == []


@pytest.mark.parametrize(
    ("n_clusters", "dtype"),
    [(1, "u1"), (256, "u1"), (257, "u2"), (65536, "u2"), (65537, "u4")],
)
def test_clusters_take_the_smallest_type_that_holds_them(n_clusters, dtype):
    last = n_clusters - 1
    trail, labels = trail_of([[last, 0], [0, last]], n_clusters)
    changes = trail.changes(1)
    assert changes.before.dtype == changes.after.dtype == trail.way_to(0, {}).start.dtype == dtype
    for iteration, expected in enumerate(labels):
        assert trail.way_to(iteration, {}).labels().tolist() == expected.tolist()


def test_labels_that_are_known_are_handed_on_and_all_that_is_made_is_read_only():
    trail, labels = trail_of([[0, 1], [1, 1], [1, 0]], 2)
    labels[1].flags.writeable = False
    assert trail.way_to(1, {1: labels[1]}).labels() is labels[1]
    made = trail.way_to(2, {1: labels[1]}).labels()
    assert not made.flags.writeable
    assert labels[1].tolist() == [1, 1]


@pytest.mark.parametrize("step", [-1, 1])
def test_a_step_from_known_labels_follows_one_iteration(step):
    trail, labels = trail_of(everybody_moves(30, 10), 3)
    way = trail.way_to(15 + step, {15: labels[15]})
    assert len(way.onward) + len(way.back) == 1
    assert way.start is labels[15]


def test_the_nearest_start_is_taken():
    trail, labels = trail_of([[0] * 9, *([[1] * 9] * 4), [2] * 9], 3)
    way = trail.way_to(3, {1: labels[1], 5: labels[5]})
    assert way.start is labels[1]
    assert length(way) == 0
    assert trail.way_to(4, {1: labels[1], 3: labels[3]}).start is labels[3]


def test_no_way_is_long_though_everybody_moves_all_the_time():
    n = LEAST_KEY_EFFORT // 8
    trail, labels = trail_of(everybody_moves(40, n), 3)
    longest = max(length(trail.way_to(iteration, {})) for iteration in range(40))
    assert 0 < longest < LEAST_KEY_EFFORT
    for iteration in (7, 8, 9, 39):
        assert np.array_equal(trail.way_to(iteration, {}).labels(), labels[iteration])


def test_no_way_has_many_steps_though_nobody_moves():
    trail, _ = trail_of([[0, 1]] * 1000, 2)
    most = LEAST_KEY_EFFORT // STEP_EFFORT
    steps = [len(trail.way_to(iteration, {}).onward) for iteration in range(1000)]
    assert max(steps) == most
    assert steps[most + 1] == 0


def test_keys_take_little_beside_the_changes():
    trail, _ = trail_of(everybody_moves(60, LEAST_KEY_EFFORT), 3)
    changes = [trail.changes(iteration) for iteration in range(60)]
    of_changes = sum(array_bytes(each.indices, each.before, each.after) for each in changes)
    assert of_changes < trail.nbytes < 1.2 * of_changes
