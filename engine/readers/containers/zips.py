"""Zip archives: members in any order, each checked by its size and CRC as it is read."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

from engine.errors import DataError
from engine.readers.containers import names
from engine.readers.containers.base import Container, Member, Stream, Streams
from engine.readers.containers.budget import Budget
from engine.readers.containers.inflating import DEFLATE, InflatedStream, unzipped
from engine.readers.containers.streams import FileStream, PartStream, opened
from engine.readers.containers.zip_directory import LOCAL_BYTES, Entry, read_directory
from engine.readers.containers.zip_end import DAMAGED
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.task import Task


class ZipContainer(Container):
    """A zip archive; members come in the order in which they are asked for.

    Parameters
    ----------
    path : str
        Of the archive.
    name : str
        For messages.
    task : Task
        Asked at every block whether to go on.
    """

    def __init__(self, path: str, name: str, task: Task) -> None:
        self.path = path
        self.name = name
        self._task = task
        self._entries: dict[str, Entry] = {}
        self._members: tuple[Member, ...] | None = None
        self._left_out: Counter[names.Reason] = Counter()

    def members(self) -> Sequence[Member]:
        """Return every regular file, in natural order; raises as `read_directory` does."""
        if self._members is None:
            with opened(self.path, self.name, self._task) as file:
                self._entries, self._left_out = read_directory(file, self.name, self._task)
            members = (Member(entry.path, entry.size) for entry in self._entries.values())
            self._members = names.in_natural_order(members, self._task.check)
        return self._members

    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each member of `wanted`, or all, with its bytes; raises as the base class says."""
        members = self.members()
        budget = Budget(self.name)
        with opened(self.path, self.name, self._task) as file:
            for member in members if wanted is None else wanted:
                entry = self._entries.get(member.path)
                if entry is not None:
                    stream = self._stream(file, entry, budget)
                    yield member, unzipped(stream, budget, self._task)

    @property
    def notes(self) -> Sequence[str]:
        """What was left out, a line each."""
        return names.left_out(self._left_out)

    def _stream(self, file: FileStream, entry: Entry, budget: Budget) -> Stream:
        shown = f"{self.name} › {entry.path}"
        file.seek(entry.offset)
        header = file.read(LOCAL_BYTES)
        start = entry.offset + LOCAL_BYTES
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        if header[:4] != b"PK\3\4" or start + entry.packed > entry.end:
            raise DataError(shown, DAMAGED, DOWNLOAD_AGAIN)
        file.seek(start)
        source: Stream = PartStream(file, shown, entry.packed)
        if entry.deflated:
            source = InflatedStream(source, budget, self._task, DEFLATE)
        return _CheckedStream(source, shown, entry)


class _CheckedStream(PartStream):
    """All bytes of a source, which have to be those that the directory promises."""

    def __init__(self, source: Stream, name: str, entry: Entry) -> None:
        super().__init__(source, name, entry.size)
        self._expected = entry.crc
        self._crc = 0

    def _some_into(self, buffer: memoryview) -> int:
        count = super()._some_into(buffer)
        self._crc = zlib.crc32(buffer[:count], self._crc)
        # With its last byte, as most readers ask for no more than they expect.
        if not self.left and (self._crc != self._expected or not self._source.at_end()):
            raise DataError(self.name, "is damaged", DOWNLOAD_AGAIN)
        return count
