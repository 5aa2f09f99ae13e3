import tracemalloc

import numpy as np
import pytest

from engine.imageset import ImageSet
from engine.library.blank import BlankPixels


def test_rows_are_taken_as_from_an_array():
    pixels, array = BlankPixels((5, 2, 3, 1), np.uint16, 7), np.full((5, 2, 3, 1), 7, np.uint16)
    for which in (2, slice(1, 4), slice(None), np.array([4, 0, 0]), slice(2, 2)):
        rows = pixels[which]
        assert np.array_equal(rows, array[which])
        assert rows.dtype == np.uint16
        assert rows.flags.c_contiguous
    assert (pixels.shape, pixels.ndim, pixels.nbytes, len(pixels)) == ((5, 2, 3, 1), 4, 60, 5)
    assert pixels.reshape(5, -1)[:].shape == (5, 6)
    with pytest.raises(IndexError):
        pixels[5]
    with pytest.raises(ValueError, match="cannot reshape"):
        pixels.reshape(10, -1)


def test_they_take_no_memory():
    tracemalloc.start()
    try:
        images = ImageSet(name="a", pixels=BlankPixels((10**7, 32, 32, 3), np.uint8, 127))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000
    assert images.pixels.nbytes == 10**7 * 3072
    assert images.pixels[10**7 - 1].tolist() == [[[127] * 3] * 32] * 32
