"""The film of a fit as a file: animated WebP or GIF, whole or not there."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Sized
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from engine.errors import ExportError, ParameterError
from engine.export.atomic import atomic_write
from engine.export.folders import mode_of
from engine.export.refusals import explained, size_text
from engine.export.watch import Watch
from engine.imageset import Progress, ShouldStop

if TYPE_CHECKING:
    from PIL import Image

    from engine.export.film_reel import Reel

FilmKind = Literal["webp", "gif"]
LEAST_FPS, MOST_FPS = 0.1, 50.0  # browsers show what is quicker at a tenth of a second a frame
_TICK = {"webp": 1, "gif": 10}  # milliseconds, in which a format counts
_MOST_PIXELS = {"webp": 16_383, "gif": 65_535}  # a side, by the formats


def write_film(
    path: str | os.PathLike[str],
    frames: Iterable[Image.Image],
    *,
    fps: float = 10.0,
    width: int | None = None,
    kind: FilmKind = "webp",
    quality: int | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Path:
    """Write frames as a film that plays for ever; a file at `path` is replaced.

    The film is encoded in memory and then written in one go. Until then its frames are packed:
    2,000 of 960 × 720 pixels take some hundred megabytes, not four gigabytes.

    WebP counts in milliseconds and, without `quality`, keeps every pixel as it was drawn. GIF
    counts in hundredths of a second: frames are shown for 10 ms more or less in turns where `fps`
    asks for something between, so that the film as a whole has its speed. It has 256 colours for
    the whole film, not dithered.

    Parameters
    ----------
    path : path
        The file, in a folder that exists.
    frames : iterable of PIL.Image.Image
        Of one size, at least one; `engine.export.film_frames.frames` draws them.
    fps : float
        Frames a second, 0.1 to 50.
    width : int, optional
        Pixels to which frames are scaled, the height in proportion: enlarged by a whole number
        they keep hard edges, else they are smoothed. By default they stay as they are.
    kind : {"webp", "gif"}
        The format; the name of the file has no say in it.
    quality : int, optional
        0 to 100, for a smaller WebP that is not exact.
    progress : callable, optional
        Called as ``progress(phase, done, total)``; while frames are drawn `total` is 0 unless
        `frames` has a length.
    should_stop : callable, optional
        Asked before each frame is drawn and before it is encoded, which takes some 40 ms for
        960 × 720 pixels.

    Raises
    ------
    ParameterError
        If `fps`, `width`, `quality` or the size of the frames is out of bounds.
    ExportError
        If there is no frame, or the film cannot be written; what stood at `path` still does.
    Cancelled
        If `should_stop` answered true; likewise.
    ValueError
        If frames differ in size.
    """
    target = Path(path)
    _check_parameters(fps, width, kind, quality)
    _check_place(target)
    watch = Watch(progress, should_stop)
    try:
        reel = _reel(frames, width, kind, watch)
        if not len(reel):
            raise ExportError(str(target), "the film has no frame", "Run a fit first")
        data = _encoded(reel, fps, kind, quality, watch)
    except MemoryError as error:
        problem = "there is not enough memory for the film"
        raise ExportError(str(target), problem, "Make it smaller or shorter") from error
    watch.check()
    _write(target, data)
    watch.report("written", len(reel), len(reel))
    return target


def frame_durations(n_frames: int, fps: float, tick: int) -> list[int]:
    """Return how long each frame is shown, in milliseconds and whole ticks of `tick` of them.

    What rounding takes from one frame the next one gets: the film as a whole is off by half a
    tick at most.
    """
    ends = [round(number * 1000 / (fps * tick)) * tick for number in range(n_frames + 1)]
    return [end - start for start, end in pairwise(ends)]


def _check_parameters(fps: float, width: int | None, kind: str, quality: int | None) -> None:
    if not LEAST_FPS <= fps <= MOST_FPS:
        remedy = f"Choose {LEAST_FPS:g} to {MOST_FPS:g} frames a second"
        raise ParameterError("fps", f"{fps:g} is out of bounds", remedy)
    if width is not None and width < 1:
        raise ParameterError("width", f"{width} is no width", "Choose at least 1 pixel")
    if kind not in _TICK:
        raise ParameterError("kind", f"{kind} is no format of films", "Choose webp or gif")
    if quality is not None and not 0 <= quality <= 100:
        raise ParameterError("quality", f"{quality} is out of bounds", "Choose 0 to 100")


def _check_place(target: Path) -> None:
    """Raise an `ExportError` before the work if nothing can be written to `target` after it."""
    try:
        if stat.S_ISDIR(mode_of(target)):
            raise ExportError(str(target), "is a folder", "Choose a name for a file")
    except ValueError as error:  # a NUL
        raise ExportError(str(target), "is no name for a file", "Choose another one") from error
    except OSError as error:
        raise explained(error, target) from error
    if not target.parent.is_dir():
        raise ExportError(str(target.parent), "is no folder", "Choose a folder that exists")
    if not os.access(target.parent, os.W_OK):
        raise ExportError(str(target.parent), "may not be written to", "Choose another folder")


def _reel(frames: Iterable[Image.Image], width: int | None, kind: FilmKind, watch: Watch) -> Reel:
    from engine.export.film_reel import Reel

    total = len(frames) if isinstance(frames, Sized) else 0
    reel = Reel()
    watch.check()
    for frame in frames:
        reel.add(_scaled(frame, width or frame.width, kind))
        watch.step("drawing the frames", len(reel), total)
    return reel


def _scaled(frame: Image.Image, width: int, kind: FilmKind) -> Image.Image:
    from PIL import Image

    size = (width, max(1, round(frame.height * width / frame.width)))
    if max(size) > _MOST_PIXELS[kind]:
        problem = f"{size[0]:,} × {size[1]:,} pixels are too many for a {kind} film"
        raise ParameterError("size", problem, f"Choose at most {_MOST_PIXELS[kind]:,} a side")
    if size == frame.size:
        return frame
    whole = width % frame.width == 0
    how = Image.Resampling.NEAREST if whole else Image.Resampling.LANCZOS
    return frame.convert("RGB").resize(size, how)


def _encoded(reel: Reel, fps: float, kind: FilmKind, quality: int | None, watch: Watch) -> bytes:
    from engine.export import film_gif, film_webp

    def on_frame(number: int) -> None:
        watch.step("encoding the film", number, len(reel))

    durations = frame_durations(len(reel), fps, _TICK[kind])
    if kind == "gif":
        return film_gif.gif(reel, durations, on_frame)
    return film_webp.webp(reel, durations, quality, on_frame)


def _write(target: Path, data: bytes) -> None:
    try:
        free = shutil.disk_usage(target.parent).free
        if len(data) > free:
            needs = f"the film needs {size_text(len(data))}, {size_text(free)} are free"
            raise ExportError(str(target), needs, "Make room or choose another folder")
        atomic_write(target, data)
    except OSError as error:
        raise explained(error, target.parent, name="the film", needed=len(data)) from error
