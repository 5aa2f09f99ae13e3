"""Small valid sets of every format but pictures, to be spoilt."""

import gzip
import io
import zipfile

import numpy as np

from tests.engine.readers.arrays.array_files import npy_bytes, zipped
from tests.engine.readers.cifar import cifar_files
from tests.engine.readers.idx.idx_bytes import idx
from tests.engine.readers.mutations import Seed
from tests.engine.readers.parquet.parquet_files import write_set
from tests.engine.readers.pictures.picture_makers import some_pixels
from tests.engine.readers.stl10.stl10_files import stored
from tests.engine.readers.svhn.svhn_files import mat

LABELS = np.uint8([7, 2, 7])


def cifar_python():
    pixels = some_pixels(2, 32, 32, 3)
    whole, _ = cifar_files.whole_set(1)
    hundred = {
        "train": cifar_files.batch_100(pixels, [99, 0], [19, 0]),
        "test": cifar_files.batch_100(pixels, [1, 2], [3, 4]),
        "meta": cifar_files.meta_100(),
    }
    batch = {"data_batch_1": whole["data_batch_1"], "batches.meta": whole["batches.meta"]}
    return [Seed(whole), Seed(batch, "data_batch_1"), Seed(hundred), Seed(hundred, "train")]


def cifar_binary():
    pixels = some_pixels(2, 32, 32, 3)
    names = b"\n".join(cifar_files.CLASSES)
    ten = {
        "data_batch_1.bin": cifar_files.records(pixels, [3, 9]),
        "test_batch.bin": cifar_files.records(pixels, [0, 1]),
        "batches.meta.txt": names,
    }
    hundred = {
        "train.bin": cifar_files.records(pixels, [19, 0], [99, 0]),
        "fine_label_names.txt": b"\n".join(b"fine %d" % i for i in range(100)),
    }
    return [Seed(ten), Seed(ten, "data_batch_1.bin"), Seed(hundred), Seed(hundred, "train.bin")]


def idx_files():
    pictures = {
        "emnist-train-images-idx3-ubyte": idx(some_pixels(3, 4, 5)),
        "emnist-train-labels-idx1-ubyte": idx(LABELS),
        "emnist-t10k-images-idx3-ubyte": idx(some_pixels(2, 4, 5)),
        "emnist-mapping.txt": b"2 65 97\n7 66\n",
    }
    single = {
        "images.idx": idx(some_pixels(3, 4, 5, 3).astype(np.float32) / 3),
        "labels.idx": idx(LABELS.astype(np.int32)),
    }
    packed = {"a.gz": gzip.compress(idx(some_pixels(3, 4, 5).astype(np.int16)))}
    first = next(iter(pictures))
    return [Seed(pictures), Seed(pictures, first), Seed(single, "images.idx"), Seed(packed, "a.gz")]


def stl10():
    files = {
        "train_X.bin": stored(some_pixels(1, 96, 96, 3)),
        "train_y.bin": b"\x0a",
        "test_X.bin": stored(some_pixels(1, 96, 96, 3)),
        "class_names.txt": b"\n".join(cifar_files.CLASSES),
    }
    return [Seed(files), Seed(files, "train_X.bin")]


def npy():
    arrays = [
        some_pixels(3, 4, 5),
        some_pixels(3, 3, 4, 5, dtype=np.uint16),
        np.asfortranarray(some_pixels(3, 4, 5, 4) / 7),
        some_pixels(3, 192) > 99,
        some_pixels(3, 4, 5).astype(">i8"),
    ]
    labels = npy_bytes(LABELS.astype(float))
    return [Seed({"x.npy": npy_bytes(array), "y.npy": labels}, "x.npy") for array in arrays]


def npy_folder():
    files = {f"part{i}.npy": npy_bytes(some_pixels(2, 4, 5, 3)) for i in (1, 2)}
    floats = {"a.npy": npy_bytes(some_pixels(2, 9).astype(np.float32))}
    return [Seed({**files, "labels.npy": npy_bytes(np.arange(4))}), Seed(floats)]


def npz():
    arrays = {
        "x_train": some_pixels(3, 4, 5),
        "y_train": LABELS,
        "x_test": some_pixels(2, 4, 5),
        "names": np.array(["a", "b"]),
    }
    files = {f"{name}.npy": npy_bytes(array) for name, array in arrays.items()}
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return [Seed({"a.npz": zipped(files, method)}, "a.npz") for method in methods]


def svhn():
    return [
        Seed({"train_32x32.mat": mat(some_pixels(1, 32, 32, 3), [10], packed=packed)})
        for packed in (False, True)
    ]


def parquet():
    return [Seed({"train-0.parquet": write_set(io.BytesIO(), 3).getvalue()})]


SETS = {
    "CIFAR, Python version": cifar_python,
    "CIFAR, binary version": cifar_binary,
    "IDX": idx_files,
    "STL-10": stl10,
    "npy": npy,
    "npy in a folder": npy_folder,
    "npz": npz,
}
"""What makes the seeds of each format that is read in this process."""

PROCESSES = {"SVHN": svhn, "parquet": parquet}
"""And of those that are read in one of their own."""
