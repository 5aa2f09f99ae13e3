"""Kinds of images that break k-means programs, small."""

from __future__ import annotations

import numpy as np


def _rng(seed):
    return np.random.default_rng(seed)


def _blobs():
    centres = _rng(20).integers(0, 200, (6, 12))
    rows = np.repeat(centres, 10, axis=0) + _rng(21).integers(0, 40, (60, 12))
    return rows.astype(np.uint8)


def _outlier():
    rows = _rng(22).random((41, 5))
    rows[17] = 1e9
    return rows


WHOLE = {
    "all equal": np.full((40, 6), 77, dtype=np.uint8),
    "two values": np.where(_rng(1).random((60, 8)) < 0.5, 3, 200).astype(np.uint8)[:, :1],
    "five images, twelve times": np.tile(_rng(2).integers(0, 256, (5, 9), np.uint8), (12, 1)),
    "lattice": np.indices((4, 4, 4)).reshape(3, -1).T.astype(np.uint8),
    "constant channels": np.hstack([np.full((50, 4), 9), _rng(3).integers(0, 99, (50, 3))]).astype(
        np.uint8
    ),
    "one pixel": _rng(4).integers(0, 256, (70, 1), np.uint8),
    "one image": np.array([[3, 1, 2]], dtype=np.uint8),
    "three large images": _rng(5).integers(0, 256, (3, 64 * 64 * 3), np.uint8),
    "random bytes": _rng(6).integers(0, 256, (60, 48), np.uint8),
    "low contrast": _rng(7).integers(120, 131, (60, 48), np.uint8),
    "black and white": _rng(8).choice(np.array([0, 255], np.uint8), (60, 20)),
    "16 bits, all": _rng(9).integers(0, 65536, (60, 20), np.uint16),
    "16 bits, far up": _rng(10).integers(64950, 65051, (60, 20), np.uint16),
    "negative": _rng(11).integers(-900, 100, (50, 7), np.int16),
    "whole float32": _rng(12).integers(0, 256, (50, 7)).astype(np.float32),
    "bits": _rng(13).random((50, 5)) < 0.3,
    "sorted by class": _blobs(),
}

FRACTIONS = {
    "all equal": np.full((40, 6), 0.1),
    "five images, twelve times": np.tile(_rng(30).random((5, 9), np.float32), (12, 1)),
    "float32, 0 to 1": _rng(31).random((60, 48), np.float32),
    "float64, 0 to 1": _rng(32).random((60, 5)),
    "float16": _rng(33).random((50, 6)).astype(np.float16),
    "far from zero": (60000 + _rng(34).uniform(-1, 1, (60, 20))).astype(np.float32),
    "minute": 1e-100 * _rng(35).random((50, 4)),
    "immense": 1e100 * _rng(36).standard_normal((50, 4)),
    "at the limit": _rng(37).choice(np.array([-1e150, 0.5e150, 1e150]), (40, 3)),
    "one huge outlier": _outlier(),
    "collinear": np.outer(_rng(38).random(60), np.array([1.0, -2.0, 3.0])),
    "span over 16 bits": _rng(39).integers(0, 10**6, (50, 4)),
    "whole beyond 32 bits": 1e17 + 16.0 * _rng(40).integers(0, 50, (50, 2)),
}

ALL = {f"whole: {name}": rows for name, rows in WHOLE.items()} | {
    f"fractions: {name}": rows for name, rows in FRACTIONS.items()
}


def cluster_counts(n):
    """The numbers of clusters worth trying with `n` images."""
    return sorted({k for k in (1, 2, 10, n - 1, n) if 1 <= k <= n})
