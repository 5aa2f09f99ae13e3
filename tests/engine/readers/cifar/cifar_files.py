"""CIFAR files: pickles written instruction by instruction, as Python 2 did, and records."""

import io
import struct
import tarfile

import numpy as np

from engine.options import OpenOptions
from engine.readers.containers.base import Container, Member, Stream
from engine.readers.containers.opening import open_container
from engine.readers.task import Task

CLASSES = [
    b"airplane", b"automobile", b"bird", b"cat", b"deer",
    b"dog", b"frog", b"horse", b"ship", b"truck",
]  # fmt: skip
RECONSTRUCT = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
PROTOCOL_2 = b"\x80\x02"


def text(value):
    if len(value) < 256:
        return b"U" + bytes([len(value)]) + value
    return b"T" + struct.pack("<i", len(value)) + value


def whole(value):
    return b"J" + struct.pack("<i", value)


def listed(items):
    return b"](" + b"".join(items) + b"e"


def array(raw, shape, kind=b"u1", reconstruct=RECONSTRUCT, fortran=b"\x89"):
    lengths = b"(" + b"".join(whole(length) for length in shape) + b"t"
    dtype = b"cnumpy\ndtype\n" + text(kind) + b"K\x00K\x01\x87R"
    dtype += b"(K\x03U\x01|NNN" + whole(-1) + whole(-1) + b"K\x00tb"
    return reconstruct + b"(K\x01" + lengths + dtype + fortran + text(raw) + b"tb"


def pickled(entries):
    """The file of a dict; `entries` maps names to instructions."""
    pairs = b"".join(text(key) + value for key, value in entries.items())
    return PROTOCOL_2 + b"}(" + pairs + b"u."


def entries_of(pixels, labels, names=None):
    """What a batch file holds; `pixels` (n, 32, 32, 3)."""
    raw = pixels.transpose(0, 3, 1, 2).tobytes()
    entries = {
        b"batch_label": text(b"training batch 1 of 5"),
        b"labels": listed(b"K" + bytes([label]) for label in labels),
        b"data": array(raw, (len(pixels), 3072)),
    }
    if names is not None:
        entries[b"filenames"] = listed(text(name) for name in names)
    return entries


def batch(pixels, labels, names=None):
    return pickled(entries_of(pixels, labels, names))


def meta(names=CLASSES):
    return pickled({b"label_names": listed(text(name) for name in names), b"num_vis": whole(3072)})


def batch_100(pixels, fine, coarse):
    """The file of a CIFAR-100 batch."""
    entries = entries_of(pixels, [])
    del entries[b"labels"]
    entries[b"fine_labels"] = listed(b"K" + bytes([label]) for label in fine)
    entries[b"coarse_labels"] = listed(b"K" + bytes([label]) for label in coarse)
    return pickled(entries)


def meta_100(fine=100, coarse=20):
    return pickled(
        {
            b"fine_label_names": listed(text(b"fine %d" % i) for i in range(fine)),
            b"coarse_label_names": listed(text(b"coarse %d" % i) for i in range(coarse)),
        }
    )


def records(pixels, *labels):
    """A file of the binary version: the labels of each image, then its planes."""
    planes = pixels.transpose(0, 3, 1, 2)
    return b"".join(
        bytes(row) + image.tobytes() for *row, image in zip(*labels, planes, strict=True)
    )


def opened(path, read, *, progress=None, preview=None, should_stop=None, **options):
    """The set that a format's `read` makes of what lies at `path`."""
    told = {"progress": progress, "preview": preview, "should_stop": should_stop}
    listeners = {name: listener for name, listener in told.items() if listener is not None}
    task = Task(options=OpenOptions(**options), **listeners)
    return read(open_container(str(path), path.name, task), task)


class BytesStream(Stream):
    """Bytes of a test, with the size that a container would tell."""

    def __init__(self, name, data, size):
        super().__init__(name, size)
        self._file = io.BytesIO(data)

    def _some(self, most):
        return self._file.read(min(most, 1 << 16))


class MemoryContainer(Container):
    """Files of a test as an archive, in their order."""

    def __init__(self, files):
        self.name, self.path, self._files = "set", "/nowhere/set", files

    def members(self):
        return [Member(path, len(data)) for path, data in self._files.items()]

    def streams(self, wanted=None):
        for member in self.members() if wanted is None else wanted:
            data = self._files[member.path]
            yield member, BytesStream(member.path, data, len(data))


def some_pixels(n, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)


def whole_set(n=3):
    """Files of a complete set of `n` images a batch, and the pixels of its six batches."""
    files, pixels = {"batches.meta": meta()}, []
    for i, name in enumerate([*(f"data_batch_{b}" for b in range(1, 6)), "test_batch"]):
        pixels.append(some_pixels(n, seed=i))
        files[name] = batch(pixels[-1], [i] * n, [b"%d_%d.png" % (i, j) for j in range(n)])
    return files, pixels


def write_folder(folder, files):
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def tar(files, mode="w:gz", folder="cifar-10-batches-py"):
    """The bytes of a tar archive of `files`, under the original's folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
