"""A folder with all below it: nothing is opened that is no regular file, or lies elsewhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing

from engine.readers.containers import names
from engine.readers.containers.base import Container, Member, Streams
from engine.readers.containers.budget import Budget, check_count
from engine.readers.containers.inflating import unzipped
from engine.readers.containers.streams import FileStream, open_regular
from engine.readers.files import readable_errors
from engine.readers.task import Task

_LOOK = 1000  # files between two looks at the task: about 5 ms


class FolderContainer(Container):
    """A folder; members come in the order in which they are asked for.

    Links to files within the folder are followed, links to folders are not: what they lead to is
    found under its own name. The size of a member is not known before it is opened, as asking the
    system for it would double the time to list a folder.

    Parameters
    ----------
    path : str
        Absolute.
    name : str
        For messages.
    task : Task
        Asked at every block whether to go on.
    """

    is_folder = True

    def __init__(self, path: str, name: str, task: Task) -> None:
        self.path = path
        self.name = name
        self._task = task
        self._members: tuple[Member, ...] | None = None
        self._left_out: Counter[names.Reason] = Counter()
        self._unreadable: set[str] = set()

    def members(self) -> Sequence[Member]:
        """Return every regular file, in natural order; raises as the base class says."""
        if self._members is None:
            self._left_out = Counter()
            found: dict[str, Member] = {}
            with closing(self._walk()) as paths:
                for path in paths:
                    found[names.natural_key(path)] = Member(path, -1)
                    if len(found) % _LOOK == 0:
                        check_count(self.name, len(found))
            check_count(self.name, len(found))
            self._task.check()
            keys = sorted(found)
            self._task.check()
            self._members = tuple([found[key] for key in keys])
        return self._members

    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each member of `wanted`, or all, with its bytes; raises as the base class says.

        Files that cannot be opened are left out, and counted in `notes`.
        """
        budget = Budget(self.name)
        for member in self.members() if wanted is None else wanted:
            self._task.check()
            try:
                descriptor, size = open_regular(os.path.join(self.path, member.path))
            except OSError:
                self._unreadable.add(member.path)
                continue
            try:
                stream = FileStream(descriptor, member.path, size, self._task)
                yield member, unzipped(stream, budget, self._task)
            finally:
                os.close(descriptor)

    @property
    def notes(self) -> Sequence[str]:
        """What was left out so far, a line each."""
        return names.left_out(
            self._left_out + Counter({names.UNREADABLE_FILE: len(self._unreadable)})
        )

    def _walk(self) -> Generator[str, None, None]:
        """Yield the path of every regular file, relative to the folder."""
        with readable_errors(self.name):
            root = os.path.join(os.path.realpath(self.path), "")
            os.scandir(self.path).close()
        seen = 0
        waiting = [""]
        while waiting:
            below = waiting.pop()
            try:
                with os.scandir(os.path.join(self.path, below)) as entries:
                    for entry in entries:
                        if seen % _LOOK == 0:
                            self._task.report("listing files", seen, 0)
                        seen += 1
                        if names.is_junk(entry.name):
                            continue
                        if entry.is_file(follow_symlinks=False):
                            yield below + entry.name
                        elif entry.is_dir(follow_symlinks=False):
                            waiting.append(f"{below}{entry.name}/")
                        elif not entry.is_symlink():
                            self._left_out[names.SPECIAL] += 1
                        elif _leads_to_file(entry, root):
                            yield below + entry.name
                        else:
                            self._left_out[names.LINK] += 1
            except OSError:
                self._left_out[names.UNREADABLE_FOLDER] += 1


def _leads_to_file(link: os.DirEntry[str], root: str) -> bool:
    """Return whether a link leads to a regular file below `root`."""
    try:
        return os.path.realpath(link.path).startswith(root) and link.is_file()
    except OSError:
        return False
