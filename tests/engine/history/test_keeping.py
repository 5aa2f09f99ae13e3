"""Arrays are shared where nobody can change them, and bytes are counted."""

from __future__ import annotations

import sys
import tracemalloc

import numpy as np
import pytest

from engine.history.keeping import array_bytes, frozen, kept, value_bytes
from engine.kmeans.reports import Reseeding


def test_a_read_only_array_is_kept_itself():
    array = frozen(np.arange(5.0))
    assert kept(array, np.float64) is array


@pytest.mark.parametrize(
    "array",
    [
        np.arange(5.0),
        frozen(np.arange(10.0)[:5]),
        frozen(np.arange(5, dtype=np.int32)),
        frozen(np.arange(5, dtype=">f8")),
    ],
    ids=["writeable", "a view", "another type", "another order of bytes"],
)
def test_all_else_is_copied_and_read_only(array):
    copy = kept(array, np.float64)
    assert copy.dtype == np.float64
    assert copy.flags.owndata
    assert not copy.flags.writeable
    assert not np.shares_memory(copy, array)
    assert copy.tolist() == [0, 1, 2, 3, 4]


def test_bytes_of_arrays_are_those_that_python_allocates():
    tracemalloc.start()
    try:
        arrays = [np.zeros(1000 + i) for i in range(50)]
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert array_bytes(*arrays) == pytest.approx(held, rel=0.02)
    assert array_bytes() == 0


def test_bytes_of_values_are_with_the_numbers_they_hold():
    event = Reseeding(cluster=3, image=1 << 40)
    assert value_bytes(event, event) == 2 * (
        sys.getsizeof(event) + sys.getsizeof(3) + sys.getsizeof(1 << 40)
    )
