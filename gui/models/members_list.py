"""Which images the members view shows, and in which order: no picture, no widget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.history import Moment
from engine.imageset import ImageSet
from gui.models.members_filter import MembersFilter
from gui.models.members_order import ALL, Measures, MemberOrder, in_order


class MembersList:
    """The members of a cluster, all images or given ones: filtered and put in order.

    Parameters
    ----------
    images : ImageSet
        The set; index in, index out.
    """

    def __init__(self, images: ImageSet) -> None:
        self.images = images
        self.filter = MembersFilter(images)
        self.measures = Measures(len(images))
        self.order = MemberOrder.NEAREST
        self.is_live = False
        self._moment: Moment | None = None
        self._cluster: int | None = None
        self._given: NDArray[np.intp] | None = None

    @property
    def moment(self) -> Moment | None:
        """The iteration that is shown; None before the first."""
        return self._moment

    @property
    def cluster(self) -> int | None:
        """The cluster whose members are shown; None for all images or given ones."""
        return None if self._given is not None else self._cluster

    @property
    def cluster_to_return_to(self) -> int | None:
        """The cluster chosen last, also while given images are shown; None for all images."""
        return self._cluster

    @property
    def is_given(self) -> bool:
        """Whether given images are shown in place of members."""
        return self._given is not None

    def show_moment(self, moment: Moment | None) -> None:
        """Turn to another iteration; numbers measured at the one before are forgotten."""
        before = self._moment
        is_same = (
            before is not None
            and moment is not None
            and ((before.run, before.iteration) == (moment.run, moment.iteration))
        )
        self._moment = moment
        if not is_same:
            self.measures.clear()
        if moment is None or (self._cluster or 0) >= len(moment.sizes):
            self._cluster = None  # the clusters it was one of are gone

    def show_cluster(self, cluster: int | None) -> None:
        """Show the members of `cluster`, or with None all images."""
        self._cluster = cluster
        self._given = None

    def show_images(self, images: NDArray[np.intp] | None) -> None:
        """Show given images; None to go back to the cluster shown before."""
        self._given = None if images is None else np.unique(images)

    def members(self) -> NDArray[np.intp]:
        """Return the images before the filter, rising."""
        if self._given is not None:
            return self._given
        return self.members_of(ALL if self._cluster is None else self._cluster)

    def members_of(self, cluster: int) -> NDArray[np.intp]:
        """Return the images of `cluster`, or of `ALL`, at the present moment, rising."""
        if cluster == ALL or self._moment is None:
            return np.arange(len(self.images))
        return np.flatnonzero(self._moment.labels == cluster)

    def n_members(self) -> int:
        """Return the number of images before the filter."""
        if self._given is None and self._moment is not None:
            sizes = self._moment.sizes
            return len(self.images) if self._cluster is None else int(sizes[self._cluster])
        return len(self.members())

    def rows(self) -> NDArray[np.intp]:
        """Return the images as they are shown; by index while the order is not measured."""
        passing = self.filter.passing(self.members())
        if self.order.kind and (self.is_live or self._moment is None or self.missing() is not None):
            return passing
        return in_order(passing, self.order, self.measures, self.images.labels)

    def missing(self) -> tuple[str, int] | None:
        """Return what must be measured for the order, and of which cluster; None for nothing."""
        kind, cluster = self.order.kind, ALL if self.cluster is None else self.cluster
        if not kind or self._moment is None or self.measures.has(kind, cluster):
            return None
        return kind, cluster

    def take(
        self, kind: str, cluster: int, values: NDArray[np.float64], run: int, iteration: int
    ) -> bool:
        """Keep measured numbers; return False for those of another moment, which are ignored."""
        moment = self._moment
        if moment is None or (moment.run, moment.iteration) != (run, iteration):
            return False
        self.measures.add(kind, cluster, self.members_of(cluster), values)
        return True
