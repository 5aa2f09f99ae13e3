"""A process of its own for a decoder that a hostile file may crash: `Helper`.

What it breaks is its own: it has a limit of memory and a deadline, and is gone with its file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, TypeVar

from engine.errors import DataError
from engine.readers.containers.base import Stream
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.processes import limited
from engine.readers.room import usable_memory
from engine.readers.task import Task

Result = TypeVar("Result")

DEADLINE = 60.0  # seconds

_LOOK = 0.05  # seconds between two looks at `should_stop`
_BLOCK = 1 << 20
_LEAST_MEMORY = 1 << 30  # bytes of addresses; what libraries reserve and never touch counts
_READ = 1 << 16  # bytes that a pipe holds
_MAX_HEAD = 1 << 24


class Helper(Stream):
    """A script that runs, and its answer as a stream.

    Parameters
    ----------
    script : str
        Path of a Python file. It must read all that it is given before it writes.
    memory : int
        Bytes that the process may have in all, where the system knows such limits: no more than
        can be used.
    name : str
        Of the file that it reads, for messages.
    task : Task
        Asked all the time whether to go on.
    deadline : float
        Seconds that it may keep anybody waiting.

    Attributes
    ----------
    name : str
        May be changed as it goes on to another file.

    Raises
    ------
    DataError
        If no process can be started; later on, if it dies or is late.
    Cancelled
        Later on, if the task should stop.

    Notes
    -----
    To be used as a context: at its end there is no process, no pipe and no thread left.
    """

    def __init__(
        self, script: str, *, name: str, task: Task, memory: int, deadline: float = DEADLINE
    ) -> None:
        super().__init__(name)
        self._task = task
        self._deadline = deadline
        self._block = b""
        self._at = 0
        room = min(memory, max(usable_memory(), _LEAST_MEMORY))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", limited.__file__, str(room), script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each would take 32 MB
                bufsize=0,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            problem = "no process could be started to read it"
            raise DataError(name, problem, "Close other programs") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        self._thread = ThreadPoolExecutor(1)  # waits for the pipes, so that nobody else does

    def __enter__(self) -> Helper:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()  # which ends the waiting, too
        self._process.wait()
        self._thread.shutdown()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()

    def send(self, source: Stream, limit: int) -> int:
        """Give it all of another stream, of at most `limit` bytes, and nothing after it.

        Returns
        -------
        int
            How many bytes that were.
        """
        buffer = memoryview(bytearray(_BLOCK))
        sent = 0
        while count := source.fill(buffer):
            sent += count
            if sent > limit:
                raise DataError(source.name, f"is over {limit:,} bytes", "Take a smaller file")
            self._task.report(f"reading {source.name}", sent, max(0, source.size))
            self._wait(_writing, self._to, buffer[:count])
        self._to.close()
        return sent

    def ask(self, request: bytes) -> None:
        """Give it a few words, their length in four bytes before them."""
        words = len(request).to_bytes(4, "big") + request
        self._wait(_writing, self._to, memoryview(words))

    def head(self) -> bytes:
        """Return the next part of its answer: four bytes tell how long it is."""
        length = int.from_bytes(self.read(4), "big")
        if length > _MAX_HEAD:
            raise self.broken()
        return bytes(self.read(length))

    def broken(self) -> DataError:
        """Return the error for a file that it cannot read, whatever happened to it."""
        return DataError(self.name, "is damaged, or too large to be read", DOWNLOAD_AGAIN)

    def _some(self, most: int) -> bytes:
        if self._at == len(self._block):
            self._block, self._at = self._wait(self._from.read, max(most, _READ)), 0
            if not self._block and self._wait(self._process.wait):
                raise self.broken()
        block = self._block[self._at : self._at + most]
        self._at += len(block)
        return block

    def _wait(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Return what `work` returns, done in the thread."""
        end = time.monotonic() + self._deadline
        future = self._thread.submit(work, *arguments)
        while True:
            try:
                return future.result(_LOOK)
            except TimeoutError:
                self._task.check()
                if time.monotonic() > end:
                    problem = "took too long to be read"
                    raise DataError(self.name, problem, DOWNLOAD_AGAIN) from None
            except OSError as error:
                raise self.broken() from error


def _writing(pipe: IO[bytes], data: memoryview) -> None:
    while data:
        data = data[pipe.write(data) :]
