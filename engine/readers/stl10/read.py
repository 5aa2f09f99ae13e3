"""STL-10: a folder, an archive, or a single file of pictures.

The unlabelled pictures are many times the others, and are read only where their file is opened by
itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.cifar.assembly import Assembly
from engine.readers.cifar.name_lists import MAX_BYTES
from engine.readers.cifar.picked import PickedFiles, bare_name, read_whole
from engine.readers.containers.base import Container
from engine.readers.containers.single import SingleContainer
from engine.readers.stl10.files import (
    CLASS_NAMES,
    LABELS,
    SIDE,
    TEST,
    TRAIN,
    UNLABELLED,
    parse_class_names,
    parse_labels,
    read_pictures,
)
from engine.readers.task import Task

SPLITS = {"train": (TRAIN,), "test": (TEST,), "all": (TRAIN, TEST)}

_IMAGE_SHAPE = (SIDE, SIDE, 3)
_SHARES = {TRAIN: 5, TEST: 8}  # thousands of images


def claims(names: Collection[str]) -> bool:
    """Return whether a file with one of these names or paths holds pictures of STL-10."""
    return any(bare_name(name) in (TRAIN, TEST, UNLABELLED) for name in names)


def read(container: Container, task: Task) -> ImageSet:
    """Return the images of a split, or those of a single file of any name.

    Parameters
    ----------
    container : Container
        A file of pictures, or a folder or an archive with such files anywhere in it.
    task : Task
        Options that apply: `split`; for a single file `limit` and `seed`.

    Returns
    -------
    ImageSet
        Pixels of shape (n, 96, 96, 3), uint8.

    Raises
    ------
    DataError
        If the split has no pictures there, or a file is damaged.
    Cancelled
        If the task should stop.
    """
    if isinstance(container, SingleContainer):
        return _read_single(container, task)
    return _read_set(container, task)


def _read_set(container: Container, task: Task) -> ImageSet:
    split = task.options.split
    needed = {*SPLITS[split], *(LABELS[name] for name in SPLITS[split])}
    picked = PickedFiles(container, (*sorted(needed), CLASS_NAMES, UNLABELLED))
    wanted = [name for name in SPLITS[split] if picked.may_have(name)]
    assembly = Assembly(container.name, wanted, _IMAGE_SHAPE, [_SHARES[name] for name in wanted])
    texts: dict[str, bytearray] = {}
    notes = []
    with closing(picked.streams()) as streams:
        for name, stream in streams:
            if name == UNLABELLED:
                if split == "all":
                    notes.append(f"{UNLABELLED} has no labels; left out")
                if needed <= {*assembly.found, *texts}:
                    break  # rather than unzip 2.8 GB for what may follow
            elif name in wanted:
                read_pictures(stream, assembly, name, task)
            else:
                texts[name] = read_whole(stream, MAX_BYTES)
    if not assembly.found:
        problem = f"no images of the {split} split in it"
        raise DataError(container.name, problem, "Choose another split, folder or file")
    for name in assembly.found:
        labels, problem = parse_labels(texts.get(LABELS[name]), LABELS[name], assembly.count(name))
        assembly.describe(name, labels, problem=problem)
    notes += [*assembly.missing(SPLITS[split]), *picked.notes]
    images = _labelled(container.name, assembly, texts, notes, task)
    return replace(images, split=split, choices=("split",))


def _read_single(container: Container, task: Task) -> ImageSet:
    options = task.options
    (member,) = container.members()
    name = bare_name(member.path)
    assembly = Assembly(container.name, (name,), _IMAGE_SHAPE)
    with closing(container.streams((member,))) as streams:
        _, stream = next(streams)
        n, chosen = read_pictures(stream, assembly, name, task, options)
    if name in LABELS:
        texts = _texts_beside(container, (LABELS[name], CLASS_NAMES))
        labels, problem = parse_labels(texts.get(LABELS[name]), LABELS[name], n)
        if labels and chosen is not None:
            labels = [labels[i] for i in chosen]
        assembly.describe(name, labels, problem=problem)
        images = _labelled(container.name, assembly, texts, [], task)
    else:
        images = ImageSet(name=container.name, pixels=assembly.pixels(), options=options)
    if chosen is None:
        return images
    return replace(images, limit=len(chosen), limit_seed=options.seed)


def _texts_beside(container: Container, names: Sequence[str]) -> dict[str, bytearray]:
    members = [member for name in names if (member := container.beside(name)) is not None]
    with closing(container.streams(members)) as streams:
        return {bare_name(member.path): read_whole(stream, MAX_BYTES) for member, stream in streams}


def _labelled(
    name: str,
    assembly: Assembly,
    texts: Mapping[str, bytearray],
    notes: Sequence[str],
    task: Task,
) -> ImageSet:
    """Return what was read, with its classes."""
    class_names, more_notes = parse_class_names(texts.get(CLASS_NAMES))
    labels, problems = assembly.labels(len(class_names))
    if labels is None:
        class_names, more_notes = (), []
    return ImageSet(
        name=name,
        pixels=assembly.pixels(),
        labels=labels,
        class_names=class_names,
        options=task.options,
        notes=tuple(printable(note) for note in (*notes, *problems, *more_notes)),
    )
