import numpy as np
import pytest

from engine.errors import Cancelled
from engine.readers import room, rows
from engine.readers.arrays import npy_stream
from engine.readers.rows import drawn_rows
from tests.engine.readers.arrays.array_files import load, npy_bytes, refusal, task, zipped

RANDOM = np.random.default_rng(0)
KINDS = ["u1", "<u2", ">u2", "?", "<i4", ">i8", "<f2", ">f4", "<f8"]


def some(n, *shape, kind="u1"):
    return RANDOM.integers(0, 256, (n, *shape)).astype(kind)


def write(path, **arrays):
    path.write_bytes(zipped({f"{name}.npy": npy_bytes(array) for name, array in arrays.items()}))
    return path


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(rows, "BLOCK_BYTES", 100)
    monkeypatch.setattr(npy_stream, "BLOCK_BYTES", 100)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("limit", [None, 1, 7, 100])
def test_parts_come_one_after_the_other(tmp_path, small_blocks, kind, order, limit):
    test, train = some(4, 5, 3, kind=kind), some(9, 5, 3, kind=kind)
    path = tmp_path / "a.npz"
    write(path, x_test=np.asarray(test, order=order), x_train=train)
    images = load(path, split="all", limit=limit, seed=3)
    whole = np.concatenate([train, test])[..., np.newaxis]
    if kind == "?":
        whole = whole * np.uint8(255)
    chosen = drawn_rows(13, images.options)
    expected = whole if chosen is None else whole[chosen]
    assert np.array_equal(images.pixels, expected)
    assert images.pixels.dtype == (np.uint16 if "u2" in kind else np.uint8)
    asked = (None, 0) if limit in (None, 100) else (limit, 3)
    assert (images.limit, images.limit_seed) == asked


def test_a_value_far_behind_decides_on_the_type_of_all(tmp_path, small_blocks):
    train, test = some(9, 5, 3, kind=float), some(9, 5, 3, kind=float)
    path = write(tmp_path / "a.npz", x_train=train, x_test=test)
    assert load(path, split="all").pixels.dtype == np.uint8
    test[8, 4, 2] = 0.5
    told, previews = [], []
    images = load(
        write(path, x_train=train, x_test=test), split="all", told=told, previews=previews
    )
    assert images.pixels.dtype == np.float32
    assert np.array_equal(images.pixels[..., 0], np.concatenate([train, test]))
    assert images.notes == ("float64 is read as float32",)
    phases = list(dict.fromkeys(phase for phase, _, _ in told))
    assert set(phases[-2:]) == {"reading x_train as float32", "reading x_test as float32"}
    assert len(previews) == 2  # one for each type


@pytest.mark.parametrize(
    ("train", "test", "what"),
    [
        (
            some(2, 4, 4),
            some(2, 5, 4),
            "a.npz › x_test.npy: images of 5 × 4, but of 4 × 4 in x_train. "
            "Open one of them by its name.",
        ),
        (
            some(2, 4, 4),
            some(2, 4, 4, kind="f4"),
            "a.npz › x_test.npy: holds float32, but x_train uint8. Open one of them by its name.",
        ),
    ],
)
def test_parts_that_do_not_fit_one_another(tmp_path, train, test, what):
    path = write(tmp_path / "a.npz", x_train=train, x_test=test)
    assert refusal(path, split="all") == what
    assert len(load(path, split="test")) == 2


def test_a_bad_value_is_named_with_its_array(tmp_path, small_blocks):
    test = some(9, 5, 3, kind="f4")
    test[6, 0, 0] = np.nan
    path = write(tmp_path / "a.npz", x_train=some(9, 5, 3, kind="f4"), x_test=test)
    what = "a.npz › x_test.npy: 1 value is NaN or infinite, the first in image 6."
    assert refusal(path, split="all").startswith(what)
    assert len(load(path)) == 9
    for seed in range(20):  # among those drawn, and it keeps its number
        if 6 in drawn_rows(9, task(split="test", limit=4, seed=seed).options):
            assert refusal(path, split="test", limit=4, seed=seed).startswith(what)


@pytest.mark.parametrize(
    ("array", "what"),
    [
        (np.zeros((3, 4), complex), "holds complex128. Save uint8, uint16 or float32 pixels."),
        (np.zeros(3), "an array of shape 3 holds no pictures."),
        (np.zeros((3, 4, 5, 2)), "an array of shape 3 × 4 × 5 × 2 holds no pictures."),
        (np.zeros((0, 4, 5)), "an array of shape 0 × 4 × 5 holds no pictures."),
        (np.uint8(3), "an array of shape none holds no pictures."),
    ],
)
def test_what_is_no_set_of_pictures(tmp_path, array, what):
    np.save(tmp_path / "a.npy", array)
    assert refusal(tmp_path / "a.npy").startswith(f"a.npy: {what}")


def test_what_memory_has_no_room_for_is_not_read(tmp_path, monkeypatch):
    np.save(tmp_path / "a.npy", some(1000, 50, 50, kind="f8") / 2)
    np.save(tmp_path / "f.npy", np.asfortranarray(some(1000, 50, 50)))
    working = 4 * rows.BLOCK_BYTES
    for name, needed in (("a.npy", 10_000_000), ("f.npy", 5_000_128)):
        monkeypatch.setattr(room, "usable_memory", lambda needed=needed: working + needed)
        assert len(load(tmp_path / name)) == 1000
        monkeypatch.setattr(room, "usable_memory", lambda needed=needed: working + needed - 129)
        assert "of memory can be used. Take fewer images" in refusal(tmp_path / name)
    monkeypatch.setattr(room, "usable_memory", lambda: working + 1_000_000)
    assert len(load(tmp_path / "a.npy", limit=100)) == 100


def test_stop_at_any_moment_ends_it(tmp_path, small_blocks):
    path = write(tmp_path / "a.npz", x=some(9, 5, 3) / 2, y=np.arange(9))
    asked = []
    load(path, stop=lambda: bool(asked.append(None)))
    for moment in range(len(asked)):
        left = iter([False] * moment)
        with pytest.raises(Cancelled):
            load(path, stop=lambda left=left: next(left, True))
