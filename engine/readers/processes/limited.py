"""Runs a Python file with a limit of memory: ``limited.py BYTES FILE``.

To be run as a script, so that nothing is imported that counts before the limit is set.
"""

from __future__ import annotations

import runpy
import sys


def limit_memory(n_bytes: int) -> None:
    """Let this process have no more than `n_bytes`, and leave no dump of them if it crashes.

    Where the system knows such limits.
    """
    try:
        import resource
    except ImportError:
        return  # Windows: only the deadline of who waits is left
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, n_bytes)):
        try:
            resource.setrlimit(limit, (most, most))
        except (OSError, ValueError):
            continue  # macOS does not take every value


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    runpy.run_path(sys.argv[2], run_name="__main__")
