"""What people type to find a fit, as a condition that SQLite understands.

Every word must be found somewhere: in the title, the notes, the tags, the name of the image set,
or the parameters (written ``k=10 init=random``). Upper and lower case do not matter, and parts of
words count. ``"two words"`` in quotation marks are one. ``k=10``, ``tol<0.01`` and the like compare
numbers; ``tag:faces`` asks for the whole tag, ``is:damaged`` for a state.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_NUMBERS = {
    "k": "n_clusters",
    "seed": "random_state",
    **{
        name: name
        for name in (
            "n_clusters",
            "n_init",
            "random_state",
            "max_iter",
            "tol",
            "n_images",
            "n_iter",
            "distortion",
            "seconds",
        )
    },
}
_TEXTS = {name: name for name in ("init", "sweep", "id", "sha256")}
_STATES = {
    "damaged": "damage <> ''",
    "finished": "kind = 'finished'",
    "stopped": "kind = 'stopped'",
}
_TERM = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_COMPARISON = re.compile(r"([a-z_0-9]+)(<=|>=|=|<|>|:)(.+)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII)
MAX_TERMS = 50
"""Words looked for; what is typed beyond them is not."""


def folded(text: str) -> str:
    """Return `text` as it is compared: without case, and one way to write an accent."""
    return unicodedata.normalize("NFC", storable(text).casefold())


def storable(text: str) -> str:
    """Return `text` as SQLite can keep it: what is not Unicode is escaped."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def tag_key(tags: Iterable[str]) -> str:
    """Return `tags` as `condition` looks for them."""
    return "".join(f"\n{' '.join(folded(tag).split())}\n" for tag in tags)


def condition(text: str) -> tuple[str, list[Any]]:
    """Return the condition on a row of ``fits`` that `text` means, and its values, in order."""
    asked: list[tuple[str, Any]] = []
    written: list[tuple[str, Any]] = []
    for word in _TERM.findall(folded(text))[:MAX_TERMS]:
        value = word.replace('"', "")
        comparison = _COMPARISON.fullmatch(value)
        clause = None if word[0] == '"' or comparison is None else _clause(*comparison.groups())
        if clause is not None:
            asked.append(clause)
        elif comparison is not None and comparison[1] == "tag" and word[0] != '"':
            written.append(("instr(tags, ?)", tag_key([comparison[3]])))
        else:
            written.append(("instr(words, ?)", value))
    clauses = [clause for clause, _value in asked]
    if written:  # in one pass over the words: they are what takes time
        both = " AND ".join(clause for clause, _value in written)
        clauses.append(f"id IN (SELECT id FROM words WHERE {both})")
    values = [value for _clause, value in (*asked, *written) if value is not None]
    return " AND ".join(clauses) or "1", values


def _clause(name: str, sign: str, value: str) -> tuple[str, Any] | None:
    """Return what ``name sign value`` asks of ``fits``; None where it is only a word."""
    is_equality = sign in "=:"
    if name in _NUMBERS and _NUMBER.fullmatch(value):
        return f"{_NUMBERS[name]} {'=' if is_equality else sign} ?", float(value)
    if name in _TEXTS and is_equality:
        return f"lower({_TEXTS[name]}) = ?", value
    if name == "is" and is_equality and value in _STATES:
        return _STATES[value], None
    return None
