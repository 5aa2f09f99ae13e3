"""What a format may ask of the place its files lie in: `Container`, `Member`, `Stream`.

Nothing is ever unpacked to the disk. An archive may be read from front to back only, so members
come in the container's own order, one stream at a time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from engine.errors import DataError
from engine.readers.files import CUT_SHORT, DOWNLOAD_AGAIN


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file in a container.

    Attributes
    ----------
    path : str
        Within the container, parts separated by ``/``: text to be compared, never joined to a path
        of the disk by a format.
    size : int
        Bytes, as the container says: not to be believed before they arrive. -1 where not known.
    """

    path: str
    size: int

    @property
    def name(self) -> str:
        """Last part of the path."""
        return self.path.rsplit("/", 1)[-1]


class Stream(ABC):
    """The bytes of one member, from front to back; unzipped, if it is a ``.gz`` file.

    Attributes
    ----------
    name : str
        For messages: ``"pictures.zip › 17.png"``.
    size : int
        Bytes in all, as the container says; -1 where not known.
    """

    def __init__(self, name: str, size: int = -1) -> None:
        self.name = name
        self.size = size
        self._ahead = b""

    @abstractmethod
    def _some(self, most: int) -> bytes:
        """Return 1 to `most` further bytes; none at the end. Raises as `read` does."""

    def _some_into(self, buffer: memoryview) -> int:
        """Put 1 byte or more into `buffer` and return how many; 0 at the end."""
        block = self._some(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes, or as many as there are, and stay where it is."""
        while len(self._ahead) < size:
            block = self._some(size - len(self._ahead))
            if not block:
                break
            self._ahead += block
        return self._ahead[:size]

    def fill(self, buffer: memoryview) -> int:
        """Put the next bytes into `buffer` until it is full; return how many there were."""
        done = min(len(self._ahead), len(buffer))
        buffer[:done] = self._ahead[:done]
        self._ahead = self._ahead[done:]
        while done < len(buffer):
            count = self._some_into(buffer[done:])
            if not count:
                break
            done += count
        return done

    def read(self, size: int) -> bytearray:
        """Return exactly the next `size` bytes.

        Raises
        ------
        DataError
            If the stream ends before that, is damaged, or is over a limit of its container.
        Cancelled
            If the task of its container should stop.
        """
        data = bytearray()
        while len(data) < size:  # so that no size is believed before its bytes arrive
            start = len(data)
            data += bytes(min(1 << 20, size - start))
            with memoryview(data) as view:
                count = self.fill(view[start:])
            if start + count < len(data):
                raise DataError(self.name, CUT_SHORT, DOWNLOAD_AGAIN)
        return data

    def rest(self, limit: int) -> bytearray:
        """Return all that is left.

        Raises
        ------
        DataError
            If that is more than `limit` bytes, and as `read` does.
        Cancelled
            If the task of its container should stop.
        """
        data = bytearray(self._ahead)
        self._ahead = b""
        while len(data) <= limit:
            block = self._some(1 << 20)
            if not block:
                return data
            data += block
        problem = f"is over the limit of {limit:,} bytes"
        raise DataError(self.name, problem, "Take a smaller file")

    def at_end(self) -> bool:
        """Return whether no byte is left."""
        return not self.peek(1)


Streams = Generator[tuple[Member, Stream], None, None]
"""Members with their bytes; its `close` closes every file."""


class Container(ABC):
    """One file, a folder with all below it, or an archive.

    Attributes
    ----------
    name : str
        For messages: the last part of its path.
    path : str
        Where it is on the disk.
    is_folder : bool
        Whether its members are files of the disk: read in any order, as often as one likes.
    """

    name: str
    path: str
    is_folder: bool = False

    @abstractmethod
    def members(self) -> Sequence[Member]:
        """Return every regular file, in natural order of their paths; listed once, then kept.

        Left out without a word: hidden files, and what systems put beside pictures
        (``__MACOSX``, ``Thumbs.db``, ``desktop.ini``). `notes` tells of everything else left out.

        Raises
        ------
        DataError
            If the container is damaged, or over a limit.
        Cancelled
            If the task should stop.
        """

    @abstractmethod
    def streams(self, wanted: Sequence[Member] | None = None) -> Streams:
        """Yield each member of `wanted` with its bytes, in the container's own order.

        A stream is of no use any more once the next is asked for. Closing the iterator closes
        every file. None means all, without making a list of them first: where a container can only
        be read from front to back that saves a passage.

        Raises
        ------
        DataError
            Also while a stream is read: if the container or a member is damaged.
        Cancelled
            If the task should stop.
        """

    def beside(self, name: str) -> Member | None:
        """Return the file called `name` next to a single opened file; None if there is none."""
        return None

    @property
    def notes(self) -> Sequence[str]:
        """What was left out so far, a line each."""
        return ()
