import numpy as np
import pytest

from engine import load_images
from engine.errors import Cancelled, DataError
from engine.readers.arrays.labels import MAX_CLASSES
from engine.readers.arrays.shards import list_folder

RANDOM = np.random.default_rng(0)


def pixels_of(n, *shape, kind=np.uint8):
    return RANDOM.integers(0, 256, (n, *shape)).astype(kind)


def write(folder, **arrays):
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def refusal(folder, **options):
    with pytest.raises(DataError) as caught:
        load_images(folder, **options)
    line = str(caught.value)
    assert len(line) <= 160
    return line


def test_files_come_in_natural_order(tmp_path):
    names = ["part10.npy", "Part2.npy", "part1.npy", "part02.npy", "a٣1.npy", "9.npy", "10.npy"]
    for name in (*names, ".part3.npy", "labels.NPY", "b.txt"):
        (tmp_path / name).touch()
    (tmp_path / "a").mkdir()
    shards, others = list_folder(str(tmp_path), "x")
    assert shards == [
        "9.npy",
        "10.npy",
        "a٣1.npy",
        "labels.NPY",
        "part1.npy",
        "Part2.npy",
        "part02.npy",
        "part10.npy",
    ]
    assert others == ["a", "b.txt"]


@pytest.mark.parametrize("kind", ["u1", "<u2", ">u2", "<f4", ">f4"])
@pytest.mark.parametrize(
    ("shape", "image_shape"),
    [((4, 5), (4, 5, 1)), ((4, 5, 1), (4, 5, 1)), ((4, 5, 3), (4, 5, 3)), ((7,), (1, 7, 1))],
)
def test_a_folder_is_one_set(tmp_path, kind, shape, image_shape):
    parts = {f"part{i}": pixels_of(n, *shape, kind=kind) for i, n in ((2, 3), (10, 2), (1, 4))}
    write(tmp_path, **parts)
    images = load_images(tmp_path)
    whole = np.concatenate([parts[f"part{i}"] for i in (1, 2, 10)])
    native = np.dtype(kind).newbyteorder("=")
    assert (len(images), images.image_shape, images.pixels.dtype) == (9, image_shape, native)
    assert np.array_equal(images.pixels[:], whole.reshape(9, *image_shape))
    assert (images.name, images.source) == (tmp_path.name, str(tmp_path))
    assert (images.labels, images.class_names, images.notes) == (None, (), ())


def test_byte_orders_and_grey_with_and_without_a_channel_mix(tmp_path):
    a, b = pixels_of(2, 3, 4, kind="<u2"), pixels_of(2, 3, 4, 1, kind=">u2")
    write(tmp_path, a=a, b=b)
    expected = np.concatenate([a[..., np.newaxis], b])
    assert np.array_equal(load_images(tmp_path).pixels[:], expected)


def test_what_is_left_out_is_said(tmp_path):
    write(tmp_path, a=pixels_of(0, 2, 2), b=pixels_of(2, 3), c=np.zeros((0, 9)))
    (tmp_path / "readme.txt").touch()
    assert load_images(tmp_path).notes == (
        "a.npy and 1 more are without any images; left out",
        "readme.txt is not of the image set; left out",
    )


def test_labels_beside_the_pixels(tmp_path):
    write(tmp_path, a=pixels_of(2, 3), b=pixels_of(2, 3), labels=np.array([7, -1, 7, 30]))
    images = load_images(tmp_path)
    assert images.class_names == ("-1", "7", "30")
    assert [images.class_name(i) for i in range(4)] == ["7", "-1", "7", "30"]
    assert images.labels.dtype == np.int32
    assert images.notes == ()
    taken = images.take(np.array([3, 1]))
    assert [taken.class_name(i) for i in range(2)] == ["30", "-1"]
    assert np.array_equal(taken.pixels, images.pixels[[3, 1]])


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        (np.zeros(3, int), "3 labels for 4 images"),
        (np.zeros(4), "float64 of shape 4 are no list of whole numbers"),
        (np.zeros((4, 1), int), "int64 of shape 4 × 1 are no list of whole numbers"),
        (np.array(["a"] * 4), "holds no numbers but <U1"),
    ],
)
def test_labels_that_do_not_fit_are_left_out(tmp_path, labels, what):
    write(tmp_path, a=pixels_of(4, 3), labels=labels)
    images = load_images(tmp_path)
    assert (images.labels, images.class_names) == (None, ())
    assert images.notes == (f"labels.npy: {what}; labels left out",)


def test_labels_that_are_numbers_of_images_are_no_classes(tmp_path):
    n = MAX_CLASSES + 1
    write(tmp_path, a=pixels_of(n, 1), labels=np.arange(n))
    images = load_images(tmp_path)
    assert images.labels is None
    assert "32,769 different labels are over the limit of 32,768" in images.notes[0]


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        ({"labels": np.zeros(3, int)}, "no images in the .npy files of this folder."),
        ({"a": pixels_of(0, 3)}, "no images in the .npy files of this folder."),
        (
            {"a": pixels_of(2, 4, 4), "b": pixels_of(2, 5, 4)},
            "b.npy: images of 5 × 4 × 1, but of 4 × 4 × 1 in a.npy. Keep one shape to a folder.",
        ),
        (
            {"a": pixels_of(2, 4, kind=">u2"), "b": pixels_of(2, 4, kind="<f4")},
            "b.npy: holds float32, but a.npy uint16. Keep one type to a folder.",
        ),
        (
            {"a": np.zeros((2, 4))},
            "a.npy: holds float64. Save uint8, uint16 or float32 pixels.",
        ),
        (
            {"a": pixels_of(2, 4, 4, 2)},
            "a.npy: an array of shape 2 × 4 × 4 × 2 holds no pictures. "
            "Save (n, height, width, 1 or 3) or (n, features).",
        ),
        ({"a": np.uint8(3)}, "a.npy: an array of shape none holds no pictures."),
        ({"a": pixels_of(7)}, "a.npy: an array of shape 7 holds no pictures."),
        ({"a": pixels_of(2, 0)}, "a.npy: an array of shape 2 × 0 holds no pictures."),
        ({"a": pixels_of(2, 2, 2, 2, 3)}, "a.npy: an array of shape 2 × 2 × 2 × 2 × 3 holds no"),
        ({"a": np.asfortranarray(pixels_of(2, 3))}, "a.npy: is stored in Fortran order."),
        ({"a": np.array([{}])}, "a.npy: holds pickled objects, which are never opened."),
    ],
)
def test_what_is_no_set_of_pictures(tmp_path, arrays, what):
    write(tmp_path, **arrays)
    assert what in refusal(tmp_path)


def test_pictures_of_impossible_size(tmp_path):
    with open(tmp_path / "a.npy", "wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (1, 9000, 9000)}
        np.lib.format.write_array_header_1_0(file, header)
        file.truncate(file.tell() + 9000 * 9000)  # a hole, which takes no room
    assert "images of 9,000 × 9,000 × 1 are over the limit of 67,108,864 values" in refusal(
        tmp_path
    )


def test_long_names_leave_room_for_what_is_wrong(tmp_path):
    write(tmp_path, **{"a" * 200: pixels_of(2, 4, 4), "b" * 200: pixels_of(2, 5, 4)})
    assert refusal(tmp_path).endswith(". Keep one shape to a folder.")


def test_options_are_those_of_every_set(tmp_path):
    write(tmp_path, a=pixels_of(20, 3), b=pixels_of(30, 3))
    whole = load_images(tmp_path).pixels[:]
    images = load_images(tmp_path, split="test", limit=9, seed=4)
    chosen = np.sort(np.random.default_rng(4).choice(50, 9, replace=False))
    assert np.array_equal(images.pixels, whole[chosen])
    assert images.notes == ("there are no splits here; 'test' was ignored",)


def test_progress_and_a_stop(tmp_path):
    write(tmp_path, a=pixels_of(2, 3), b=pixels_of(2, 3))
    told = []
    load_images(tmp_path, progress=lambda *what: told.append(what))
    assert told[-3:] == [("reading a.npy", 0, 2), ("reading b.npy", 1, 2), ("reading b.npy", 2, 2)]
    answers = iter([False, True])
    with pytest.raises(Cancelled):
        load_images(tmp_path, should_stop=lambda: next(answers))
