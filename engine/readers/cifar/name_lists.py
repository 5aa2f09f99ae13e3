"""Names in a text file, one a line."""

from __future__ import annotations

from engine.errors import DataError, printable

MAX_BYTES = 1 << 20


def parse_lines(data: bytearray, name: str) -> tuple[str, ...]:
    """Return the lines of a text that are not empty, made printable.

    Parameters
    ----------
    data : bytearray
        The file, in UTF-8; other bytes are shown escaped.
    name : str
        Of the file, for messages.

    Raises
    ------
    DataError
        If there are none.
    """
    text = data.decode("utf-8", "backslashreplace").removeprefix("\ufeff")
    lines = (line.strip() for line in text.splitlines())
    names = tuple(printable(line) for line in lines if line)
    if not names:
        raise DataError(name, "no class names in it", "Use the original file")
    return names
