"""`fetch`: an image set of the catalogue from the network to the disk, because somebody asked."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from engine.catalogue import CatalogueEntry
from engine.errors import DataError
from engine.fetching import store
from engine.fetching.addresses import address_of
from engine.fetching.disk import check_space, only_writer, readable_disk_errors
from engine.fetching.meter import Meter
from engine.fetching.patience import DEFAULT_TIMEOUTS, Patience, Timeouts
from engine.imageset import Progress, ShouldStop


def fetch(
    entry: CatalogueEntry,
    folder: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
) -> Path:
    """Fetch what is missing of an image set.

    Parameters
    ----------
    entry : CatalogueEntry
        The set.
    folder : path
        The folder of all image sets; it is made if need be.
    progress : callable, optional
        Called as ``progress(phase, done, total)`` in bytes of all files of the set, at most ten
        times a second and at each new phase.
    should_stop : callable, optional
        Asked at least every 100 ms, also while a server is silent. What came stays, and the next
        call goes on with it.
    timeouts : Timeouts
        How long to wait for a connection and for bytes.

    Returns
    -------
    Path
        What `engine.load_images` opens: `store.find` from now on gives the same.

    Raises
    ------
    DataError
        If the set cannot be fetched, in one line: no file of it got its name unless its length
        and its SHA-256 are those of the catalogue.
    Cancelled
        If `should_stop` answered true.
    """
    folder = Path(folder)
    found = store.find(entry, folder)
    if found is not None:
        return found
    if not entry.files:
        raise DataError(entry.name, "there is nothing to download for it", "Open it by its name")
    place = store.place_of(entry, folder)
    with readable_disk_errors(str(folder)):
        os.makedirs(place, exist_ok=True)
    with only_writer(folder / f".{entry.name}.lock", entry.name):
        try:
            _fetch_missing(entry, folder, progress or _nobody, should_stop or _never, timeouts)
        finally:
            if place != folder:
                with contextlib.suppress(OSError):  # goes only if nothing came
                    os.rmdir(place)
    found = store.find(entry, folder)
    if found is None:
        raise DataError(entry.name, "its files vanished while they were fetched", "Try again")
    return found


def _fetch_missing(
    entry: CatalogueEntry,
    folder: Path,
    progress: Progress,
    should_stop: ShouldStop,
    timeouts: Timeouts,
) -> None:
    from engine.fetching.transfer import transfer  # brings an HTTP library: 100 ms

    place = store.place_of(entry, folder)
    check_space(place, store.missing_bytes(entry, folder), entry.name)
    meter = Meter(progress, entry.n_bytes)
    patience = Patience(timeouts, should_stop, meter.tick)
    patience.check()
    missing = [file for file in entry.files if not store.is_there(place, file)]
    base = entry.n_bytes - sum(file.size for file in missing)
    for file in missing:
        address = address_of(entry, file)
        transfer(file, address, place / file.name, patience, meter, base)
        base += file.size


def _nobody(_phase: str, _done: int, _total: int) -> None:
    pass


def _never() -> bool:
    return False
