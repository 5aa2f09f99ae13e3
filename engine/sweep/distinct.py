"""How many different images there are: a sweep cannot go beyond that."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Cancelled, ParameterError
from engine.imageset import ShouldStop
from engine.kmeans.fork import Images
from engine.kmeans.samples import Samples, flat_rows
from engine.pixels import row_blocks
from engine.sweep.plan import Member


def n_distinct(images: Images, at_most: int, should_stop: ShouldStop = lambda: False) -> int:
    """Return how many different images there are, or `at_most` as soon as there are so many.

    Parameters
    ----------
    images : ImageSet, Samples or ndarray of shape (n, ...)
    at_most : int
        No image is looked at once so many different ones are known.
    should_stop : callable
        Asked at every block of rows.

    Returns
    -------
    int
        0 to `at_most`. Exact: images with equal hashes are compared. 0.0 and -0.0 are the same
        value, and so is every NaN of the same bits.

    Raises
    ------
    Cancelled
        If `should_stop` answered true.
    """
    rows = images.rows if isinstance(images, Samples) else flat_rows(images)[1]
    with_hash: dict[int, list[int]] = {}
    found = 0
    for block in row_blocks(rows):
        if found >= at_most:
            break
        if should_stop():
            raise Cancelled
        for image, row in enumerate(rows[block], start=block.start):
            content = (row + 0).tobytes()  # -0.0 becomes 0.0
            alike = with_hash.setdefault(hash(content), [])
            if all((rows[other] + 0).tobytes() != content for other in alike):
                alike.append(image)
                found += 1
                if found >= at_most:
                    break
    return min(found, at_most)


def check_sweep(
    images: Images, plan: Iterable[Member], should_stop: ShouldStop = lambda: False
) -> None:
    """Check that no member asks for more clusters than there are different images.

    Parameters
    ----------
    images : ImageSet, Samples or ndarray of shape (n, ...)
    plan : iterable of Member
    should_stop : callable
        Asked at every block of rows.

    Raises
    ------
    ParameterError
        If one does, with the number of different images.
    Cancelled
        If `should_stop` answered true.
    """
    most = max((member.parameters.n_clusters for member in plan), default=0)
    found = n_distinct(images, most, should_stop)
    if found < most:
        name = images.name if isinstance(images, Samples) else flat_rows(images)[0]
        raise ParameterError(
            name,
            f"a sweep up to {most:,} clusters, but only {found:,} distinct images",
            f"Give values up to {found:,}",
        )
