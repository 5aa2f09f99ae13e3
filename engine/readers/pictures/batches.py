"""Many picture files to pictures: small ones one after the other, large ones in several threads.

Decoding a small picture takes less time than handing it to a thread and back.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

from engine.errors import Cancelled
from engine.readers.pictures.decoding import Decoded, Wanted, decoded
from engine.readers.pictures.refusals import Skipped
from engine.readers.task import Task

File = tuple[int, bytes | bytearray | Skipped]
"""The number of a file, and its bytes, or why there are none."""

Result = tuple[int, Decoded | Skipped]
"""The number of a file, and its picture, or why there is none."""

PHASE = "decoding"

_MOST_FILES = 64  # in a batch: about 5 ms if they are small
_BATCH_BYTES = 1 << 20
_PIXELS_AHEAD = 1 << 21  # in the pictures of a batch
_SMALL = 24 << 10  # bytes a file: from there on two threads are faster than one
_AHEAD_BYTES = 64 << 20  # read and not yet decoded
_PATIENCE = 0.02  # seconds between two looks at `should_stop`


def decoded_batches(
    files: Iterable[File], n_files: int, wanted: Wanted, task: Task
) -> Generator[list[Result]]:
    """Yield the pictures in files, some at a time, those of one batch in order.

    Parameters
    ----------
    files : iterable of File
        Read one after the other, as far as threads have room for.
    n_files : int
        How many there are, for the progress.
    wanted : Wanted
        What the pictures are to become.
    task : Task
        Told of the progress; ends the work.

    Raises
    ------
    engine.readers.pictures.decoding.SizeNeeded
        If a picture is larger than ``wanted.largest``.
    Cancelled
        If the task should stop.
    """
    pool: ThreadPoolExecutor | None = None
    stopped = threading.Event()
    n_threads = max(1, os.cpu_count() or 1)
    waiting: deque[tuple[Future[list[Result]], int]] = deque()
    ahead = done = 0

    def check() -> None:
        if stopped.is_set():
            raise Cancelled

    def next_result() -> list[Result]:
        nonlocal ahead
        future, n_bytes = waiting.popleft()
        ahead -= n_bytes
        while not wait([future], _PATIENCE).done:
            task.report(PHASE, done, n_files)
        return future.result()

    try:
        for batch, n_bytes in _batches(files, _most_files(wanted)):
            task.report(PHASE, done, n_files)
            if n_bytes < _SMALL * len(batch):
                results = _results(batch, wanted, task.check)
                done += len(results)
                yield results
                continue
            # The first comes alone: it tells how much memory all of them need.
            most = 2 * n_threads if done else 1
            while waiting and (len(waiting) >= most or ahead + n_bytes > _AHEAD_BYTES):
                results = next_result()
                done += len(results)
                yield results
            if pool is None:
                pool = ThreadPoolExecutor(n_threads, thread_name_prefix="decoding")
            waiting.append((pool.submit(_results, batch, wanted, check), n_bytes))
            ahead += n_bytes
        while waiting:
            results = next_result()
            done += len(results)
            yield results
        task.report(PHASE, n_files, n_files)
    finally:
        stopped.set()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _most_files(wanted: Wanted) -> int:
    """Return how many files make a batch: fewer if their pictures are to be large."""
    height, width = wanted.size or (1, 1)
    return max(1, min(_MOST_FILES, _PIXELS_AHEAD // (height * width)))


def _batches(files: Iterable[File], most_files: int) -> Iterator[tuple[list[File], int]]:
    """Yield at most so many files together, and the number of their bytes."""
    batch: list[File] = []
    n_bytes = 0
    for file in files:
        batch.append(file)
        if not isinstance(file[1], Skipped):
            n_bytes += len(file[1])
        if len(batch) == most_files or n_bytes >= _BATCH_BYTES:
            yield batch, n_bytes
            batch, n_bytes = [], 0
    if batch:
        yield batch, n_bytes


def _results(files: list[File], wanted: Wanted, check: Callable[[], None]) -> list[Result]:
    return [_result(file, wanted, check) for file in files]


def _result(file: File, wanted: Wanted, check: Callable[[], None]) -> Result:
    number, data = file
    check()
    if isinstance(data, Skipped):
        return number, data
    try:
        return number, decoded(data, wanted, check)
    except Skipped as error:  # as it came it would keep the file in memory
        return number, Skipped(error.reason, error.numbers)
