"""CIFAR-10 and CIFAR-100 in one of their versions, as a format that can be asked and read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.imageset import ImageSet
from engine.readers.cifar.reading import ParseSingle, read_set, read_single
from engine.readers.cifar.sets import CifarSet, set_of
from engine.readers.containers.base import Container
from engine.readers.containers.single import SingleContainer
from engine.readers.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class CifarVersion:
    """The sets of one version.

    Attributes
    ----------
    sets : tuple of CifarSet
        Those there are.
    parse_single : callable
        Reads a file of images of any name, and tells of which of `sets` it is.
    """

    sets: tuple[CifarSet, ...]
    parse_single: ParseSingle

    def claims(self, names: Collection[str]) -> bool:
        """Return whether files with these names or paths are those of one of the sets."""
        return set_of(names, self.sets) is not None

    def read(self, container: Container, task: Task) -> ImageSet:
        """Return the images of a split, or those of a single file of any name.

        Parameters
        ----------
        container : Container
            A file of images, or a folder or an archive with such files anywhere in it.
        task : Task
            Options that apply: `split`, and for CIFAR-100 `labels`.

        Returns
        -------
        ImageSet
            Pixels of shape (n, 32, 32, 3), uint8.

        Raises
        ------
        DataError
            If the split has no file there, one is damaged, or a single file may be of none of
            the sets, or of several.
        Cancelled
            If the task should stop.
        """
        if isinstance(container, SingleContainer):
            longest = max(cifar.max_bytes for cifar in self.sets)
            return read_single(container, task, self.parse_single, longest)
        return read_set(container, task, self.sets)
