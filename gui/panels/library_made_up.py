"""Made-up past fits, for the library's preview and its tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice

from engine.library.listing import Entry
from gui.qimages import to_qimage

SETS = (("emoji", 1_000, "a" * 64), ("CIFAR-10", 50_000, "b" * 64), ("digits", 1_797, "c" * 64))
FIRST = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
DAMAGE = "run.json: it ends in the middle of a word. Restore it from a backup, or delete it."


def made_up_entries(count: int) -> list[Entry]:
    """Return fits an hour apart, newest first; every 7th was stopped, every 11th is damaged."""
    return [made_up_entry(number) for number in range(count - 1, -1, -1)]


def made_up_entry(number: int) -> Entry:
    """Return fit `number`, counted from the oldest."""
    created = FIRST + timedelta(hours=number)
    is_damaged, is_stopped = number % 11 == 6, number % 7 == 5
    name, n_images, sha256 = SETS[number % len(SETS)]
    n_clusters = 2 + number % 19
    return Entry(
        id=f"{created:%Y%m%dT%H%M%S}-{number:08x}",
        created=created.isoformat(),
        title="The one for the talk" if number % 5 == 2 else "",
        image_set="" if is_damaged else name,
        n_images=None if is_damaged else n_images,
        sha256="" if is_damaged else sha256,
        n_clusters=None if is_damaged else n_clusters,
        init="" if is_damaged else "k-means++",
        n_init=None if is_damaged else 1 + number % 3,
        random_state=None if is_damaged else number,
        max_iter=None if is_damaged else 300,
        tol=None if is_damaged else 1e-4,
        distortion=None if is_damaged else 9.87654e11 / n_clusters,
        n_iter=None if is_damaged else 5 + number % 90,
        seconds=None if is_damaged else 0.37 * (1 + number % 90),
        kind="" if is_damaged else ("stopped" if is_stopped else "finished"),
        reason="" if is_damaged else "No image changed its cluster.",
        tags=("faces", "for the talk")[: number % 3],
        notes="Cluster 3 has most of the smiling ones." if number % 5 == 2 else "",
        sweep="20260102T030405-0a0b0c0d" if number % 4 == 1 else "",
        damage=DAMAGE if is_damaged else "",
    )


@cache
def made_up_strip(n_clusters: int = 10, seed: int = 0) -> bytes:
    """Return a strip of coloured squares of 32 pixels as a PNG."""
    random = np.random.default_rng(seed)
    colours = random.integers(40, 230, (1, n_clusters, 1, 3), dtype=np.uint8)
    strip = np.full((32, n_clusters, 34, 3), 255, dtype=np.uint8)
    strip[:, :, :32] = colours
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    to_qimage(strip.reshape(32, -1, 3)).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())
