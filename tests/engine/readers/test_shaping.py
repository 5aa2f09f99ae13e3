import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from PIL import Image

from engine import ImageSet
from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.pixels import Pixels
from engine.readers import blockwise
from engine.readers.contrast import normalized
from engine.readers.pictures.framing import framed_array
from engine.readers.shaping import shaped, to_grey
from engine.readers.task import Task


def noise(dtype="uint8", shape=(30, 6, 8, 3), seed=0):
    rng = np.random.default_rng(seed)
    if dtype == "float32":
        return rng.uniform(0, 1, shape).astype(dtype)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def images_of(pixels, **attributes):
    return ImageSet(name="set", pixels=pixels, source="here", **attributes)


def shape(pixels, **options):
    return shaped(images_of(pixels), Task(options=OpenOptions(**options)))


class Rows:
    """Pixels that can be had by blocks only, as those that lie in files."""

    def __init__(self, array):
        self._array = array
        self.shape, self.dtype, self.ndim = array.shape, array.dtype, array.ndim
        self.nbytes = array.nbytes

    def __len__(self):
        return len(self._array)

    def __getitem__(self, which):
        assert isinstance(which, slice)
        return self._array[which].copy()

    def __array__(self, dtype=None, copy=None):
        raise TypeError("these may be larger than memory")

    def reshape(self, n_rows, row_length):
        return Rows(self._array.reshape(n_rows, row_length))


@given(hnp.arrays("uint8", (3, 4, 3)))
@settings(max_examples=60)
def test_grey_is_pillows(pixels):
    assert np.array_equal(to_grey(pixels)[..., 0], Image.fromarray(pixels).convert("L"))


def test_grey_by_hand():
    pixels = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 0, 0], [2, 0, 0]], np.uint8)
    # 76.24, 149.69, 29.07, 0.299, 0.598
    assert to_grey(pixels).tolist() == [[76], [150], [29], [0], [1]]
    assert to_grey(pixels.astype(np.uint16) * 257).tolist() == [
        [19595],
        [38469],
        [7471],
        [77],
        [154],
    ]
    assert to_grey(np.eye(3, dtype=np.float32)).tolist() == [
        [19595 / 65536],
        [38470 / 65536],
        [7471 / 65536],
    ]


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_what_is_grey_already_stays_what_it_is(dtype):
    grey = noise(dtype, (500, 1))
    grey[:2, 0] = 0, 1 if dtype == "float32" else np.iinfo(dtype).max
    result = to_grey(np.repeat(grey, 3, axis=1))
    assert result.dtype == dtype
    assert np.array_equal(result, grey)


def test_grey_of_what_is_not_finite_warns_nobody():
    pixels = np.array([[np.inf, -np.inf, 0], [np.nan, 1, 1], [3e38, 3e38, 3e38]], np.float32)
    result = to_grey(pixels)
    assert np.isnan(result[:2]).all()
    assert result[2, 0] == np.float32(3e38)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_set_in_grey(dtype):
    pixels = noise(dtype)
    result = shape(pixels, grey=True)
    assert np.array_equal(result.pixels, to_grey(pixels))
    assert result.notes == ("colours turned grey",)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("framing", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(4, 4), (3, 9), (12, 16)])
def test_a_set_in_another_size(dtype, framing, size):
    pixels = noise(dtype)
    result = shape(pixels, size=size, framing=framing)
    expected = [framed_array(picture, size, framing) for picture in pixels]
    assert result.pixels.dtype == dtype
    assert np.array_equal(result.pixels, expected)


@pytest.mark.parametrize(
    ("size", "framing", "note"),
    [
        ((3, 4), "crop", "images scaled from 6 × 8 to 3 × 4 pixels"),
        ((4, 4), "crop", "images scaled from 6 × 8 to 4 × 4 pixels, edges cropped"),
        ((4, 4), "pad", "images scaled from 6 × 8 to 4 × 4 pixels, borders added"),
        ((4, 4), "stretch", "images scaled from 6 × 8 to 4 × 4 pixels, distorted"),
    ],
)
def test_what_was_done_is_said(size, framing, note):
    assert shape(noise(), size=size, framing=framing).notes == (note,)


@pytest.mark.parametrize(
    "options", [{}, {"framing": "pad"}, {"size": (6, 8)}, {"size": (6, 8), "framing": "stretch"}]
)
def test_options_that_change_nothing_do_nothing_and_say_nothing(options):
    images = images_of(noise())
    told = []
    task = Task(lambda *news: told.append(news), options=OpenOptions(**options))
    assert shaped(images, task) is images
    grey = images_of(noise(shape=(30, 6, 8, 1)))
    assert shaped(grey, Task(options=OpenOptions(grey=True, **options))) is grey
    assert told == []


def test_all_at_once_are_one_after_the_other():
    pixels = noise()
    result = shape(pixels, grey=True, size=(4, 4), framing="pad", normalize=True)
    grey = shape(pixels, grey=True)
    small = shaped(grey, Task(options=OpenOptions(size=(4, 4), framing="pad")))
    expected = normalized(small, Task())
    assert np.array_equal(result.pixels, expected.pixels)
    assert result.notes == expected.notes
    assert len(result.notes) == 3
    assert result.shown == (0, 255)


def test_everything_else_stays():
    options = OpenOptions(split="test", grey=True, size=(3, 3), normalize=True)
    images = images_of(
        noise(),
        labels=np.arange(30) % 2,
        class_names=("a", "b"),
        split="test",
        names=tuple(map(str, range(30))),
        options=options,
        choices=("split",),
        notes=("one",),
        limit=30,
        limit_seed=4,
    )
    result = shaped(images, Task(options=options))
    for name in ("name", "source", "class_names", "names", "split", "options", "choices", "limit"):
        assert getattr(result, name) == getattr(images, name)
    assert np.array_equal(result.labels, images.labels)
    assert result.notes[0] == "one"
    taken = result.take(np.array([3, 1]))
    assert np.array_equal(taken.pixels, result.pixels[[3, 1]])


@pytest.mark.parametrize("alone", [0, 1 << 30])
@pytest.mark.parametrize("options", [{"grey": True}, {"size": (5, 5), "normalize": True}])
def test_pixels_in_files_blocks_and_threads_change_nothing(options, alone, monkeypatch):
    pixels = noise(shape=(61, 6, 8, 3))
    expected = shape(pixels, **options).pixels
    monkeypatch.setattr("engine.readers.shaping.SMALL", alone)
    for n_bytes in (1, 1000):
        monkeypatch.setattr(blockwise, "BLOCK_BYTES", n_bytes)
        rows: Pixels = Rows(pixels)
        result = shape(rows, **options).pixels
        assert isinstance(result, np.ndarray)
        assert np.array_equal(result, expected)


@pytest.mark.parametrize("options", [{"grey": True}, {"size": (5, 5), "normalize": True}])
def test_progress_and_cancel(options, monkeypatch):
    monkeypatch.setattr(blockwise, "BLOCK_BYTES", 10 * 480)
    told = []
    task = Task(lambda *news: told.append(news), options=OpenOptions(**options))
    shaped(images_of(noise()), task)
    phases = (
        {"turning grey": 0}
        if "grey" in options
        else {"resizing": 0, "measuring contrast": 0, "normalising contrast": 0}
    )
    for phase, done, total in told:
        assert total == 30
        assert done >= phases[phase]
        phases[phase] = done
    assert set(phases.values()) == {30}
    for limit in range(len(told)):
        answers = iter([False] * limit)
        with pytest.raises(Cancelled):
            shaped(
                images_of(noise()),
                Task(
                    should_stop=lambda answers=answers: next(answers, True),
                    options=OpenOptions(**options),
                ),
            )
        assert threading.active_count() == 1


@pytest.mark.parametrize(
    "options",
    [
        {"size": (400, 400)},
        {"size": (100, 100), "normalize": True},
        {"size": (200, 200), "grey": True},
    ],
)
def test_memory_is_asked_for_first(options, monkeypatch):
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 5 * 10**6)
    told = []
    task = Task(lambda *news: told.append(news), options=OpenOptions(**options))
    with pytest.raises(DataError, match=r"set: needs .* Take fewer images or a smaller size"):
        shaped(images_of(noise(shape=(130, 6, 8, 3))), task)
    assert told == []
