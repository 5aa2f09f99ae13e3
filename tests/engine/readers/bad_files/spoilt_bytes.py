"""Bytes that spoil files of several formats."""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np


@cache
def packed_zeros(megabytes: int) -> bytes:
    """A zlib stream of zeros."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def noise(data: bytes, start: int, end: int, seed: int = 0, n: int = 20) -> bytes:
    """`data` with `n` bytes of a part of it changed."""
    rng = np.random.default_rng(seed)
    spoilt = bytearray(data)
    for at in rng.choice(np.arange(start, end), n, replace=False):
        spoilt[at] ^= int(rng.integers(1, 256))
    return bytes(spoilt)
