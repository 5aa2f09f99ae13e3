"""What every bad file has to leave as it was, whether it is refused or opened in part.

`refused` and `opened` open a path as the app does, and check what is guaranteed for any file: one
line with a mend, little time, little memory, and nothing left behind.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine import ImageSet, KMeansParameters, fit, load_images
from engine.errors import MAX_LENGTH, DataError, printable

SECONDS = 2.0
MOST_MEMORY = 256 << 20  # bytes over what the process had before

_ON_LINUX = sys.platform == "linux"


def put(folder: Path, name: str, data: bytes) -> Path:
    """The path of a file of these bytes; `name` may have folders in it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refused(path: Path, *, says: str, names: str = "", **options: Any) -> str:
    """The line with which a path is refused.

    `says` is a regular expression found in it; `names` what the line calls the file, where that
    is not the last part of the path; `options` are those of `load_images`.
    """
    with _guarded(path):
        line, remedy = _refusal(path, options)
    assert line.isprintable(), line
    assert len(line) <= MAX_LENGTH, line
    assert remedy, line
    assert line.endswith(f". {remedy}."), line
    assert _is_named(line, printable(names or path.name)), line
    assert re.search(says, line), line
    return line


def opened(path: Path, *, notes: Sequence[str] = (), **options: Any) -> ImageSet:
    """The set that a path is opened as; `notes` are regular expressions, one for each note."""
    with _guarded(path):
        images = load_images(path, **options)
    assert len(images.notes) == len(notes), images.notes
    for note, pattern in zip(images.notes, notes, strict=True):
        assert note.isprintable(), note
        assert re.search(pattern, note), note
    _cluster(images)
    return images


def _refusal(path: Path, options: dict[str, Any]) -> tuple[str, str]:
    try:
        images = load_images(path, **options)
    except DataError as error:
        return str(error), error.remedy
    pytest.fail(f"{images.name} was opened: {images.pixels.shape}, {images.notes}")


def _is_named(line: str, name: str) -> bool:
    """Whether a line has this name before its colon; of a long one, the beginning or the end."""
    if name in line.partition(": ")[0]:
        return True
    start, cut, rest = line.partition("…")
    return bool(cut) and (name.startswith(start) or name.endswith(rest.partition(": ")[0]))


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """Check what opening a path takes, and what it leaves."""
    before = _state(path)
    with _measured() as measured:
        yield
    now = _state(path)
    new = {what: sorted(map(str, now[what] - was)) for what, was in before.items()}
    assert not any(new.values()), new
    seconds, memory = measured()
    assert seconds <= SECONDS, f"{seconds:.2f} seconds"
    assert memory <= MOST_MEMORY, f"{memory:,} bytes of memory"
    _cluster(load_images("digits", limit=20))


def _state(path: Path) -> dict[str, set[Any]]:
    return {
        "files": set(_files(path)),
        "threads": set(threading.enumerate()),
        "descriptors": set(_descriptors()),
        "processes": set(psutil.Process().children(recursive=True)),
    }


def _files(path: Path) -> Iterator[tuple[Any, ...]]:
    """All that lies in the place of the test, and the names of what lies beside it.

    Of the path itself the name alone counts: a test may change it while it is read.
    """
    place = Path.cwd().parent
    waiting = [place, Path(tempfile.gettempdir())]
    for entry in os.scandir(place.parent):
        yield entry.path, entry.inode()
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if os.access(entry.path, os.R_OK):
                        waiting.append(Path(entry.path))
                    yield entry.path, "folder"
                elif Path(entry.path).is_relative_to(path):
                    yield entry.path, "itself"
                else:
                    status = entry.stat(follow_symlinks=False)
                    yield entry.path, entry.inode(), status.st_size, status.st_mtime_ns


def _descriptors() -> Iterator[str]:
    if not _ON_LINUX:
        return
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # it was that of the listing
            yield f"{descriptor}: {os.readlink(f'/proc/self/fd/{descriptor}')}"


@contextmanager
def _measured() -> Iterator[Callable[[], tuple[float, int]]]:
    """Measure the seconds and the bytes that the body of the context takes."""
    result: list[tuple[float, int]] = []
    _forget_peak()
    memory, waited, start = _status("VmRSS"), _seconds_waited(), time.perf_counter()
    yield lambda: result[0]
    seconds = time.perf_counter() - start - (_seconds_waited() - waited)
    result.append((seconds, _status("VmHWM") - memory))


def _forget_peak() -> None:
    if _ON_LINUX:
        Path("/proc/self/clear_refs").write_text("5")


def _status(field: str) -> int:
    """A number of bytes that the system tells of this process; 0 where it tells none."""
    if not _ON_LINUX:
        return 0
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)[1])


def _seconds_waited() -> float:
    """How long this process was ready to run, and others had the processor."""
    if not _ON_LINUX:
        return 0.0
    return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9


def _cluster(images: ImageSet) -> None:
    *_, last = fit(images, KMeansParameters(n_clusters=1, n_init=1))
    assert not last.labels_.any(), images.name


@contextmanager
def without_collections():
    """Let no collection of garbage fall into what is timed: here it has all the tests' to see."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
