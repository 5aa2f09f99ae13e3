"""Folders and archives made by the tests, and what is read back from them."""

import gc
import io
import os
import tarfile
import zipfile

import pytest

from engine.errors import DataError
from engine.readers.containers.base import Stream
from engine.readers.containers.opening import open_container
from engine.readers.task import Task


class BytesStream(Stream):
    def __init__(self, name, data, size):
        super().__init__(name, size)
        self._file = io.BytesIO(data)

    def _some(self, most):
        return self._file.read(min(most, 1000))


FILES = {"one": b"1" * 700, "b/two": b"", "b/three": bytes(range(256)) * 40}


def opened(path, task=None):
    return open_container(str(path), os.path.basename(path), task or Task())


def contents(container, wanted=None):
    """Bytes of the members by their paths, in the order in which they came."""
    return {
        member.path: bytes(stream.rest(1 << 28)) for member, stream in container.streams(wanted)
    }


def paths(container):
    return [member.path for member in container.members()]


def refusal(read):
    """The line with which `read` refuses."""
    with pytest.raises(DataError) as caught:
        read()
    assert len(str(caught.value)) <= 160
    return str(caught.value)


def outcome(read):
    """What `read` returns, and no line; or nothing, and the line with which it refuses."""
    try:
        return read(), ""
    except DataError as error:
        return None, str(error)


def n_open():
    gc.collect()  # files of earlier tests that failed to be read on purpose
    return len(os.listdir("/proc/self/fd"))


def is_open(path):
    """Whether a descriptor of this process leads to `path`."""
    return any(entry.is_symlink() and _same(entry, path) for entry in os.scandir("/proc/self/fd"))


def _same(entry, path):
    try:
        return os.readlink(entry.path) == str(path)
    except FileNotFoundError:  # it was that of the listing
        return False


def write_folder(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def write_zip(path, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in files.items() if isinstance(files, dict) else files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = method
            made.writestr(info, data)
    return path


def write_tar(path, files, mode="w:gz", **options):
    path.write_bytes(tar(files, mode, **options))
    return path


def tar(files, mode="w", **options):
    """The bytes of a tar archive; `files` may hold a `TarInfo` in place of a path."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, **options) as made:
        for name, data in files.items() if isinstance(files, dict) else files:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def stops_after(count):
    """A task to be stopped when it has been asked `count` times."""
    asked = []

    def should_stop():
        asked.append(None)
        return len(asked) > count

    return Task(should_stop=should_stop)
