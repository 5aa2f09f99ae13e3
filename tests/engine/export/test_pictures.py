import io

import numpy as np
import pytest
from PIL import Image

from engine import ImageSet
from engine.export.pictures import Pictures
from engine.export.sheets import centroid_sheet, representative_sheet
from engine.insight.display import display_scale
from engine.insight.representatives import representatives


@pytest.fixture
def pictures_for(fit_of):
    def pictures_for(images, **parameters):
        ended = fit_of(images, **parameters)
        return Pictures(images, ended, representatives(images, ended.best), display_scale(images))

    return pictures_for


def pixels_of(png):
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_files_hold_the_centroids_and_the_images(make_images, pictures_for, dtype, channels):
    images = make_images(dtype, shape=(30, 6, 5, channels))
    pictures = pictures_for(images, n_clusters=3, init="random")
    to_8_bits = {"uint8": 1, "uint16": 1 / 257, "float32": 255}[dtype]
    shown = np.rint(images.pixels.astype(np.float64) * to_8_bits)
    centroids = np.rint(pictures.ended.centroids.reshape(3, 6, 5, channels) * to_8_bits)
    files = list(pictures.files())
    assert len(files) == pictures.n_files == len(dict(files))
    for name, png in files:
        found = pixels_of(png)
        assert found.ndim == (2 if channels == 1 else 3)
        if name.startswith("centroids/"):
            expected = centroids[int(name[-7:-4])]
        else:
            expected = shown[int(name[-9:-4])]
        assert np.array_equal(found.reshape(expected.shape), expected), name


def test_ranks_follow_the_distance(images, pictures_for):
    pictures = pictures_for(images, n_clusters=3, init="random")
    ended = pictures.ended
    for cluster in range(3):
        rows = images.pixels.reshape(len(images), -1).astype(np.float64)
        sq_distances = np.square(rows - ended.centroids[cluster]).sum(axis=1)
        members = np.flatnonzero(ended.labels == cluster)
        nearest = members[np.argsort(sq_distances[members], kind="stable")][:10]
        assert pictures.members(cluster) == nearest.tolist()


def block_of(sheet, colour):
    """Return left, top, right and bottom of what has exactly this colour."""
    rows, columns = np.nonzero((np.asarray(sheet) == colour).all(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_centroid_sheet_enlarges_by_whole_numbers(pictures_for):
    one_colour = np.full((20, 6, 5, 3), (250, 3, 77), np.uint8)
    pictures = pictures_for(
        ImageSet(name="one colour", pixels=one_colour), n_clusters=1, init="random"
    )
    left, top, right, bottom = block_of(centroid_sheet(pictures), (250, 3, 77))
    assert (right - left, bottom - top) == (5 * 21, 6 * 21)


def test_large_pictures_are_reduced(make_images, pictures_for):
    pictures = pictures_for(make_images(shape=(4, 700, 900, 1)), n_clusters=2, init="random")
    assert max(centroid_sheet(pictures).size) < 1000
    assert max(representative_sheet(pictures).size) < 1000


@pytest.mark.parametrize("sheet", [centroid_sheet, representative_sheet])
def test_sheets_of_many_clusters_stay_in_shape_and_say_what_they_leave_out(
    make_images, pictures_for, monkeypatch, sheet
):
    pictures = pictures_for(
        make_images(shape=(60, 4, 4, 1)), n_clusters=40, init="random", max_iter=1
    )
    whole = sheet(pictures)
    assert 0.5 < whole.width / whole.height < 3
    monkeypatch.setattr("engine.export.sheets.MAX_CLUSTERS", 10)
    assert sheet(pictures).height < whole.height


@pytest.mark.parametrize("name", ["", "new\nline \x1b \udcff", "猫" * 200])
def test_a_sheet_bears_any_name(make_images, pictures_for, name):
    pictures = pictures_for(make_images(name=name), n_clusters=2, init="random")
    assert centroid_sheet(pictures).width < 1500


def test_an_empty_cluster_is_a_row_of_its_own(four, pictures_for):
    init = [[0.0, 0.0], [10.0, 0.0], [200.0, 200.0]]
    pictures = pictures_for(four, n_clusters=3, init=init)
    assert pictures.members(2) == []
    two = pictures_for(four, n_clusters=2, init=init[:2])
    assert representative_sheet(pictures).height > representative_sheet(two).height
