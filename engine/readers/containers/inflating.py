"""What gzip files and zip members unpack to, block by block."""

from __future__ import annotations

import zlib

from engine.errors import DataError
from engine.readers.containers.base import Stream
from engine.readers.containers.budget import Budget, check_ratio
from engine.readers.containers.streams import BLOCK
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN
from engine.readers.task import Task

GZIP_MAGIC = b"\x1f\x8b"
GZIP = 16 + zlib.MAX_WBITS  # zlib then checks the CRC at the end
DEFLATE = -zlib.MAX_WBITS  # without a header and a CRC

_INPUT_BLOCK = 1 << 18  # about 2 ms of unpacking
_LEAST_INPUT = 1 << 10


class InflatedStream(Stream):
    """What a packed stream unpacks to.

    Parameters
    ----------
    packed : Stream
        At its beginning; gives its name.
    budget : Budget
        Of the passage.
    task : Task
        Asked at every block whether to go on.
    kind : int
        `GZIP`, of one part or several, or `DEFLATE`.
    """

    def __init__(self, packed: Stream, budget: Budget, task: Task, kind: int = GZIP) -> None:
        super().__init__(packed.name)
        self._packed = packed
        self._budget = budget
        self._task = task
        self._kind = kind
        self._inflater = zlib.decompressobj(kind)
        self._input = memoryview(bytearray(min(_INPUT_BLOCK, max(_LEAST_INPUT, packed.size))))
        self._waiting: bytes | memoryview = b""
        self._block = b""
        self._at = 0
        self._n_packed = 0
        self._n_unpacked = 0

    def skip(self, size: int) -> None:
        """Pass over the next `size` bytes; raises as `read` does."""
        step = min(size, len(self._ahead))
        self._ahead = self._ahead[step:]
        while (size := size - step) > 0:
            step = len(self._some(size))
            if not step:
                raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)

    def finish(self) -> None:
        """Read to the end, where the checksum is; raises as `read` does."""
        self._ahead = b""
        while self._some(BLOCK):
            pass

    def _some(self, most: int) -> bytes:
        if self._at == len(self._block):
            self._block, self._at = self._next_block(), 0
        block = self._block[self._at : self._at + most]
        self._at += len(block)
        return block

    def _next_block(self) -> bytes:
        held_back = len(self._block) == BLOCK  # zlib may have more of it, without further input
        while True:
            self._task.check()
            if self._inflater.eof and not self._next_part():
                return b""
            if not (self._waiting or held_back):
                self._waiting = self._more()
                if not self._waiting:
                    raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)
            held_back = False
            try:
                block = self._inflater.decompress(self._waiting, BLOCK)
            except zlib.error as error:
                raise self._damaged() from error
            self._waiting = self._inflater.unconsumed_tail
            if block:
                self._n_unpacked += len(block)
                packed = max(self._packed.size, self._n_packed)
                check_ratio(self.name, packed, self._n_unpacked)
                self._budget.take(len(block))
                return block

    def _next_part(self) -> bool:
        """Return whether anything follows the end of a part, and begin with it."""
        rest = self._inflater.unused_data or bytes(self._more())
        if self._kind == GZIP:
            while rest and not (rest := rest.lstrip(b"\0")):  # some pad their files with zeros
                self._task.check()
                rest = bytes(self._more())
        if not rest:
            return False
        if self._kind == DEFLATE:
            raise self._damaged()
        self._inflater = zlib.decompressobj(self._kind)
        self._waiting = rest
        return True

    def _more(self) -> memoryview:
        count = self._packed.fill(self._input)
        self._n_packed += count
        return self._input[:count]

    def _damaged(self) -> DataError:
        return DataError(self.name, "is damaged", DOWNLOAD_AGAIN)


def unzipped(stream: Stream, budget: Budget, task: Task) -> Stream:
    """Return what `stream` unpacks to if it is a gzip file, by name and by content."""
    if stream.name[-3:].lower() == ".gz" and stream.peek(len(GZIP_MAGIC)) == GZIP_MAGIC:
        return InflatedStream(stream, budget, task)
    return stream
