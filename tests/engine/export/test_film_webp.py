import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from engine.errors import Cancelled
from engine.export.film_reel import Reel
from engine.export.film_webp import webp


def reel_of(n_frames, size=(60, 40)):
    """Return random pictures of which each differs from the one before in a part."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    reel = Reel()
    for number in range(n_frames):
        pixels[number % 30 : number % 30 + 9, 10:50] = rng.integers(0, 256, (9, 40, 3))
        reel.add(Image.fromarray(pixels))
    return reel


@pytest.mark.parametrize("n_frames", [1, 2, 40])
def test_every_pixel_of_every_frame_is_as_it_was(n_frames):
    reel = reel_of(n_frames)
    asked = []
    data = webp(reel, [30] * n_frames, None, asked.append)
    with Image.open(io.BytesIO(data)) as film:
        assert film.format == "WEBP"
        found = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]
    assert np.array_equal(found, list(reel))
    assert asked == list(range(n_frames))


def test_it_plays_for_ever_at_the_speed_asked_for():
    with Image.open(io.BytesIO(webp(reel_of(3), [40, 70, 110], None, lambda _: None))) as film:
        assert film.info["loop"] == 0
        durations = []
        for number in range(film.n_frames):
            film.seek(number)
            film.load()
            durations.append(film.info["duration"])
    assert durations == [40, 70, 110]


def test_a_quality_makes_it_smaller():
    reel = reel_of(5)
    exact, small = (webp(reel, [50] * 5, quality, lambda _: None) for quality in (None, 20))
    assert len(small) < len(exact) / 2


def test_what_is_raised_at_a_frame_ends_it():
    asked = []

    def on_frame(number):
        asked.append(number)
        if number == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        webp(reel_of(9), [50] * 9, None, on_frame)
    assert asked[-1] == 3
