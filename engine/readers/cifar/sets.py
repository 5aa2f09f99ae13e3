"""Which files CIFAR-10 and CIFAR-100 consist of, in their Python and in their binary versions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from engine.readers.cifar.batches import Batch
from engine.readers.cifar.picked import bare_name

ParseBatch = Callable[[bytearray, str, str], Batch]
"""Called as ``parse(data, name, labels)``: a file, its name in messages, which labels."""

ParseClassNames = Callable[[bytearray, str, str], tuple[str, ...]]
"""Called in the same way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CifarSet:
    """The files of one set in one version.

    Attributes
    ----------
    title : str
        For people.
    train, test : tuple of str
        Names of the files of a split, in the order of their images.
    train_share : int
        Images of a training file in those of a test file.
    meta : mapping from str to str
        The file with the class names for each kind of labels.
    n_classes : mapping from str to int
        How many classes each kind of labels has.
    max_bytes : int
        Longest file of images that is read.
    parse : callable
        Reads a file of images.
    parse_class_names : callable
        Reads a file of class names.
    """

    title: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    train_share: int
    meta: Mapping[str, str]
    n_classes: Mapping[str, int]
    max_bytes: int
    parse: ParseBatch
    parse_class_names: ParseClassNames

    @property
    def is_twofold(self) -> bool:
        """Whether there are fine and coarse labels to choose from."""
        return self.n_classes["fine"] != self.n_classes["coarse"]

    def batches(self, split: str) -> tuple[str, ...]:
        """Return the files of a split: train, test or all."""
        return {"train": self.train, "test": self.test, "all": self.train + self.test}[split]

    def share(self, batch: str) -> int:
        """Return how many images a file has, in those of a test file."""
        return self.train_share if batch in self.train else 1


def set_of(names: Collection[str], sets: Collection[CifarSet]) -> CifarSet | None:
    """Return the set of which files with these names are; None if it is none of `sets`.

    A batch of CIFAR-10 is known by its own name alone. The names of CIFAR-100's files are words
    that many a file has, and two of them are needed.
    """
    own = {bare_name(name) for name in names}
    for cifar in sets:
        files = {*cifar.train, *cifar.test}
        if cifar.is_twofold:
            if own & files and len(own & (files | set(cifar.meta.values()))) > 1:
                return cifar
        elif own & files:
            return cifar
    return None
