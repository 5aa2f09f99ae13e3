"""The files of a CIFAR set, or a single one of them, put together to an image set.

Batches that are missing are noted and the rest is read; one that is damaged refuses the set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.cifar.assembly import Assembly
from engine.readers.cifar.batches import SIDE, Batch
from engine.readers.cifar.name_lists import MAX_BYTES as MAX_META
from engine.readers.cifar.picked import PickedFiles, bare_name, read_whole
from engine.readers.cifar.planes import fill_pixels, pixels_in_place
from engine.readers.cifar.sets import CifarSet
from engine.readers.containers.base import Container, Stream
from engine.readers.task import Task

ParseSingle = Callable[[bytearray, str, str], tuple[CifarSet, Batch]]
"""Called as ``parse(data, name, labels)``; tells of which set a file is by what is in it."""

N_PREVIEWED = 1_000  # images
_IMAGE_SHAPE = (SIDE, SIDE, 3)
_ELSE = "Choose another split, folder or file"


@dataclass(frozen=True, slots=True)
class ClassNames:
    """What a file of class names gave: none, and why, or some."""

    names: tuple[str, ...] = ()
    problem: str = "is missing"


def read_set(container: Container, task: Task, sets: Sequence[CifarSet]) -> ImageSet:
    """Return the images of a split from a folder or an archive that holds one of `sets`.

    Which one it is, is told by the first batch that comes.

    Raises
    ------
    DataError
        If the split has no batch there, or anything in it is damaged.
    Cancelled
        If the task should stop.
    """
    split, labels = task.options.split, task.options.labels
    owners: dict[str, CifarSet] = {}
    for cifar in sets:
        owners |= dict.fromkeys((cifar.meta[labels], *cifar.batches(split)), cifar)
    picked = PickedFiles(container, tuple(owners))
    class_names: dict[str, ClassNames] = {}
    found: CifarSet | None = None
    n_foreign = 0
    with closing(picked.streams()) as streams:
        for name, stream in streams:
            owner = owners[name]
            if name == owner.meta[labels]:
                class_names[name] = _read_class_names(stream, owner, labels)
            elif found is None or owner is found:
                if found is None:
                    found = owner
                    wanted = [batch for batch in owner.batches(split) if picked.may_have(batch)]
                    shares = [owner.share(batch) for batch in wanted]
                    assembly = Assembly(container.name, wanted, _IMAGE_SHAPE, shares)
                task.report(f"reading {name}", len(assembly.found), len(wanted))
                data = read_whole(stream, owner.max_bytes)
                _add(assembly, name, owner.parse(data, stream.name, labels), task)
                del data  # 31 MB, before the next is read
            else:
                n_foreign += 1
    if found is None:
        raise DataError(container.name, f"no batch of the {split} split in it", _ELSE)
    notes = [*assembly.missing(found.batches(split)), *picked.notes]
    if n_foreign:
        files = "1 file is" if n_foreign == 1 else f"{n_foreign} files are"
        notes.append(f"{files} of another set than {found.title}; left out")
    names = class_names.get(found.meta[labels], ClassNames())
    return _image_set(container.name, split, found, assembly, names, notes, task)


def read_single(container: Container, task: Task, parse: ParseSingle, max_bytes: int) -> ImageSet:
    """Return the images of a single opened file, with the class names that lie beside it.

    Raises
    ------
    DataError
        If it is no batch, or damaged.
    Cancelled
        If the task should stop.
    """
    labels = task.options.labels
    (member,) = container.members()
    name = bare_name(member.path)
    assembly = Assembly(container.name, (name,), _IMAGE_SHAPE)
    with closing(container.streams((member,))) as streams:
        _, stream = next(streams)
        task.report(f"reading {name}", 0, 1)
        cifar, batch = parse(read_whole(stream, max_bytes), stream.name, labels)
        _add(assembly, name, batch, task)
    names = _class_names_beside(container, cifar, labels)
    return _image_set(container.name, "", cifar, assembly, names, [], task)


def _class_names_beside(container: Container, cifar: CifarSet, labels: str) -> ClassNames:
    member = container.beside(cifar.meta[labels])
    if member is None:
        return ClassNames()
    try:
        with closing(container.streams((member,))) as streams:
            return _read_class_names(next(streams)[1], cifar, labels)
    except DataError as error:
        return ClassNames((), error.problem)


def _read_class_names(stream: Stream, cifar: CifarSet, labels: str) -> ClassNames:
    try:
        data = read_whole(stream, MAX_META)
        return ClassNames(cifar.parse_class_names(data, stream.name, labels), "")
    except DataError as error:
        return ClassNames((), error.problem)


def _add(assembly: Assembly, name: str, batch: Batch, task: Task) -> None:
    """Take in a batch, whose planes are of no use any more afterwards."""
    is_first = not assembly.found
    if batch.buffer is not None and len(assembly.wanted) == 1:
        pixels = pixels_in_place(batch.planes, batch.buffer, task)
        assembly.put(name, pixels)
    else:
        pixels = assembly.room_for(name, len(batch.planes))
        fill_pixels(batch.planes, pixels, task)
    assembly.describe(name, batch.labels, batch.names, batch.problem)
    if is_first:
        task.preview(pixels[:N_PREVIEWED])


def _image_set(
    name: str,
    split: str,
    cifar: CifarSet,
    assembly: Assembly,
    names: ClassNames,
    notes: Sequence[str],
    task: Task,
) -> ImageSet:
    """Return what was read of one set."""
    n_wanted = len(assembly.wanted)
    task.report(f"reading {assembly.found[-1]}", n_wanted, n_wanted)
    n_classes = cifar.n_classes[task.options.labels]
    class_names = names.names or tuple(str(label) for label in range(n_classes))
    labels, problems = assembly.labels(len(class_names))
    notes = [*notes, *problems]
    if not names.names:
        meta = f"{cifar.meta[task.options.labels]}: {names.problem}"
        notes.append(f"{meta}; classes are called by their numbers")
    return ImageSet(
        name=name,
        pixels=assembly.pixels(),
        labels=labels,
        class_names=class_names if labels is not None else (),
        names=assembly.names(),
        split=split,
        options=task.options,
        choices=("split",) * bool(split) + ("labels",) * cifar.is_twofold,
        notes=tuple(printable(note) for note in notes),
    )
