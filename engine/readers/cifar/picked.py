"""The files of a container that a set is made of, wherever in it they lie."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing

from engine.readers.containers.base import Container, Member, Stream
from engine.readers.files import check_size
from engine.readers.room import check_room


def bare_name(path: str) -> str:
    """Return a file's name without its folders, and without the ``.gz`` that is taken off it."""
    return path.rsplit("/", 1)[-1].removesuffix(".gz")


class PickedFiles:
    """Files known by their names; of several of one name, one.

    Parameters
    ----------
    container : Container
        Where to look.
    names : sequence of str
        Of the files wanted, without folders. In a folder they are read in this order.

    Notes
    -----
    In a folder the file nearest to the top counts. An archive may be readable only from front to
    back, and its list costs a passage: there the first file of a name counts.
    """

    def __init__(self, container: Container, names: Sequence[str]) -> None:
        self._container = container
        self._names = names
        self._n_doubled = 0
        self._members: list[Member] | None = None
        if container.is_folder:
            self._members = self._nearest()

    def may_have(self, name: str) -> bool:
        """Return whether a file of that name is there, as far as is known before reading."""
        return self._members is None or any(
            bare_name(member.path) == name for member in self._members
        )

    def streams(self) -> Generator[tuple[str, Stream], None, None]:
        """Yield name and bytes of each file, in the container's own order.

        Raises
        ------
        DataError
            If the container is damaged.
        Cancelled
            If the task should stop.
        """
        seen = set()
        with closing(self._container.streams(self._members)) as streams:
            for member, stream in streams:
                name = bare_name(member.path)
                if name in seen:
                    self._n_doubled += 1
                elif name in self._names:
                    seen.add(name)
                    yield name, stream

    @property
    def notes(self) -> list[str]:
        """What was left out so far."""
        if not self._n_doubled:
            return []
        have = "file has" if self._n_doubled == 1 else "files have"
        return [f"{self._n_doubled:,} {have} the name of one that was read; left out"]

    def _nearest(self) -> list[Member]:
        found: dict[str, Member] = {}
        for member in sorted(self._container.members(), key=lambda each: each.path.count("/")):
            name = bare_name(member.path)
            if name in self._names:
                self._n_doubled += name in found
                found.setdefault(name, member)
        return [found[name] for name in self._names if name in found]


def read_whole(stream: Stream, limit: int) -> bytearray:
    """Return all bytes of a stream, if they are not over `limit` and memory has room for them.

    Raises
    ------
    DataError
        If they are, if it has not, or the stream is damaged.
    Cancelled
        If the task should stop.
    """
    if stream.size >= 0:
        check_size(stream.size, stream.name, limit)
        check_room(stream.size, stream.name)
    return stream.rest(limit)
