"""`load_images`: a path or a name of the catalogue to an image set."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import NoReturn

import numpy as np

from engine import catalogue
from engine.errors import DataError, ParameterError, printable
from engine.imageset import ImageSet, Progress, ShouldStop
from engine.readers import cifar10, shards
from engine.readers.archive import GZIP_MAGIC, TAR_BLOCK, is_tar_header
from engine.readers.builtin import read_builtin
from engine.readers.files import DOWNLOAD_AGAIN, head, is_folder, readable_errors
from engine.readers.npy_header import MAGIC as NPY_MAGIC
from engine.readers.task import Task

_OPENS = "Choose a CIFAR-10 folder, batch or .tar.gz, a folder of .npy, or a built-in set"
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head")
# Protocols 2 to 5, or of the older ones: a global, a dict, a list.
_PICKLE = re.compile(rb"\x80|\(*c[\w.]+\n[\w.]+\n|\([dl]p|[}\]]q")


def load_images(
    source: str | os.PathLike[str] = catalogue.DEFAULT_NAME,
    *,
    split: str = "train",
    limit: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> ImageSet:
    """Open an image set.

    Parameters
    ----------
    source : str or path
        A name of the catalogue, or the path of a file, folder or archive. A bare word that is in
        the catalogue always means the catalogue, whatever lies in the current folder; write
        ``./emoji`` for a folder of that name, or pass a `pathlib.Path`. The pixels of a folder
        of ``.npy`` files stay there and are read when they are needed.
    split : {"train", "test", "all"}
        Ignored, with a note, where there are no splits.
    limit : int or None
        Keep only so many images, drawn at random; their order stays.
    seed : int
        Seed of that draw.
    progress : callable, optional
        Called as ``progress(phase, done, total)``.
    should_stop : callable, optional
        Asked at least every 100 ms; the opening ends once it answers true.

    Returns
    -------
    ImageSet
        Its `notes` tell what had to be left out.

    Raises
    ------
    DataError
        If there is nothing that can be opened.
    ParameterError
        If `split`, `limit` or `seed` are outside their limits.
    Cancelled
        If `should_stop` answered true.

    Examples
    --------
    >>> load_images("digits", limit=100).pixels.shape
    (100, 8, 8, 1)
    """
    _check(split, limit, seed)
    task = Task()
    if progress is not None:
        task = replace(task, progress=progress)
    if should_stop is not None:
        task = replace(task, should_stop=should_stop)
    entry = catalogue.find(source) if isinstance(source, str) else None
    if entry is None:
        images = _read_path(os.fsdecode(source), split, task)
    elif entry.is_built_in:
        images = read_builtin(entry.name, task)
    else:
        raise DataError(entry.name, "does not come with the program", entry.remedy)
    if not images.split and split != "train":
        images = _noted(images, f"there are no splits here; {split!r} was ignored")
    return images if limit is None else _limited(images, limit, seed)


def _check(split: str, limit: int | None, seed: int) -> None:
    if split not in cifar10.SPLITS:
        choice = ", ".join(cifar10.SPLITS)
        raise ParameterError("split", f"there is no {split!r}", f"Choose from {choice}")
    for name, value, least in (("limit", 1 if limit is None else limit, 1), ("seed", seed, 0)):
        if not isinstance(value, int | np.integer) or value < least:
            problem = f"{value!r} is not a whole number of at least {least}"
            raise ParameterError(name, problem, f"Give {least} or more")


def _read_path(path: str, split: str, task: Task) -> ImageSet:
    name = printable(os.path.basename(os.path.abspath(path)) or path)
    if not path:
        raise DataError("images", "an empty path", _OPENS)
    with readable_errors(name):
        whole = os.path.abspath(path)
    _check_exists(path, name)
    task.check()
    read = _read_folder if is_folder(whole, name) else _read_file
    return replace(read(whole, name, split, task), source=whole)


def _check_exists(path: str, name: str) -> None:
    """Raise for a bare word that is neither here nor in the catalogue: both may be meant."""
    with readable_errors(name):
        if os.path.basename(path) != path or os.path.lexists(path):
            return
    known = ", ".join(entry.name for entry in catalogue.CATALOGUE)
    problem = "no file or folder here and no set of that name"
    raise DataError(name, problem, f"Check the path, or choose from {known}")


def _read_folder(path: str, name: str, split: str, task: Task) -> ImageSet:
    folder = cifar10.batches_folder(path)
    if folder is not None:
        return cifar10.read_folder(folder, name, split, task)
    npy_files, others = shards.list_folder(path, name)
    if npy_files:
        return shards.read_folder(path, name, task)
    if not others:
        raise DataError(name, "the folder is empty", _OPENS)
    raise DataError(name, "no CIFAR-10 batch and no .npy file in this folder", _OPENS)


def _read_file(path: str, name: str, split: str, task: Task) -> ImageSet:
    start = head(path, name)
    if not start:
        raise DataError(name, "the file is empty", DOWNLOAD_AGAIN)
    if start.startswith(GZIP_MAGIC) or is_tar_header(start[:TAR_BLOCK]):
        return cifar10.read_archive(path, name, split, task)
    if len(start) >= TAR_BLOCK and not any(start):
        raise DataError(name, "an empty archive, or a file of zeros", DOWNLOAD_AGAIN)
    if _PICKLE.match(start) or os.path.basename(path) in cifar10.SPLITS["all"]:
        return cifar10.read_batch(path, name, task)
    _refuse(start, name)


def _refuse(start: bytes, name: str) -> NoReturn:
    if start.startswith(NPY_MAGIC):
        raise DataError(name, "a single .npy file", "Open the folder it is in")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_WEB_PAGE):
        raise DataError(name, "this is a web page", DOWNLOAD_AGAIN)
    raise DataError(name, "a kind of file that cannot be opened", _OPENS)


def _noted(images: ImageSet, note: str) -> ImageSet:
    return replace(images, notes=(*images.notes, note))


def _limited(images: ImageSet, limit: int, seed: int) -> ImageSet:
    n = len(images)
    if limit >= n:
        return _noted(images, f"{limit:,} images were asked for; all {n:,} are here")
    chosen = np.random.default_rng(seed).choice(n, limit, replace=False)
    chosen.sort()
    return images.take(chosen, limit=int(limit), limit_seed=int(seed))
