"""Tar archives, gzipped or not: read from front to back, never unpacked to the disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing

from engine.readers.containers import names
from engine.readers.containers.base import Container, Member, Streams
from engine.readers.containers.budget import Budget, check_count
from engine.readers.containers.inflating import InflatedStream, unzipped
from engine.readers.containers.streams import FileStream, PartStream, opened
from engine.readers.containers.tar_headers import BLOCK, read_entry
from engine.readers.task import Task


class TarContainer(Container):
    """A tar archive; members come in the order in which they lie in it.

    Parameters
    ----------
    path : str
        Of the archive.
    name : str
        For messages.
    task : Task
        Asked at every block whether to go on.
    zipped : bool
        Whether it is gzipped: a passage then unpacks all, where it otherwise jumps.
    """

    def __init__(self, path: str, name: str, task: Task, *, zipped: bool) -> None:
        self.path = path
        self.name = name
        self._task = task
        self._zipped = zipped
        self._verified = not zipped
        self._members: tuple[Member, ...] | None = None
        self._left_out: Counter[names.Reason] = Counter()

    def members(self) -> Sequence[Member]:
        """Return every regular file, in natural order; raises as the base class says.

        Of a gzipped archive that takes a passage, unless one was made before.
        """
        if self._members is None:
            with closing(self._passage(None, Budget(self.name))) as passage:
                for n, _ in enumerate(passage):
                    if n % 1000 == 0:
                        self._task.report("listing files", n, 0)
        return self._members or ()

    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each member of `wanted`, or all, with its bytes; raises as the base class says.

        A gzipped archive is read to its end once, for its checksum, though nothing more be wanted.
        """
        paths = None if wanted is None else {member.path for member in wanted}
        if paths is None or paths:
            budget = Budget(self.name)
            with closing(self._passage(paths, budget)) as passage:
                for member, stream in passage:
                    yield member, unzipped(stream, budget, self._task)

    @property
    def notes(self) -> Sequence[str]:
        """What was left out, as far as the archive was read, a line each."""
        return names.left_out(self._left_out)

    def _passage(self, paths: Collection[str] | None, budget: Budget) -> Streams:
        with opened(self.path, self.name, self._task) as file:
            source = InflatedStream(file, budget, self._task) if self._zipped else file
            yield from self._read(source, paths)

    def _read(self, source: FileStream | InflatedStream, paths: Collection[str] | None) -> Streams:
        found: dict[str, Member] = {}
        counts: Counter[names.Reason] = Counter()
        for_all: dict[bytes, bytes] = {}
        n_left = None if paths is None else len(paths)
        while (entry := read_entry(source, for_all)) is not None:
            stream = PartStream(source, f"{self.name} › {entry.path}", entry.size)
            if entry.reason is not None:
                counts[entry.reason] += 1
            elif entry.path in found:
                counts[names.NAME_TWICE] += 1
            elif entry.path and not names.is_junk(entry.path):
                member = Member(entry.path, entry.size)
                found[entry.path] = member
                check_count(self.name, len(found))
                if paths is None or entry.path in paths:
                    yield member, stream
                    n_left = None if n_left is None else n_left - 1
            if n_left == 0 and self._verified:
                return
            source.skip(stream.left + -entry.size % BLOCK)
        if isinstance(source, InflatedStream):
            source.finish()
        self._verified = True
        self._left_out = counts
        if not self._members:
            self._members = names.in_natural_order(found.values(), self._task.check)
