import numpy as np
import pytest

from gui.panels.plot_span import ENOUGH, LEAST_SHARE, Span


def spanned(*runs):
    made = Span()
    for run, values in enumerate(runs):
        made.update(run, np.arange(len(values), dtype=float), np.array(values, dtype=float))
    return made


def test_seeds_count_until_there_is_enough_without_them():
    early, late = spanned([90, 9, 8]), spanned([90, 9, 8, 7])
    assert (early.can_leave_seeds, late.can_leave_seeds) == (False, True)
    assert early.limits(with_seeds=False) == (8, 90)
    assert late.limits(with_seeds=False) == (7, 9)
    assert late.limits(with_seeds=True) == (7, 90)


def test_all_runs_count():
    span = spanned([90, 9, 8, 7], [80])
    assert span.seeds() == (80, 90)
    assert span.limits(with_seeds=False) == (7, 9)
    assert spanned([90, 9, 8, 7], [80, 12]).limits(with_seeds=False) == (7, 12)


def test_a_curve_without_iteration_zero_has_no_seeds():
    span = Span()
    span.update(0, np.array([1.0, 2.0]), np.array([5.0, 4.0]))
    assert span.seeds() is None
    assert span.limits(with_seeds=True) == (4, 5)


def test_equal_values_get_room_in_their_middle():
    low, high = spanned([0] + [200.0] * ENOUGH).limits(with_seeds=False)
    assert (low + high) / 2 == 200
    assert high - low == pytest.approx(200 * LEAST_SHARE)


def test_zeros_stand_at_the_bottom():
    assert spanned([0, 0]).limits(with_seeds=False) == (0, 1)


def test_cleared_and_emptied():
    span = spanned([90, 9, 8, 7])
    span.update(0, np.empty(0), np.empty(0))  # all values gone: a logarithm of zeros
    assert (span.limits(with_seeds=False), span.seeds()) == (None, None)
    span = spanned([90, 9, 8, 7])
    span.clear()
    assert (span.limits(with_seeds=True), span.can_leave_seeds) == (None, False)
