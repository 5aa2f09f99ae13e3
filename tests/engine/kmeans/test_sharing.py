"""Every part is worked on once, by several threads or by the one that asks."""

from __future__ import annotations

import threading

import pytest

from engine.kmeans import sharing
from engine.kmeans.sharing import share_out, share_out_clusters
from engine.kmeans.workers import Workers


@pytest.mark.parametrize("n_threads", [None, 1, 3])
def test_every_part_once(n_threads):
    done = []
    with Workers(n_threads or 1) as workers:
        parts = (slice(i, i + 2) for i in range(0, 20, 2))
        share_out(done.append, parts, None if n_threads is None else workers)
    assert sorted(part.start for part in done) == list(range(0, 20, 2))


def test_nothing_to_share():
    done = []
    with Workers(2) as workers:
        share_out(done.append, iter(()), workers)
    assert not done


@pytest.mark.parametrize("values", [1, 30, 35, 10**6])
def test_clusters_in_parts_that_the_cache_holds(values, monkeypatch):
    monkeypatch.setattr(sharing, "PAIR_VALUES", values)
    done = []
    share_out_clusters(lambda part: done.extend(range(7)[part]), 7, 10, None)
    assert done == list(range(7))
    parts = []
    share_out_clusters(parts.append, 7, 10, None)
    assert all(part.stop - part.start <= max(1, values // 10) for part in parts)
    assert len(parts) == {1: 7, 30: 3, 35: 3}.get(values, 1)


@pytest.mark.parametrize(("many", "n_meeting"), [(70, 2), (71, 1)])
def test_few_sums_are_not_shared(many, n_meeting, monkeypatch):
    monkeypatch.setattr(sharing, "MANY_SUMS", many)
    monkeypatch.setattr(sharing, "PAIR_VALUES", 40)  # two parts
    threads = set()
    both_there = threading.Barrier(n_meeting)

    def work(_part):
        both_there.wait(timeout=30)
        threads.add(threading.get_ident())

    with Workers(2) as workers:
        share_out_clusters(work, 7, 10, workers)
    assert len(threads) == n_meeting
