"""One picture file in memory: its format, by content only, and its head, within limits.

The formats are those people have pictures in; every other decoder of Pillow's stays out of reach.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from engine.errors import Cancelled
from engine.readers.pictures import libtiff
from engine.readers.pictures.metadata import check_tiff, jpeg_without_metadata, orientation
from engine.readers.pictures.refusals import (
    DAMAGED,
    NO_PICTURE,
    NO_ROOM,
    TOO_EMPTY,
    TOO_LARGE,
    Skipped,
)
from engine.readers.room import usable_memory

MAX_PIXELS = 64_000_000
MAX_SIDE = 65_535  # JPEG's own limit; a BMP of one row may ask for 255 more

_PIXELS_TO_ASK = 1 << 22  # from where on memory is looked at
_BYTES_OF_PIXEL = 16  # frames of an animation are held four times; most pictures twice
_PIXELS_OF_BYTE = 8 * 1032  # no PNG file of a single colour has more
_BYTES_TO_WATCH = 1 << 16  # as many as a decoder takes in one go

_PLUGINS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "PPM": PpmImagePlugin.PpmImageFile,
}
# Filters of warnings belong to the whole process: only one thread at a time may change them, and
# only for files whose decoders warn.
_SILENCE = threading.Lock()
_WARNING = ("GIF", "TIFF")
_ANIMATION = b"acTL"  # of a PNG file

T = TypeVar("T")

_FORMAT = re.compile(
    rb"(?P<JPEG>\xff\xd8\xff)|(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<GIF>GIF8[79]a)"
    rb"|(?P<TIFF>II\*\0|MM\0\*)|(?P<WEBP>RIFF....WEBP)|(?P<BMP>BM.{4}\0\0\0\0)|(?P<PPM>P[1-6][\s#])",
    re.DOTALL,
)


class Opened(NamedTuple):
    """A picture whose head is read.

    Attributes
    ----------
    image : ImageFile
        Not yet decoded.
    orientation : int
        1 to 8, as EXIF counts: what is still to be turned.
    animated : bool
        Whether further frames or pages follow.
    """

    image: ImageFile.ImageFile
    orientation: int
    animated: bool

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels once it is upright."""
        width, height = self.image.size
        return (width, height) if self.orientation >= 5 else (height, width)


class _Watched(io.BytesIO):
    """Bytes that ask whether to go on, whenever a decoder takes more of them."""

    def __init__(self, data: bytes | bytearray, check: Callable[[], None]) -> None:
        super().__init__(data)
        self._check = check

    def read(self, size: int | None = -1, /) -> bytes:
        self._check()
        return super().read(size)


def picture_format(head: bytes | bytearray) -> str:
    """Return the format of a file by its first 16 bytes; empty if it is no picture."""
    found = _FORMAT.match(head)
    return found.lastgroup or "" if found else ""


def with_picture(
    data: bytes | bytearray, check: Callable[[], None], use: Callable[[Opened], T]
) -> T:
    """Return what `use` makes of a picture whose head is read.

    Whatever goes wrong meanwhile, a decoder's own errors in `use` included, tells why the file is
    left out. No decoder gets to warn.

    Parameters
    ----------
    data : bytes
        The file, or its first part.
    check : callable
        Asked, by raising `Cancelled`, whether to go on while large files are decoded.
    use : callable
        Given the picture.

    Raises
    ------
    Skipped
        In place of any other exception.
    Cancelled
        If `check` raised it.
    """
    name = picture_format(data)
    if not name:
        raise Skipped(NO_PICTURE)
    try:
        if name in _WARNING or (name == "PNG" and _ANIMATION in data):
            with _SILENCE, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return use(_opened(name, data, check))
        return use(_opened(name, data, check))
    except (Skipped, Cancelled):
        raise
    except MemoryError as error:
        raise Skipped(NO_ROOM) from error
    except Image.DecompressionBombError as error:
        raise Skipped(TOO_LARGE) from error
    except Exception as error:  # a damaged file makes a decoder raise anything
        raise Skipped(DAMAGED) from error


def _opened(name: str, data: bytes | bytearray, check: Callable[[], None]) -> Opened:
    held, n_bytes = 1, len(data)
    if name == "JPEG":
        data, held = jpeg_without_metadata(data)
    elif name == "TIFF":
        check_tiff(data)
        libtiff.silence()
    file = io.BytesIO(data) if len(data) < _BYTES_TO_WATCH else _Watched(data, check)
    image = _PLUGINS[name](file)
    width, height = image.size
    if width * height > _PIXELS_TO_ASK or width > MAX_SIDE or height > MAX_SIDE:
        _check_size(width, height, n_bytes)
    if name == "JPEG":
        return Opened(image, held, False)
    if name != "TIFF" and "exif" in image.info:  # Pillow turns TIFF pictures itself
        held = orientation(image.info["exif"])
    return Opened(image, held, bool(getattr(image, "is_animated", False)))


def _check_size(width: int, height: int, n_bytes: int) -> None:
    n_pixels, size = width * height, f"{height:,} × {width:,} pixels: "
    if n_pixels > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Skipped(TOO_LARGE, size)
    if n_pixels > n_bytes * _PIXELS_OF_BYTE:
        raise Skipped(TOO_EMPTY, size)
    if n_pixels * _BYTES_OF_PIXEL > usable_memory():
        raise Skipped(NO_ROOM, size)
