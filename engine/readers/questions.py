"""What a reader cannot know: only a person can say. Without one the suggestion is taken, and said.

A window opens a set with ``ask=True``, shows the question it gets, and opens the set once more
with the answer among its options.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SizeQuestion:
    """Which size shall all pictures have, as they differ or are large: `size`, `framing`.

    Attributes
    ----------
    name : str
        Of the image set.
    n_images : int
        How many pictures there are.
    sizes : tuple of ((int, int), int)
        Height and width in pixels, and how many pictures have them, the commonest first.
    examples : tuple of ndarray of shape (height, width, 3), uint8
        At most eight pictures, as they are but for a longer side of at most 256 pixels.
    suggestion : (int, int)
        Height and width taken where nobody answers.
    """

    name: str
    n_images: int
    sizes: tuple[tuple[tuple[int, int], int], ...]
    examples: tuple[NDArray[np.uint8], ...]
    suggestion: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayChoice:
    """An array of a file, which may hold the pictures."""

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayQuestion:
    """Which of a file's arrays are the pictures: `array`.

    Attributes
    ----------
    name : str
        Of the file.
    arrays : tuple of ArrayChoice
        Those that could be pictures, the largest first; at least two.
    suggestion : str
        Name of the array taken where nobody answers.
    """

    name: str
    arrays: tuple[ArrayChoice, ...]
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShapeQuestion:
    """Which shape have the pictures in flat rows: `shape`.

    Attributes
    ----------
    name : str
        Of the file.
    n_features : int
        Numbers in a row.
    shapes : tuple of (int, int, int)
        Heights, widths and channels that have so many numbers, the likeliest first.
    examples : ndarray of shape (at most 8, n_features), of numbers
        The first rows.
    suggestion : (int, int, int)
        Shape taken where nobody answers.
    """

    name: str
    n_features: int
    shapes: tuple[tuple[int, int, int], ...]
    examples: NDArray[Any]
    suggestion: tuple[int, int, int]


Question = SizeQuestion | ArrayQuestion | ShapeQuestion


class Undecided(Exception):
    """Raised in place of an image set where a person should answer `question` first."""

    def __init__(self, question: Question) -> None:
        super().__init__(f"{question.name}: {type(question).__name__}")
        self.question = question
