import numpy as np
import pytest

from engine.history.taking import MOST, Arrays, Reel


def test_arrays_are_taken_by_type_and_shape():
    table = np.arange(6).reshape(2, 3)
    arrays = Arrays({"table": table, "one": np.array(7)})
    assert arrays.take("table", "i", (2, -1)) is table
    assert arrays.wholes("table", (-1, 3), most=5) is table
    assert arrays.whole("one", least=7) == 7


@pytest.mark.parametrize(
    ("array", "shape"),
    [
        (np.arange(6.0), (6,)),
        (np.arange(6, dtype=np.uint8), (6,)),
        (np.arange(6), (7,)),
        (np.arange(6), (6, 1)),
        (np.array([-1]), (1,)),
        (np.array([MOST + 1]), (1,)),
    ],
)
def test_other_arrays_are_refused(array, shape):
    with pytest.raises(ValueError, match="a"):
        Arrays({"a": array}).wholes("a", shape)


def test_pieces_follow_each_other():
    reel = Reel(np.arange(5))
    assert [reel.next(n).tolist() for n in (2, 0, 3)] == [[0, 1], [], [2, 3, 4]]
