"""Threads for the shards of one fit, and BLAS held to one thread while they work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from types import TracebackType
from typing import TypeVar

from threadpoolctl import ThreadpoolController

T = TypeVar("T")
R = TypeVar("R")


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def single_threaded_blas() -> AbstractContextManager[object]:
    """Return a context in which BLAS uses one thread; what was set before comes back after it.

    Shards supply the parallelism: BLAS threads on top of theirs cost a factor of 1.5 to 1.9.
    """
    return _controller().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


class Workers:
    """Applies a function to several things at once, in as many threads as there are workers.

    A context manager; its threads end with it.

    Parameters
    ----------
    n_threads : int or None
        At least 1; None for as many as there are cores. One works in the calling thread.
    """

    def __init__(self, n_threads: int | None = None) -> None:
        self.n_threads = max(1, available_cores() if n_threads is None else n_threads)
        self._pool = (
            ThreadPoolExecutor(self.n_threads, thread_name_prefix="shard")
            if self.n_threads > 1
            else None
        )

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Return ``[function(item) for item in items]``, in order, computed side by side.

        All have ended when it returns, or when it raises what the first of them raised.
        """
        with single_threaded_blas():
            if self._pool is None:
                return [function(item) for item in items]
            futures = [self._pool.submit(function, item) for item in items]
            errors = [future.exception() for future in futures]  # waits for every one
        for error in errors:
            if error is not None:
                raise error
        return [future.result() for future in futures]

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True)
