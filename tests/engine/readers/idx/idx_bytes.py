"""IDX files, byte by byte."""

import gzip
import struct

import numpy as np

TYPES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def header(kind, *lengths):
    return bytes([0, 0, kind, len(lengths)]) + struct.pack(f">{len(lengths)}I", *lengths)


def idx(array):
    kind = array.dtype.newbyteorder("=").str[1:]
    return header(TYPES[kind], *array.shape) + array.astype(f">{kind}").tobytes()


def pictures(n, seed=0, shape=(4, 3)):
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


def write(folder, **files):
    """Write arrays or bytes, by their names with ``_`` for ``-``; names in _gz are packed."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else idx(content)
        name = name.replace("_", "-")
        if name.endswith("-gz"):
            name, data = name[:-3] + ".gz", gzip.compress(data, 1)
        (folder / name).write_bytes(data)
    return folder


def whole_set(folder, prefix="", *, gz=False, seed=0):
    """A set of 5 and 3 pictures and labels; returns pictures and labels of both."""
    end = "_gz" if gz else ""
    train, test = pictures(5, seed), pictures(3, seed + 1)
    train_labels, test_labels = np.uint8([7, 2, 7, 0, 9]), np.uint8([9, 2, 2])
    files = {
        f"{prefix}train_images_idx3_ubyte{end}": train,
        f"{prefix}train_labels_idx1_ubyte{end}": train_labels,
        f"{prefix}t10k_images_idx3_ubyte{end}": test,
        f"{prefix}t10k_labels_idx1_ubyte{end}": test_labels,
    }
    write(folder, **files)
    return (train, train_labels), (test, test_labels)
