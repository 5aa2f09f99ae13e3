"""Has libtiff, by which Pillow decodes packed TIFF files, keep its remarks to itself.

It writes them to standard error otherwise, several for a damaged file. That such a file is damaged
is known from Pillow's own error.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

from PIL import _imaging


@cache
def silence() -> None:
    """Take away what prints libtiff's errors and warnings, wherever it can be reached."""
    with suppress(OSError, AttributeError):  # linked into Pillow as one: out of reach
        library = ctypes.CDLL(_imaging.__file__)
        for handler in (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler):
            handler.argtypes = [ctypes.c_void_p]
            handler.restype = ctypes.c_void_p
            handler(None)
