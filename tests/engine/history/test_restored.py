import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history import History
from engine.history.restored import history_of
from engine.history.stored import history_arrays
from tests.engine.history.made_reports import wandering


def arrays_of_two_runs():
    history = History(12)
    for run in range(2):
        if run:
            history.add_branch(0, 3)
        for made in wandering(run, 5, 12, 3, run=run):
            history.add(made)
    return history_arrays(history)


GOOD = arrays_of_two_runs()


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_array_is_refused(name):
    with pytest.raises(ValueError, match=f"there is no {name}"):
        history_of({each: array for each, array in GOOD.items() if each != name})


@pytest.mark.parametrize("name", GOOD)
def test_an_array_of_another_shape_is_refused(name):
    with pytest.raises(ValueError, match=name):
        history_of({**GOOD, name: GOOD[name][np.newaxis]})


@pytest.mark.parametrize("name", GOOD)
def test_an_array_of_texts_is_refused(name):
    with pytest.raises(ValueError, match=name):
        history_of({**GOOD, name: GOOD[name].astype(str)})


def changed(name, where, value):
    array = GOOD[name].copy()
    array[where] = value
    return {**GOOD, name: array}


@pytest.mark.parametrize(
    ("name", "where", "value"),
    [
        ("n_images", (), 0),
        ("n_images", (), 1 << 40),
        ("thinning", (), 3),
        ("thinning", (), 2),
        ("thinning", (), 0),
        ("last", 0, 2),
        ("last", 1, 3),
        ("shapes", (0, 0), 4),
        ("shapes", (0, 1), 1 << 45),
        ("branches", (1, 0), 1),
        ("branches", (1, 1), 5),
        ("branches", (0, 1), 3),
        ("n_iterations", 0, 0),
        ("n_iterations", 0, 6),
        ("n_moved", 0, 1),
        ("n_moved", 1, -1),
        ("row_counts", (0, 0), -1),
        ("sizes", 0, -1),
        ("reseeded", (0, 0), 2),
        ("reseeded", (0, 1), 5),
        ("reseeded", (0, 2), 3),
        ("reseeded", (0, 3), 12),
        ("first_labels", 0, 3),
        ("moved_images", 0, 12),
        ("moved_images", 0, -1),
        ("moved_to", 0, 3),
    ],
)
def test_numbers_that_point_to_nothing_are_refused(name, where, value):
    with pytest.raises(ValueError, match=r".+"):
        history_of(changed(name, where, value))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_changed_it_is_refused_or_answers_every_question(data):
    name = data.draw(st.sampled_from(sorted(GOOD)))
    raw = bytearray(GOOD[name].tobytes())
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] ^= data.draw(st.integers(1, 255))
    array = np.frombuffer(bytes(raw), GOOD[name].dtype).reshape(GOOD[name].shape)
    try:
        history = history_of({**GOOD, name: array})
    except ValueError:
        return
    for run in range(history.n_runs):
        history.branch_of(run)
        for iteration in range(history.n_iterations(run)):
            assert history.moment(run, iteration).labels.max() < 3
            assert len(history.movers(run, iteration)) <= 12
        assert len(history.path_of(11, run)) == 5
