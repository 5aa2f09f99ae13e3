import math

import numpy as np
import pytest

from engine.pixels import BLOCK_BYTES, black_and_white, finite_range, row_blocks


@pytest.mark.parametrize(
    ("shape", "block_bytes", "expected"),
    [
        ((7, 2, 3), 12, [(0, 2), (2, 4), (4, 6), (6, 7)]),
        ((7, 2, 3), 17, [(0, 2), (2, 4), (4, 6), (6, 7)]),
        ((2, 50), 12, [(0, 1), (1, 2)]),  # a row is the least
        ((4, 1), 100, [(0, 4)]),
        ((0, 5), 100, []),
    ],
)
def test_blocks_cover_every_row_once(shape, block_bytes, expected):
    blocks = list(row_blocks(np.zeros(shape, np.uint8), block_bytes))
    assert [(block.start, block.stop) for block in blocks] == expected


def test_a_block_counts_bytes_not_values():
    rows = np.zeros((10, 4), np.float32)
    assert [block.stop - block.start for block in row_blocks(rows, 64)] == [4, 4, 2]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, -1, 2], (-1, 3)),
        ([math.nan, 5, math.inf, -math.inf, 4], (4, 5)),
        ([math.nan, math.inf], (math.inf, -math.inf)),
    ],
)
def test_the_range_of_finite_values(values, expected):
    rows = np.array(values, np.float32)[:, np.newaxis]
    assert finite_range(rows) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.2, 0.5, (0, 1)),
        (-0.2, 0.5, (-0.2, 0.5)),
        (0, 200, (0, 200)),
        (5, 5, (5, 10)),
        (-1.5, -1.5, (-1.5, 0)),
        (math.inf, -math.inf, (0, 1)),
    ],
)
def test_black_and_white_of_fractions(low, high, expected):
    assert black_and_white(low, high) == expected


def test_the_range_over_many_blocks():
    rows = np.full((3, BLOCK_BYTES), 9, np.uint8)
    rows[0, 0], rows[2, -1] = 4, 200
    assert finite_range(rows) == (4, 200)
