"""The two kinds of pixels: what their sums are made of, and how many digits follow from them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.kmeans.cluster_pixels import PIECE_ROWS, FractionPixels, WholePixels
from engine.kmeans.row_norms import row_norms
from tests.engine.kmeans import families, oracle
from tests.engine.kmeans.summing import NO_LABELS, Exact, filled, never, prepared


def summed(pixels, images, columns):
    """The pieces of `images` by layer, added up in the types that are to hold them."""
    layers = np.zeros((pixels.n_layers, columns.stop - columns.start), dtype=pixels.dtype)
    for first in range(0, len(images), PIECE_ROWS):
        for layer, piece in pixels.pieces(images[first : first + PIECE_ROWS], columns):
            layers[layer] += np.add.reduce(piece, axis=0, dtype=pixels.piece_dtype)
    return [sum(map(Fraction, column), Fraction(0)) for column in layers.T.tolist()]


@pytest.mark.parametrize("rows", families.ALL.values(), ids=families.ALL)
def test_pieces_add_up_to_the_rows_without_rounding(rows, worker):
    rows = rows[:, :40]
    samples = prepared(rows, worker)
    images = np.random.default_rng(3).permutation(len(rows))[: len(rows) // 2 + 1]
    columns = slice(0, min(5, rows.shape[1]))
    chosen = oracle.exact_rows(samples.rows[images][:, columns])
    exact = [sum(column) for column in zip(*chosen, strict=True)]
    norms = row_norms(samples, worker, never)
    kinds = [FractionPixels(samples, norms, None)]
    kinds += [WholePixels(samples)] if samples.whole else []
    for pixels in kinds:
        assert summed(pixels, images, columns) == exact
    weights = np.random.default_rng(4).random(len(rows))
    shares = zip(map(Fraction, weights[images].tolist()), chosen, strict=True)
    exact = [sum(c) for c in zip(*([w * x for x in row] for w, row in shares), strict=True)]
    found = summed(FractionPixels(samples, norms, weights), images, columns)
    least = Fraction(2.0**-1074) * len(images)  # products that reach below float64 lose that
    assert all(abs(one - other) <= least for one, other in zip(found, exact, strict=True))


@pytest.mark.parametrize(
    ("dtype", "largest", "n", "holds", "holds_piece"),
    [
        (np.uint8, 255, 9, np.int32, np.int16),
        (np.uint16, 65535, 9, np.int32, np.int32),
        (np.uint16, 65535, 40_000, np.int64, np.int32),
        (np.float32, 3, 9, np.int32, np.int8),
    ],
)
def test_whole_numbers_are_summed_in_short_types(dtype, largest, n, holds, holds_piece, worker):
    rows = np.full((n, 1), largest, dtype=dtype)
    pixels = WholePixels(prepared(rows, worker))
    assert (pixels.dtype, pixels.piece_dtype) == (holds, holds_piece)
    for each, most in ((pixels.dtype, n), (pixels.piece_dtype, PIECE_ROWS)):
        assert np.iinfo(each).max >= largest * most


def test_exact_sums_are_centred_and_only_of_whole_numbers_without_weights(worker):
    rows = np.array([[250, 1], [255, 3], [3, 200]], dtype=np.uint8)
    sums = filled(rows, [0, 0, 1], worker)
    totals, counts = sums.exact(np.array([1, 0]))
    origin = np.rint(rows.mean(axis=0)).astype(int)
    assert totals.tolist() == [(rows[2] - origin).tolist(), (rows[:2] - origin).sum(0).tolist()]
    assert counts.tolist() == [1, 2]
    assert totals.dtype == counts.dtype == np.int64
    assert filled(rows, [0, 0, 1], worker, weights=np.ones(3)).exact(np.array([0])) is None
    assert filled(rows / 7, [0, 0, 1], worker).exact(np.array([0])) is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_distortions_follow_from_the_sums_without_a_look_at_the_images(dtype, weighted, worker):
    """No label is given, so none could be measured; in 0 to 1, around 60,000, and whole."""
    rng = np.random.default_rng(6)
    rows = rng.random((90, 40)) if dtype == np.float64 else 60_000 + 50 * rng.random((90, 40))
    rows = rng.integers(0, 256, (90, 40), np.uint8) if dtype == np.uint8 else rows.astype(dtype)
    labels = np.arange(90, dtype=np.int32) % 4
    sums = filled(rows, labels, worker, rng.random(90) if weighted else None)
    values, _ = sums.means(np.arange(4))
    found = sums.distortions(np.arange(4), values, NO_LABELS)
    assert found.all()
    assert found.tolist() == sums.distortions(np.arange(4), values, labels).tolist()


def test_sums_beyond_64_bits_keep_their_digits(worker):
    """7,000 images of 16 bits: size times the sum of squares is above 2**63."""
    rng = np.random.default_rng(8)
    bits = rng.integers(0, 2, (7000, 1000), np.uint16)
    rows = np.where(np.arange(7000) % 2, 65534, 0).astype(np.uint16)[:, np.newaxis] + bits
    labels = np.arange(7000, dtype=np.int32) % 2
    sums = filled(rows, labels, worker)
    values, _ = sums.means(np.arange(2))
    for label, found in enumerate(sums.distortions(np.arange(2), values, labels)):
        ones = bits[label::2].sum(axis=0, dtype=np.int64).tolist()
        assert found == oracle.close(float(sum(Fraction(s * (3500 - s), 3500) for s in ones)))


def test_points_close_to_a_mean_far_from_zero_keep_twelve_digits(worker):
    rows = np.full((20_000, 1), 65535, dtype=np.uint16)
    rows[7] = 65534
    sums, point = filled(rows, np.zeros(20_000), worker), 65534.9949
    exact = 19_999 * (65535 - Fraction(point)) ** 2 + (65534 - Fraction(point)) ** 2
    found = sums.distortions(np.array([0]), np.array([[point]]), NO_LABELS)
    assert found[0] == oracle.close(float(exact))


def test_small_differences_beside_an_immense_image_keep_twelve_digits(worker):
    """Times what brings 1e150 below 1, their squares are below what float64 holds."""
    rows = np.array([[1e150], [1e-10], [3e-10], [7e-10]])
    labels = np.array([0, 1, 1, 1], dtype=np.int32)
    sums = filled(rows, labels, worker)
    values, _ = sums.means(np.array([1]))
    exact = Exact(rows[1:], np.ones(3)).distortion(values[0])
    assert sums.distortions(np.array([1]), values, labels)[0] == oracle.close(float(exact))
