"""Work done on all pictures of a set, by blocks, in a few threads: the order never matters."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from engine.readers.task import Task

BLOCK_BYTES = 1 << 20  # worked on in one go: about 10 ms
MAX_THREADS = 4  # beyond that memory is what it waits for


def room_for_work(row_bytes: int) -> int:
    """Return how many bytes `for_blocks` has in work at once, at most."""
    return _n_threads() * max(BLOCK_BYTES, row_bytes)


def for_blocks(
    n: int,
    row_bytes: int,
    work: Callable[[slice], None],
    task: Task,
    phase: str,
    *,
    alone: bool = False,
) -> None:
    """Call `work` with consecutive slices of `n` rows, and report after each.

    Parameters
    ----------
    n : int
        Number of rows.
    row_bytes : int
        What a row takes while it is worked on: a block has as many as fit into `BLOCK_BYTES`, but
        at least one.
    work : callable
        Called once with each slice, from several threads at once; puts its result in its place.
    task : Task
        Told of the rows done.
    phase : str
        What is being done, for people.
    alone : bool
        Whether `work` is mostly Python, which threads would only hold up.

    Raises
    ------
    Cancelled
        If the task should stop; no thread is left then, nor with an error of `work`.
    """
    step = max(1, BLOCK_BYTES // max(1, row_bytes))
    blocks = (slice(start, min(start + step, n)) for start in range(0, n, step))
    n_threads = 1 if alone else _n_threads()
    task.report(phase, 0, n)
    with ThreadPoolExecutor(n_threads) as pool:
        try:
            waiting = [(block, pool.submit(work, block)) for block in islice(blocks, 2 * n_threads)]
            while waiting:
                block, future = waiting.pop(0)
                future.result()
                task.report(phase, block.stop, n)
                waiting += [(block, pool.submit(work, block)) for block in islice(blocks, 1)]
        finally:
            pool.shutdown(cancel_futures=True)


def _n_threads() -> int:
    return min(MAX_THREADS, os.cpu_count() or 1)
