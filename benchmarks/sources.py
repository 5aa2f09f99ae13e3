"""The images measured: CIFAR-10 and what is cut from it, noise, and the small built-in sets."""

from __future__ import annotations

import numpy as np
from common import ALL_IMAGES, data_line, pixels
from numpy.typing import NDArray

SMALL = ("digits", "emoji")
DATA = ("cifar", "grey", "noise", *SMALL)
GREY_SIDE = 28


def load(name: str, n: int = ALL_IMAGES) -> tuple[str, NDArray[np.uint8]]:
    """Return a line that says what the images of `name` are, and at most `n` of them.

    Parameters
    ----------
    name : {"cifar", "grey", "noise", "digits", "emoji"}
    n : int
        The first so many; fewer where there are fewer.

    Returns
    -------
    title : str
    images : ndarray of shape (n, height, width, channels), uint8
    """
    if name == "cifar":
        return data_line(n), pixels(n)
    if name == "grey":
        return f"grey crops 28 x 28 of {data_line(n)}", grey(pixels(n), GREY_SIDE)
    if name == "noise":
        shape = (n, 32, 32, 3)
        noise = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
        return f"uniform noise, {n:,} images 32 x 32 x 3", noise
    from engine import load_images

    images = load_images(name).pixels[:n]
    height, width, channels = images.shape[1:]
    return f"{name}, {len(images):,} images {height} x {width} x {channels}", images


def grey(images: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return colour images 32 x 32 in grey, `side` pixels wide and high.

    The mean of the channels, rounded. The middle where 32 is no multiple of `side`, else the
    rounded means of squares of pixels.
    """
    n, height, width, channels = images.shape
    if height % side:
        edge = (height - side) // 2
        return grey(images[:, edge : edge + side, edge : edge + side], side)
    square = height // side
    parts = images.reshape(n, side, square, width // square, square, channels)
    sums = parts.sum(axis=(2, 4, 5), dtype=np.uint16)
    means = np.rint(sums / (square * square * channels))
    return means.astype(np.uint8)[..., np.newaxis]
