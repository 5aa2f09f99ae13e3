"""A film as animated WebP."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from PIL import Image

from engine.export.film_reel import Reel

# A frame of 960 × 720 pixels takes 20 to 40 ms; half the size of file would take 200 ms, and so
# long nobody could stop it.
_METHOD = 0
_EFFORT = 80


def webp(
    reel: Reel,
    durations: Sequence[int],
    quality: int | None,
    on_frame: Callable[[int], None],
) -> bytes:
    """Return the film as the bytes of a WebP file that plays for ever.

    Parameters
    ----------
    reel : Reel
        The frames, at least one.
    durations : sequence of int
        How long each is shown, in milliseconds.
    quality : int or None
        0 to 100; None keeps every pixel as it is.
    on_frame : callable
        Called with the number of each frame before it is encoded; what it raises ends the work.
    """
    strip = _Strip(reel, on_frame)
    buffer = io.BytesIO()
    strip.save(
        buffer,
        "WEBP",
        save_all=True,
        duration=list(durations),
        loop=0,
        lossless=quality is None,
        quality=_EFFORT if quality is None else quality,
        method=_METHOD,
    )
    return buffer.getvalue()


class _Strip(Image.Image):
    """The reel as Pillow wants a picture of many frames: one at a time, by `seek`.

    Handed over as a list, or by a generator, all frames would lie in memory unpacked: Pillow
    makes a list of either.
    """

    def __init__(self, reel: Reel, on_frame: Callable[[int], None]) -> None:
        super().__init__()
        self._reel = reel
        self._on_frame = on_frame
        self._frames = iter(reel)
        self._at = -1
        self.n_frames = len(reel)
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Show frame `frame`: the present one, the next, or again the first."""
        if frame > self._at:
            self._on_frame(frame)
        elif frame == self._at:
            return
        else:
            self._frames = iter(self._reel)
        picture = Image.fromarray(next(self._frames))
        self.im, self._mode, self._size = picture.im, picture.mode, picture.size
        self._at = frame

    def tell(self) -> int:
        """Return the number of the frame shown."""
        return self._at
