"""Log rows for tests of the panels."""

from __future__ import annotations

import math
from typing import Any

from engine.kmeans.reports import LogRow


def row(run: int = 0, iteration: int = 0, **changes: Any) -> LogRow:
    values: dict[str, Any] = {
        "distortion": 4.646126e11 / (iteration + 1),
        "shift": 100.0 / iteration if iteration else math.nan,
        "moved": 50_000 // (iteration + 1),
        "empty": 0,
        "seconds": 0.0215,
    }
    return LogRow(run=run, iteration=iteration, **{**values, **changes})


def rows(count: int, run: int = 0) -> list[LogRow]:
    return [row(run, iteration) for iteration in range(count)]
