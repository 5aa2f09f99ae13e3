"""What the names of arrays tell: which part of a set they hold, and whether that is labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.readers.splits import part_of, without_part

# Words without a mark between them: trainImages; xtrain, XTest and testy.
_SEAM = re.compile(
    r"(?<=[a-z])(?=[A-Z])"
    r"|(?:(?<=^[XYxy])|(?<=[^A-Za-z][XYxy]))(?=(?i:train|test|val))"
    r"|(?:(?<=train)|(?<=test)|(?<=val))(?=[xy](?![a-z]))"
)
_LETTER_X = re.compile(
    r"(?<![A-Za-z])[Xx](?=(?i:train|test|val)|[^A-Za-z]|$)"
    r"|(?<=[a-z])X$|(?:(?<=train)|(?<=test)|(?<=val))x$"
)
_WORD = re.compile(r"[a-z]+|[0-9]+")
_OF_LABELS = frozenset(("y", "label", "labels", "target", "targets", "class", "classes"))
# Words for pictures, and for the labels beside them.
_PAIRS = (
    ("images", "labels"),
    ("Images", "Labels"),
    ("image", "label"),
    ("pixels", "labels"),
    ("data", "labels"),
    ("data", "target"),
    ("data", "targets"),
)


@dataclass(frozen=True, slots=True)
class ArrayName:
    """The name of an array, taken apart.

    Attributes
    ----------
    part : str
        Which part of the set it holds, as `engine.readers.splits.part_of` says.
    stem : str
        All else of the name, in lower case, words separated by blanks: the same for the arrays
        that are the parts of one set.
    """

    part: str
    stem: str

    @property
    def is_labels(self) -> bool:
        """Whether it is called as labels are."""
        return not _OF_LABELS.isdisjoint(self.stem.split())


def parse_name(name: str) -> ArrayName:
    """Return what a name tells: ``x_train``, ``Xtrain``, ``trainImages``, ``arr_0``."""
    spaced = _SEAM.sub(" ", name)
    return ArrayName(part_of(spaced), " ".join(_WORD.findall(without_part(spaced))))


def label_names(name: str) -> list[str]:
    """Return what the array of labels beside the array `name` may be called, the likeliest first.

    ``X_train`` may have ``y_train``, ``Y_train`` or ``labels`` beside it.
    """
    found = [_LETTER_X.sub(letter, name) for letter in "yY"]
    found += [name.replace(*pair) for pair in _PAIRS]
    found.append("labels")
    return [other for i, other in enumerate(found) if other != name and other not in found[:i]]
