"""Coloured shapes whose true clusters are known: drawn, not stored.

Only whole numbers are computed with, and NumPy promises the raw numbers of `PCG64` for good
(NEP 19: bit generators keep their streams), so the pixels are the same bytes everywhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SIDE = 32  # pixels
N_IMAGES = 2400

_COLOURS = {"red": (204, 48, 40), "green": (40, 160, 56), "blue": (40, 88, 208)}
_SHAPES = ("disc", "square", "triangle", "ring")
_BACKGROUND = np.int16(236)
_RADIUS = 27  # half pixels; of all shapes, as far as that goes
_JITTER = 1  # half pixels: place and radius differ by up to so much
_BRIGHTNESS = 8  # levels, up or down
_NOISE = 8  # levels, up or down
_BLOCK = 64  # images drawn at once


def made_shapes(
    n: int = N_IMAGES, seed: int = 0
) -> tuple[NDArray[np.uint8], NDArray[np.int32], tuple[str, ...]]:
    """Return pictures of 4 shapes in 3 colours on a plain background.

    Place, size and brightness differ a little from picture to picture, and there is noise on
    every pixel, all of them uniform over whole numbers: far less than what sets the twelve
    classes apart.

    Parameters
    ----------
    n : int
        Number of pictures. The classes take turns: image i is of class i modulo 12.
    seed : int
        Of PCG64.

    Returns
    -------
    pixels : ndarray of shape (n, 32, 32, 3), uint8
    labels : ndarray of shape (n,), int32
    class_names : tuple of str
        ``"red disc"``, ``"red square"``, ... ``"blue ring"``.
    """
    raw = np.random.PCG64(seed)
    class_names = tuple(f"{colour} {shape}" for colour in _COLOURS for shape in _SHAPES)
    labels = np.arange(n, dtype=np.int32) % len(class_names)
    colours = np.array(list(_COLOURS.values()), dtype=np.int16)[labels // len(_SHAPES)]
    right, down, larger = _evenly(raw, _JITTER, (3, n))
    levels_inside = (colours + _evenly(raw, _BRIGHTNESS, (n, 1)))[:, np.newaxis, np.newaxis]
    pixels = np.empty((n, SIDE, SIDE, 3), dtype=np.uint8)
    for start in range(0, n, _BLOCK):
        block = slice(start, min(start + _BLOCK, n))
        inside = _inside(labels[block] % len(_SHAPES), right[block], down[block], larger[block])
        levels = np.where(inside[..., np.newaxis], levels_inside[block], _BACKGROUND)
        pixels[block] = levels + _evenly(raw, _NOISE, levels.shape)
    return pixels, labels, class_names


def _evenly(raw: np.random.PCG64, most: int, shape: tuple[int, ...]) -> NDArray[np.int16]:
    """Return whole numbers from -`most` to `most`: a byte each, modulo how many there are."""
    count = math.prod(shape)
    drawn = raw.random_raw(-(-count // 8)).astype("<u8", copy=False).view(np.uint8)[:count]
    return (drawn % (2 * most + 1)).astype(np.int16).reshape(shape) - np.int16(most)


def _inside(
    shapes: NDArray[np.int32],
    right: NDArray[np.int16],
    down: NDArray[np.int16],
    larger: NDArray[np.int16],
) -> NDArray[np.bool_]:
    """Return which pixels are in the shapes, (m, 32, 32); lengths are in half pixels."""
    places = 2 * np.arange(SIDE, dtype=np.int16) - np.int16(SIDE - 1)
    x = places - right[:, np.newaxis, np.newaxis]
    y = places[:, np.newaxis] - down[:, np.newaxis, np.newaxis]
    radius = (_RADIUS + larger)[:, np.newaxis, np.newaxis]
    square_distance = x * x + y * y
    disc = square_distance < radius * radius
    square = np.maximum(abs(x), abs(y)) <= radius
    triangle = (abs(y) <= radius) & (2 * abs(x) <= y + radius)
    ring = disc & (4 * square_distance > radius * radius)
    which = shapes[:, np.newaxis, np.newaxis]
    return np.choose(which, [disc, square, triangle, ring])
