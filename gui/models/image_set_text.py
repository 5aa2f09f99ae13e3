"""An image set in words; all of it is plain text."""

from __future__ import annotations

import numpy as np

from engine.errors import printable
from engine.imageset import ImageSet
from gui.models.cluster_text import images_text
from gui.models.number_text import bytes_text, count_text

NO_BREAK_SPACE = "\u00a0"


def facts_text(images: ImageSet) -> str:
    """Return ``50,000 images · 32 × 32 × 3 · uint8 · 10 classes · 154 MB in memory``.

    A line breaks between facts only.
    """
    parts = [
        images_text(len(images)),
        " × ".join(map(str, images.image_shape)),
        str(images.pixels.dtype),
    ]
    if images.labels is not None:
        classes = len(images.class_names)
        parts.append(f"{count_text(classes)} class{'' if classes == 1 else 'es'}")
    n_bytes = images.pixels.nbytes
    where = "in memory" if isinstance(images.pixels, np.ndarray) else "on disk"
    small = f"{n_bytes / 1000:.0f} kB" if n_bytes >= 1000 else f"{n_bytes} bytes"
    parts.append(f"{bytes_text(n_bytes) if n_bytes >= 1_000_000 else small} {where}")
    return " · ".join(part.replace(" ", NO_BREAK_SPACE) for part in parts)


def image_lines(images: ImageSet, index: int) -> list[str]:
    """Return name, and index and class, of an image: a line each, unprintable characters escaped.

    Parameters
    ----------
    images : ImageSet
        The image set.
    index : int
        Index of the image.
    """
    class_name = images.class_name(index)
    return [
        printable(images.image_name(index)),
        f"index {index}" + (f", class {printable(class_name)}" if class_name else ""),
    ]
