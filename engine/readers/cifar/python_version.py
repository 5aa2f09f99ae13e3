"""CIFAR-10 and CIFAR-100, Python versions: a folder, an archive, or a single batch."""

from __future__ import annotations

from engine.readers.cifar.batches import Batch, parse_batch, parse_class_names
from engine.readers.cifar.sets import CifarSet
from engine.readers.cifar.version import CifarVersion

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


def _parse_single(data: bytearray, name: str, labels: str) -> tuple[CifarSet, Batch]:
    batch = parse_batch(data, name, labels)
    return CIFAR100 if batch.is_twofold else CIFAR10, batch


PYTHON_VERSION = CifarVersion(sets=(CIFAR10, CIFAR100), parse_single=_parse_single)
