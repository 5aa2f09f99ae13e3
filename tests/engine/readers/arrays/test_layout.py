import numpy as np
import pytest

from engine.errors import DataError
from engine.readers.arrays.layout import (
    check_pictures,
    flat_layout,
    is_flat,
    is_planes,
    layout_of,
    product,
)


def numbered(*shape):
    return np.arange(int(np.prod(shape))).reshape(shape)


@pytest.mark.parametrize(
    ("shape", "image_shape"),
    [
        ((2, 4, 5), (4, 5, 1)),
        ((2, 4, 5, 1), (4, 5, 1)),
        ((2, 4, 5, 3), (4, 5, 3)),
        ((2, 1, 4, 5), (4, 5, 1)),
        ((2, 3, 4, 5), (4, 5, 3)),
        ((2, 3, 5, 3), (3, 5, 3)),
        ((2, 3, 5, 1), (3, 5, 1)),
        ((2, 3, 5, 4), (5, 4, 3)),
        ((2, 5, 6, 4), (5, 6, 3)),
        ((1, 1, 1), (1, 1, 1)),
    ],
)
def test_what_a_shape_means(shape, image_shape):
    layout = layout_of(shape)
    assert layout.image_shape == image_shape
    assert layout.pictures(numbered(*shape)).shape == (shape[0], *image_shape)
    height, width, channels = image_shape
    turned = layout.transposed()
    assert turned.image_shape == (width, height, channels)
    expected = layout.pictures(numbered(*shape)).transpose(0, 2, 1, 3)
    assert np.array_equal(turned.pictures(numbered(*shape)), expected)
    check_pictures(shape, "a")


def test_every_number_is_where_it_belongs():
    planes = numbered(2, 3, 4, 5)
    pictures = layout_of(planes.shape).pictures(planes)
    assert all(pictures[i, y, x, c] == planes[i, c, y, x] for i, c, y, x in np.ndindex(2, 3, 4, 5))
    assert pictures.base is not None  # a view
    opaque = numbered(2, 4, 6, 4)
    layout = layout_of(opaque.shape)
    assert layout.has_opacity
    assert np.array_equal(layout.pictures(opaque), opaque[..., :3])


@pytest.mark.parametrize(
    "shape", [(), (5,), (2, 4, 5, 2), (2, 4, 5, 6), (2, 2, 3, 4, 3), (0, 4, 4), (2, 4, 0), (2, 0)]
)
def test_what_holds_no_pictures(shape):
    assert layout_of(shape) is None
    assert not is_flat(shape)
    with pytest.raises(DataError) as caught:
        check_pictures(shape, "a.npy")
    assert str(caught.value) == (
        f"a.npy: an array of shape {product(shape)} holds no pictures. "
        "Save (n, height, width, 1 or 3) or (n, features)."
    )


def test_flat_rows():
    assert is_flat((5, 12))
    assert layout_of((5, 12)) is None
    check_pictures((5, 12), "a")
    rows = numbered(5, 12)
    assert np.array_equal(flat_layout((2, 2, 3)).pictures(rows), rows.reshape(5, 2, 2, 3))
    planes = flat_layout((3, 2, 2)).pictures(rows)
    assert np.array_equal(planes, rows.reshape(5, 3, 2, 2).transpose(0, 2, 3, 1))


@pytest.mark.parametrize(
    ("shape", "planes"),
    [((3, 4, 5), True), ((3, 4, 3), False), ((3, 4, 1), False), ((4, 3, 3), False)],
)
def test_which_shapes_are_planes(shape, planes):
    assert is_planes(shape) == planes


def test_pictures_of_impossible_size():
    with pytest.raises(DataError, match="images of 9,000 × 9,000 are over the limit of 67,108,864"):
        check_pictures((1, 9000, 9000), "a")
    with pytest.raises(DataError, match="over the limit"):
        check_pictures((1, (1 << 26) + 1), "a")
