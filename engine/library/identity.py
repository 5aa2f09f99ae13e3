"""Who is who: names of fits, the process that runs one, and image sets by their pixels."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
import weakref
from dataclasses import dataclass

import psutil

from engine.imageset import ImageSet, ShouldStop
from engine.pixels import Pixels

CLOCK_STEPS = 1.0  # seconds by which the start of one process may seem to differ


def new_fit_id() -> str:
    """Return a name for a fit: the time (UTC) to a millisecond, then 20 random bits.

    Names sort by time, whatever a clock that was set back may make of it. Whoever makes the
    folder must still find that there is none of this name.
    """
    milliseconds = time.time_ns() // 1_000_000
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(milliseconds // 1000))
    return f"{stamp}-{milliseconds % 1000:03x}{secrets.randbits(20):05x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A process.

    Attributes
    ----------
    pid : int
    started : float
        When, in seconds since 1970: a number alone may have come to another process.
    host : str
        Name of the machine.
    """

    pid: int
    started: float
    host: str

    @classmethod
    def this_process(cls) -> Owner:
        """Return the process that asks."""
        pid = os.getpid()
        return cls(pid=pid, started=psutil.Process(pid).create_time(), host=socket.gethostname())

    def may_be_alive(self) -> bool:
        """Return whether it may still run; nobody knows of one on another machine."""
        if self.host != socket.gethostname():
            return True
        try:
            started = psutil.Process(self.pid).create_time()
        except psutil.NoSuchProcess:
            return False
        except psutil.Error:
            return True
        return abs(float(started) - self.started) <= CLOCK_STEPS


class Fingerprints:
    """SHA-256 of pixels, computed once while they are in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: weakref.WeakValueDictionary[int, Pixels] = weakref.WeakValueDictionary()
        self._digests: dict[int, str] = {}

    def of(self, images: ImageSet, should_stop: ShouldStop = lambda: False) -> str:
        """Return what `images.sha256` returns.

        Raises
        ------
        Cancelled
            If `should_stop` answered true.
        """
        key = id(images.pixels)
        with self._lock:
            if self._known.get(key) is images.pixels:
                return self._digests[key]
        digest = images.sha256(should_stop)
        with self._lock:
            self._digests = {each: self._digests[each] for each in self._known}
            with contextlib.suppress(TypeError):  # of pixels nobody can point at weakly
                self._known[key] = images.pixels
                self._digests[key] = digest
        return digest
