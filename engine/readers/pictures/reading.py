"""From the files of a container to their pictures: what is left out is kept count of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing

from engine.errors import DataError
from engine.readers.containers.base import Container, Member, Stream
from engine.readers.pictures.batches import File, decoded_batches
from engine.readers.pictures.decoding import Wanted
from engine.readers.pictures.refusals import TOO_LONG, UNREADABLE, LeftOut, Skipped
from engine.readers.pictures.store import PictureStore
from engine.readers.task import Task

MAX_BYTES = 256 << 20
"""Longest file that is read."""


class Reading:
    """The pictures of some files.

    Attributes
    ----------
    store : PictureStore
        Takes them, each at the place of its file.
    left_out : LeftOut
        Files without one.
    remarks : Counter
        How many pictures there is the same to tell of.
    """

    def __init__(self, store: PictureStore) -> None:
        self.store = store
        self.left_out = LeftOut()
        self.remarks: Counter[tuple[str, str, str]] = Counter()


def read_pictures(
    container: Container, members: Sequence[Member], wanted: Wanted, task: Task
) -> Reading:
    """Return the pictures in some members of a container.

    Raises
    ------
    engine.readers.pictures.decoding.SizeNeeded
        If they are not of one size, too large or too many, and ``wanted.size`` is None.
    DataError
        If memory has no room for them, or an archive is damaged.
    Cancelled
        If the task should stop.
    """
    store = PictureStore(len(members), container.name, task, is_size_open=wanted.size is None)
    reading = Reading(store)
    is_shown = False
    files = files_of(container, members)
    batches = decoded_batches(files, len(members), wanted, task)
    with closing(files), closing(batches):
        for batch in batches:
            rows = []
            for row, picture in batch:
                if isinstance(picture, Skipped):
                    reading.left_out.add(row, members[row].path, picture)
                    continue
                store.put(row, picture.pixels)
                rows.append(row)
                for remark in picture.remarks:
                    reading.remarks[remark] += 1
            if rows and not is_shown:
                is_shown = True
                task.preview(store.rows(rows))
    return reading


def files_of(container: Container, members: Sequence[Member]) -> Generator[File]:
    """Yield the row among `members` of each file, and its bytes or why there are none.

    Raises
    ------
    DataError
        If an archive is damaged; of a folder only that file is left out.
    Cancelled
        If the task of the container should stop.
    """
    for row, stream in streams_of(container, members):
        yield row, stream if isinstance(stream, Skipped) else whole(container, stream)


def streams_of(
    container: Container, members: Sequence[Member]
) -> Generator[tuple[int, Stream | Skipped]]:
    """Yield the row among `members` of each file, and its stream or why it is not read."""
    rows = {member: row for row, member in enumerate(members)}
    for member, row in rows.items():
        if member.size > MAX_BYTES:
            yield row, Skipped(TOO_LONG)
    readable = [member for member in members if member.size <= MAX_BYTES]
    streams = container.streams(readable)
    with closing(streams):
        for member, stream in streams:
            is_too_long = stream.size > MAX_BYTES
            yield rows[member], Skipped(TOO_LONG) if is_too_long else stream


def whole(container: Container, stream: Stream) -> bytearray | Skipped:
    """Return the rest of a stream."""
    try:
        return stream.rest(MAX_BYTES)
    except DataError:
        if not container.is_folder:
            raise
        return Skipped(UNREADABLE)
