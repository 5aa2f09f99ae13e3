"""Errors as people read them: one line, what is wrong and what to do.

Nothing here prints or logs; a caller shows ``str(error)`` as it is.
"""

from __future__ import annotations

MAX_LENGTH = 160


def printable(text: str) -> str:
    """Return `text` on one line with everything unprintable escaped.

    File names may hold newlines, terminal codes or bytes that are not UTF-8; none of these
    may reach a terminal, a log or a label.
    """
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


class CentroidLabError(Exception):
    """Something a person can mend.

    Parameters
    ----------
    name : str
        The file, image set or parameter concerned; shown first.
    problem : str
        What is wrong, with the numbers in it, without a final full stop.
    remedy : str
        What to do, without a final full stop.

    Notes
    -----
    ``str(error)`` is ``NAME: what is wrong. What to do.`` in at most 160 characters. The name
    gives way first, in its middle, then the problem: the remedy stays whole.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        self.name = printable(name)
        self.problem = printable(problem)
        self.remedy = printable(remedy)
        super().__init__(self._line())

    def _line(self) -> str:
        spare = MAX_LENGTH - len(f": . {self.remedy}.")
        name = _shorten_middle(self.name, max(24, spare - len(self.problem)))
        problem = _shorten_end(self.problem, spare - len(name))
        return f"{name}: {problem}. {self.remedy}."


class DataError(CentroidLabError):
    """An image set that cannot be opened."""


class ParameterError(CentroidLabError, ValueError):
    """A parameter outside its limits, or one that does not fit the images."""


class ExportError(CentroidLabError):
    """A result that cannot be written."""


class Cancelled(Exception):
    """Raised inside a long operation after its ``should_stop`` answered true."""


def _shorten_middle(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    keep = max(2, limit - 1)
    return text[: keep // 2] + "…" + text[len(text) - (keep - keep // 2) :]


def _shorten_end(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(1, limit - 1)] + "…"
