"""Arrays written to files and opened again, as the tests of several modules need them."""

import io
import os
import zipfile

import numpy as np
import pytest

from engine.errors import DataError
from engine.options import OpenOptions
from engine.readers.arrays.read import read_npy, read_npz
from engine.readers.containers.opening import open_container
from engine.readers.task import Task


def npy_bytes(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """The bytes of a zip; `files` maps names to bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def container(path, task=None):
    return open_container(os.path.abspath(path), os.path.basename(path), task or Task())


def task(told=None, previews=None, stop=lambda: False, may_ask=False, **options):
    return Task(
        progress=(lambda *_news: None) if told is None else lambda *news: told.append(news),
        should_stop=stop,
        options=OpenOptions(**options),
        preview=(lambda _p: None) if previews is None else lambda p: previews.append(p.copy()),
        may_ask=may_ask,
    )


def load(path, **options):
    doing = task(**options)
    read = read_npz if str(path).endswith(".npz") else read_npy
    return read(container(path, doing), doing)


def refusal(path, **options):
    """The line that says why a file is not opened."""
    with pytest.raises(DataError) as caught:
        load(path, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


def header(text):
    """A version 1.0 file of this header and no numbers."""
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def entries(descr="|u1", shape="(2, 2)", order="False"):
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
