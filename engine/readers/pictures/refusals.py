"""Why a file is left out, and what is said of it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from engine.errors import DataError, printable

FORMATS = "PNG, JPEG, BMP, GIF, TIFF, WebP or PPM"


class Reason(NamedTuple):
    """Why a file is left out.

    Attributes
    ----------
    one, many : str
        Said of one file and of several: ``"is no picture"``, ``"are no pictures"``.
    remedy : str
        What to do if it is the only file.
    """

    one: str
    many: str
    remedy: str


NO_PICTURE = Reason("is no picture", "are no pictures", f"Use {FORMATS}")
DAMAGED = Reason("is damaged", "are damaged", "Save or download it again")
TOO_LARGE = Reason(
    "is over the 64-megapixel limit", "are over the 64-megapixel limit", "Scale it down"
)
TOO_EMPTY = Reason(
    "claims more pixels than its bytes can hold",
    "claim more pixels than their bytes can hold",
    "Save or download it again",
)
TOO_LONG = Reason("is over 256 MB", "are over 256 MB", "Save it smaller")
NO_ROOM = Reason("needs more memory than is free", "need more memory than is free", "Scale it down")
UNREADABLE = Reason("cannot be read", "cannot be read", "Check its permissions")


class Skipped(Exception):
    """Raised for a file that is left out, or refused if it is the only one."""

    def __init__(self, reason: Reason, numbers: str = "") -> None:
        super().__init__(reason.one)
        self.reason = reason
        self.numbers = numbers


class LeftOut:
    """Files that are left out, by reason."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self._counts: Counter[Reason] = Counter()
        self._first: dict[Reason, tuple[str, Skipped]] = {}

    def add(self, row: int, path: str, why: Skipped) -> None:
        """Count a file, `row` of those read."""
        self.rows.add(row)
        self._counts[why.reason] += 1
        self._first.setdefault(why.reason, (path, why))

    def notes(self) -> list[str]:
        """Return a line for each reason, with the name of the first file."""
        notes = []
        for reason, count in self._counts.items():
            name = printable(self._first[reason][0])
            what = f"1 file {reason.one} ({name})"
            if count > 1:
                what = f"{count:,} files {reason.many} ({name}, …)"
            notes.append(f"{what}; left out")
        return notes

    def refusal(self, name: str) -> DataError:
        """Return the error for a set of which nothing is left."""
        if not self.rows:
            return DataError(name, "no files in it that can be read", "Choose another folder")
        (reason, count), *_ = self._counts.most_common(1)
        path, why = self._first[reason]
        if len(self.rows) == 1:
            shown = name if printable(path) == name else f"{name} › {path}"
            return DataError(shown, f"{why.numbers}{reason.one}", reason.remedy)
        left = "all" if count == len(self.rows) else f"{count:,}"
        files = f"{left} of {len(self.rows):,} files {reason.many}"
        return DataError(name, f"no picture in it; {files} ({path}, …)", reason.remedy)
