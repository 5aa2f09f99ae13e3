"""What is known of an image set before it is opened: `CatalogueEntry`."""

from __future__ import annotations

from dataclasses import dataclass

BUILT_IN = "built in"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file that can be fetched, and by which it is known to be the right one.

    Attributes
    ----------
    name : str
        Its name on the disk.
    address : str
        URL on the host of the set's authors, or where they keep it.
    size : int
        Bytes.
    sha256 : str
        64 hexadecimal digits, lower case.
    """

    name: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An image set known by name.

    Attributes
    ----------
    name : str
        What `engine.load_images` and the command line take.
    title : str
        For people.
    n_images : int
        Number of images, all splits together.
    image_shape : tuple of int
        Height, width and channels of each image.
    megabytes : float
        Size of its files, in units of 10**6 bytes.
    origin : str
        ``"built in"``, or the host that the files come from.
    description : str
        One sentence: what is to be seen, and what the labels are.
    licence : str
        One sentence: what its authors allow, or that they do not say.
    page : str
        URL of the set's own page; empty where there is none.
    files : tuple of RemoteFile
        What has to be fetched; empty where the set is built in.
    opens : str
        The file to be opened, where that is one of `files`; empty for the folder of them all.
    """

    name: str
    title: str
    n_images: int
    image_shape: tuple[int, int, int]
    megabytes: float
    origin: str
    description: str
    licence: str
    page: str = ""
    files: tuple[RemoteFile, ...] = ()
    opens: str = ""

    @property
    def is_built_in(self) -> bool:
        """True if the set comes with the program."""
        return self.origin == BUILT_IN

    @property
    def n_bytes(self) -> int:
        """Bytes to be fetched in all; 0 for a built-in set."""
        return sum(file.size for file in self.files)
