"""CIFAR-10 and CIFAR-100, Python versions: a folder, an archive, or a single batch."""

from __future__ import annotations

from collections.abc import Collection

from engine.imageset import ImageSet
from engine.readers.cifar.batches import Batch, parse_batch, parse_class_names
from engine.readers.cifar.reading import read_set, read_single
from engine.readers.cifar.sets import CifarSet, set_of
from engine.readers.containers.base import Container
from engine.readers.containers.single import SingleContainer
from engine.readers.task import Task

CIFAR10 = CifarSet(
    title="CIFAR-10",
    train=tuple(f"data_batch_{i}" for i in range(1, 6)),
    test=("test_batch",),
    train_share=1,
    meta={"fine": "batches.meta", "coarse": "batches.meta"},
    n_classes={"fine": 10, "coarse": 10},
    max_bytes=64 << 20,  # an original batch has 31 MB
    parse=parse_batch,
    parse_class_names=parse_class_names,
)
CIFAR100 = CifarSet(
    title="CIFAR-100",
    train=("train",),
    test=("test",),
    train_share=5,
    meta={"fine": "meta", "coarse": "meta"},
    n_classes={"fine": 100, "coarse": 20},
    max_bytes=192 << 20,  # the original training file has 155 MB
    parse=parse_batch,
    parse_class_names=parse_class_names,
)
SETS = (CIFAR10, CIFAR100)


def claims(names: Collection[str]) -> bool:
    """Return whether files with these names or paths are those of one of the sets."""
    return set_of(names, SETS) is not None


def read(container: Container, task: Task) -> ImageSet:
    """Return the images of a split, or those of a single batch of any name.

    Parameters
    ----------
    container : Container
        A batch, or a folder or an archive with batches anywhere in it.
    task : Task
        Options that apply: `split`, and for CIFAR-100 `labels`.

    Returns
    -------
    ImageSet
        Pixels of shape (n, 32, 32, 3), uint8.

    Raises
    ------
    DataError
        If the split has no batch there, or one is damaged.
    Cancelled
        If the task should stop.
    """
    if isinstance(container, SingleContainer):
        return read_single(container, task, _parse_single, CIFAR100.max_bytes)
    return read_set(container, task, SETS)


def _parse_single(data: bytearray, name: str, labels: str) -> tuple[CifarSet, Batch]:
    batch = parse_batch(data, name, labels)
    return CIFAR100 if batch.is_twofold else CIFAR10, batch
