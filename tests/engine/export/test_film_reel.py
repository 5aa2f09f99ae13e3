import numpy as np
import pytest
from PIL import Image

from engine.export.film_reel import Reel


def test_frames_come_back_as_they_were_and_again():
    rng = np.random.default_rng(0)
    frames = [rng.integers(0, 256, (7, 5, 3)).astype(np.uint8) for _ in range(4)]
    reel = Reel()
    for frame in frames:
        reel.add(Image.fromarray(frame))
    assert (len(reel), reel.size) == (4, (5, 7))
    for _ in range(2):
        assert np.array_equal(list(reel), frames)


def test_a_frame_given_back_is_nobody_elses():
    reel = Reel()
    for level in (10, 20):
        reel.add(Image.new("RGB", (2, 2), (level,) * 3))
    for frame in reel:
        frame[:] = 99
    assert [frame[0, 0, 0] for frame in reel] == [10, 20]


def test_any_mode_becomes_red_green_and_blue():
    reel = Reel()
    reel.add(Image.new("L", (1, 1), 7))
    assert next(iter(reel)).tolist() == [[[7, 7, 7]]]


def test_none_is_of_another_size():
    reel = Reel()
    assert reel.size == (0, 0)
    reel.add(Image.new("RGB", (4, 3)))
    with pytest.raises(ValueError, match=r"frame 1 is \(3, 4\), the others are \(4, 3\)"):
        reel.add(Image.new("RGB", (3, 4)))
    assert len(reel) == 1


def test_what_stands_still_takes_next_to_nothing():
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3)).astype(np.uint8)
    reel = Reel()
    for _ in range(10):
        reel.add(Image.fromarray(noise))
    assert reel.nbytes < 1.1 * noise.nbytes
