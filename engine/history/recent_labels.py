"""Labels that were asked for of late: whoever steps along the time line starts from them."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from engine.history.keeping import ARRAY_HEAD

MOST_KEPT = 4
SHARE = 16  # at most so much of the budget is spent on them, unless one alone is larger


class RecentLabels:
    """Full labels by run and iteration; the least recently used go first.

    Parameters
    ----------
    n_images : int
    budget : int
        Bytes of the whole time line.
    """

    def __init__(self, n_images: int, budget: int) -> None:
        self._bytes_each = ARRAY_HEAD + 4 * n_images
        self._n_kept = max(1, min(MOST_KEPT, budget // SHARE // self._bytes_each))
        self._labels: OrderedDict[tuple[int, int], NDArray[np.int32]] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """What they take."""
        return self._bytes_each * len(self._labels)

    @property
    def most_bytes(self) -> int:
        """What they may come to take."""
        return self._bytes_each * self._n_kept

    def of_run(self, run: int) -> dict[int, NDArray[np.int32]]:
        """Return the labels of `run` that are here, by iteration."""
        return {each: labels for (own, each), labels in self._labels.items() if own == run}

    def put(self, run: int, iteration: int, labels: NDArray[np.int32]) -> NDArray[np.int32]:
        """Keep `labels`, read-only, as the newest; return them, or those that were here already."""
        held = self._labels.setdefault((run, iteration), labels)
        self._labels.move_to_end((run, iteration))
        while len(self._labels) > self._n_kept:
            self._labels.popitem(last=False)
        return held
