import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.readers.cifar.planes import fill_pixels, interleaved, pixels_in_place
from engine.readers.task import Task

SHAPES = st.tuples(st.integers(1, 300), st.just(3), st.integers(1, 40), st.integers(1, 40))


def some_planes(shape):
    return np.random.default_rng(sum(shape)).integers(0, 256, shape, dtype=np.uint8)


def as_pixels(planes):
    return planes.transpose(0, 2, 3, 1)


def test_one_image_by_hand():
    planes = np.array([[[[1, 2]], [[3, 4]], [[5, 6]]]], np.uint8)
    assert interleaved(planes).tolist() == [[[[1, 3, 5], [2, 4, 6]]]]


@settings(max_examples=30, deadline=None)
@given(SHAPES)
def test_all_blocks_are_filled(shape):
    planes = some_planes(shape)
    out = np.zeros_like(as_pixels(planes), order="C")
    fill_pixels(planes, out, Task())
    assert np.array_equal(out, as_pixels(planes))


@settings(max_examples=60, deadline=None)
@given(SHAPES, st.integers(0, 3), st.integers(0, 2000))
def test_in_place_whatever_lies_before_and_between(shape, between, before):
    planes = some_planes(shape)
    row_bytes = between + planes[0].size
    table = np.zeros((len(planes), row_bytes), np.uint8)
    table[:, between:] = planes.reshape(len(planes), -1)
    buffer = bytearray(before) + table.tobytes()
    stored = np.frombuffer(buffer, np.uint8, offset=before).reshape(table.shape)[:, between:]
    pixels = pixels_in_place(stored.reshape(shape), buffer, Task())
    assert np.array_equal(pixels, as_pixels(planes))
    assert pixels.flags.c_contiguous
    assert np.shares_memory(pixels, np.frombuffer(buffer, np.uint8))


def test_both_stop():
    planes = some_planes((10, 3, 4, 4))
    task = Task(should_stop=lambda: True)
    with pytest.raises(Cancelled):
        fill_pixels(planes, interleaved(planes), task)
    with pytest.raises(Cancelled):
        pixels_in_place(planes, bytearray(480), task)
