import tempfile
import zipfile
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled, DataError
from engine.options import OpenOptions
from engine.readers.parquet import read as parquet
from engine.readers.parquet import script as parquet_helper
from engine.readers.questions import ArrayQuestion, SizeQuestion, Undecided
from tests.engine.readers.parquet.parquet_files import (
    CLASSES,
    PICTURE,
    class_label,
    png,
    some_pixels,
    structs,
    write,
    write_set,
)
from tests.engine.readers.reading import read_path, refusal


def read(path, **options):
    return read_path(parquet.read, path, **options)


def refused(path, **options):
    return refusal(parquet.read, path, **options)


@pytest.fixture(autouse=True)
def _no_process_is_left():
    before = psutil.Process().children()
    yield
    assert psutil.Process().children() == before


def test_a_single_file_as_hugging_face_writes_it(tmp_path):
    images = read(write_set(tmp_path / "train-00000-of-00001.parquet", 5), split="test")
    assert np.array_equal(images.pixels, some_pixels(5))
    assert images.labels.tolist() == [0, 1, 2, 0, 1]
    assert images.class_names == CLASSES
    assert images.names == ("0.png", "1.png", "2.png", "3.png", "4.png")
    assert (images.name, images.split) == ("train-00000-of-00001.parquet", "")
    assert (images.choices, images.notes) == ((), ())


def test_shards_and_splits_of_a_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "README.md").write_text("# Cats")
    write_set(tmp_path / "data" / "train-00000-of-00002.parquet", 3, 1)
    write_set(tmp_path / "data" / "train-00001-of-00002.parquet", 4, 2)
    write_set(tmp_path / "data" / "test-00000-of-00001.parquet", 2, 3)
    train = np.concatenate([some_pixels(3, 1), some_pixels(4, 2)])
    test = some_pixels(2, 3)
    for split, pixels, labels in (
        ("train", train, [0, 1, 2, 0, 1, 2, 0]),
        ("test", test, [0, 1]),
        ("all", np.concatenate([train, test]), [0, 1, 2, 0, 1, 2, 0, 0, 1]),
    ):
        images = read(tmp_path, split=split)
        assert np.array_equal(images.pixels, pixels)
        assert images.labels.tolist() == labels
        assert (images.split, images.options) == (split, OpenOptions(split=split))
        assert images.choices == ("split",)
        assert images.notes == ("files that are not parquet: 1; left out",)
        assert images.names[-1] == f"{len(test) - 1 if split != 'train' else 3}.png"


def test_folders_may_tell_the_split(tmp_path):
    for folder, n in (("train", 3), ("test", 2)):
        (tmp_path / "default" / folder).mkdir(parents=True)
        write_set(tmp_path / "default" / folder / "0000.parquet", n)
    images = read(tmp_path, split="test")
    assert (len(images), images.split, images.notes) == (2, "test", ())
    (tmp_path / "other" / "test").mkdir(parents=True)
    write_set(tmp_path / "other" / "test" / "0000.parquet", 4)
    images = read(tmp_path, split="test")
    assert len(images) == 6
    assert images.notes == ("files of 2 folders were read as one set",)


@pytest.mark.parametrize(
    ("kind", "compression"),
    [(pa.binary(), "none"), (pa.binary(), "snappy"), (pa.large_binary(), "zstd")],
)
def test_plain_bytes_without_labels(tmp_path, kind, compression):
    column = pa.array([png(p) for p in some_pixels(3)], kind)
    images = read(write(tmp_path / "x", {"image": column}, compression=compression))
    assert np.array_equal(images.pixels, some_pixels(3))
    assert (images.labels, images.class_names) == (None, ())
    assert images.names == ("row 0", "row 1", "row 2")


def test_classes_without_names_are_numbers(tmp_path):
    columns = {"image": structs(some_pixels(3)), "label": pa.array([7, 3, 7], pa.int16())}
    images = read(write(tmp_path / "x", columns))
    assert images.labels.tolist() == [1, 0, 1]
    assert images.class_names == ("3", "7")


@pytest.mark.parametrize(
    ("labels", "features", "names", "why"),
    [
        ([0, 1, 3], class_label(), ("0", "1", "3"), "label: classes are called by their numbers"),
        ([0, None, 1], class_label(), (), "label: no class for 1 of 3 images; labels left out"),
        ([0, -1, -1], class_label(), (), "label: no class for 2 of 3 images; labels left out"),
    ],
)
def test_labels_and_names_that_do_not_fit(tmp_path, labels, features, names, why):
    columns = {"image": structs(some_pixels(3)), "label": pa.array(labels, pa.int64())}
    images = read(write(tmp_path / "x", columns, {"label": features}))
    assert images.class_names == names
    assert (images.labels is None) == (names == ())
    assert images.notes == (() if why is None else (why,))


@pytest.mark.parametrize("labels", ["fine", "coarse"])
def test_fine_and_coarse_classes(tmp_path, labels):
    columns = {
        "img": structs(some_pixels(2)),
        "fine_label": pa.array([2, 1]),
        "coarse_label": pa.array([0, 1]),
    }
    features = {"fine_label": class_label(), "coarse_label": class_label(["mammal", "bird"])}
    images = read(write(tmp_path / "x", columns, features), labels=labels)
    assert images.choices == ("labels",)
    assert [images.class_name(i) for i in range(2)] == (
        ["owl", "dog"] if labels == "fine" else ["mammal", "bird"]
    )


def test_labels_follow_the_pictures_that_are_kept(tmp_path):
    column = structs(some_pixels(5)).to_pylist()
    column[1]["bytes"] = b"no picture"
    column[2]["bytes"] = None
    column[3] = None
    columns = {"image": pa.array(column, PICTURE), "label": pa.array([0, 1, 2, 0, 1])}
    images = read(write(tmp_path / "x", columns, {"label": class_label()}))
    assert np.array_equal(images.pixels, some_pixels(5)[[0, 4]])
    assert images.labels.tolist() == [0, 1]
    assert images.names == ("0.png", "4.png")
    assert any("3" in note and "no pictures" in note for note in images.notes)


def test_a_limit_draws_rows_before_they_are_decoded(tmp_path):
    path = write_set(tmp_path / "x", 9)
    images = read(path, limit=4, seed=2)
    chosen = np.sort(np.random.default_rng(2).choice(9, 4, replace=False))
    assert np.array_equal(images.pixels, some_pixels(9)[chosen])
    assert images.labels.tolist() == (chosen % 3).tolist()
    assert images.names == tuple(f"{row}.png" for row in chosen)
    assert (images.limit, images.limit_seed) == (4, 2)


def test_sizes_are_dealt_with_as_for_picture_files(tmp_path):
    pixels = [some_pixels(1, shape=(h, 6, 3))[0] for h in (4, 5, 6)]
    path = write(tmp_path / "x", {"image": structs(pixels), "label": pa.array([1, 0, 1])})
    with pytest.raises(Undecided) as caught:
        read(path, may_ask=True)
    assert isinstance(caught.value.question, SizeQuestion)
    assert caught.value.question.n_images == 3
    images = read(path, size=(3, 3))
    assert images.pixels.shape == (3, 3, 3, 3)
    assert images.labels.tolist() == [1, 0, 1]
    assert images.options.size == (3, 3)


def test_several_columns_of_pictures_are_asked_for(tmp_path):
    columns = {"mask": structs(some_pixels(2, 1)), "image": structs(some_pixels(2, 2))}
    path = write(tmp_path / "x", columns)
    with pytest.raises(Undecided) as caught:
        read(path, may_ask=True)
    question = caught.value.question
    assert isinstance(question, ArrayQuestion)
    assert [array.name for array in question.arrays] == ["image", "mask"]
    assert question.suggestion == "image"
    images = read(path)
    assert np.array_equal(images.pixels, some_pixels(2, 2))
    assert images.notes == ("2 columns hold pictures; image was read",)
    assert (images.options.array, images.choices) == ("image", ("array",))
    assert np.array_equal(read(path, array="mask").pixels, some_pixels(2, 1))
    assert refused(path, array="x").endswith("of pictures. Choose from mask, image.")


def test_shards_that_differ_are_refused(tmp_path):
    write_set(tmp_path / "train-0.parquet", 2)
    columns = {"img": pa.array([png(p) for p in some_pixels(2)]), "label": pa.array([0, 1])}
    write(tmp_path / "train-1.parquet", columns)
    line = refused(tmp_path)
    assert line == (
        "train-1.parquet: column img is not as in train-0.parquet. Open one of them alone."
    )


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"a": pa.array([[b"x"]])}, "no column holds the bytes of picture files"),
        ({"a": pa.array([b"x"]).dictionary_encode()}, "no column holds the bytes"),
        ({"a": pa.array([], pa.binary())}, "no images in it"),
        ({"a": pa.array([b"x", b"y"])}, "no picture"),
    ],
)
def test_what_holds_no_pictures(tmp_path, columns, what):
    line = refused(write(tmp_path / "x.parquet", columns, store_schema=True))
    assert line.startswith("x.parquet")
    assert what in line


def test_more_rows_than_bytes_are_not_believed(tmp_path):
    column = pa.array([b"x"]).take(pa.array(np.zeros(300_000, int)))
    path = write(tmp_path / "x", {"image": column}, group=300_000)
    assert path.stat().st_size < 100_000
    assert "claims 300,000 rows in" in refused(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    column = pa.array([bytes(1 << 22)] * 20)
    path = write(
        tmp_path / "x", {"image": column}, compression="zstd", use_dictionary=False, group=20
    )
    assert path.stat().st_size < 1e6
    assert "as bombs do" in refused(path)


def test_a_value_that_is_stored_once_and_comes_a_thousand_times_is_a_bomb(tmp_path):
    rows = pa.DictionaryArray.from_arrays(np.zeros(1000, np.int32), pa.array([bytes(1 << 18)]))
    columns = {"image": rows, "filling": pa.array([f"{i:x}" for i in range(1000)])}
    options = {"compression": "zstd", "store_schema": False, "dictionary_pagesize_limit": 1 << 20}
    path = write(tmp_path / "x", columns, group=1000, **options)
    assert 1000 < path.stat().st_size < 10_000
    assert "as bombs do" in refused(path)


def test_archives_have_to_be_unpacked(tmp_path):
    whole = write_set(tmp_path / "x.parquet", 2)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(whole, "x.parquet")
    line = refused(tmp_path / "x.zip")
    assert line == "x.zip › x.parquet: parquet inside an archive. Unpack it first."


def test_without_pyarrow_the_line_tells_what_installs_it(tmp_path, monkeypatch):
    path = write_set(tmp_path / "x.parquet", 2)
    without = 'import sys\n\nsys.modules["pyarrow"] = None\n'
    script = Path(parquet_helper.__file__).read_text(encoding="utf-8")
    script = script.replace("import json\n", f"{without}import json\n", 1)
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(parquet_helper, "__file__", str(tmp_path / "script.py"))
    assert refused(path) == (
        "x.parquet: parquet files need pyarrow. Run: python3 bootstrap.py setup parquet."
    )


def test_what_would_abort_this_process_is_refused(tmp_path, monkeypatch):
    """pyarrow ends its process on some footers: here, a script that does so on all."""
    path = write_set(tmp_path / "x.parquet", 2)
    (tmp_path / "script.py").write_text("import os\n\nos.abort()\n")
    monkeypatch.setattr(parquet_helper, "__file__", str(tmp_path / "script.py"))
    line = "x.parquet: is damaged, or too large to be read. Download it again."
    assert refused(path) == line


def test_stop_at_any_moment_ends_it(tmp_path):
    write_set(tmp_path / "train-0.parquet", 4)
    write_set(tmp_path / "train-1.parquet", 3)
    for moment in range(0, 1000, 2):  # how often it asks depends on how long it waits
        left = iter([False] * moment)
        try:
            read(tmp_path, should_stop=lambda left=left: next(left, True))
        except Cancelled:
            continue
        break
    assert 10 < moment < 998


with tempfile.TemporaryDirectory() as scratch:
    WHOLE = write_set(Path(scratch) / "x", 3).read_bytes()


@given(st.data())
@settings(max_examples=6, deadline=None)  # each starts a process
def test_a_mutated_file_is_data_or_refused(data):
    at = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(at, min(at + 50, len(WHOLE))))
    added = data.draw(st.one_of(st.binary(max_size=9), st.just(b"\xff\xff\xff\x7f")))
    mutated = WHOLE[:at] + added + WHOLE[end:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(mutated)
        try:
            images = read(path)
        except DataError as error:
            assert len(str(error)) <= 160  # noqa: PT017 - either of two ways is right
        else:
            assert 1 <= len(images) <= 3
            assert images.labels is None or len(images.labels) == len(images)
