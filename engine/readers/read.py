"""`load_images`: a path or a name of the catalogue to an image set."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine import catalogue
from engine.errors import DataError, printable
from engine.fetching import store
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.options import DEFAULTS, OpenOptions
from engine.readers import formats, refusals
from engine.readers.builtin import read_builtin
from engine.readers.containers.opening import open_container
from engine.readers.files import readable_errors
from engine.readers.rows import drawn_rows
from engine.readers.shaping import shaped
from engine.readers.task import Preview, Task


def load_images(
    source: str | os.PathLike[str] = catalogue.DEFAULT_NAME,
    *,
    options: OpenOptions = DEFAULTS,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    preview: Preview | None = None,
    may_ask: bool = False,
    download: bool = False,
    data_folder: str | os.PathLike[str] | None = None,
    **choices: Any,
) -> ImageSet:
    """Open an image set.

    Parameters
    ----------
    source : str or path
        A name of the catalogue, or the path of a file, folder or archive. A bare word that is in
        the catalogue always means the catalogue, whatever lies in the current folder; write
        ``./emoji`` for a folder of that name, or pass a `pathlib.Path`. The pixels of a folder
        of ``.npy`` files stay there and are read when they are needed.
    options : OpenOptions
        Which images of it, and in which shape.
    progress : callable, optional
        Called as ``progress(phase, done, total)``.
    should_stop : callable, optional
        Asked at least every 100 ms; the opening ends once it answers true.
    preview : callable, optional
        Called with the first pictures read, an array (n, height, width, channels), long before
        all are there; it must copy what it wants to keep.
    may_ask : bool
        Whether to raise `engine.readers.questions.Undecided` where only a person can choose.
        Otherwise the likeliest is taken, and a note says so.
    download : bool
        Whether a set of the catalogue that is not on this computer is fetched.
    data_folder : path, optional
        Where fetched sets are kept; `engine.fetching.store.default_folder` where left out.
    **choices
        Fields of `options` by their names: ``split="test"``, ``limit=100``, ``size=(64, 64)``.

    Returns
    -------
    ImageSet
        Its `notes` tell what had to be left out or changed.

    Raises
    ------
    DataError
        If there is nothing that can be opened.
    ParameterError
        If an option is outside its limits.
    Cancelled
        If `should_stop` answered true.
    Undecided
        If `may_ask`, and a reader has a question.

    Examples
    --------
    >>> load_images("digits", limit=100).pixels.shape
    (100, 8, 8, 1)
    """
    task = Task(options=replace(options, **choices), may_ask=may_ask)
    if progress is not None:
        task = replace(task, progress=progress)
    if should_stop is not None:
        task = replace(task, should_stop=should_stop)
    if preview is not None:
        task = replace(task, preview=preview)
    entry = catalogue.find(source) if isinstance(source, str) else None
    if entry is None:
        images = _read_path(os.fsdecode(source), task)
    elif entry.is_built_in:
        images = read_builtin(entry.name, task)
    else:
        path = _path_of(entry, data_folder, task, download=download)
        images = replace(_read_path(str(path), task), name=entry.name, source=entry.name)
    if images.options == DEFAULTS:  # a reader that had nothing to decide
        images = replace(images, options=task.options)
    return shaped(_drawn(_remarked(images, task.options), task.options), task)


def _path_of(
    entry: catalogue.CatalogueEntry,
    data_folder: str | os.PathLike[str] | None,
    task: Task,
    *,
    download: bool,
) -> Path:
    """Return where a set of the catalogue lies on this computer, fetched if that is allowed."""
    folder = store.default_folder() if data_folder is None else Path(data_folder)
    found = store.find(entry, folder)
    if found is not None:
        return found
    if not download:
        problem = f"is not on this computer; {entry.megabytes:,.1f} MB to fetch"
        raise DataError(entry.name, problem, "Add --download, or choose it in the window")
    from engine.fetching.download import fetch  # the network is rarely asked for

    return fetch(entry, folder, progress=task.progress, should_stop=task.should_stop)


def _read_path(path: str, task: Task) -> ImageSet:
    name = printable(os.path.basename(os.path.abspath(path)) or path)
    if not path:
        raise DataError("images", "an empty path", refusals.OPENS)
    with readable_errors(name):
        whole = os.path.abspath(path)
    _check_exists(path, name)
    task.check()
    container = open_container(whole, name, task)
    images = formats.read(container, task)
    return replace(images, source=whole, notes=(*images.notes, *container.notes))


def _check_exists(path: str, name: str) -> None:
    """Raise for a bare word that is neither here nor in the catalogue: both may be meant."""
    with readable_errors(name):
        if os.path.basename(path) != path or os.path.lexists(path):
            return
    known = ", ".join(entry.name for entry in catalogue.CATALOGUE if entry.is_built_in)
    problem = "no file or folder here and no set of that name"
    raise DataError(name, problem, f"Check the path, or choose from {known}")


def _remarked(images: ImageSet, options: OpenOptions) -> ImageSet:
    """Return the set with a note for each option that was given and means nothing here."""
    ignored = {
        "split": ("there are no splits here", bool(images.split)),
        "labels": ("there is one set of classes here", "labels" in images.choices),
        "array": ("there are no arrays to choose from here", "array" in images.choices),
        "shape": ("pictures have their own shape here", "shape" in images.choices),
        "transpose": ("pictures are not turned here", "transpose" in images.choices),
    }
    notes = [
        f"{problem}; {repr(value) if isinstance(value, str) else name} was ignored"
        for name, (problem, is_used) in ignored.items()
        if (value := getattr(options, name)) != getattr(DEFAULTS, name) and not is_used
    ]
    return replace(images, notes=(*images.notes, *notes)) if notes else images


def _drawn(images: ImageSet, options: OpenOptions) -> ImageSet:
    """Return the images that ``options.limit`` keeps, if the reader has not drawn them itself."""
    n, limit = len(images), options.limit
    if limit is None or images.limit is not None:
        return images
    chosen = drawn_rows(n, options)
    if chosen is not None:
        return images.take(chosen, limit=int(limit), limit_seed=int(options.seed))
    note = f"{limit:,} images were asked for; all {n:,} are here"
    return replace(images, notes=(*images.notes, note))
