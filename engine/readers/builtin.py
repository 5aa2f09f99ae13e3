"""The image sets that come with the program: a sheet of pictures and a record of them.

One, `SHAPES`, is drawn instead.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.imageset import ImageSet
from engine.readers.shapes import made_shapes
from engine.readers.task import Task

FORMATS = ("WEBP", "PNG")
SHAPES = "shapes"


def read_builtin(name: str, task: Task) -> ImageSet:
    """Return the built-in set `name`, checked against the SHA-256 of its pixels.

    The levels of the digits, 0 to 16 in their source, are stored as ``(v * 255 + 8) // 16``,
    so that black is 0 and white 255 as in all other pictures.

    Raises
    ------
    DataError
        If its files are missing or damaged.
    Cancelled
        If the task should stop.
    """
    if name == SHAPES:
        return _drawn(name, task)
    task.report(f"reading {name}", 0, 1)
    try:
        record = json.loads(_file(f"{name}.json"))
        sheet = _decode(_file(record["sheet"]))
        task.check()
        images = ImageSet(
            name=name,
            pixels=_cells(sheet, record["columns"], record["image_shape"]),
            labels=np.array(record["labels"], dtype=np.int32),
            class_names=tuple(record["class_names"]),
            names=tuple(record["names"]),
            source=name,
            options=task.options,
        )
        is_whole = images.sha256(task.should_stop) == record["sha256"]
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, DataError) as error:
        raise _damaged(name) from error
    if not is_whole:
        raise _damaged(name)
    task.report(f"reading {name}", 1, 1)
    return images


def _drawn(name: str, task: Task) -> ImageSet:
    task.report(f"drawing {name}", 0, 1)
    pixels, labels, class_names = made_shapes()
    task.report(f"drawing {name}", 1, 1)
    return ImageSet(
        name=name,
        pixels=pixels,
        labels=labels,
        class_names=class_names,
        source=name,
        options=task.options,
    )


def _file(name: str) -> bytes:
    return files("resources").joinpath("datasets", name).read_bytes()


def _decode(data: bytes) -> NDArray[np.uint8]:
    from io import BytesIO

    from PIL import Image  # 30 ms, and only these sets need it

    with Image.open(BytesIO(data), formats=FORMATS) as image:
        return np.asarray(image)


def _cells(sheet: NDArray[np.uint8], columns: int, shape: Any) -> NDArray[np.uint8]:
    """Return the cells of a sheet, row after row, as an array (n, height, width, channels)."""
    height, width, channels = shape
    rows = sheet.reshape(-1, height, columns, width, channels)
    return np.ascontiguousarray(rows.swapaxes(1, 2)).reshape(-1, height, width, channels)


def _damaged(name: str) -> DataError:
    return DataError(name, "its files are missing or damaged", "Install the program again")
