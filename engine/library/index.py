"""The list of past fits: an SQLite file over their folders, made again whenever it is of no use."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from engine.imageset import Progress, ShouldStop
from engine.library.layout import FITS
from engine.library.listing import Entry, counted, found, listed
from engine.library.rebuild import look_again
from engine.library.upkeep import Upkeep


class Index:
    """Lists and searches the fits of a library; never changes one.

    Where the file cannot be written (a read-only or full disk), the list is in memory and says so
    in `notes`. An index that is damaged or of another version is set aside as
    ``index.broken-DATE.sqlite``, and a new one is made. Several threads may ask.

    Parameters
    ----------
    folder : Path
        The library.
    read_only : bool
        Write nothing, whatever the disk allows: for the library of a newer version.
    progress, should_stop : callable, optional
        As `refresh` takes them.

    Raises
    ------
    ExportError
        If another process holds the file for longer than two seconds, or the folder of the fits
        cannot be read.
    Cancelled
        If `should_stop` answered true; what is written so far is whole.
    """

    def __init__(
        self,
        folder: Path,
        *,
        read_only: bool = False,
        progress: Progress | None = None,
        should_stop: ShouldStop | None = None,
    ) -> None:
        self._fits = folder / FITS
        self._upkeep = Upkeep(folder, read_only=read_only)
        try:
            self.refresh(progress, should_stop)
        except BaseException:
            self.close()
            raise

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know, a line each; grows as things happen."""
        return self._upkeep.notes

    @property
    def is_in_memory(self) -> bool:
        """Whether the list is kept nowhere and made again at the next start."""
        return self._upkeep.is_in_memory

    def refresh(
        self, progress: Progress | None = None, should_stop: ShouldStop | None = None
    ) -> None:
        """Bring the list up to date with the folders, whoever changed them.

        Parameters
        ----------
        progress : callable, optional
            Called as ``progress(phase, done, total)`` for every fit that is read.
        should_stop : callable, optional
            Asked before each; once true, `Cancelled` is raised and the list is as it was.

        Raises
        ------
        ExportError, Cancelled
            As the class.
        """
        self._upkeep.bring_up_to_date(progress, should_stop)

    def update(self, *fit_ids: str) -> None:
        """Bring the list up to date with these fits alone: saved, annotated, deleted, restored."""
        self._upkeep.asked(lambda connection: look_again(connection, self._fits, fit_ids))

    def entries(
        self,
        text: str = "",
        *,
        order: str = "created",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[Entry]:
        """Return the fits that `text` finds, or all, in order.

        Parameters
        ----------
        text : str
            As `engine.library.search` explains it.
        order : str
            One of `engine.library.listing.ORDERS`.
        descending : bool
            Newest, largest or last first. What is not known comes last either way.
        offset, limit : int
            Leave out so many, and return at most so many.

        Raises
        ------
        ValueError
            If there is no such order.
        """
        return self._upkeep.asked(
            lambda connection: listed(
                connection,
                text=text,
                order=order,
                descending=descending,
                offset=offset,
                limit=limit,
            )
        )

    def search(self, text: str) -> tuple[str, ...]:
        """Return the ids of the fits that `text` finds, newest first."""
        return self._upkeep.asked(lambda connection: found(connection, text))

    def count(self, text: str = "") -> int:
        """Return how many fits `text` finds."""
        return self._upkeep.asked(lambda connection: counted(connection, text))

    def close(self) -> None:
        """Let go of the file; whoever asks again opens it again."""
        self._upkeep.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
