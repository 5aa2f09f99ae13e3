"""Writing ``run.json`` of a fit in a library: what exports write, and a part ``library`` more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.export.record import record_json
from engine.export.recorded import FileRecord
from engine.history.history import History
from engine.imageset import ImageSet
from engine.kmeans.reports import FitEnded
from engine.library.json_files import json_bytes
from engine.library.layout import FORMAT
from engine.library.record import OWN_FILES


def fit_record_json(
    images: ImageSet,
    ended: FitEnded,
    history: History | None,
    pixels_sha256: str,
    files: Mapping[str, FileRecord],
    **library: Any,
) -> bytes:
    """Return ``run.json``; `library` is what else its part of that name says."""
    exported = {name: entry for name, entry in files.items() if name not in OWN_FILES}
    values = json.loads(record_json(images, ended, pixels_sha256, exported))
    values["created"] = datetime.now().astimezone().isoformat(timespec="milliseconds")
    values["library"] = {
        "format": FORMAT,
        **library,
        "branches": _branches(history),
        "stopped_runs": [summary.run + 1 for summary in ended.runs if summary.stopped],
        "files": {
            name: {"bytes": entry.size, "sha256": entry.sha256}
            for name, entry in sorted(files.items())
            if name in OWN_FILES
        },
    }
    return json_bytes(values)


def _branches(history: History | None) -> list[dict[str, int]]:
    branches = []
    for run in range(0 if history is None else history.n_runs):
        parent = history.branch_of(run) if history is not None else None
        if parent is not None:
            entry = {"run": run + 1, "parent_run": parent[0] + 1, "parent_iteration": parent[1]}
            branches.append(entry)
    return branches
