import errno
import os
import shutil
import tracemalloc
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from engine.errors import Cancelled, ExportError, ParameterError
from engine.export.film import frame_durations, write_film

COLOURS = [(250, 10, 10), (10, 250, 10), (10, 10, 250), (99, 99, 99)]


def plain(n_frames=4, size=(40, 30)):
    """Yield frames of one colour each."""
    for number in range(n_frames):
        yield Image.new("RGB", size, COLOURS[number % 4])


def read(path):
    with Image.open(path) as film:
        frames, durations = [], []
        for frame in ImageSequence.Iterator(film):
            frame.load()
            durations.append(frame.info["duration"])
            frames.append(np.asarray(frame.convert("RGB")))
        return film.format, frames, durations, film.info["loop"]


def one_line(error):
    text = str(error.value)
    assert "\n" not in text
    assert len(text) <= 160
    return text


@pytest.mark.parametrize(("kind", "durations"), [("webp", [33, 34, 33, 33]),
                                                 ("gif", [30, 40, 30, 30])])  # fmt: skip
def test_the_film_is_what_was_drawn(tmp_path, kind, durations):
    path = write_film(tmp_path / f"film.{kind}", plain(), fps=30, kind=kind)
    assert path == tmp_path / f"film.{kind}"
    assert os.listdir(tmp_path) == [path.name]
    file_format, frames, found, loop = read(path)
    assert file_format == kind.upper()
    assert np.array_equal(frames, [np.asarray(frame) for frame in plain()])
    assert found == durations
    assert loop == 0


@given(st.integers(1, 500), st.floats(0.1, 50), st.sampled_from([1, 10]))
def test_the_film_as_a_whole_has_its_speed(n_frames, fps, tick):
    durations = frame_durations(n_frames, fps, tick)
    assert len(durations) == n_frames
    assert abs(sum(durations) - n_frames * 1000 / fps) <= tick / 2 + 1e-6
    assert all(abs(duration - 1000 / fps) <= tick + 1e-6 for duration in durations)
    assert all(duration % tick == 0 and duration >= 20 for duration in durations)


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_one_frame_is_a_film(tmp_path, kind):
    path = write_film(tmp_path / "film", plain(1), kind=kind)
    with Image.open(path) as film:
        assert film.convert("RGB").getpixel((5, 5)) == COLOURS[0]


def test_an_older_film_is_replaced(tmp_path):
    path = tmp_path / "film.webp"
    path.write_bytes(b"old")
    write_film(str(path), plain())
    assert len(read(path)[1]) == 4


def test_a_width_enlarges_by_whole_numbers_or_smoothly(tmp_path):
    checks = np.kron(np.indices((3, 4)).sum(axis=0) % 2, np.ones((10, 10))) * 255
    board = Image.fromarray(checks.astype(np.uint8))
    twice = read(write_film(tmp_path / "a", [board, board], width=80))[1][0]
    assert np.array_equal(twice[:, :, 0], checks.repeat(2, axis=0).repeat(2, axis=1))
    smaller = read(write_film(tmp_path / "b", [board, board], width=27))[1][0]
    assert smaller.shape == (20, 27, 3)
    assert len(np.unique(smaller)) > 2


def test_a_quality_gives_up_exactness_for_size(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (4, 60, 60, 3)).astype(np.uint8)
    sizes = [
        write_film(tmp_path / "film", map(Image.fromarray, noise), quality=quality).stat().st_size
        for quality in (None, 30)
    ]
    assert sizes[1] < sizes[0] / 2


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_a_long_film_never_lies_in_memory_unpacked(tmp_path, kind):
    n_frames, size = 400, (240, 180)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        write_film(tmp_path / "film", plain(n_frames, size), kind=kind)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    table_of_colours = 2 << 24 if kind == "gif" else 0
    assert peak - table_of_colours < n_frames * size[0] * size[1] * 3 / 5


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_cancel_at_every_question_leaves_what_was_there(tmp_path, kind):
    path = tmp_path / "film"
    path.write_bytes(b"old")
    for limit in count():
        answers = iter([False] * limit)
        try:
            write_film(path, plain(), kind=kind, should_stop=lambda a=answers: next(a, True))
        except Cancelled:
            assert path.read_bytes() == b"old"
            assert os.listdir(tmp_path) == ["film"]
            continue
        break
    assert limit > 8
    assert len(read(path)[1]) == 4


@pytest.mark.parametrize(("make", "total"), [(plain, 0), (lambda: list(plain()), 4)])
def test_progress(tmp_path, make, total):
    told = []
    write_film(tmp_path / "film", make(), progress=lambda *step: told.append(step))
    assert told == [
        *(("drawing the frames", done, total) for done in (1, 2, 3, 4)),
        *(("encoding the film", done, 4) for done in (0, 1, 2, 3)),
        ("written", 4, 4),
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"fps": 0}, "fps: 0 is out of bounds"),
        ({"fps": 51}, "fps: 51 is out of bounds"),
        ({"fps": float("nan")}, "fps: nan is out of bounds"),
        ({"width": 0}, "width: 0 is no width"),
        ({"kind": "mp4"}, "kind: mp4 is no format of films. Choose webp or gif."),
        ({"quality": 101}, "quality: 101 is out of bounds"),
        ({"width": 20_000}, "size: 20,000 × 15,000 pixels are too many for a webp film"),
    ],
)
def test_parameters_out_of_bounds(tmp_path, options, words):
    with pytest.raises(ParameterError) as error:
        write_film(tmp_path / "film", plain(), **options)
    assert words in one_line(error)
    assert os.listdir(tmp_path) == []


def test_places_where_no_film_can_be(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    drawn = []

    def frames():
        drawn.append(1)
        yield from plain()

    for name, words in (
        ("", "is a folder"),
        ("missing/film.webp", "is no folder"),
        ("file/film.webp", "is no folder"),
        ("n" * 300, "File name too long"),
        ("nul\0", "is no name for a file"),
    ):
        with pytest.raises(ExportError, match=words) as error:
            write_film(tmp_path / name, frames())
        one_line(error)
    assert drawn == []
    assert os.listdir(tmp_path) == ["file"]


def test_a_film_of_nothing(tmp_path):
    with pytest.raises(ExportError, match="has no frame"):
        write_film(tmp_path / "film", [])
    assert os.listdir(tmp_path) == []


def test_frames_of_different_sizes(tmp_path):
    with pytest.raises(ValueError, match="frame 1 is"):
        write_film(tmp_path / "film", [*plain(1), *plain(1, (9, 9))])
    assert os.listdir(tmp_path) == []


def test_no_room_is_seen_before_anything_is_written(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    monkeypatch.setattr(os, "open", None)
    with pytest.raises(ExportError) as error:
        write_film(tmp_path / "film.webp", plain())
    assert "bytes, 10 bytes are free. Make room" in one_line(error)


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only")]
)
def test_a_disk_that_fails_leaves_what_was_there(tmp_path, monkeypatch, number, words):
    path = tmp_path / "film.webp"
    path.write_bytes(b"old")

    def fail(_descriptor, _data):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail)
        with pytest.raises(ExportError, match=words) as error:
            write_film(path, plain())
    one_line(error)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["film.webp"]


def test_too_little_memory_is_one_line(tmp_path):
    def frames():
        yield from plain(1)
        raise MemoryError

    with pytest.raises(ExportError, match="not enough memory for the film"):
        write_film(tmp_path / "film.webp", frames())
    assert os.listdir(tmp_path) == []
