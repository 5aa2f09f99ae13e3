"""Which images pass a filter by class and by text in the name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.imageset import ImageSet


class MembersFilter:
    """Class and text that images must have to be shown; at first all pass.

    Parameters
    ----------
    images : ImageSet
        The set.
    """

    def __init__(self, images: ImageSet) -> None:
        self._images = images
        self._label: int | None = None
        self._text = ""
        self._names: list[str] = []
        self._named: NDArray[np.bool_] | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything is asked of images."""
        return self._label is not None or bool(self._text)

    def set_label(self, label: int | None) -> None:
        """Let only images of class `label` pass; None for all."""
        self._label = label

    def set_text(self, text: str) -> None:
        """Let only images pass whose name holds `text`, in capitals or not."""
        folded = text.strip().casefold()
        if folded != self._text:
            self._text = folded
            self._named = self._holding(folded) if folded else None

    def passing(self, images: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return those of `images` that pass, in the same order."""
        if self._label is not None and self._images.labels is not None:
            images = images[self._images.labels[images] == self._label]
        return images if self._named is None else images[self._named[images]]

    def _holding(self, text: str) -> NDArray[np.bool_]:
        if not self._names:  # folded once: every letter typed looks through all of them
            self._names = [self._images.image_name(i).casefold() for i in range(len(self._images))]
        return np.fromiter((text in name for name in self._names), np.bool_, len(self._names))
