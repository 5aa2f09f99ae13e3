"""Whether two time lines tell the same, bit for bit."""

from __future__ import annotations

import numpy as np


def bits(values):
    """Return an array's type, shape and bytes, in which NaN equals itself."""
    array = np.asarray(values)
    return array.dtype, array.shape, array.tobytes()


def told(history, run, iteration):
    """Return all that a time line says of an iteration."""
    moment, movers = history.moment(run, iteration), history.movers(run, iteration)
    row = moment.row
    arrays = (
        moment.sizes,
        moment.sq_distances_by_cluster,
        moment.labels,
        moment.centroids,
        movers.indices,
        movers.before,
        movers.after,
        [row.distortion, row.shift, row.seconds],
    )
    plain = row.run, row.iteration, row.moved, row.empty, moment.reseeded
    return [*map(bits, arrays), plain, moment.centroids_iteration]


def assert_same(ours, theirs):
    """Assert that two time lines say the same of everything."""
    assert (ours.n_runs, ours.last, ours.thinning) == (theirs.n_runs, theirs.last, theirs.thinning)
    for run in range(theirs.n_runs):
        assert ours.n_iterations(run) == theirs.n_iterations(run)
        assert ours.branch_of(run) == theirs.branch_of(run)
        for iteration in range(theirs.n_iterations(run)):
            assert told(ours, run, iteration) == told(theirs, run, iteration)
