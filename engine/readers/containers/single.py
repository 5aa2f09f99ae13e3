"""One file, unzipped if it is gzipped, and the files beside it that belong to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from engine.readers.containers.base import Container, Member, Stream, Streams
from engine.readers.containers.budget import Budget
from engine.readers.containers.inflating import GZIP_MAGIC, InflatedStream
from engine.readers.containers.streams import opened
from engine.readers.task import Task


class SingleContainer(Container):
    """One regular file; `streams` also takes what `beside` has found.

    Parameters
    ----------
    path : str
        Absolute.
    name : str
        For messages.
    task : Task
        Asked at every block whether to go on.
    """

    def __init__(self, path: str, name: str, task: Task) -> None:
        self.path = path
        self.name = name
        self._task = task
        self._folder, self._own = os.path.split(path)
        self._members: tuple[Member, ...] | None = None

    def members(self) -> Sequence[Member]:
        """Return the file; raises `DataError` if it cannot be opened."""
        if self._members is None:
            with opened(self.path, self.name, self._task) as file:
                self._members = (Member(self._own, file.size),)
        return self._members

    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each member of `wanted`, or the file, with its bytes; raises as the base says."""
        budget = Budget(self.name)
        for member in self.members() if wanted is None else wanted:
            # A path here is a file name, whatever it says.
            path = os.path.join(self._folder, os.path.basename(member.path))
            name = self.name if member.path == self._own else member.path
            with opened(path, name, self._task) as file:
                stream: Stream = file
                if file.peek(len(GZIP_MAGIC)) == GZIP_MAGIC:
                    stream = InflatedStream(file, budget, self._task)
                yield member, stream

    def beside(self, name: str) -> Member | None:
        """Return the regular file called `name`, or that and ``.gz``, in the same folder."""
        for candidate in (name, f"{name}.gz"):
            if candidate != os.path.basename(candidate):
                continue
            try:
                status = os.stat(os.path.join(self._folder, candidate))
            except (OSError, ValueError):
                continue
            if stat.S_ISREG(status.st_mode):
                return Member(candidate, status.st_size)
        return None
