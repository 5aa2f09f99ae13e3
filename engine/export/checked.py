"""The parts of a JSON file, asked for by type: whatever else is there is refused."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ExportError

_HEX = frozenset("0123456789abcdef")


def refusal(path: Path, problem: str) -> ExportError:
    """Return the error for a file that no export wrote, or that is not as it was written."""
    return ExportError(str(path), problem, "Export the fit again")


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the file, whose members are asked for by type.

    Every method raises `ExportError` where the member is missing or something else.

    Attributes
    ----------
    path : Path
        Of the file.
    values : object
        What the file holds there.
    where : str
        Where that is, for messages: ``"images.options."``; empty for the whole file.
    """

    path: Path
    values: Any
    where: str

    def part(self, key: str) -> Part:
        """Return an object."""
        return Part(self.path, self._get(key, dict), f"{self.where}{key}.")

    def text(self, key: str) -> str:
        """Return a text."""
        return str(self._get(key, str))

    def truth(self, key: str) -> bool:
        """Return true or false."""
        return bool(self._get(key, bool))

    def whole(self, key: str, least: int = 0) -> int:
        """Return a whole number of at least `least`."""
        value = int(self._get(key, int))
        if value < least:
            raise refusal(self.path, f"has {self.where}{key} = {value}")
        return value

    def whole_or_none(self, key: str, least: int = 0) -> int | None:
        """Return a whole number of at least `least`; None for null or nothing."""
        return None if self.values.get(key) is None else self.whole(key, least)

    def wholes_or_none(self, key: str) -> tuple[int, ...] | None:
        """Return a list of whole numbers; None for null or nothing."""
        values = self._get(key, list, type(None))
        if values is not None and not all(type(value) is int for value in values):
            raise refusal(self.path, f"is not whole: {self.where}{key}")
        return None if values is None else tuple(values)

    def number(self, key: str) -> float:
        """Return a finite number."""
        value = self._get(key, float, int)
        if not -sys.float_info.max <= value <= sys.float_info.max:
            raise refusal(self.path, f"has {self.where}{key} = {value}")
        return float(value)

    def digest(self, key: str) -> str:
        """Return a SHA-256 in hexadecimal digits."""
        value = self.text(key)
        if len(value) != 64 or not _HEX.issuperset(value):
            raise refusal(self.path, f"has no SHA-256 as {self.where}{key}")
        return value

    def _get(self, key: str, *types: type) -> Any:
        value = self.values.get(key)
        if type(value) not in types:
            raise refusal(self.path, f"is not whole: {self.where}{key}")
        return value
