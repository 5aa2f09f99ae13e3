"""What valid sets drawn at random have in common."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

TEXTS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=8)
"""Printable words, without blanks."""

SEEDS = st.integers(0, 1 << 32)
SPLITS = st.sampled_from(("train", "test", "all"))
FEW = st.integers(1, 3)
SIDES = st.integers(1, 6)


@dataclass(frozen=True, kw_only=True)
class DrawnSet:
    """A valid set.

    `files` maps paths to bytes; `classes` has that of each image in words, or is None; `opened`
    is the file to be opened, if it is not all of them.
    """

    files: dict[str, bytes] = field(repr=False)
    pixels: NDArray[Any] = field(repr=False)
    classes: list[str] | None
    class_names: tuple[str, ...]
    names: tuple[str, ...] = ()
    is_named_by_paths: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    opened: str = ""


@st.composite
def some_pixels(draw, shape, dtype=np.uint8):
    """Noise, or no more than two levels, black and white among them."""
    random = np.random.default_rng(draw(SEEDS))
    most = np.iinfo(dtype).max
    if draw(st.booleans()):
        return random.integers(0, most, shape, dtype=dtype, endpoint=True)
    levels = np.array(draw(st.lists(st.integers(0, most), min_size=1, max_size=2)), dtype=dtype)
    return random.choice(levels, shape)


def some_labels(n, n_classes):
    return st.lists(st.integers(0, n_classes - 1), min_size=n, max_size=n)


def words(names, labels):
    return [names[label] for label in labels]
