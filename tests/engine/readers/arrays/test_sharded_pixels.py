import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.readers.arrays.npy import NpyFile, open_npy
from engine.readers.arrays.sharded_pixels import ShardedPixels

SIZES = (5, 1, 7, 4)
N = sum(SIZES)
SHAPE = (2, 3, 1)


def write(folder, kind="<u2", sizes=SIZES):
    """Return pixels in files and the same in memory; the byte order of files alternates."""
    whole = np.random.default_rng(0).integers(0, 1000, (sum(sizes), *SHAPE)).astype(kind)
    files = []
    for number, stop in enumerate(np.cumsum(sizes)):
        part = whole[stop - sizes[number] : stop]
        order = "<>"[number % 2]
        np.save(folder / f"{number}.npy", part.astype(part.dtype.newbyteorder(order)))
        files.append(open_npy(str(folder / f"{number}.npy")))
    return ShardedPixels(files, SHAPE), whole


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shards"))


def same(got, expected):
    assert got.dtype == expected.dtype
    assert got.dtype.isnative
    assert got.flags.c_contiguous
    assert got.flags.writeable
    assert got.shape == expected.shape
    assert got.tobytes() == expected.tobytes()


@pytest.mark.parametrize("kind", ["u1", "<u2", "<f4"])
def test_all_of_it_is_all_there(tmp_path, kind):
    pixels, whole = write(tmp_path, kind)
    assert (pixels.shape, pixels.ndim, pixels.nbytes) == (whole.shape, 4, whole.nbytes)
    assert (len(pixels), pixels.dtype) == (N, whole.dtype)
    same(pixels[:], whole)


edge = st.none() | st.integers(-N - 3, N + 3)


@given(st.slices(N) | st.builds(slice, edge, edge))
def test_slices_are_those_of_numpy(both, which):
    pixels, whole = both
    same(pixels[which], np.ascontiguousarray(whole[which]))


@given(st.lists(st.integers(-N, N - 1), min_size=1, max_size=40), st.booleans())
def test_indices_in_any_order_are_those_of_numpy(both, indices, ranked):
    pixels, whole = both
    indices = np.array(sorted(indices) if ranked else indices)
    same(pixels[indices], whole[indices])
    same(pixels.reshape(N, -1)[indices], whole.reshape(N, -1)[indices])


@pytest.mark.parametrize("kind", [np.intp, np.int32, np.uint8, np.uint64])
def test_indices_of_any_type(both, kind):
    pixels, whole = both
    for indices in ([], [0], [3, 4, 5, 6]):
        same(pixels[np.array(indices, kind)], whole[indices])
    same(pixels[kind(6)], whole[6])
    same(pixels[[2, 0]], whole[[2, 0]])


def test_one_row_and_row_after_row(both):
    pixels, whole = both
    same(pixels[-1], whole[-1])
    assert [row.tobytes() for row in pixels] == [row.tobytes() for row in whole]


@pytest.mark.parametrize(
    "which",
    [
        N,
        -N - 1,
        np.array([0, N]),
        np.array([2**64 - 1], np.uint64),
        (0, 1),
        (slice(None), 0),
        None,
        ...,
        1.0,
        np.ones(N, dtype=bool),
        np.zeros((1, 1), dtype=int),
    ],
)
def test_what_cannot_be_asked(both, which):
    with pytest.raises(IndexError):
        both[0][which]


def test_the_whole_is_never_read_by_accident(both):
    with pytest.raises(TypeError, match="take blocks"):
        np.asarray(both[0])


@pytest.mark.parametrize("shape", [(-1,), (6,), (1, 6), (3, 2, 1), SHAPE])
def test_rows_take_another_shape(both, shape):
    pixels, whole = both
    turned = pixels.reshape(N, *shape)
    assert turned.shape == whole.reshape(N, *shape).shape
    same(turned[3:9], whole.reshape(N, *shape)[3:9])


@pytest.mark.parametrize("shape", [(N, 5), (N - 1, -1), (-1, 6), (N, -2, -3), (N * 6,), (2 * N, 3)])
def test_numbers_stay_in_their_rows(both, shape):
    with pytest.raises(ValueError, match="do not become"):
        both[0].reshape(*shape)


def test_threads_may_ask_at_once(both):
    pixels, whole = both
    draws = [np.random.default_rng(seed).integers(0, N, 30) for seed in range(200)]
    with ThreadPoolExecutor(4) as threads:
        for draw, rows in zip(draws, threads.map(pixels.__getitem__, draws), strict=True):
            assert np.array_equal(rows, whole[draw])


def test_it_goes_to_another_process_as_its_files(both):
    pixels, whole = both
    data = pickle.dumps(pixels)
    assert len(data) < 3000
    same(pickle.loads(data)[:], whole)  # noqa: S301 - our own


def test_neighbours_are_read_together(both, monkeypatch):
    pixels, _ = both
    asked = []
    read = NpyFile.read

    def count(file, runs):
        runs = list(runs)
        asked.append([(file.name, first, len(buffer) // 12) for first, buffer in runs])
        return read(file, runs)

    monkeypatch.setattr(NpyFile, "read", count)
    pixels[np.array([0, 1, 2, 4, 5, 6, 7, 9])]
    assert asked == [
        [("0.npy", 0, 3), ("0.npy", 4, 1)],
        [("1.npy", 0, 1)],
        [("2.npy", 0, 2), ("2.npy", 3, 1)],
    ]
    asked.clear()
    pixels[4:12]
    assert asked == [[("0.npy", 4, 1)], [("1.npy", 0, 1)], [("2.npy", 0, 6)]]
