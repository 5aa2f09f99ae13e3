import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.export.film_layout import Layout
from engine.export.paper import text_width
from engine.export.sheets import INDEX_SIZE

SHAPES = st.tuples(st.integers(1, 300), st.integers(1, 300), st.sampled_from([1, 3]))


@settings(max_examples=60, deadline=None)
@given(SHAPES, st.integers(1, 10**6), st.integers(1, 600), st.integers(320, 1500),
       st.integers(160, 1200))  # fmt: skip
def test_tiles_and_labels_lie_apart_and_inside(shape, n_images, n_clusters, width, height):
    layout = Layout.of(shape, n_images, n_clusters, (width, height))
    corners = np.array([layout.corner(cluster) for cluster in range(layout.n_shown)])
    tile = layout.tile
    below = INDEX_SIZE + 6 if layout.label else 0
    assert (corners > 0).all()
    opposite = corners + np.array([tile.width, tile.height + below])
    assert (opposite < (width, height)).all()
    text = layout.label.format(cluster=n_clusters - 1, size=n_images)
    assert layout.pitch[0] > max(tile.width, text_width(text, INDEX_SIZE))
    assert layout.pitch[1] > tile.height + below
    apart = np.abs(corners[:, np.newaxis] - corners)
    crossing = (apart[..., 0] < layout.pitch[0]) & (apart[..., 1] < layout.pitch[1])
    assert crossing.sum() == layout.n_shown


@pytest.mark.parametrize(
    ("n_clusters", "enlarged", "label"),
    [(1, 19, "{cluster} · {size:,}"), (10, 5, "{cluster} · {size:,}"),
     (100, 1, "{cluster} · {size:,}"), (400, 1, "")],
)  # fmt: skip
def test_many_clusters_have_small_tiles_and_at_last_no_labels(n_clusters, enlarged, label):
    layout = Layout.of((32, 32, 3), 50_000, n_clusters, (960, 720))
    assert (layout.tile.enlarged, layout.tile.reduced) == (enlarged, 1)
    assert (layout.label, layout.n_shown) == (label, n_clusters)


def test_of_more_than_there_is_room_for_the_first_are_shown():
    layout = Layout.of((32, 32, 3), 50_000, 50_000, (960, 720))
    assert 1000 < layout.n_shown < 5000
    assert max(layout.tile.width, layout.tile.height) >= 8


@pytest.mark.parametrize("shape", [(1, 3072, 1), (3072, 1, 1), (2000, 3000, 3), (1, 1, 1)])
def test_odd_shapes_have_room_too(shape):
    layout = Layout.of(shape, 100, 3, (960, 720))
    assert layout.n_shown == 3
    assert layout.label
