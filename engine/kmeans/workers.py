"""Threads for the shards of one fit, and BLAS held to one thread while they work."""

from __future__ import annotations

import itertools
import operator
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TypeVar

import numpy  # noqa: F401  its BLAS is what is limited
from threadpoolctl import ThreadpoolController

# Made here, where NumPy has just been loaded, and not when it is first wanted: it walks through
# the loaded libraries with a callback in Python, which waits for ever if another thread is loading
# one then and holds the interpreter's lock.
_CONTROLLER = ThreadpoolController()

T = TypeVar("T")
R = TypeVar("R")


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def single_threaded_blas() -> AbstractContextManager[object]:
    """Return a context in which BLAS uses one thread; what was set before comes back after it.

    Shards supply the parallelism: BLAS threads on top of theirs cost a factor of 1.5 to 1.9.
    """
    return _SingleThread()


class _SingleThread:
    """Limits BLAS while anybody in the process wants it limited; the last to leave restores it."""

    _lock = threading.Lock()
    _inside = 0
    _limit: Any = None

    def __enter__(self) -> None:
        with _SingleThread._lock:
            if not _SingleThread._inside:
                _SingleThread._limit = _CONTROLLER.limit(limits=1, user_api="blas")
            _SingleThread._inside += 1

    def __exit__(self, *_error: object) -> None:
        with _SingleThread._lock:
            _SingleThread._inside -= 1
            if not _SingleThread._inside:
                _SingleThread._limit.restore_original_limits()


class Workers:
    """Applies a function to several things at once, in as many threads as there are workers.

    A context manager; its threads end with it.

    Parameters
    ----------
    n_threads : int or None
        At least 1; None for as many as there are cores. One of them is the calling thread.
    """

    def __init__(self, n_threads: int | None = None) -> None:
        self.n_threads = max(1, available_cores() if n_threads is None else n_threads)
        others = self.n_threads - 1
        self._others = ThreadPoolExecutor(others, thread_name_prefix="shard") if others else None

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Return ``[function(item) for item in items]``, in order, computed side by side.

        The calling thread works too. None is at work when it returns, or when it raises what the
        first of them raised.
        """
        items = list(items)
        with single_threaded_blas():
            if self._others is None or len(items) <= 1:
                return [function(item) for item in items]
            results: list[Any] = [None] * len(items)
            errors: list[tuple[int, BaseException]] = []
            numbers = itertools.count()  # whose next() is one step, which no thread can divide

            def work() -> None:
                while (number := next(numbers)) < len(items):
                    try:
                        results[number] = function(items[number])
                    except BaseException as error:  # noqa: BLE001  raised below, once all have ended
                        errors.append((number, error))
                        return

            n_others = min(self.n_threads, len(items)) - 1
            futures = [self._others.submit(work) for _ in range(n_others)]
            work()
            wait(futures)
        if errors:
            raise min(errors, key=operator.itemgetter(0))[1]
        return results

    def parts(self, n: int, least: int) -> list[slice]:
        """Return slices that deal out ``range(n)``, one a thread, none shorter than `least`."""
        n_parts = max(1, min(self.n_threads, n // least))
        return [slice(n * part // n_parts, n * (part + 1) // n_parts) for part in range(n_parts)]

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._others is not None:
            self._others.shutdown(wait=True)
