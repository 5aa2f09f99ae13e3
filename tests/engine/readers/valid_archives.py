"""Small valid sets of several formats in archives of every kind, to be spoilt."""

import io
import tarfile
import zipfile
from functools import cache

from tests.engine.readers.arrays.array_files import zipped
from tests.engine.readers.containers.container_files import tar
from tests.engine.readers.mutations import Seed
from tests.engine.readers.valid_files import cifar_binary, cifar_python, idx_files, npz
from tests.engine.readers.valid_pictures import folder_of_pictures


@cache
def contents():
    """Sets to be packed: paths to bytes."""
    members = npz()[0].files["a.npz"]
    with zipfile.ZipFile(io.BytesIO(members)) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    return [
        folder_of_pictures()[0].files,
        arrays,
        idx_files()[0].files,
        cifar_binary()[0].files,
        cifar_python()[2].files,
    ]


PACKINGS = {
    "zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "deflated zip": lambda files: zipped(files),
    "tar": tar,
    "pax tar": lambda files: tar(files, format=tarfile.PAX_FORMAT, pax_headers={"comment": "ä"}),
    "tar.gz": lambda files: tar(files, "w:gz"),
}
"""What makes an archive of a set."""


def packed(how):
    """Archives of several kinds of sets."""
    return [Seed({"archive": PACKINGS[how](files)}, "archive") for files in contents()]


def mended_tar(data):
    """A tar archive with the checksum of each header made right."""
    blocks = [data[at : at + 512] for at in range(0, len(data), 512)]
    return b"".join(_summed(block) if block[257:262] == b"ustar" else block for block in blocks)


def _summed(header):
    total = sum(header[:148]) + 8 * 32 + sum(header[156:])
    return header[:148] + b"%06o\0 " % total + header[156:]
