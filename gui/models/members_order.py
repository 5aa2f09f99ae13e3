"""Orders to show images in, and the measured numbers some of them need."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

DISTANCE, MARGIN = "distance", "margin"
ALL = -1  # in place of a cluster: all images


class MemberOrder(Enum):
    """An order: its title, what must be measured for it (empty: nothing), greatest first."""

    NEAREST = ("nearest first", DISTANCE, False)
    FARTHEST = ("farthest first", DISTANCE, True)
    BORDERLINE = ("borderline first", MARGIN, False)
    INDEX = ("by index", "", False)
    CLASS = ("by class", "", False)

    def __init__(self, title: str, kind: str, is_falling: bool) -> None:
        self.title = title
        self.kind = kind
        self.is_falling = is_falling


class Measures:
    """Distances and margins of one moment, as far as they were measured.

    Parameters
    ----------
    n_images : int
        Images of the set.
    """

    def __init__(self, n_images: int) -> None:
        self._n_images = n_images
        self._values: dict[str, NDArray[np.float64]] = {}
        self._known: dict[str, set[int]] = {}

    def clear(self) -> None:
        """Forget all: another moment has come."""
        self._values.clear()
        self._known.clear()

    def add(
        self, kind: str, cluster: int, members: NDArray[np.intp], values: NDArray[np.float64]
    ) -> None:
        """Keep what was measured.

        Parameters
        ----------
        kind : str
            ``"distance"`` or ``"margin"``.
        cluster : int
            The cluster, or `ALL`.
        members : ndarray of shape (m,)
            Its images.
        values : ndarray of shape (m,), float64
            A number each, in squared pixel levels.
        """
        known = self._values.setdefault(kind, np.full(self._n_images, np.nan))
        known[members] = values
        self._known.setdefault(kind, set()).add(cluster)

    def has(self, kind: str, cluster: int) -> bool:
        """Return whether all images of `cluster` (or `ALL`) are measured."""
        return not {cluster, ALL}.isdisjoint(self._known.get(kind, ()))

    def values(self, kind: str) -> NDArray[np.float64]:
        """Return a number for every image of the set, NaN where it is not known; not to change."""
        known = self._values.get(kind)
        return np.full(self._n_images, np.nan) if known is None else known

    def value(self, kind: str, image: int) -> float | None:
        """Return the number of `image`; None where it is not known or means nothing."""
        known = self._values.get(kind)
        return None if known is None or np.isnan(known[image]) else float(known[image])


def in_order(
    images: NDArray[np.intp],
    order: MemberOrder,
    measures: Measures,
    labels: NDArray[np.int32] | None,
) -> NDArray[np.intp]:
    """Return `images` in another order; ties stay by index, what has no number comes last.

    Parameters
    ----------
    images : ndarray of shape (m,)
        Indices, rising.
    order : MemberOrder
        The order wanted.
    measures : Measures
        Holds what the order needs.
    labels : ndarray of shape (n,) or None
        Class of every image of the set.
    """
    if order is MemberOrder.CLASS and labels is not None:
        return images[np.argsort(labels[images], kind="stable")]
    if not order.kind:
        return images
    values = measures.values(order.kind)[images]
    return images[np.argsort(-values if order.is_falling else values, kind="stable")]
