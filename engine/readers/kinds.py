"""What a file is, by its first bytes: never by its name."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "picture",
    "npy",
    "idx",
    "zip",
    "gzip",
    "tar",
    "parquet",
    "matlab",
    "hdf5",
    "pickle",
    "web page",
    "empty",
    "zeros",
    "unknown",
]

HEAD = 1024
"""Bytes that `kind_of` looks at."""

_TAR_BLOCK = 512
_TAR_MARK = slice(257, 262)  # "ustar" in every archive since 1988
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head")
# Protocols 2 to 5, or of the older ones: a global, a dict, a list.
_PICKLE = re.compile(rb"\x80[\x02-\x05]|\(*c[\w.]+\n[\w.]+\n|\([dl]p|[}\]]q")
_STARTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*"), "picture"),
    (re.compile(rb"RIFF....WEBP|BM.{4}\0\0\0\0|P[1-6][\s#]", re.DOTALL), "picture"),
    (re.compile(rb"\x93NUMPY"), "npy"),
    (re.compile(rb"\0\0[\x08\x09\x0b-\x0e][\x01-\xff]"), "idx"),
    (re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)"), "zip"),
    (re.compile(rb"\x1f\x8b"), "gzip"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"MATLAB 5\.0 MAT-file"), "matlab"),
    (re.compile(rb"MATLAB 7\.3 MAT-file|\x89HDF\r\n\x1a\n"), "hdf5"),
    (_PICKLE, "pickle"),
)


def kind_of(head: bytes) -> Kind:
    """Return what a file with this beginning is.

    Parameters
    ----------
    head : bytes
        The first `HEAD` bytes, or all if there are fewer.
    """
    if not head:
        return "empty"
    if not any(head) and len(head) >= _TAR_BLOCK:
        return "zeros"
    for pattern, kind in _STARTS:
        if pattern.match(head):
            return kind
    if head[_TAR_MARK] == b"ustar":
        return "tar"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "web page" if text.startswith(_WEB_PAGE) else "unknown"
