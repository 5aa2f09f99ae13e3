"""Small fits to keep, and what they must be when they are opened again."""

from __future__ import annotations

import dataclasses
import errno
import os
import subprocess
import sys
from contextlib import contextmanager

import numpy as np

from engine import ImageSet, KMeansParameters, fit
from engine.history import History
from engine.kmeans.reports import FitEnded
from tests.engine.history.same_stories import assert_same, bits


def pictures(n=40, shape=(4, 3, 3), dtype="uint8", seed=0, **attributes):
    """Return random pictures with classes and odd names."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (n, *shape))
    scale = {"uint8": 1, "uint16": 257, "float32": 1 / 255}[dtype]
    values = {
        "name": "set \udcff",
        "source": "somewhere",
        "labels": rng.integers(0, 3, n).astype(np.int32),
        "class_names": ("cat", "-dog", "line\nend"),
        "names": (*(f"picture {i}" for i in range(n - 1)), "byte \udcff"),
        "notes": ("one was left out",),
        **attributes,
    }
    return ImageSet(pixels=(pixels * scale).astype(dtype), **values)


def fitted(images, *, n_reports=None, **parameters):
    """Return end and time line of a fit; after `n_reports` somebody stops it."""
    values = {"n_clusters": 4, "tol": 0, **parameters}
    history, rows = History(len(images)), []
    reports = fit(
        images,
        KMeansParameters(**values),
        should_stop=lambda: len(rows) == n_reports,
        n_threads=1,
    )
    for report in reports:
        if isinstance(report, FitEnded):
            return report, history
        history.add(report)
        rows.append(report.row)
    raise AssertionError("no end")


def equal(ours, theirs):
    """Return whether two values are the same to the last bit, NaN included."""
    if isinstance(theirs, np.ndarray):
        return bits(ours) == bits(theirs)
    if isinstance(theirs, float):
        return bits(ours) == bits(theirs)
    if dataclasses.is_dataclass(theirs):
        return type(ours) is type(theirs) and all(
            equal(getattr(ours, field.name), getattr(theirs, field.name))
            for field in dataclasses.fields(theirs)
            if field.name != "nearness"  # measured on pictures
        )
    if isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(equal, ours, theirs))
    return ours == theirs


def assert_saved(saved, images, ended, history):
    """Assert that a fit was opened as it was saved."""
    assert equal(saved.ended, ended)
    assert saved.parameters == ended.parameters
    assert_same(saved.history, history)
    assert equal(saved.labels, images.labels)
    assert (saved.class_names, saved.names) == (images.class_names, images.names)
    assert saved.pixels_sha256 == images.sha256()
    assert (saved.source, saved.options) == (images.source, images.options)
    assert saved.pixels_shape == images.pixels.shape


def everything_in(folder):
    """Return every file below a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@contextmanager
def full_disk(monkeypatch, after):
    """Let the disk be full after so many bytes."""
    left, real = after, os.write

    def write(descriptor, data):
        nonlocal left
        if left <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = real(descriptor, data[:left])
        left -= done
        return done

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        yield


def dead_process():
    """Return the number of a process that is no more."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid
