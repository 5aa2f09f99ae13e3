"""A kill, a full disk or an I/O error at any call of the system: nothing that was there is lost.

All of it takes a minute and is run by ``python benchmarks/library.py faults``. Here only every
so many-th call of each kind is hit; CENTROID_LAB_FAULTS=1 hits every one.
"""

from __future__ import annotations

import os
import sqlite3

import pytest

from engine import KMeansParameters, fit, from_array
from engine.errors import CentroidLabError
from engine.library.index import Index
from engine.library.store import Library

STEP = int(os.environ.get("CENTROID_LAB_FAULTS", "12"))
FAULTS = {"kill": "signal=SIGKILL", "full": "error=ENOSPC", "broken": "error=EIO"}
# What a full disk may be answered to: calls that make something, or see it to the disk.
MAKING = {"openat", "write", "pwrite64", "fsync", "fdatasync", "mkdir", "rename", "ftruncate"}
DONE, REFUSED = 0, 3


def calls_of(trace):
    """Return the calls that name a file or hold one open, in order of their names."""
    names = {line.split(None, 1)[1].partition("(")[0] for line in trace.splitlines()}
    return sorted(name for name in names if name.isidentifier())


def check(folder, scenario, ended, first):
    """Open the library as the program does after the fault, and see that all is well."""
    library = Library(folder)
    assert not library.is_read_only, library.reason
    with Index(folder) as index:
        assert not index.is_in_memory
        entries = {entry.id: entry for entry in index.entries()}
        assert set(entries) == set(library.ids())
        assert first in entries
        for fit_id, entry in entries.items():
            assert entry.damage == ""
            assert library.open(fit_id).ended.distortion == entry.distortion
        n_more = len(entries) - 1
        assert n_more in ((1,) if (scenario, ended.status) == ("save", DONE) else (0, 1))
        assert n_more == 0 or scenario == "save"
        title = entries[first].title
        assert title in ("first", "new")
        assert scenario == "annotate" or title == "first"
        assert title == "new" or (scenario, ended.status) != ("annotate", DONE)
        images = from_array([[0.0], [1.0], [5.0]], "next")
        *_, result = fit(images, KMeansParameters(n_clusters=2), n_threads=1)
        saved = library.save(images, result, None)
        index.update(saved)
        assert index.search("next") == (saved,)
    left = {path.name for path in folder.rglob(".tmp-*")}
    assert not left


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("scenario", ["save", "open", "annotate"])
def test_nothing_is_lost_at_any_call(nursery, fresh_library, scenario, fault):
    first = Library(nursery.library).ids()[0]
    whole = nursery.run(scenario, fresh_library(scenario), "-e", "trace=%file,%desc")
    assert whole.status == DONE
    names = calls_of(whole.trace)
    assert {"openat", "close", "fsync", "fdatasync", "pwrite64", "rename", "mkdir"} <= set(names)
    broken, n_points = [], 0
    for place, name in enumerate(names):
        if fault == "full" and name not in MAKING:
            continue
        number = 1 + place % STEP  # not the same place in each kind of call
        while True:
            folder = fresh_library(scenario)
            inject = f"inject={name}:{FAULTS[fault]}:when={number}"
            ended = nursery.run(scenario, folder, "-e", f"trace={name}", "-e", inject)
            if not ended.was_hit:
                break
            if fault != "kill" and not ended.was_hit_in(folder):  # a file of Python's, say
                number += STEP
                continue
            n_points += 1
            try:
                assert ended.status in ((DONE, REFUSED) if fault != "kill" else (-9,))
                check(folder, scenario, ended, first)
                # SQLite takes some I/O errors for damage; a list set aside is made again.
                assert fault == "broken" or not list(folder.glob("index.broken-*"))
            except (AssertionError, CentroidLabError, OSError, sqlite3.Error) as error:
                broken.append(f"{name} {number}: {type(error).__name__} {error}"[:300])
            number += STEP
    print(f"{scenario}, {fault}: {n_points} points, {len(broken)} broken")
    assert n_points > 0
    assert not broken, f"{len(broken)} of {n_points}:\n" + "\n".join(broken)
