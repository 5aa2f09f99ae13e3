"""How an image set is to be opened: which images of it, and in which shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ParameterError

SPLITS = ("train", "test", "all")
FRAMINGS = ("crop", "pad", "stretch")
LABELS = ("fine", "coarse")
MAX_SIDE = 4096
"""Longest side of a picture that is asked for."""
MAX_LENGTH = 1 << 26
"""Longest side of a picture in a flat row, which may be a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOptions:
    """What a person may choose besides the source; what does not apply is ignored, and said so.

    Attributes
    ----------
    split : {"train", "test", "all"}
        Part of the set, where it has parts.
    limit : int or None
        Keep only so many images, drawn at random; their order stays.
    seed : int
        Seed of that draw.
    grey : bool
        One channel instead of three.
    size : (int, int) or None
        Height and width in pixels of every picture; None keeps their own.
    framing : {"crop", "pad", "stretch"}
        How a picture of other proportions gets that size: its middle is cut out, borders are
        added, or it is distorted.
    normalize : bool
        Bring every picture to the same mean and the same contrast.
    labels : {"fine", "coarse"}
        Which of two sets of classes, where there are two.
    array : str
        Name of the array of pictures, where a file has several; empty for the most likely one.
    shape : tuple of int or None
        Height, width and maybe channels of each picture, where rows are flat.
    transpose : bool
        Exchange the rows and columns of every picture, as EMNIST needs.

    Raises
    ------
    ParameterError
        If a value is outside its limits.
    """

    split: str = "train"
    limit: int | None = None
    seed: int = 0
    grey: bool = False
    size: tuple[int, int] | None = None
    framing: str = "crop"
    normalize: bool = False
    labels: str = "fine"
    array: str = ""
    shape: tuple[int, ...] | None = None
    transpose: bool = False

    def __post_init__(self) -> None:
        for name, choices in (("split", SPLITS), ("framing", FRAMINGS), ("labels", LABELS)):
            value = getattr(self, name)
            if value not in choices:
                problem = f"there is no {value!r}"
                raise ParameterError(name, problem, f"Choose from {', '.join(choices)}")
        _check_whole("limit", 1 if self.limit is None else self.limit, 1)
        _check_whole("seed", self.seed, 0)
        if self.size is not None:
            object.__setattr__(self, "size", _lengths("size", self.size, (2,), MAX_SIDE))
        if self.shape is not None:
            lengths = _lengths("shape", self.shape, (2, 3), MAX_LENGTH)
            object.__setattr__(self, "shape", lengths)


def _check_whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        problem = f"{value!r} is not a whole number of at least {least}"
        raise ParameterError(name, problem, f"Give {least} or more")


def _lengths(name: str, value: Any, counts: tuple[int, ...], most: int) -> tuple[int, ...]:
    lengths = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(lengths) not in counts:
        problem = f"{value!r} are not {' or '.join(map(str, counts))} lengths"
        raise ParameterError(name, problem, "Give height and width in pixels")
    for length in lengths:
        _check_whole(name, length, 1)
        if length > most:
            problem = f"{length:,} pixels are over the limit of {most:,}"
            raise ParameterError(name, problem, "Give a smaller picture")
    return tuple(int(length) for length in lengths)


DEFAULTS = OpenOptions()
