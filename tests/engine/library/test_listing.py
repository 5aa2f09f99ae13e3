"""A listed fit tells what its record tells, in the order asked for."""

from __future__ import annotations

import pytest

from engine.library.index import Index
from engine.library.listing import ORDERS
from tests.engine.library.listed_fits import three_fits


@pytest.fixture
def library(tmp_path):
    return three_fits(tmp_path / "library")


def test_an_entry_tells_what_the_record_tells(library):
    with Index(library.folder) as index:
        entries = index.entries()
        assert index.notes == ()
        assert not index.is_in_memory
    assert [entry.id for entry in entries] == list(library.ids())[::-1]
    for entry in entries:
        saved = library.open(entry.id)
        assert entry.distortion == saved.ended.distortion
        assert entry.n_iter == saved.ended.n_iter_
        assert entry.seconds == saved.ended.seconds
        assert entry.reason == saved.ended.reason
        assert entry.kind == "finished"
        assert entry.sha256 == saved.pixels_sha256
        assert entry.n_images == 12
        assert entry.damage == entry.sweep == ""
        own = saved.ended.parameters
        for name in ("n_clusters", "init", "n_init", "random_state", "max_iter", "tol"):
            assert getattr(entry, name) == getattr(own, name)
    assert [entry.image_set for entry in entries] == ["set", "other", "set"]
    assert entries[2].tags == ("small", "two words")
    assert entries[1].notes == "odd\nones"


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_that_of_the_values(library, order):
    with Index(library.folder) as index:
        up = index.entries(order=order, descending=False)
        down = index.entries(order=order)
        assert [e.id for e in up] == [e.id for e in down][::-1]
        if order != "created":
            values = [getattr(entry, order) for entry in up]
            assert values == sorted(values)
        assert index.entries(order=order, offset=1, limit=1) == down[1:2]
        assert index.entries(order=order, offset=3) == []


def test_there_is_no_other_order(library):
    with Index(library.folder) as index, pytest.raises(ValueError, match="no order"):
        index.entries(order="id; DROP TABLE fits")
