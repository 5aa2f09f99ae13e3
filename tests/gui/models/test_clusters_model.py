from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from engine.imageset import ImageSet
from engine.insight.representatives import representatives
from engine.kmeans.reports import Iteration, Reseeding
from gui.models.clusters_model import ClusterOrder, ClusterRole, ClustersModel, ClustersSortModel
from gui.panels.made_up import made_up_images, made_up_report

# Six grey pictures of 1 x 2 pixels: three near (0, 0), two near (100, 100), one at (200, 0).
PIXELS = np.array([[0, 0], [4, 0], [2, 0], [100, 96], [100, 104], [200, 0]], np.uint8).reshape(
    6, 1, 2, 1
)
CENTROIDS = np.array([[2.0, 0.0], [100.0, 100.0], [200.0, 0.0], [50.0, 250.0]])
LABELS = np.array([0, 0, 0, 1, 1, 2], np.int32)


def image_set() -> ImageSet:
    return ImageSet(
        name="six",
        pixels=PIXELS,
        labels=np.array([0, 0, 1, 1, 1, 0], np.int32),
        class_names=("<b>cat</b>", "dog\n"),
        names=("a.png", "b.png", "<img src=x>.png", "d\x1b[31m.png", "e.png", "f.png"),
    )


def hand_worked(**changes) -> Iteration:
    """Sizes 3, 2, 1, 0; distortions 4 + 4 + 0, 16 + 16, 0, 0."""
    report = Iteration(
        run=0,
        iteration=3,
        distortion=40.0,
        shift=1.0,
        moved=0,
        empty=1,
        seconds=0.0,
        reseeded=(Reseeding(cluster=2, image=5),),
        sizes=np.array([3, 2, 1, 0]),
        sq_distances_by_cluster=np.array([8.0, 32.0, 0.0, 0.0]),
        centroids=CENTROIDS,
        labels=LABELS,
    )
    return replace(report, **changes)


@pytest.fixture
def model(qapp):
    made = ClustersModel()
    made.set_images(image_set())
    report = hand_worked()
    made.show(report, representatives(image_set(), report))
    return made


def column(model, role) -> list:
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def test_numbers_are_those_worked_by_hand(model):
    assert column(model, ClusterRole.CLUSTER) == [0, 1, 2, 3]
    assert column(model, ClusterRole.SIZE) == [3, 2, 1, 0]
    assert column(model, ClusterRole.SHARE) == [3 / 6, 2 / 6, 1 / 6, 0]
    assert column(model, ClusterRole.DISTORTION) == [8, 32, 0, 0]
    assert column(model, ClusterRole.DISTORTION_SHARE) == [0.2, 0.8, 0, 0]
    assert column(model, ClusterRole.MEAN_SQ_DISTANCE) == [8 / 3, 16, 0, 0]
    assert column(model, Qt.ItemDataRole.DisplayRole) == ["0", "1", "2", "3"]


def test_nothing_is_divided_by_a_distortion_of_zero(model):
    report = hand_worked(distortion=0.0, sq_distances_by_cluster=np.zeros(4))
    model.show(report, representatives(image_set(), report))
    assert column(model, ClusterRole.DISTORTION_SHARE) == [0, 0, 0, 0]


def test_words(model):
    assert column(model, ClusterRole.SIZE_LINE) == [
        "3 images · 50.0 %",
        "2 images · 33.3 %",
        "1 image · 16.7 % · reseeded",
        "0 images · 0.0 %",
    ]
    assert column(model, ClusterRole.DISTORTION_LINE)[1] == "distortion 32 (80.0 %)"


def test_large_numbers_are_shortened(model):
    report = hand_worked(
        distortion=4.65e11, sq_distances_by_cluster=np.array([4.65e10, 4.185e11, 0, 0])
    )
    model.show(report, representatives(image_set(), report))
    assert column(model, ClusterRole.DISTORTION_LINE)[0] == "distortion 4.65e10 (10.0 %)"


def test_representatives_nearest_first_as_pictures(model):
    nearest = model.index(0, 0).data(ClusterRole.REPRESENTATIVES)
    assert [(one.image, one.sq_distance) for one in nearest] == [(2, 0), (0, 4), (1, 4)]
    shown = nearest[2].pixmap.toImage()
    assert [shown.pixelColor(x, 0).red() for x in range(2)] == [4, 0]
    assert model.index(3, 0).data(ClusterRole.REPRESENTATIVES) == []


def test_centroids_as_pictures(model):
    shown = model.index(1, 0).data(ClusterRole.CENTROID).toImage()
    assert [shown.pixelColor(x, 0).getRgb()[:3] for x in range(2)] == [(100, 100, 100)] * 2


def test_tips_say_who_where_and_what_it_means(model):
    tips = model.index(0, 0).data(ClusterRole.REPRESENTATIVE_TIPS)
    assert tips[0].split("\n") == [
        "<img src=x>.png",
        "index 2, class dog\\n",
        "nearest to the centroid: distance 0 pixel levels",
    ]
    assert tips[1].endswith("number 2 in nearness to the centroid: distance 2 pixel levels")
    escaped = model.index(1, 0).data(ClusterRole.REPRESENTATIVE_TIPS)[0]
    assert escaped.startswith("d\\x1b[31m.png\n")
    distortion = model.index(1, 0).data(ClusterRole.DISTORTION_TIP)
    for word in ("inertia", "SSE", "WCSS", "80.0 %", "4 pixel levels"):
        assert word in distortion
    assert "3 of 6 images (50.0 %) are" in model.index(0, 0).data(ClusterRole.SIZE_TIP)
    assert "began anew at image 5" in model.index(2, 0).data(ClusterRole.SIZE_TIP)
    assert "No image" in model.index(3, 0).data(ClusterRole.CENTROID_TIP)


def test_screen_readers_hear_a_sentence(model):
    spoken = column(model, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken[1] == ("Cluster 1, 2 images, 33.3 % of all, distortion 32, 80.0 % of the whole")
    assert spoken[3] == "Cluster 3, empty: reseeded at the farthest image"


def test_as_many_clusters_repaint_in_one_signal(model, qtbot):
    report = hand_worked(sizes=np.array([2, 3, 1, 0]))
    with qtbot.waitSignal(model.dataChanged) as told, qtbot.assertNotEmitted(model.modelReset):
        model.show(report, representatives(image_set(), report))
    first, last, roles = told.args
    assert (first.row(), last.row()) == (0, 3)
    assert set(roles) >= {ClusterRole.CENTROID, ClusterRole.SIZE, ClusterRole.REPRESENTATIVES}
    assert ClusterRole.CLUSTER not in roles
    assert column(model, ClusterRole.SIZE) == [2, 3, 1, 0]


def test_another_number_of_clusters_resets(model, qtbot):
    report = hand_worked(
        centroids=CENTROIDS[:3],
        sizes=np.array([3, 2, 1]),
        sq_distances_by_cluster=np.array([8.0, 32.0, 0.0]),
    )
    with qtbot.waitSignal(model.modelReset), qtbot.assertNotEmitted(model.dataChanged):
        model.show(report, representatives(image_set(), report))
    assert model.rowCount() == 3


def test_pixmaps_are_made_once_and_thumbnails_outlive_an_update(model):
    def first(role):
        return model.index(0, 0).data(role)

    centroid = first(ClusterRole.CENTROID).cacheKey()
    thumb = first(ClusterRole.REPRESENTATIVES)[0].pixmap.cacheKey()
    assert first(ClusterRole.CENTROID).cacheKey() == centroid
    report = hand_worked(centroids=np.add(CENTROIDS, [0, 1]))
    model.show(report, representatives(image_set(), report))
    assert first(ClusterRole.CENTROID).cacheKey() != centroid
    assert first(ClusterRole.REPRESENTATIVES)[0].pixmap.cacheKey() == thumb


def test_what_does_not_belong_together_is_refused(model, qapp):
    report = hand_worked()
    nearest = representatives(image_set(), report)
    with pytest.raises(ValueError, match="no images"):
        ClustersModel().show(report, nearest)
    with pytest.raises(ValueError, match="representatives of 4 clusters"):
        model.show(hand_worked(centroids=CENTROIDS[:3]), nearest)
    with pytest.raises(ValueError, match="report on 5 images"):
        model.show(hand_worked(labels=LABELS[:5]), nearest)


def test_clear_forgets_the_report_and_another_set_too(model):
    model.clear()
    assert model.rowCount() == 0
    assert model.images is not None
    model.set_images(None)
    assert model.images is None
    assert model.index(0, 0).data() is None


def test_a_list_has_no_children(model):
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex(), ClusterRole.SIZE) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None


def test_qt_finds_nothing_wrong(model, qtmodeltester):
    qtmodeltester.check(model)
    proxy = ClustersSortModel()
    proxy.setSourceModel(model)
    proxy.set_order(ClusterOrder.SIZE)
    qtmodeltester.check(proxy)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ClusterOrder.NUMBER, [0, 1, 2, 3]),
        (ClusterOrder.SIZE, [0, 1, 2, 3]),
        (ClusterOrder.DISTORTION, [1, 0, 2, 3]),  # the two of distortion 0 keep their order
    ],
)
def test_orders_never_renumber(model, order, expected):
    proxy = ClustersSortModel()
    proxy.setSourceModel(model)
    proxy.set_order(order)
    assert column(proxy, ClusterRole.CLUSTER) == expected


def test_the_order_keeps_up_and_a_row_can_be_followed(model):
    proxy = ClustersSortModel()
    proxy.setSourceModel(model)
    proxy.set_order(ClusterOrder.SIZE)
    followed = QPersistentModelIndex(proxy.index(0, 0))
    report = hand_worked(sizes=np.array([1, 2, 3, 0]))
    model.show(report, representatives(image_set(), report))
    assert column(proxy, ClusterRole.CLUSTER) == [2, 1, 0, 3]
    assert followed.row() == 2
    assert followed.data(ClusterRole.CLUSTER) == 0


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 1, 3), (8, 8, 1), (512, 512, 3), (3, 600, 1)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_any_size_and_kind_of_picture(qapp, shape, dtype):
    random = np.random.default_rng(0)
    top = {np.uint8: 255, np.uint16: 65535, np.float32: 1}[dtype]
    pixels = (random.random((4, *shape)) * top).astype(dtype)
    images = ImageSet(name="any", pixels=pixels)
    report, nearest = made_up_report(images, 2)
    model = ClustersModel()
    model.set_images(images)
    model.show(report, nearest)
    shown = model.index(0, 0).data(ClusterRole.CENTROID)
    assert max(shown.width(), shown.height()) <= 256
    aspect = shown.height() / shown.width()
    assert math.isclose(aspect, shape[0] / shape[1], rel_tol=0.35)


def test_a_thousand_clusters(qapp):
    images = made_up_images(2000)
    report, nearest = made_up_report(images, 1000)
    model = ClustersModel()
    model.set_images(images)
    model.show(report, nearest)
    assert model.rowCount() == 1000
    assert sum(column(model, ClusterRole.SIZE)) == 2000
    assert sum(column(model, ClusterRole.SHARE)) == pytest.approx(1)
    assert sum(column(model, ClusterRole.DISTORTION_SHARE)) == pytest.approx(1)
