import io
import os
import tarfile
import zipfile
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers.containers.opening import open_container
from engine.readers.pictures import read as pictures
from engine.readers.pictures.framing import framed_array
from engine.readers.questions import Undecided
from engine.readers.task import Task
from tests.engine.readers.cifar.cifar_files import MemoryContainer
from tests.engine.readers.mutations import HOW, spoilt
from tests.engine.readers.pictures.picture_makers import (
    encoded,
    exif,
    png,
    some_pixels,
)


def picture(seed, *shape):
    return encoded(some_pixels(*(shape or (6, 5, 3)), seed=seed))


def read(files, *, is_folder=True, task=None, **options):
    container = MemoryContainer(files)
    container.is_folder = is_folder
    return pictures.read(container, task or Task(options=OpenOptions(**options)))


def refusal(files, **options):
    with pytest.raises(DataError) as caught:
        read(files, **options)
    assert len(str(caught.value)) <= 160
    return str(caught.value)


def written(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def at(path, task=None, **options):
    task = task or Task(options=OpenOptions(**options))
    return pictures.read(open_container(str(path), path.name, task), task)


FILES = {f"{name}/{i}.png": picture(i) for i, name in enumerate(("cat", "dog", "emu", "fox"))}


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_a_set_is_the_same_in_a_folder_and_in_an_archive(tmp_path, kind):
    files = dict(reversed(FILES.items()))
    write = {"folder": written, "zip": zipped, "tar.gz": tarred}[kind]
    target = tmp_path / "set"
    if kind == "folder":
        target.mkdir()
    images = at(write(target, files))
    assert np.array_equal(images.pixels, [some_pixels(6, 5, 3, seed=i) for i in range(4)])
    assert images.names == tuple(FILES)
    assert images.class_names == ("cat", "dog", "emu", "fox")
    assert images.labels.tolist() == [0, 1, 2, 3]
    assert (images.name, images.split, images.choices, images.notes) == ("set", "", (), ())
    assert images.options == OpenOptions()
    assert (images.limit, images.limit_seed) == (None, 0)


def test_a_flat_folder_has_no_classes():
    images = read({"1.png": picture(1), "2.png": picture(2)})
    assert images.labels is None
    assert images.class_names == ()
    assert images.names == ("1.png", "2.png")


def test_a_single_file_is_a_set_of_one(tmp_path):
    (tmp_path / "a.jpg").write_bytes(picture(3))
    images = at(tmp_path / "a.jpg")
    assert np.array_equal(images.pixels, [some_pixels(6, 5, 3, seed=3)])
    assert images.names == ("a.jpg",)


def test_splits(tmp_path):
    files = {f"{part}/{name}.png": picture(1) for part in ("train", "test") for name in "ab"}
    images = read(files, split="test")
    assert images.names == ("test/a.png", "test/b.png")
    assert (images.split, images.choices, images.labels) == ("test", ("split",), None)
    assert len(read(files, split="all")) == 4


def test_a_limit_is_drawn_before_anything_is_decoded():
    files = {f"{i % 3}/{i}.png": picture(i) for i in range(30)}
    images = read(files, limit=7, seed=5)
    whole = read(files)
    chosen = np.random.default_rng(5).choice(30, 7, replace=False)
    chosen.sort()
    assert np.array_equal(images.pixels, whole.pixels[chosen])
    assert images.names == tuple(whole.names[i] for i in chosen)
    assert (images.limit, images.limit_seed) == (7, 5)
    assert images.class_names == whole.class_names == ("0", "1", "2")
    assert images.labels.tolist() == whole.labels[chosen].tolist()
    assert read(files, limit=30).limit is None


def test_what_is_no_picture_is_left_out_and_counted():
    files = {
        "a.png": picture(1),
        "b.txt": b"words",
        "c.png": b"",
        "d.svg": b"<svg/>",
        "e.png": picture(2)[:60],
        "f.png": png(30_000, 30_000),
        "g.png": picture(3),
    }
    images = read(files)
    assert images.names == ("a.png", "g.png")
    assert np.array_equal(images.pixels, [some_pixels(6, 5, 3, seed=i) for i in (1, 3)])
    assert sorted(images.notes) == [
        "1 file is damaged (e.png); left out",
        "1 file is over the 64-megapixel limit (f.png); left out",
        "3 files are no pictures (b.txt, …); left out",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no picture. Use PNG, JPEG, BMP, GIF, TIFF, WebP or PPM."),
        (picture(1)[:50], "is damaged. Save or download it again."),
        (
            png(30_000, 30_000),
            "30,000 × 30,000 pixels: is over the 64-megapixel limit. Scale it down.",
        ),
    ],
)
def test_a_single_file_that_cannot_be_read_is_named(tmp_path, data, message):
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(DataError) as caught:
        at(tmp_path / "a.png")
    assert str(caught.value) == f"a.png: {message}"
    assert refusal({"b/a.png": data}) == f"set › b/a.png: {message}"


def test_a_set_without_a_picture_is_refused():
    assert refusal({}).startswith("set: no pictures in it.")
    message = refusal({"a.txt": b"words", "b.txt": b"more", "c.png": picture(1)[:50]})
    assert message.startswith("set: no picture in it; 2 of 3 files are no pictures (a.txt, …).")
    assert "all of 2 files are damaged" in refusal({n: picture(1)[:50] for n in "ab"})


def test_a_damaged_archive_is_refused(tmp_path):
    whole = tarred(tmp_path / "a", FILES).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="cut"):
        at(tmp_path / "cut")


def test_a_file_that_cannot_be_read_is_left_out(tmp_path):
    written(tmp_path, FILES)
    (tmp_path / "dog" / "1.png").unlink()
    os.mkfifo(tmp_path / "dog" / "1.png")
    images = at(tmp_path)
    assert images.names == ("cat/0.png", "emu/2.png", "fox/3.png")
    assert images.class_names == ("cat", "emu", "fox")


def test_a_file_that_is_too_long_is_left_out(tmp_path):
    written(tmp_path, FILES)
    with open(tmp_path / "dog" / "1.png", "ab") as file:
        file.truncate((256 << 20) + 1)
    images = at(tmp_path)
    assert len(images) == 3
    assert images.notes == ("1 file is over 256 MB (dog/1.png); left out",)
    sized = at(tmp_path, size=(2, 2))
    assert sized.notes[0] == images.notes[0]


def test_pictures_of_one_size_keep_it():
    assert read({"a": picture(1, 256, 9, 3)}).pixels.shape == (1, 256, 9, 3)


UNEQUAL = {
    "a.png": picture(1, 4, 3, 3),
    "b.png": picture(2, 40, 30, 3),
    "c.png": picture(3, 4, 3, 3),
}


def test_unequal_sizes_are_made_equal_where_nobody_is_asked():
    images = read(UNEQUAL)
    expected = [
        framed_array(some_pixels(*shape, seed=seed), (64, 64), "crop")
        for shape, seed in (((4, 3, 3), 1), ((40, 30, 3), 2), ((4, 3, 3), 3))
    ]
    assert np.array_equal(images.pixels, expected)
    assert images.notes == ("sizes differ, 4 × 3 to 40 × 30: cropped to 64 × 64",)
    assert images.options == OpenOptions(size=(64, 64))


def test_large_pictures_are_made_smaller_where_nobody_is_asked():
    images = read({"a.png": picture(1, 300, 257, 3)}, framing="pad")
    assert images.pixels.shape == (1, 64, 64, 3)
    assert images.notes == ("all are 300 × 257: padded to 64 × 64",)


def test_a_person_is_asked_for_a_size(tmp_path):
    files = {f"{i:02d}.png": picture(i, 4, 3 + i % 2, 3) for i in range(20)}
    files["20.jpg"] = encoded(
        Image.fromarray(some_pixels(300, 900, 3)), "JPEG", exif=b"Exif\0\0" + exif(6)
    )
    files["99.txt"] = b"words"
    container = open_container(str(zipped(tmp_path / "a.zip", files)), "a.zip", Task())
    with pytest.raises(Undecided) as caught:
        pictures.read(container, Task(may_ask=True))
    question = caught.value.question
    assert (question.name, question.n_images, question.suggestion) == ("a.zip", 21, (64, 64))
    assert dict(question.sizes) == {(4, 3): 10, (4, 4): 10, (900, 300): 1}
    assert Counter(dict(question.sizes)).most_common() == list(question.sizes)
    assert len(question.examples) == 8
    assert [example.shape for example in question.examples[:2]] == [(4, 3, 3), (4, 4, 3)]
    assert np.array_equal(question.examples[0], some_pixels(4, 3, 3, seed=0))
    assert question.examples[7].shape == (256, 85, 3)
    assert all(example.dtype == np.uint8 for example in question.examples)
    answered = Task(options=OpenOptions(size=(5, 5), framing="stretch"), may_ask=True)
    assert pictures.read(container, answered).pixels.shape == (21, 5, 5, 3)


def test_examples_of_other_kinds_are_coloured_and_of_8_bits():
    files = {
        "a.png": encoded(np.full((4, 4), 257 * 9, np.uint16)),
        "b.png": encoded(np.full((5, 5), 9, np.uint8)),
        "c.png": picture(1)[:60],
    }
    with pytest.raises(Undecided) as caught:
        read(files, task=Task(may_ask=True))
    first, second = caught.value.question.examples
    assert first.tolist() == np.full((4, 4, 3), 9).tolist()
    assert second.tolist() == np.full((5, 5, 3), 9).tolist()


def test_a_size_that_was_chosen_is_taken_without_a_question():
    images = read(UNEQUAL, task=Task(options=OpenOptions(size=(4, 3)), may_ask=True))
    assert np.array_equal(images.pixels[0], some_pixels(4, 3, 3, seed=1))
    assert images.notes == ("1 picture had another size: cropped to 4 × 3",)
    assert images.options == OpenOptions(size=(4, 3))


def test_a_set_too_large_for_memory_becomes_smaller(monkeypatch):
    monkeypatch.setattr("engine.readers.pictures.store.usable_memory", lambda: 100_000)
    images = read({f"{i}": picture(i, 100, 100, 3) for i in range(4)})
    assert images.pixels.shape == (4, 64, 64, 3)
    assert images.notes == ("all are 100 × 100: cropped to 64 × 64",)
    monkeypatch.setattr("engine.readers.room.usable_memory", lambda: 1000)
    assert "needs" in refusal({"a": picture(1)}, size=(100, 100))


def test_a_set_is_grey_only_if_all_of_it_is():
    grey, colour = picture(1, 6, 5), picture(2)
    assert read({"a": grey, "b": grey}).pixels.shape == (2, 6, 5, 1)
    mixed = read({"a": grey, "b": colour})
    assert mixed.pixels.shape == (2, 6, 5, 3)
    assert np.array_equal(mixed.pixels[0], some_pixels(6, 5, seed=1)[:, :, None].repeat(3, 2))
    assert mixed.notes == ("1 picture in grey among coloured ones; made RGB",)
    asked = read({"a": grey, "b": colour}, grey=True)
    assert asked.pixels.shape == (2, 6, 5, 1)
    assert asked.notes == ("colours turned grey",)


def test_16_bits_are_kept_if_all_have_them():
    deep = some_pixels(6, 5, dtype=np.uint16)
    images = read({"a": encoded(deep), "b": encoded(deep, "TIFF")})
    assert np.array_equal(images.pixels[..., 0], [deep, deep])
    assert images.notes == ("grey of 16 bits, 0 to 65,535; kept",)
    mixed = read({"a": encoded(deep), "b": picture(1, 6, 5)})
    assert np.array_equal(mixed.pixels[0, ..., 0], np.rint(deep / 257))


def test_what_is_left_of_moving_pictures_is_said():
    frames = [Image.new("RGB", (6, 5), colour) for colour in ("red", "blue", "lime")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    images = read({"a": moving, "b": moving})
    note = "2 pictures have further frames or pages; only the first is read"
    assert images.notes == (note,)


def test_names_are_fit_to_be_shown():
    images = read({"a\n\x1b[31m/1.png": picture(1), "b/2.png": picture(2)})
    assert images.names[0] == "a\\n\\x1b[31m/1.png"
    assert images.class_names[0] == "a\\n\\x1b[31m"


@pytest.mark.parametrize("options", [{}, {"size": (3, 3)}])
def test_the_first_pictures_are_shown_early(options):
    events = []
    task = Task(
        lambda *news: events.append(news),
        options=OpenOptions(**options),
        preview=lambda pixels: events.append(pixels),
    )
    images = read({f"{i:03d}": picture(i) for i in range(200)}, task=task)
    shown = [event for event in events if isinstance(event, np.ndarray)]
    assert len(shown) == 1
    assert np.array_equal(shown[0], images.pixels[:64])
    is_last = [isinstance(event, tuple) and event[1] == 200 for event in events]
    assert is_last.index(True) > [isinstance(e, np.ndarray) for e in events].index(True)


@pytest.mark.parametrize("files", [FILES, UNEQUAL])
def test_every_look_can_end_it(files):
    for limit in range(1000):
        looks = []

        def should_stop(limit=limit, looks=looks):
            looks.append(1)
            return len(looks) > limit

        try:
            read(files, task=Task(should_stop=should_stop))
        except Cancelled:
            continue
        break
    assert 5 < limit < 999


@pytest.mark.parametrize("options", [{}, {"size": (8, 8)}, {"limit": 2}, {"limit": 1, "seed": 3}])
def test_the_options_of_a_set_give_it_again(options):
    first = read(UNEQUAL, **options)
    again = read(UNEQUAL, task=Task(options=first.options))
    assert np.array_equal(first.pixels, again.pixels)
    assert first.names == again.names


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("a/", "b/", "train/", "test/", "")),
            st.sampled_from((picture(1), picture(2, 3, 3), picture(3, 300, 2), b"words")),
            st.sampled_from(HOW),
            st.integers(0, 9_999),
            st.integers(0, 255),
            st.integers(0, 8),
        ),
        max_size=6,
    ),
    st.sampled_from(("train", "all")),
    st.booleans(),
)
def test_any_files_are_a_set_or_an_error(drawn, split, is_folder):
    files = {
        f"{folder}{i}.png": spoilt(data, how, place, value, length) if length else data
        for i, (folder, data, how, place, value, length) in enumerate(drawn)
    }
    try:
        images = read(files, is_folder=is_folder, split=split)
    except DataError:
        return
    assert 1 <= len(images) <= len(files)
    assert set(images.names) <= set(files)
    assert len(images) == len(files) or images.notes or images.split
