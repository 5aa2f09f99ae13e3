import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from engine.errors import Cancelled
from engine.export.film_gif import gif, palette
from engine.export.film_reel import Reel
from engine.export.paper import INK, PAPER

WAVES = np.random.default_rng(1).uniform(30, 225, (2, 1, 6, 8))
WAVES = WAVES + np.random.default_rng(2).uniform(-40, 40, (2, 3, 6, 8))


def reel_of(frames):
    reel = Reel()
    for frame in frames:
        reel.add(Image.fromarray(np.asarray(frame, np.uint8)))
    return reel


def photo_like(n_frames):
    """Return pictures of thousands of colours on paper, with a line of ink, that slowly change."""
    frames = []
    for number in range(n_frames):
        share = number / max(1, n_frames - 1)
        waves = (1 - share) * WAVES[0] + share * WAVES[1]
        planes = [Image.fromarray(plane).resize((90, 60)) for plane in waves.astype(np.float32)]
        frame = np.full((100, 120, 3), PAPER, np.uint8)
        frame[20:80, 15:105] = np.stack([np.asarray(plane) for plane in planes], axis=2)
        frame[8:10, 15:60] = INK
        frames.append(frame)
    return frames


def read(data):
    with Image.open(io.BytesIO(data)) as film:
        assert film.format == "GIF"
        frames, durations = [], []
        for frame in ImageSequence.Iterator(film):
            durations.append(frame.info["duration"])
            frames.append(np.asarray(frame.convert("RGB")))
        return frames, durations, film.info.get("loop")


def sq_distances(frame, colours):
    pixels = frame.reshape(-1, 1, 3).astype(int)
    return np.square(pixels - colours.astype(int)).sum(axis=2)


def nothing(_number):
    pass


def test_few_colours_are_all_kept():
    rng = np.random.default_rng(0)
    colours = rng.integers(0, 256, (200, 3))
    frames = [colours[rng.integers(0, 200, (30, 40))] for _ in range(5)]
    found, durations, loop = read(gif(reel_of(frames), [20, 30, 40, 50, 100], nothing))
    assert np.array_equal(found, frames)
    assert durations == [20, 30, 40, 50, 100]
    assert loop == 0


@pytest.mark.parametrize("n_frames", [1, 3, 70])
def test_of_many_each_pixel_gets_the_nearest(n_frames):
    frames = photo_like(n_frames)
    reel = reel_of(frames)
    colours = palette(reel, nothing)
    assert colours.shape == (256, 3)
    found, _, _ = read(gif(reel, [50] * n_frames, nothing))
    assert len(found) == n_frames
    for number in {0, n_frames // 2, n_frames - 1}:
        away = sq_distances(frames[number], colours)
        assert np.array_equal(found[number].reshape(-1, 3), colours[away.argmin(axis=1)])


def test_the_palette_serves_the_whole_film():
    frames = photo_like(70)
    every = Image.fromarray(np.concatenate(frames)[::3, ::3])
    cut = every.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    ours, theirs = (
        [np.sqrt(sq_distances(frame[::3, ::3], colours).min(axis=1).mean()) for frame in frames]
        for colours in (
            palette(reel_of(frames), nothing),
            np.reshape(cut.getpalette(), (-1, 3)),
        )
    )
    assert np.mean(ours) < 0.9 * np.mean(theirs)
    assert max(ours) < max(theirs)


def test_paper_and_ink_are_exact():
    colours = palette(reel_of(photo_like(3)), nothing)
    assert len(colours) == 256
    for kept in (PAPER, INK):
        assert (colours == kept).all(axis=1).any()


def test_what_stands_still_does_not_flicker():
    frames = photo_like(12)
    for frame in frames:
        frame[40:60, 30:60] = frames[0][40:60, 30:60]
    found, _, _ = read(gif(reel_of(frames), [50] * 12, nothing))
    assert (np.array(found)[:, 40:60, 30:60] == found[0][40:60, 30:60]).all()


def test_a_frame_like_the_one_before_is_a_frame():
    frame = photo_like(1)[0]
    reel = reel_of([frame, frame, frame])
    once, thrice = gif(reel_of([frame]), [50], nothing), gif(reel, [50, 60, 70], nothing)
    assert len(thrice) < len(once) + 100
    found, durations, _ = read(thrice)
    assert durations == [50, 60, 70]
    assert (found[1:] == found[0]).all()


def test_what_is_raised_at_a_frame_ends_it():
    asked = []

    def on_frame(number):
        asked.append(number)
        if number == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        gif(reel_of(photo_like(6)), [50] * 6, on_frame)
    assert asked[-4:] == [0, 1, 2, 3]
