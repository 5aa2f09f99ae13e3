from __future__ import annotations

import pytest

from engine.kmeans.workers import Workers


@pytest.fixture
def worker():
    """Workers that are the calling thread alone."""
    with Workers(1) as workers:
        yield workers
