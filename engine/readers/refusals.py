"""What people are told of a file, a folder or an archive in which no reader finds anything."""

from __future__ import annotations

from engine.errors import DataError
from engine.readers.containers.base import Container
from engine.readers.files import DOWNLOAD_AGAIN
from engine.readers.kinds import Kind

OPENS = "Choose pictures, arrays, or a set such as CIFAR, MNIST, STL-10 or SVHN"

_UNPACK_IT = "Unpack it and open what is in it"
_PROBLEMS: dict[Kind, tuple[str, str]] = {
    "empty": ("the file is empty", DOWNLOAD_AGAIN),
    "zeros": ("an empty archive, or a file of zeros", DOWNLOAD_AGAIN),
    "web page": ("this is a web page", DOWNLOAD_AGAIN),
    "hdf5": ("HDF5 and MATLAB 7.3 files cannot be opened", "Save its arrays with numpy.savez"),
    "zip": ("an archive inside an archive", _UNPACK_IT),
    "tar": ("an archive inside an archive", _UNPACK_IT),
    "gzip": ("gzipped more than once", _UNPACK_IT),
}
_OF_ARCHIVES = (".zip", ".npz", ".tar", ".tar.gz", ".tgz")


def is_known(kind: Kind) -> bool:
    """Return whether `cannot_open` says more of files of this kind than that none is opened."""
    return kind in _PROBLEMS


def cannot_open(name: str, kind: Kind) -> DataError:
    """Return the error for a file of a kind that no reader reads.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    kind : str
        As `engine.readers.kinds.kind_of` tells it.
    """
    if kind == "unknown" and name.lower().endswith(_OF_ARCHIVES):
        return DataError(name, "is cut short, or no archive", DOWNLOAD_AGAIN)
    problem, remedy = _PROBLEMS.get(kind, ("a kind of file that cannot be opened", OPENS))
    return DataError(name, problem, remedy)


def nothing_in(container: Container, what: str) -> DataError:
    """Return the error for a folder or an archive.

    Parameters
    ----------
    container : Container
        It, and what it has left out.
    what : str
        What can be read of it: ``"no pictures"``, say; empty if there is no file in it at all.
    """
    where = "folder" if container.is_folder else "archive"
    problem = f"{what} in this {where} that can be read" if what else f"the {where} is empty"
    if not container.notes:
        return DataError(container.name, problem, OPENS)
    left_out = "; ".join((problem, *container.notes))
    return DataError(container.name, left_out, f"Choose another {where}")
