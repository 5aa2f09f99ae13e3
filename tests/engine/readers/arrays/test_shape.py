import numpy as np
import pytest

from engine.options import OpenOptions
from engine.readers.questions import ShapeQuestion, Undecided
from tests.engine.readers.arrays.array_files import load, npy_bytes, refusal, zipped

RANDOM = np.random.default_rng(0)
ROWS = RANDOM.integers(0, 256, (11, 48), dtype=np.uint8)


@pytest.fixture
def path(tmp_path):
    """Write an array; returns the path of its file."""

    def write(array):
        np.save(tmp_path / "a.npy", array)
        return tmp_path / "a.npy"

    return write


@pytest.mark.parametrize(
    ("asked", "taken", "expected"),
    [
        ((4, 4), (4, 4, 3), ROWS.reshape(11, 4, 4, 3)),
        ((6, 8), (6, 8, 1), ROWS.reshape(11, 6, 8, 1)),
        ((3, 4, 4), (3, 4, 4), ROWS.reshape(11, 3, 4, 4).transpose(0, 2, 3, 1)),
        ((3, 16, 1), (3, 16, 1), ROWS.reshape(11, 3, 16, 1)),
    ],
)
@pytest.mark.parametrize("may_ask", [True, False])
def test_the_shape_asked_for(path, asked, taken, expected, may_ask):
    images = load(path(ROWS), shape=asked, may_ask=may_ask)
    assert np.array_equal(images.pixels, expected)
    assert images.options.shape == taken
    assert images.choices == ("shape", "transpose")
    assert images.notes == ()
    turned = load(path(ROWS), shape=asked, transpose=True)
    assert np.array_equal(turned.pixels, expected.transpose(0, 2, 1, 3))


def test_a_shape_that_does_not_fit(path):
    assert refusal(path(ROWS), shape=(5, 5)) == (
        "a.npy: rows of 48 numbers are no pictures of 5 × 5. "
        "Choose another shape, such as 4 × 4 × 3."
    )


def test_without_an_answer_it_is_said_what_was_assumed(path):
    images = load(path(ROWS[:, :16]))
    assert images.notes == ("rows of 16 numbers are read as 4 × 4 grey pixels",)
    assert np.array_equal(images.pixels, ROWS[:, :16].reshape(11, 4, 4, 1))
    assert images.options == OpenOptions(shape=(4, 4, 1))
    images = load(path(ROWS[:, :14]))
    assert images.notes == ("rows of 14 numbers are read as one line of pixels",)
    assert np.array_equal(images.pixels, ROWS[:, :14].reshape(11, 1, 14, 1))


def smooth_planes():
    colours = np.array([0, 100, 200]).reshape(1, 3, 1, 1)
    images, height = np.arange(5).reshape(5, 1, 1, 1), np.arange(6).reshape(1, 1, 6, 1)
    return (colours + images + height + np.arange(6)).astype(np.uint8)


def test_planes_are_known_by_their_smoothness(path):
    planes = smooth_planes()
    images = load(path(planes.reshape(5, -1)))
    assert np.array_equal(images.pixels, planes.transpose(0, 2, 3, 1))
    assert images.options.shape == (3, 6, 6)
    assert images.notes == ("rows of 108 numbers are read as 3 planes of 6 × 6 pixels",)


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_question(path, order):
    planes = smooth_planes().reshape(5, -1).astype(">f4")
    with pytest.raises(Undecided) as caught:
        load(path(np.asarray(planes, order=order)), may_ask=True)
    question = caught.value.question
    assert isinstance(question, ShapeQuestion)
    assert (question.name, question.n_features) == ("a.npy", 108)
    assert question.suggestion == question.shapes[0] == (3, 6, 6)
    assert (6, 6, 3) in question.shapes
    assert len(set(question.shapes)) == len(question.shapes)
    assert np.array_equal(question.examples, planes)
    for shape in question.shapes:
        answered = load(path(planes), shape=shape, may_ask=True)
        assert np.prod(answered.image_shape) == 108


def test_no_question_where_there_is_one_answer(path):
    images = load(path(ROWS[:, :13]), may_ask=True)
    assert images.image_shape == (1, 13, 1)


def test_rows_longer_than_a_picture_may_be_wide(path):
    images = load(path(np.zeros((2, 4099), np.uint8)), may_ask=True)
    assert images.image_shape == (1, 4099, 1)
    assert images.options.shape == (1, 4099, 1)


def test_pictures_are_not_asked_for_a_shape(path):
    images = load(path(ROWS.reshape(11, 6, 8)), shape=(4, 4), may_ask=True)
    assert images.image_shape == (6, 8, 1)
    assert images.choices == ("transpose",)


def test_what_may_be_meant_otherwise_is_said(path):
    array = RANDOM.integers(0, 256, (2, 3, 5, 3), dtype=np.uint8)
    images = load(path(array))
    assert np.array_equal(images.pixels, array)
    assert images.notes == ("2 × 3 × 5 × 3 is read as (n, height, width, channels)",)


def test_opacity_is_left_out_and_said(path):
    array = RANDOM.integers(0, 256, (2, 5, 6, 4), dtype=np.uint8)
    images = load(path(array))
    assert np.array_equal(images.pixels, array[..., :3])
    assert images.notes == ("the fourth channel, opacity, is left out",)


def test_examples_of_an_array_among_others(tmp_path):
    (tmp_path / "a.npz").write_bytes(
        zipped({"b.npy": npy_bytes(np.arange(9)), "x.npy": npy_bytes(ROWS)})
    )
    with pytest.raises(Undecided) as caught:
        load(tmp_path / "a.npz", may_ask=True)
    assert np.array_equal(caught.value.question.examples, ROWS[:8])
