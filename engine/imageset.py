"""The pictures opened together: `ImageSet`.

Image ``i`` is row ``i`` from the file to the export; nothing here renumbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, DataError
from engine.options import DEFAULTS, OpenOptions
from engine.pixels import Pixels, row_blocks

Progress = Callable[[str, int, int], None]
"""Called as ``progress(phase, done, total)``; `total` 0 where it is not known."""

ShouldStop = Callable[[], bool]

HASH_BLOCK = 1 << 22  # bytes between two looks at `should_stop`: about 10 ms


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ImageSet:
    """Pictures of one shape, as stored.

    Attributes
    ----------
    name : str
        Shown to people: ``"emoji"``, ``"cifar-10-batches-py"``.
    pixels : ndarray of shape (n, height, width, channels), uint8, uint16 or float32
        C-contiguous and read-only. `channels` is 1 (grey) or 3 (red, green, blue). They may lie
        in files instead: `engine.pixels.Pixels` says what may be asked of both.
    labels : ndarray of shape (n,), int32, or None
        Class of each image, an index into `class_names`.
    class_names : tuple of str
        Empty where there are no labels.
    names : tuple of str
        One a picture, for people; empty where pictures have no names of their own.
    source : str
        What `engine.load_images` takes to open this set again: a path or a catalogue name.
    split : str
        ``"train"``, ``"test"`` or ``"all"``; empty where the set has no splits.
    limit : int or None
        Number of images drawn from a larger set; None for all.
    limit_seed : int
        Seed of that draw.
    options : OpenOptions
        How it was opened, answers to a reader's questions included: with these, `source` gives the
        same pixels again.
    choices : tuple of str
        Names of the options that mean something for this set, besides those that do for every set
        (limit, grey, size, framing, normalize): split, labels, array, shape, transpose.
    shown : (float, float) or None
        Pixel values shown as black and as white; None for what their type and range suggest.
    notes : tuple of str
        What had to be left out while reading, a line each, to be shown to people.

    Raises
    ------
    DataError
        If shape, type or the number of labels or names do not fit together.
    """

    name: str
    pixels: Pixels
    labels: NDArray[np.int32] | None = None
    class_names: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    source: str = ""
    split: str = ""
    limit: int | None = None
    limit_seed: int = 0
    options: OpenOptions = DEFAULTS
    choices: tuple[str, ...] = ()
    shown: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.dtype not in (np.uint8, np.uint16, np.float32):
            raise DataError(
                self.name, f"pixels are {pixels.dtype}", "Use uint8, uint16 or float32 pixels"
            )
        if pixels.ndim != 4 or 0 in pixels.shape or pixels.shape[3] not in (1, 3):
            shape = " × ".join(map(str, pixels.shape))
            raise DataError(
                self.name,
                f"pixels of shape {shape} are not pictures",
                "Give (images, height, width, 1 or 3 channels)",
            )
        for what, values in (("labels", self.labels), ("names", self.names or None)):
            if values is not None and len(values) != len(pixels):
                raise DataError(
                    self.name,
                    f"{len(values):,} {what} for {len(pixels):,} images",
                    f"Give one a picture, or no {what}",
                )
        if isinstance(pixels, np.ndarray):
            object.__setattr__(self, "pixels", _frozen(pixels))
        if self.labels is not None:
            object.__setattr__(self, "labels", _frozen(self.labels.astype(np.int32, copy=False)))

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of each picture."""
        _, height, width, channels = self.pixels.shape
        return height, width, channels

    @property
    def n_features(self) -> int:
        """Numbers a picture consists of: height times width times channels."""
        return int(np.prod(self.image_shape))

    def image_name(self, index: int) -> str:
        """Return the name of image `index`; ``"image 00012"`` where it has none."""
        return self.names[index] if self.names else f"image {index:05d}"

    def class_name(self, index: int) -> str:
        """Return the class of image `index` in words; empty where unknown."""
        if self.labels is None:
            return ""
        label = int(self.labels[index])
        return self.class_names[label] if 0 <= label < len(self.class_names) else str(label)

    def take(self, indices: NDArray[np.intp], **changes: Any) -> ImageSet:
        """Return the set of the images at `indices`, in that order, in memory, as its own set."""
        return replace(
            self,
            pixels=np.ascontiguousarray(self.pixels[indices]),
            labels=None if self.labels is None else self.labels[indices],
            names=tuple(self.names[i] for i in indices) if self.names else (),
            **changes,
        )

    def sha256(self, should_stop: ShouldStop = lambda: False) -> str:
        """Return the SHA-256 of the pixels' bytes, row after row, as hexadecimal digits.

        Multi-byte pixels are hashed as they lie in memory on a little-endian machine.

        Raises
        ------
        Cancelled
            If `should_stop` answered true.
        """
        digest = hashlib.sha256()
        for block in row_blocks(self.pixels, HASH_BLOCK):
            rows = self.pixels[block].astype(self.pixels.dtype.newbyteorder("<"), copy=False)
            data = rows.reshape(-1).view(np.uint8).data
            for start in range(0, len(data), HASH_BLOCK):  # one row may be larger
                if should_stop():
                    raise Cancelled
                digest.update(data[start : start + HASH_BLOCK])
        return digest.hexdigest()


def from_array(array: NDArray[Any] | Sequence[Any], name: str = "array") -> ImageSet:
    """Return an `ImageSet` of an array of numbers, for use from Python.

    Parameters
    ----------
    array : array_like of shape (n, ...)
        Any numbers: (n, features), (n, height, width) or (n, height, width, channels). Rows that
        are not pictures become one line of grey pixels. uint8, uint16 and float32 stay as they
        are, bool becomes uint8, all else float32 where that keeps every value.

    Raises
    ------
    DataError
        If there is no row, no column, the array does not hold numbers, or float32 cannot hold
        them exactly.
    """
    values = np.asarray(array)
    if values.dtype.kind not in "buif":
        raise DataError(name, f"holds {values.dtype}, not numbers", "Give an array of numbers")
    if values.ndim < 2 or 0 in values.shape:
        shape = " × ".join(map(str, values.shape)) or "none"
        raise DataError(name, f"an array of shape {shape} holds no pictures", "Give (n, ...)")
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    elif values.dtype.newbyteorder("=") in (np.uint8, np.uint16, np.float32):
        values = values.astype(values.dtype.newbyteorder("="), copy=False)
    else:
        exact = values
        with np.errstate(over="ignore"):  # to infinity, which the next line finds
            values = exact.astype(np.float32)
        if not np.array_equal(exact, values, equal_nan=True):
            raise DataError(
                name,
                f"float32 cannot hold these {exact.dtype} values exactly",
                "Round them yourself: array.astype('float32')",
            )
    n = len(values)
    if values.ndim == 3:
        values = values[..., np.newaxis]
    elif values.ndim != 4 or values.shape[3] not in (1, 3):
        values = values.reshape(n, 1, -1, 1)
    return ImageSet(name=name, pixels=values, source=name)


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
