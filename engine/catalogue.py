"""The image sets known by name: what ``--list`` prints and the window's picker offers.

Nothing here reads a file; `engine.load_images` takes the names.
"""

from __future__ import annotations

from dataclasses import dataclass

BUILT_IN = "built in"
DEFAULT_NAME = "emoji"


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
        ``"built in"``, or where the files come from.
    description : str
        One sentence: what is to be seen, and what the labels are.
    remedy : str
        What to do to open it, where it is not built in; empty where it is.
    """

    name: str
    title: str
    n_images: int
    image_shape: tuple[int, int, int]
    megabytes: float
    origin: str
    description: str
    remedy: str = ""

    @property
    def is_built_in(self) -> bool:
        """True if the set comes with the program."""
        return self.origin == BUILT_IN


CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(
        name="emoji",
        title="Noto emoji",
        n_images=1_911,
        image_shape=(32, 32, 3),
        megabytes=1.9,
        origin=BUILT_IN,
        description="Colour emoji on white, labelled by group: faces, people, animals, flags.",
    ),
    CatalogueEntry(
        name="digits",
        title="Handwritten digits",
        n_images=1_797,
        image_shape=(8, 8, 1),
        megabytes=0.1,
        origin=BUILT_IN,
        description="Small grey digits, labelled 0 to 9.",
    ),
    CatalogueEntry(
        name="cifar10",
        title="CIFAR-10",
        n_images=60_000,
        image_shape=(32, 32, 3),
        megabytes=170.5,
        origin="your own copy",
        description="Small colour photographs of ten kinds of animals and vehicles.",
        remedy="Give the path of your folder cifar-10-batches-py or of cifar-10-python.tar.gz",
    ),
)


def find(name: str) -> CatalogueEntry | None:
    """Return the entry called exactly `name`, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)
