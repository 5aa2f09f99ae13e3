"""What is said of two fits side by side; all of it is plain text."""

from __future__ import annotations

from gui.models.cluster_text import images_text, percent_text
from gui.models.match_matrix import index_text
from gui.models.number_text import count_text

CHANGED_TITLE = "images that changed company"


def whole_line(ari: float, n_changed: int, n_images: int) -> str:
    """Return ``ARI 0.83 · 4,120 of 50,000 images changed company (8.2 %)``."""
    share = percent_text(n_changed / max(1, n_images))
    changed = f"{count_text(n_changed)} of {images_text(n_images)} changed company ({share})"
    return f"ARI {index_text(ari)} · {changed}"


def row_line(a: int | None, b: int | None, size_a: int, size_b: int, both: int) -> str:
    """Return how a pair shares its images, or that a cluster has no match."""
    if a is None or b is None:
        return f"no match in {'A' if a is None else 'B'}"
    only_a, only_b = size_a - both, size_b - both
    return f"{count_text(both)} in both · {count_text(only_a)} only A · {count_text(only_b)} only B"


def row_tip(a: int | None, b: int | None, size_a: int, size_b: int, both: int) -> str:
    """Return the same in whole sentences, and what a click does."""
    if a is None or b is None:
        side, other, cluster, size = ("A", "B", a, size_a) if b is None else ("B", "A", b, size_b)
        return (
            f"Cluster {cluster} of {side}, {images_text(size)}, has no match: {other} has fewer "
            "clusters.\nA click selects its images."
        )
    return (
        f"Cluster {a} of A ({images_text(size_a)}) is matched with cluster {b} of B "
        f"({images_text(size_b)}).\n{images_text(both)} in both: "
        f"{percent_text(both / max(1, size_a))} of A's, {percent_text(both / max(1, size_b))} of "
        "B's.\nA click selects those of A that are not in B's."
    )


def title_of(a: int | None, b: int | None) -> str:
    """Return what the images are that a row leaves out."""
    if a is None or b is None:
        return (
            f"cluster {b} of B, without a match"
            if a is None
            else (f"cluster {a} of A, without a match")
        )
    return f"cluster {a} of A, not in cluster {b} of B"
