"""What a film is to be: frozen values, and what they come to in words."""

from __future__ import annotations

from dataclasses import dataclass

from engine.export.film import FilmKind
from gui.models.number_text import count_text

KINDS: dict[FilmKind, str] = {"webp": "WebP, every pixel exact", "gif": "GIF, 256 colours"}
SIZES = ((480, 360), (640, 480), (960, 720), (1280, 960), (1920, 1440))
DEFAULT_SIZE = (960, 720)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmRequest:
    """A film as it was asked for.

    Attributes
    ----------
    path : str
        Absolute; a file there is to be replaced.
    kind : {"webp", "gif"}
        The format.
    fps : float
        Iterations a second.
    size : (int, int)
        Width and height of a picture, in pixels.
    run : int
        From 0.
    first, last : int
        The iterations it begins and ends with, both from 0; one picture each, all between.
    """

    path: str
    kind: FilmKind
    fps: float
    size: tuple[int, int]
    run: int
    first: int
    last: int

    @property
    def iterations(self) -> range:
        """The iterations shown, in order."""
        return range(self.first, self.last + 1)

    @property
    def width(self) -> int:
        """Width of a picture, in pixels."""
        return self.size[0]

    def in_words(self) -> str:
        """Return ``62 pictures, 6.2 seconds``."""
        count = len(self.iterations)
        pictures = f"{count_text(count)} picture{'' if count == 1 else 's'}"
        return f"{pictures}, {count / self.fps:,.1f} seconds, played over and over"
