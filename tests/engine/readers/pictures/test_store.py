import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Cancelled, DataError
from engine.readers import room
from engine.readers.pictures import store as picture_store
from engine.readers.pictures.decoding import SizeNeeded
from engine.readers.pictures.store import PictureStore, to_8_bits
from engine.readers.task import Task
from tests.engine.readers.pictures.picture_makers import some_pixels

KINDS = {
    "grey": ((3, 4, 1), np.uint8),
    "deep": ((3, 4, 1), np.uint16),
    "colour": ((3, 4, 3), np.uint8),
}


def picture(kind, seed):
    shape, dtype = KINDS[kind]
    return some_pixels(*shape, seed=seed, dtype=dtype)


def test_16_bits_become_8_by_rounding():
    values = np.arange(65536, dtype=np.uint16)
    assert np.array_equal(to_8_bits(values), np.rint(values / 257).astype(np.uint8))
    assert to_8_bits(np.array([3, 9], np.uint8)).tolist() == [3, 9]


@given(
    st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=8).flatmap(
        lambda kinds: st.tuples(st.just(kinds), st.permutations(range(len(kinds))))
    ),
    st.integers(0, 3),
)
def test_pictures_become_what_all_can_be(drawn, missing):
    kinds, order = drawn
    store = PictureStore(len(kinds) + missing, "set", Task())
    for row in order:
        store.put(row, picture(kinds[row], row))
    result = store.finished()
    n_channels = 3 if "colour" in kinds else 1
    dtype = np.uint16 if set(kinds) == {"deep"} else np.uint8
    assert (result.shape, result.dtype) == ((len(kinds), 3, 4, n_channels), dtype)
    for row, kind in enumerate(kinds):
        expected = picture(kind, row)
        expected = expected if dtype == np.uint16 else to_8_bits(expected)
        assert np.array_equal(result[row], np.broadcast_to(expected, result[row].shape))
    assert len(store.notes()) == (
        ("deep" in kinds) + ("colour" in kinds and set(kinds) != {"colour"})
    )


def test_gaps_are_closed_in_order():
    store = PictureStore(200, "set", Task())
    rows = [*range(0, 200, 3), 1, 197]
    for row in rows:
        store.put(row, np.full((1, 1, 1), row, np.uint8))
    assert store.finished().ravel().tolist() == sorted(rows)
    assert np.flatnonzero(store.filled).tolist() == sorted(rows)


def test_what_was_converted_is_said():
    store = PictureStore(4, "set", Task())
    store.put(0, picture("deep", 0))
    assert store.notes() == ["grey of 16 bits, 0 to 65,535; kept"]
    store.put(1, picture("grey", 0))
    store.put(2, picture("colour", 0))
    assert store.notes() == [
        "1 picture of 16 bits among others; reduced to 8 bits",
        "2 pictures in grey among coloured ones; made RGB",
    ]


def test_another_size_is_refused():
    store = PictureStore(2, "set", Task())
    store.put(0, picture("grey", 0))
    with pytest.raises(SizeNeeded):
        store.put(1, some_pixels(4, 3, 1))


def test_without_room_an_open_size_has_to_be_chosen(monkeypatch):
    monkeypatch.setattr(room, "usable_memory", lambda: 100)
    monkeypatch.setattr(picture_store, "usable_memory", lambda: 100)
    PictureStore(8, "set", Task(), is_size_open=True).put(0, picture("grey", 0))
    with pytest.raises(SizeNeeded):
        PictureStore(9, "set", Task(), is_size_open=True).put(0, picture("grey", 0))
    with pytest.raises(DataError, match="smaller size"):
        PictureStore(9, "set", Task()).put(0, picture("grey", 0))


def test_moving_can_be_cancelled():
    stop = []
    store = PictureStore(3, "set", Task(should_stop=lambda: bool(stop)))
    store.put(1, picture("grey", 0))
    stop.append(True)
    with pytest.raises(Cancelled):
        store.put(2, picture("colour", 0))
    with pytest.raises(Cancelled):
        store.finished()


def test_large_pictures_are_shown_in_part():
    store = PictureStore(9, "set", Task())
    for row in range(9):
        store.put(row, np.full((1024, 1024, 1), row, np.uint8))
    shown = store.rows([2, 3, 4, 5, 6, 7, 8])
    assert shown[:, 0, 0, 0].tolist() == [2, 3, 4, 5]
