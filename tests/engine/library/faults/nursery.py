"""A process that has everything imported and forks a child for every fault that is tried.

Each line it reads, ``SCENARIO FOLDER``, is one child. The child says its number, waits for a
signal, does what the scenario says and ends: 0 for done, 3 for refused in one line, 4 for anything
else. Then the nursery says how it ended, as `os.waitstatus_to_exitcode` does.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from pathlib import Path

import numpy as np

from engine import KMeansParameters, fit, from_array
from engine.errors import MAX_LENGTH, ExportError
from engine.history.history import History
from engine.library.index import Index
from engine.library.store import Library

DONE, REFUSED, BROKEN = 0, 3, 4
_SET_PTRACER, _ANY = 0x59616D61, -1


def tiny_fit():
    """Return images, the end of a fit of them, and its history."""
    pixels = np.random.default_rng(0).integers(0, 256, (12, 4, 4, 1), dtype=np.uint8)
    images = from_array(pixels, "tiny")
    *reports, ended = fit(images, KMeansParameters(n_clusters=2), n_threads=1)
    history = History(len(images))
    for report in reports:
        history.add(report)
    return images, ended, history


def prepared(scenario, folder, material):
    """Return what the scenario does once the faults begin; what comes before is done here."""
    if scenario == "open":

        def reopen():
            check_list(Library(folder), Index(folder))

        return reopen
    library, index = Library(folder), Index(folder)
    if scenario == "annotate":

        def annotate():
            library.annotate(library.ids()[0], title="new", tags=["kept"])
            check_list(library, index)

        return annotate

    def save():
        library.save(*material)
        check_list(library, index)

    return save


def check_list(library, index):
    """Bring the list up to date; it must then show what is there, whatever became of its file."""
    with index:
        index.refresh()
        assert {entry.id for entry in index.entries()} == set(library.ids())


def child(scenario, folder, material):
    """Do what the scenario says, after a signal has come; return the status to end with."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    action = prepared(scenario, folder, material)
    os.write(1, f"{os.getpid()}\n".encode())
    signal.sigwait({signal.SIGUSR1})
    try:
        action()
    except ExportError as error:
        line = str(error)
        return REFUSED if len(line) <= MAX_LENGTH and "\n" not in line else BROKEN
    return DONE


def main():
    material = tiny_fit()
    library = Library(Path(sys.argv[1]))  # once before, so that nothing is imported later
    library.annotate(library.save(*material), title="first")
    Index(library.folder).close()
    os.write(1, b"ready\n")
    for line in sys.stdin:
        scenario, _, folder = line.rstrip("\n").partition(" ")
        pid = os.fork()
        if not pid:
            ctypes.CDLL(None).prctl(_SET_PTRACER, _ANY, 0, 0, 0)
            status = BROKEN
            try:
                status = child(scenario, Path(folder), material)
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(status)
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
