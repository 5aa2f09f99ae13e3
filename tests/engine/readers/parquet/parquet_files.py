"""Parquet files of pictures, as Hugging Face writes them."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

CLASSES = ("cat", "dog", "owl")
PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def some_pixels(n, seed=0, shape=(4, 5, 3)):
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


def structs(pixels):
    return pa.array([{"bytes": png(p), "path": f"{i}.png"} for i, p in enumerate(pixels)], PICTURE)


def class_label(names=CLASSES):
    return {"names": list(names), "_type": "ClassLabel"}


def write(path, columns, features=None, group=2, **options):
    table = pa.table(columns)
    if features is not None:
        about = json.dumps({"info": {"features": features}})
        table = table.replace_schema_metadata({"huggingface": about})
    pq.write_table(table, path, row_group_size=group, **options)
    return path


def write_set(path, n, seed=0):
    """As Hugging Face writes it; the classes are 0, 1, 2, 0, 1, ..."""
    columns = {"img": structs(some_pixels(n, seed)), "label": pa.array(np.arange(n) % 3)}
    return write(path, columns, {"img": {"_type": "Image"}, "label": class_label()})
