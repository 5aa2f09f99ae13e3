"""Pictures in NumPy's files: one array in a ``.npy``, several in an ``.npz``.

Which shapes are pictures: `engine.readers.arrays.layout`; how their numbers become pixels:
`engine.readers.arrays.types`. Nothing is ever unpickled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import DataError, printable
from engine.imageset import ImageSet
from engine.readers.arrays.labels import Classes, check_labels, classes_of
from engine.readers.arrays.layout import is_flat
from engine.readers.arrays.names import label_names
from engine.readers.arrays.npy_stream import read_numbers
from engine.readers.arrays.npz_arrays import Listing, chosen_arrays, list_arrays
from engine.readers.arrays.npz_labels import find_labels, read_labels
from engine.readers.arrays.sets import Pictures, read_pictures
from engine.readers.arrays.stored_array import SUFFIX, StoredArray, opened, stored_array
from engine.readers.containers.base import Container
from engine.readers.splits import chosen_parts
from engine.readers.task import Task

_NAMED = 3  # arrays left out that are named in a note


def read_npy(container: Container, task: Task) -> ImageSet:
    """Return the pictures in a ``.npy`` file, with the labels of a file beside it.

    Parameters
    ----------
    container : Container
        Of one file. Labels are in ``labels.npy`` beside it, or in ``y_train.npy`` beside
        ``x_train.npy`` and so on, one whole number an image.
    task : Task
        How to open it, whom to tell and whom to ask.

    Raises
    ------
    DataError
        If the file is damaged, holds no pictures, or memory has no room for them.
    Undecided
        If rows are flat and somebody is there to say in which shape.
    Cancelled
        If the task should stop.
    """
    member = container.members()[0]
    with opened(container, member) as stream:
        array = stored_array(member, stream)
    pictures = read_pictures(container, [array], task)
    classes, problems = _labels_beside(container, array)
    pictures = replace(pictures, notes=(*pictures.notes, *problems))
    return _image_set(container, [array], pictures, classes)


def read_npz(container: Container, task: Task) -> ImageSet:
    """Return the pictures in one of the arrays of an ``.npz`` file, or in those of a split.

    Parameters
    ----------
    container : Container
        Whose files are ``.npy`` files, each of which is an array: ``x_train`` and ``y_train``,
        ``images`` and ``labels``, ``arr_0`` and ``arr_1``.
    task : Task
        How to open it, whom to tell and whom to ask.

    Raises
    ------
    DataError
        If a file is damaged, there are no pictures, or memory has no room for them.
    Undecided
        If several arrays may be the pictures, or rows are flat, and somebody is there to choose.
    Cancelled
        If the task should stop.
    """
    listing = list_arrays(container, task)
    group, assumed, is_one_of_several = chosen_arrays(listing, container.name, task)
    parts = chosen_parts(group.parts, task.options.split, container.name)
    arrays = [group.parts[part] for part in parts.read]
    pictures = read_pictures(container, arrays, task)
    labels = {part: find_labels(array, listing) for part, array in group.parts.items()}
    classes, problems = _classes(container, [labels[part] for part in parts.read])
    used = [*group.parts.values(), *(array for array, _ in labels.values() if array)]
    choices = []
    if len(group.parts) > 1:
        choices.append("split")
    if is_one_of_several:
        choices.append("array")
        pictures = replace(pictures, options=replace(pictures.options, array=group.name))
    notes = [*parts.notes, *assumed, *pictures.notes, *problems, *_not_read(listing, used)]
    images = _image_set(container, arrays, replace(pictures, notes=tuple(notes)), classes)
    return replace(images, split=parts.split, choices=(*choices, *images.choices))


def _labels_beside(container: Container, array: StoredArray) -> tuple[Classes | None, list[str]]:
    for name in label_names(array.name.rsplit("/", 1)[-1]):
        member = container.beside(name + SUFFIX)
        if member is None:
            continue
        try:
            with opened(container, member) as stream:
                labels = stored_array(member, stream)
                check_labels(labels.header, array.header.shape[0], labels.shown)
                values = read_numbers(stream, labels.header, container.name)
            return classes_of(values, labels.shown), []
        except DataError as error:
            return None, [f"{member.name}: {error.problem}; labels left out"]
    return None, []


def _classes(
    container: Container, found: Sequence[tuple[StoredArray | None, str]]
) -> tuple[Classes | None, list[str]]:
    """Return the classes in the labels found for each array of pictures, and what to say."""
    labels = [array for array, _ in found if array is not None]
    notes = [note for _, note in found if note]
    if len(labels) < len(found):
        if labels:
            notes.append(f"{labels[0].name} has labels of some pictures only; left out")
        return None, notes
    values = read_labels(container, labels)
    try:
        return classes_of(values, labels[0].shown), notes
    except DataError as error:
        return None, [*notes, f"{labels[0].name}: {error.problem}; labels left out"]


def _not_read(listing: Listing, used: Sequence[StoredArray]) -> list[str]:
    names = [array.name for array in listing.arrays if array not in used]
    names += [f"{name} ({error.problem})" for name, error in listing.refused.items()]
    names += listing.others
    if not names:
        return []
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return [f"not read: {', '.join(names[:_NAMED])}{more}"]


def _image_set(
    container: Container,
    arrays: Sequence[StoredArray],
    pictures: Pictures,
    classes: Classes | None,
) -> ImageSet:
    labels, class_names = classes or (None, ())
    if labels is not None and pictures.chosen is not None:
        labels = labels[pictures.chosen]
    options, is_limited = pictures.options, pictures.chosen is not None
    is_flat_rows = is_flat(arrays[0].header.shape)
    return ImageSet(
        name=container.name,
        pixels=pictures.pixels,
        labels=labels,
        class_names=class_names,
        limit=options.limit if is_limited else None,
        limit_seed=options.seed if is_limited else 0,
        options=options,
        choices=("shape", "transpose") if is_flat_rows else ("transpose",),
        shown=pictures.shown,
        notes=tuple(printable(note) for note in pictures.notes),
    )
