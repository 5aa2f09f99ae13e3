"""Whether something big fits into memory: asked before any of it is made."""

from __future__ import annotations

import psutil

from engine.errors import DataError

SHARE = 0.8  # of the free memory; the rest stays for a fit and for everybody else
_FEWER = "Take fewer images or a smaller size"


def usable_memory() -> int:
    """Return how many bytes an image set may take."""
    return int(SHARE * psutil.virtual_memory().available)


def check_room(n_bytes: int, name: str, remedy: str = _FEWER) -> None:
    """Raise a `DataError` on `name` if `n_bytes` are more than `usable_memory`."""
    usable = usable_memory()
    if n_bytes > usable:
        problem = f"needs {gigabytes(n_bytes)}, {gigabytes(usable)} of memory can be used"
        raise DataError(name, problem, remedy)


def gigabytes(n_bytes: int) -> str:
    """Return ``1.4 GB``; in megabytes below a tenth of one."""
    if n_bytes >= 10**8:
        return f"{n_bytes / 10**9:,.1f} GB"
    return f"{max(n_bytes, 10**6) / 10**6:,.0f} MB"
