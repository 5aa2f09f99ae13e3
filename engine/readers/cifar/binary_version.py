"""CIFAR-10 and CIFAR-100, binary versions: records of one or two labels and an image.

A record of CIFAR-10 is a label and the three planes of an image; CIFAR-100 has the coarse and the
fine label instead. Neither has a header, so a single file of another name is known by its length
and by labels that are all possible.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from engine.errors import DataError
from engine.readers.cifar.batches import N_VALUES, SIDE, Batch
from engine.readers.cifar.name_lists import parse_lines
from engine.readers.cifar.sets import CifarSet
from engine.readers.cifar.version import CifarVersion
from engine.readers.files import DOWNLOAD_AGAIN

_KINDS = {1: ("fine",), 2: ("coarse", "fine")}  # labels of a record by their number


def parse_records(data: bytearray, name: str, labels: str, *, n_labels: int) -> Batch:
    """Return what a file of records holds.

    Parameters
    ----------
    data : bytearray
        The file.
    name : str
        Of the file, for messages.
    labels : {"fine", "coarse"}
        Which labels, where there are two kinds.
    n_labels : {1, 2}
        Labels of a record.

    Raises
    ------
    DataError
        If there is none, or the last is cut short.
    """
    row_bytes = n_labels + N_VALUES
    if not data:
        raise DataError(name, "the file is empty", DOWNLOAD_AGAIN)
    if len(data) % row_bytes:
        problem = f"its {len(data):,} bytes are not a whole number of images of {row_bytes:,}"
        raise DataError(name, problem, DOWNLOAD_AGAIN)
    table = np.frombuffer(data, dtype=np.uint8).reshape(-1, row_bytes)
    kinds = _KINDS[n_labels]
    column = kinds.index(labels) if labels in kinds else 0
    return Batch(
        planes=table[:, n_labels:].reshape(-1, 3, SIDE, SIDE),
        labels=table[:, column].tolist(),
        names=[],
        problem="",
        is_twofold=n_labels == 2,
        buffer=data,
    )


def _parse_class_names(data: bytearray, name: str, _labels: str) -> tuple[str, ...]:
    return parse_lines(data, name)


CIFAR10 = CifarSet(
    title="CIFAR-10",
    train=tuple(f"data_batch_{i}.bin" for i in range(1, 6)),
    test=("test_batch.bin",),
    train_share=1,
    meta={"fine": "batches.meta.txt", "coarse": "batches.meta.txt"},
    n_classes={"fine": 10, "coarse": 10},
    max_bytes=64 << 20,  # an original batch has 31 MB
    parse=partial(parse_records, n_labels=1),
    parse_class_names=_parse_class_names,
)
CIFAR100 = CifarSet(
    title="CIFAR-100",
    train=("train.bin",),
    test=("test.bin",),
    train_share=5,
    meta={"fine": "fine_label_names.txt", "coarse": "coarse_label_names.txt"},
    n_classes={"fine": 100, "coarse": 20},
    max_bytes=192 << 20,  # the original training file has 154 MB
    parse=partial(parse_records, n_labels=2),
    parse_class_names=_parse_class_names,
)
SETS = (CIFAR10, CIFAR100)


def _parse_single(data: bytearray, name: str, labels: str) -> tuple[CifarSet, Batch]:
    possible = [cifar for cifar in SETS if _may_be(cifar, data)]
    if len(possible) > 1:
        named = [cifar for cifar in possible if name in cifar.batches("all")]
        possible = named or possible
    if len(possible) > 1:
        problem = "may be a file of CIFAR-10 as well as of CIFAR-100"
        raise DataError(name, problem, "Give it its original name, as test_batch.bin or test.bin")
    if not possible:
        problem = f"its {len(data):,} bytes are not images and labels of CIFAR-10 or CIFAR-100"
        raise DataError(name, problem, "Choose another file, or download it again")
    return possible[0], possible[0].parse(data, name, labels)


def _may_be(cifar: CifarSet, data: bytearray) -> bool:
    """Return whether the length of a file, and every label in it, are those of a set."""
    kinds = _KINDS[1 + cifar.is_twofold]
    row_bytes = len(kinds) + N_VALUES
    if not data or len(data) % row_bytes:
        return False
    table = np.frombuffer(data, dtype=np.uint8).reshape(-1, row_bytes)
    return all(
        int(table[:, column].max()) < cifar.n_classes[kind] for column, kind in enumerate(kinds)
    )


BINARY_VERSION = CifarVersion(sets=SETS, parse_single=_parse_single)
