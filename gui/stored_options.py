"""Options of opening as a text for the settings, and back; what makes no sense is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from engine.errors import ParameterError
from engine.options import DEFAULTS, OpenOptions

_KINDS = {"split": str, "framing": str, "labels": str, "array": str} | dict.fromkeys(
    ("grey", "normalize", "transpose"), bool
)  # of the others `OpenOptions` looks at the type itself


def to_text(options_by_path: Mapping[str, OpenOptions]) -> str:
    """Return a text that `from_text` reads; of options, what differs from the defaults."""
    return json.dumps({path: _changes(options) for path, options in options_by_path.items()})


def from_text(text: str) -> dict[str, OpenOptions]:
    """Return the options of each path in `text`; paths whose options make no sense are left out."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    found = {path: _options(changes) for path, changes in stored.items()}
    return {path: options for path, options in found.items() if options is not None}


def _changes(options: OpenOptions) -> dict[str, Any]:
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return {name: value for name, value in values.items() if value != getattr(DEFAULTS, name)}


def _options(changes: Any) -> OpenOptions | None:
    if not isinstance(changes, dict):
        return None
    if any(not isinstance(changes[name], kind) for name, kind in _KINDS.items() if name in changes):
        return None
    try:
        return OpenOptions(**changes)
    except (ParameterError, TypeError):  # the latter for a name that is none of its fields
        return None
