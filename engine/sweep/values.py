"""Numbers of clusters as people write them: ``2-20``, ``2-20:3``, ``3, 5, 10``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from engine.errors import ParameterError

MAX_VALUES = 1000
MAX_VALUE = 10**6

_PART = re.compile(r"([0-9]+)(?:\s*-\s*([0-9]+)(?:\s*:\s*([0-9]+))?)?")
_FORMS = "Write 2-20, 2-20:3 or 3,5,10"
_LONGEST_SHOWN = 30  # characters of what was written
_LEAST_RANGE = 3  # values in a row that are written as a range
_LEAST_STEPPED = 5  # values at equal distances that are


def parse_values(text: str) -> tuple[int, ...]:
    """Return the values that `text` stands for, in rising order, each once.

    Parameters
    ----------
    text : str
        Parts between commas: a value; a range such as ``2-20``, both ends included; or one with
        a step, ``2-20:3``.

    Raises
    ------
    ParameterError
        If a part cannot be understood, there is none, or there are more than `MAX_VALUES`
        values or any beyond 1 to `MAX_VALUE`.
    """
    if not text.strip():
        raise ParameterError("sweep", "no number of clusters is given", _FORMS)
    values: set[int] = set()
    for part in text.replace("–", "-").split(","):
        found = _range(part.strip())
        values.update(found[: MAX_VALUES + 1])
        if len(values) > MAX_VALUES:
            raise ParameterError(
                "sweep", f"more than {MAX_VALUES:,} numbers of clusters", "Leave some out"
            )
    return tuple(sorted(values))


def values_text(values: Sequence[int]) -> str:
    """Return a short text for rising values, which `parse_values` reads: ``"2-5, 10"``."""
    steps = {after - before for before, after in itertools.pairwise(values)}
    if len(values) >= _LEAST_STEPPED and len(steps) == 1 and steps != {1}:
        return f"{values[0]}-{values[-1]}:{steps.pop()}"
    parts: list[str] = []
    first = 0
    for place, value in enumerate(values, start=1):
        if place < len(values) and values[place] == value + 1:
            continue
        run = values[first:place]
        parts += [f"{run[0]}-{value}"] if len(run) >= _LEAST_RANGE else map(str, run)
        first = place
    return ", ".join(parts)


def _range(part: str) -> range:
    found = _PART.fullmatch(part)
    shown = repr(part if len(part) <= _LONGEST_SHOWN else f"{part[:_LONGEST_SHOWN]}…")
    if found is None:
        raise ParameterError("sweep", f"{shown} is no value and no range", _FORMS)
    first, last, step = (None if group is None else _number(group) for group in found.groups())
    first = first or 0
    last = first if last is None else last
    if 0 in (first, last):
        raise ParameterError("sweep", f"{shown} asks for 0 clusters", "Begin at 1 or more")
    if max(first, last) > MAX_VALUE:
        raise ParameterError(
            "sweep", f"{shown} goes beyond {MAX_VALUE:,} clusters", "Write smaller values"
        )
    if last < first:
        raise ParameterError(
            "sweep", f"{shown} ends before it begins", f"Write {last}-{first}, smaller end first"
        )
    if step == 0:
        raise ParameterError("sweep", f"{shown} has a step of 0", "Give a step of 1 or more")
    return range(first, last + 1, 1 if step is None else step)


def _number(digits: str) -> int:
    # Python refuses to read thousands of digits; so many are too many in any case.
    return int(digits.lstrip("0")[: len(str(MAX_VALUE)) + 1] or "0")
