"""The options of opening in words, and sizes as people type them. No widgets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.errors import ParameterError, printable
from engine.options import DEFAULTS, OpenOptions
from engine.readers.arrays.layout import COLOURS, is_planes
from engine.readers.room import gigabytes
from gui.models.cluster_text import images_text
from gui.models.number_text import bytes_text, count_text
from gui.panels.parameter_texts import FieldText

KEPT_SIZE = "as they are"
FRAMING_TITLES: dict[str, str] = {
    "crop": "Crop to the middle",
    "pad": "Pad the sides",
    "stretch": "Stretch",
}
FRAMING_TIPS: dict[str, str] = {
    "crop": "What does not fit the new proportions is cut off on both sides.",
    "pad": "Borders are added; nothing is cut off.",
    "stretch": "Height and width are scaled apart; pictures may look distorted.",
}
_FRAMED = {"crop": "", "pad": " padded", "stretch": " stretched"}
_LENGTHS = re.compile(r"\s*[0-9]{1,9}(\s*[×xX*]\s*[0-9]{1,9})*\s*")
_COLOUR = 3  # channels, of a byte each in most pictures

FIELDS: dict[str, FieldText] = {
    "limit": FieldText(
        "Ima&ges",
        "Images",
        "How many images to open; all, or so many drawn at random.\n"
        "The random seed of the parameters decides which; their order stays.",
    ),
    "grey": FieldText("Gre&y", "Grey", "One channel in place of red, green and blue."),
    "size": FieldText(
        "Si&ze",
        "Size",
        "Height and width of every picture in pixels: 64, or 48 × 64.\n"
        "Fewer pixels make a fit faster.",
    ),
    "framing": FieldText(
        "Fr&aming",
        "Framing",
        "How pictures of other proportions get that size.\n"
        + "\n".join(f"{FRAMING_TITLES[name]}: {tip}" for name, tip in FRAMING_TIPS.items()),
    ),
    "normalize": FieldText(
        "&Normalise contrast",
        "Normalise contrast",
        "Bring every picture to the same mean and the same contrast,\n"
        "so that clusters tell what is seen and not how bright it is.",
    ),
    "labels": FieldText(
        "La&bels", "Labels", "Which classes to compare with: few coarse or many fine ones."
    ),
    "transpose": FieldText(
        "Trans&pose",
        "Transpose",
        "Exchange the rows and columns of every picture,\nfor files that store them lying down.",
    ),
}


def pictures_text(count: int) -> str:
    """Return ``10,000 pictures``."""
    return f"{count_text(count)} picture{'' if count == 1 else 's'}"


def lengths_text(lengths: Sequence[int]) -> str:
    """Return ``48 × 64``."""
    return " × ".join(map(count_text, lengths))


def size_text(size: tuple[int, int] | None) -> str:
    """Return `size` as a field shows it: ``as they are``, ``64``, ``48 × 64``."""
    if size is None:
        return KEPT_SIZE
    return str(size[0]) if size[0] == size[1] else f"{size[0]} × {size[1]}"


def parse_size(text: str) -> tuple[int, int] | None:
    """Return the height and width somebody typed; None for ``as they are`` or nothing.

    Raises
    ------
    ParameterError
        If it is no size, or one outside the limits.
    """
    if text.strip() in ("", KEPT_SIZE):
        return None
    lengths = parse_lengths(text)
    if lengths is None or len(lengths) > 2:
        raise ParameterError("size", f"“{text.strip()}” is no size", "Write 64, or 48 × 64")
    return OpenOptions(size=(lengths[0], lengths[-1])).size


def parse_lengths(text: str) -> tuple[int, ...] | None:
    """Return the whole numbers of ``28 × 28 × 3``, also with x or *; None if it is not such."""
    if _LENGTHS.fullmatch(text) is None:
        return None
    return tuple(int(part) for part in re.findall("[0-9]+", text))


def parse_shape(text: str, n_features: int) -> tuple[int, int, int]:
    """Return the shape somebody typed: height, width and channels; or 3, height, width of planes.

    Where only two lengths are given, the number of features tells the channels.

    Raises
    ------
    ParameterError
        If it is no shape, one outside the limits, or one of another number of features.
    """
    lengths = parse_lengths(text)
    if lengths is None or len(lengths) not in (2, 3):
        problem = f"“{text.strip()}” is no shape"
        raise ParameterError("shape", problem, "Write 28 × 28, or 32 × 32 × 3")
    OpenOptions(shape=lengths)  # raises if a side is outside the limits
    height, width, channels = (*lengths, 1)[:3]
    numbers = height * width * channels
    if len(lengths) == 2 and numbers * _COLOUR == n_features:
        return height, width, _COLOUR
    shape = (height, width, channels)
    if channels not in COLOURS and not is_planes(shape):
        raise ParameterError("shape", f"{channels:,} channels", "Give 1 or 3")
    if numbers != n_features:
        problem = f"That takes {numbers:,} numbers, a row has {n_features:,}"
        raise ParameterError("shape", problem, "Give another height or width")
    return shape


def summary_text(options: OpenOptions, choices: Sequence[str]) -> str:
    """Return what differs from the defaults: ``test · 5,000 images · grey · 64 × 64``.

    Parameters
    ----------
    options : OpenOptions
        As a set was opened.
    choices : sequence of str
        Names of the options that mean something for this set only, as `ImageSet.choices`.
    """
    parts = []
    if "split" in choices and options.split != DEFAULTS.split:
        parts.append(options.split)
    if "labels" in choices and options.labels != DEFAULTS.labels:
        parts.append(f"{options.labels} labels")
    if "array" in choices and options.array:
        parts.append(f"array {printable(options.array)}")
    if options.limit is not None:
        parts.append(images_text(options.limit))
    if options.grey:
        parts.append("grey")
    if "shape" in choices and options.shape is not None:
        parts.append(f"rows as {lengths_text(options.shape)}")
    if "transpose" in choices and options.transpose:
        parts.append("transposed")
    if options.size is not None:
        parts.append(lengths_text(options.size) + _FRAMED[options.framing])
    if options.normalize:
        parts.append("contrast normalised")
    return " · ".join(parts)


def sizes_text(sizes: Sequence[tuple[tuple[int, int], int]], shown: int = 3) -> str:
    """Return ``24 × 32 (2,103), 32 × 24 (1,501) … and 41 more``: height × width, how many.

    Parameters
    ----------
    sizes : sequence of ((int, int), int)
        Height and width, and how many pictures have them.
    shown : int
        How many to name.
    """
    named = ", ".join(
        f"{lengths_text(size)} ({count_text(count)})" for size, count in sizes[:shown]
    )
    rest = len(sizes) - shown
    return f"{named} … and {count_text(rest)} more" if rest > 0 else named


def memory_text(n_images: int, size: tuple[int, int], usable: int) -> tuple[str, bool]:
    """Return ``10,000 pictures, 123 MB``, and whether that is too much.

    Parameters
    ----------
    n_images : int
        Number of pictures, each of three channels of one byte.
    size : (int, int)
        Height and width of each.
    usable : int
        Bytes that may be taken.
    """
    n_bytes = n_images * size[0] * size[1] * _COLOUR
    amount = "less than 1 MB" if n_bytes < 10**6 else bytes_text(n_bytes)
    text = f"{pictures_text(n_images)}, {amount}"
    if n_bytes <= usable:
        return text, False
    return f"{text}, but only {gigabytes(usable)} can be used. Choose a smaller size.", True
