"""What the time line answers with."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.history import History, Moment, Movers
from tests.engine.history.made_reports import reports

THREE = reports([[0, 1, 2, 0], [0, 2, 2, 1], [0, 2, 2, 1]], 3)


@pytest.fixture
def history():
    history = History(4)
    for report in THREE:
        history.add(report)
    return history


@pytest.mark.parametrize("iteration", range(3))
def test_arrays_are_read_only_and_typed_and_values_frozen(history, iteration):
    moment, movers = history.moment(0, iteration), history.movers(0, iteration)
    types = {}
    for answer in (moment, movers):
        for field in dataclasses.fields(answer):
            value = getattr(answer, field.name)
            if isinstance(value, np.ndarray):
                assert not value.flags.writeable, field.name
                types[field.name] = value.dtype
        with pytest.raises(dataclasses.FrozenInstanceError):
            answer.run = 5
    assert types == {
        "sizes": np.int64,
        "sq_distances_by_cluster": np.float64,
        "labels": np.int32,
        "centroids": np.float64,
        "indices": np.int32,
        "before": np.int32,
        "after": np.int32,
    }
    assert isinstance(moment, Moment)
    assert isinstance(movers, Movers)


def test_movers_by_hand(history):
    assert [len(history.movers(0, iteration)) for iteration in range(3)] == [0, 2, 0]
    movers = history.movers(0, 1)
    assert (movers.run, movers.iteration) == (0, 1)
    assert movers.indices.tolist() == [1, 3]
    assert movers.before.tolist() == [1, 0]
    assert movers.after.tolist() == [2, 1]
