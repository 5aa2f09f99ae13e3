"""A folder in which sets are opened while all that they take and leave is watched."""

import os
import shutil
import threading
import warnings
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine import KMeansParameters, fit, load_images
from engine.errors import MAX_LENGTH, CentroidLabError, DataError
from engine.readers.questions import Undecided
from tests.engine.readers.containers.container_files import write_folder

try:
    import resource
except ImportError:  # Windows: memory is watched elsewhere
    resource = None

MOST_MEMORY = 256 << 20  # bytes over what the process had before
MOST_OF_CHILD = MOST_MEMORY + (128 << 20)  # Python and its libraries take half of what is added

_FORGET_PEAK = Path("/proc/self/clear_refs")
_DESCRIPTORS = Path("/proc/self/fd")


class Place:
    """A folder in which sets are opened, one after the other, while all of it is watched."""

    def __init__(self, folder):
        self._folder = folder / "opened"
        self._watched = folder

    def outcome(self, seed, options):
        """The set that is opened, checked, or None if it is refused in one proper line."""
        write_folder(self._folder, seed.files)
        before, memory = self._state(), _Memory()
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                images = _opened(self._folder / seed.opened, options)
            assert not caught, [str(warning.message) for warning in caught]
            for now, was in zip(self._state(), before, strict=True):
                assert now <= was
            memory.check()
        finally:
            shutil.rmtree(self._folder)
        return images

    def _state(self):
        """What must not become more: files, descriptors and threads."""
        files = set(self._watched.rglob("*"))
        descriptors = len(os.listdir(_DESCRIPTORS)) if _DESCRIPTORS.exists() else 0
        return files, descriptors, threading.active_count()


def _opened(path, options):
    try:
        images = load_images(path, **options)
    except Undecided:
        assert options.get("may_ask")
        return None
    except DataError as error:
        line, remedy = str(error), error.remedy
    else:
        check_set(images)
        return images
    assert len(line) <= MAX_LENGTH
    assert line.isprintable()
    assert remedy
    assert line.endswith(f". {remedy}.")
    return None


def check_set(images):
    """Whatever has been opened can be clustered and shown."""
    pixels = images.pixels[:]
    assert pixels.shape == (len(images), *images.image_shape)
    if not np.isfinite(pixels).all():
        assert list(Path(images.source).glob("*.npy"))  # too large to be looked at beforehand
        with pytest.raises(CentroidLabError):
            next(fit(images, KMeansParameters(n_clusters=1)))
    if images.labels is not None:
        assert images.labels.min() >= 0
        assert images.labels.max() < len(images.class_names)
    assert len(images.names) in (0, len(images))
    for text in (images.name, *images.names, *images.class_names, *images.notes):
        assert text.isprintable()


class _Memory:
    """What this process holds, and the most that those it has started and ended have held."""

    def __init__(self):
        if _FORGET_PEAK.exists():
            _FORGET_PEAK.write_text("5")
        self._held = psutil.Process().memory_info().rss
        self._children = _peak("RUSAGE_CHILDREN")

    def check(self):
        """Only so much may have been needed on the way."""
        if _FORGET_PEAK.exists():
            own = _peak("RUSAGE_SELF")  # of which a new process has its share before it runs
            assert own - self._held <= MOST_MEMORY
            assert _peak("RUSAGE_CHILDREN") <= max(self._children, own, MOST_OF_CHILD)


def _peak(whose):
    return 1024 * resource.getrusage(getattr(resource, whose)).ru_maxrss
