from __future__ import annotations

from dataclasses import replace

import numpy as np

from gui.models.map_colours import ColourBy
from gui.models.map_view import (
    centroid_lines,
    centroid_places,
    note_text,
    numbers_of,
    point_lines,
    position_of,
    positions_mask,
)
from tests.gui.panels.made_maps import IMAGES, LABELS, made_map, moment

SAMPLE = made_map([1, 5, 20])


def test_numbers_are_those_of_the_images_shown():
    assert numbers_of(ColourBy.CLUSTER, SAMPLE, IMAGES, moment()).tolist() == [1, 2, 2]
    classes = numbers_of(ColourBy.CLASS, SAMPLE, IMAGES, moment())
    assert classes.tolist() == IMAGES.labels[[1, 5, 20]].tolist()
    assert numbers_of(ColourBy.CLUSTER, SAMPLE, IMAGES, None).tolist() == [-1, -1, -1]
    assert numbers_of(ColourBy.NOTHING, SAMPLE, IMAGES, moment()).tolist() == [-1, -1, -1]
    unlabelled = replace(IMAGES, labels=None, class_names=())
    assert numbers_of(ColourBy.CLASS, SAMPLE, unlabelled, moment()).tolist() == [-1, -1, -1]


def test_positions():
    chosen = np.array([0, 5, 20, 99])  # 99 is of another set
    assert positions_mask(SAMPLE, chosen).tolist() == [False, True, True]
    assert [position_of(SAMPLE, i) for i in (1, 20, 2, 23, None)] == [0, 2, None, None, None]


def test_centroids_lie_where_the_method_says():
    assert centroid_places(made_map(), moment(2)).tolist() == [[0.5, 2.5], [1.5, 2.5], [2.5, 2.5]]
    tsne = centroid_places(made_map([0, 1, 3], "tsne"), moment())
    np.testing.assert_array_equal(tsne, [[1.5, 0], [1, 0], [np.nan, np.nan]])


def test_the_note():
    assert note_text(made_map(), moment()) == (
        "PCA · these two directions hold 40.0 % of the variance"
    )
    sample = made_map([1], note="a sample of 1 of 24 images")
    assert note_text(sample, moment(5, centroids_iteration=4)).endswith(
        " · a sample of 1 of 24 images · centroids of iteration 4"
    )
    late = moment(5, centroids_iteration=4)
    assert note_text(made_map(method="tsne", note="a note"), late) == "t-SNE · a note"
    flat = replace(made_map(note="these images are all the same"), explained=np.zeros(2))
    assert note_text(flat, None) == "PCA · these images are all the same"


def test_lines():
    assert point_lines(IMAGES, 4, moment())[1:] == [
        f"index 4, class {IMAGES.class_name(4)}",
        f"cluster {LABELS[4]}",
    ]
    assert len(point_lines(IMAGES, 4, None)) == 2
    assert centroid_lines(moment(), 1) == ["centroid of cluster 1", "8 images"]
