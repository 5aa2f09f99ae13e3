import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.insight.matching import match_fits
from gui.models.match_model import MatchModel, MatchRole
from gui.models.thumbnails import Thumbnails
from gui.panels.made_up import made_up_images
from gui.panels.match_made_up import made_up_fits

IMAGES = made_up_images(200)
FITS = made_up_fits(IMAGES, (3, 5))


def matching(one, other):
    return match_fits(one.labels, one.centroids, other.labels, other.centroids)


@pytest.fixture(params=[(0, 1), (1, 0), (0, 0)], ids=["fewer first", "more first", "same"])
def shown(qapp, request):
    one, other = (FITS[side] for side in request.param)
    made = MatchModel()
    found = matching(one, other)
    made.show((one, other), found, Thumbnails(IMAGES))
    return made, one, other, found


def test_every_cluster_has_one_row(shown, qtmodeltester):
    model, one, other, _ = shown
    qtmodeltester.check(model)
    rows = [model.row(row) for row in range(model.rowCount())]
    assert sorted(row.a for row in rows if row.a is not None) == list(range(one.n_clusters))
    assert sorted(row.b for row in rows if row.b is not None) == list(range(other.n_clusters))


def test_numbers_are_those_of_the_labels(shown):
    model, one, other, _ = shown
    for place in range(model.rowCount()):
        row = model.row(place)
        in_a, in_b = one.labels == row.a, other.labels == row.b
        assert (row.size_a, row.size_b, row.both) == (in_a.sum(), in_b.sum(), (in_a & in_b).sum())


def test_rows_leave_out_what_changed_company(shown):
    model, _, _, found = shown
    left = [
        model.images_of(place)
        for place in range(model.rowCount())
        if model.row(place).a is not None
    ]
    assert np.array_equal(np.sort(np.concatenate(left)), found.changed)


def test_a_cluster_of_b_without_a_match_leaves_out_all_of_it(qapp):
    model = MatchModel()
    model.show((FITS[0], FITS[1]), matching(*FITS), Thumbnails(IMAGES))
    last = model.rowCount() - 1
    b = model.row(last).b
    assert model.row(last).a is None
    assert np.array_equal(model.images_of(last), np.flatnonzero(FITS[1].labels == b))
    assert model.index(last).data() == "no match in A"
    assert model.title_of(last) == f"cluster {b} of B, without a match"
    assert model.index(last).data(MatchRole.CENTROID_A) is None


def test_pictures_are_those_of_the_cluster_in_the_row(shown):
    model, one, other, _ = shown
    thumbnails = Thumbnails(IMAGES)
    for place in range(model.rowCount()):
        row = model.row(place)
        for fit, cluster, role in (
            (one, row.a, MatchRole.CENTROID_A),
            (other, row.b, MatchRole.CENTROID_B),
        ):
            if cluster is not None:
                expected = thumbnails.centroid(fit.centroids[cluster]).toImage()
                assert model.index(place).data(role).toImage() == expected


def test_tooltips_name_both_and_nothing_is_left_after_clear(shown):
    model, *_ = shown
    row = model.row(0)
    tip = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"Cluster {row.a} of A" in tip
    assert f"cluster {row.b} of B" in tip
    model.clear()
    assert model.rowCount() == 0
    assert model.images_of(0).tolist() == []
