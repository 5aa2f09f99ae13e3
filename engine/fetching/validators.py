"""What a server calls a version of a file (RFC 9110, section 8.8), kept from try to try."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MAX_NOTE = 4096  # bytes
_MAX_VALIDATOR = 256  # characters


def validator_of(headers: Mapping[str, str]) -> str:
    """Return what an ``If-Range`` header may name; empty if there is nothing.

    A weak ``ETag`` may not be used there (RFC 9110, section 13.1.5).
    """
    tag = headers.get("ETag", "").strip()
    validator = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")
    return validator if _is_sound(validator) else ""


def write_note(path: Path, validator: str, sha256: str) -> None:
    """Keep `validator` of a file whose checksum should be `sha256`; keep nothing if it is empty.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    if not validator:
        return
    descriptor = os.open(path, _FLAGS, 0o666)
    try:
        os.write(descriptor, json.dumps({"validator": validator, "sha256": sha256}).encode())
    finally:
        os.close(descriptor)


def read_note(path: Path, sha256: str) -> str:
    """Return the validator kept for that file; empty if there is none, or anything is odd."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MAX_NOTE:
            return ""
        note = json.loads(path.read_bytes()[:_MAX_NOTE])
    except (OSError, ValueError, RecursionError):
        return ""
    if not isinstance(note, dict) or note.get("sha256") != sha256:
        return ""
    validator = note.get("validator")
    return validator if isinstance(validator, str) and _is_sound(validator) else ""


def _is_sound(validator: str) -> bool:
    """Return whether `validator` can go into a header as it is."""
    return (
        len(validator) <= _MAX_VALIDATOR
        and validator.isascii()
        and validator.isprintable()
        and validator == validator.strip()
    )
