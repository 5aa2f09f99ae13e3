"""How much may come out of an archive: counted as it comes, so that no bomb goes off."""

from __future__ import annotations

import psutil

from engine.errors import DataError
from engine.readers.room import gigabytes

MAX_MEMBERS = 200_000
MAX_UNPACKED = 8 << 30  # bytes in one passage, where memory does not set a lower limit
MEMORY_SHARE = 0.6  # of the free memory
MAX_RATIO = 200  # photos unpack to about their own size, drawings to 50 times it
RATIO_FROM = 64 << 20  # bytes up to which blank pictures may have any ratio

UNPACK_IT = "Unpack it yourself if you trust it, and open the folder"


class Budget:
    """What may still be unpacked in one passage through a packed file.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._unpacked = 0
        self._limit = 0  # the first bytes ask for the memory: most passages unpack none

    def take(self, n_bytes: int) -> None:
        """Count bytes that were unpacked.

        Raises
        ------
        DataError
            If they are more than all that may be.
        """
        self._limit = self._limit or min(
            MAX_UNPACKED, int(MEMORY_SHARE * psutil.virtual_memory().available)
        )
        self._unpacked += n_bytes
        if self._unpacked > self._limit:
            problem = f"unpacks to over {gigabytes(self._limit)}"
            raise DataError(self._name, problem, UNPACK_IT)


def check_ratio(name: str, packed: int, unpacked: int, remedy: str = UNPACK_IT) -> None:
    """Raise a `DataError` on `name` if so many `packed` bytes cannot honestly be `unpacked`."""
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        sizes = f"over {gigabytes(RATIO_FROM)} from {packed / 10**6:,.1f} MB"
        raise DataError(name, f"unpacks to {sizes}, as bombs do", remedy)


def check_count(name: str, n_members: int) -> None:
    """Raise a `DataError` on `name` if it has too many members."""
    if n_members > MAX_MEMBERS:
        raise DataError(name, f"holds over {MAX_MEMBERS:,} files", "Open a part of it")
