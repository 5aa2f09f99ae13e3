import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from engine.imageset import ImageSet
from gui.models.contingency_facts import ColumnOrder, Shade
from gui.models.contingency_model import CellRole, ContingencyModel
from gui.qimages import to_qpixmap

TABLE = np.array([[1, 6, 0, 3], [4, 0, 0, 6]])
CLASSES = np.array([1, 0, -1, 1])  # of the clusters
MATCHED = [1, 3, 0, 2]
CENTROIDS = np.arange(16.0).reshape(4, 4) * 10
HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
IMAGES = ImageSet(
    name="two",
    pixels=np.zeros((2, 2, 2, 1), np.uint8),
    labels=np.array([0, 1], np.int32),
    class_names=("<b>cat</b>", "dog\n"),
)


@pytest.fixture
def model(qapp):
    made = ContingencyModel()
    made.set_images(IMAGES)
    made.show(TABLE, CLASSES)
    return made


def counts(model):
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[int(model.index(row, column).data()) for column in columns] for row in rows]


def test_the_model_keeps_the_rules_of_models(model, qtmodeltester):
    qtmodeltester.check(model)


def test_empty_until_there_is_a_table(qapp, qtmodeltester):
    model = ContingencyModel()
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert model.headerData(0, HORIZONTAL) is None
    assert model.headerData(0, VERTICAL) is None
    model.show_centroids(CENTROIDS)
    model.set_shade(Shade.COUNT)
    model.set_order(ColumnOrder.MATCHED)
    qtmodeltester.check(model)


def test_cells_and_margins(model):
    assert counts(model) == TABLE.tolist()
    assert [model.headerData(i, VERTICAL) for i in range(2)] == ["<b>cat</b>", "dog\\n"]
    assert [model.headerData(i, HORIZONTAL) for i in range(4)] == list("0123")
    assert [model.headerData(i, VERTICAL, CellRole.TOTAL) for i in range(2)] == ["10", "10"]
    assert [model.headerData(i, HORIZONTAL, CellRole.TOTAL) for i in range(4)] == list("5609")


def test_every_cell_knows_its_class_and_cluster_in_every_order(model):
    for order, clusters in ((ColumnOrder.MATCHED, MATCHED), (ColumnOrder.NUMBER, range(4))):
        model.set_order(order)
        assert model.clusters.tolist() == list(clusters)
        for row in range(2):
            for column in range(4):
                index = model.index(row, column)
                number, cluster = model.cell(index)
                assert (number, cluster) == (row, clusters[column])
                assert int(index.data()) == TABLE[number, cluster]
                worth = model.facts.shades(Shade.OF_CLASS)[number, cluster]
                assert index.data(CellRole.SHADE) == worth
                assert model.headerData(column, HORIZONTAL) == str(cluster)


def test_the_current_cell_goes_along_with_its_cluster(model):
    kept = QPersistentModelIndex(model.index(1, 3))
    model.set_order(ColumnOrder.MATCHED)
    assert model.cell(kept) == (1, 3)
    assert kept.column() == MATCHED.index(3)
    model.set_order(ColumnOrder.NUMBER)
    assert (kept.row(), kept.column()) == (1, 3)


def test_a_table_of_the_same_shape_repaints_and_another_resets(model, qtbot):
    with (
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.waitSignals([model.dataChanged, model.headerDataChanged]),
    ):
        model.show(TABLE + 1, CLASSES)
    assert counts(model) == (TABLE + 1).tolist()
    with qtbot.waitSignal(model.modelReset):
        model.show(TABLE[:, :3], CLASSES[:3])
    assert counts(model) == TABLE[:, :3].tolist()


def test_columns_stay_while_they_are_held(model):
    model.set_order(ColumnOrder.MATCHED)
    model.hold_order(True)
    model.show(TABLE[::-1], 1 - CLASSES.clip(0))
    assert model.clusters.tolist() == MATCHED
    model.hold_order(False)
    assert model.clusters.tolist() != MATCHED


def test_the_shade_can_be_chosen(model, qtbot):
    assert model.limit_text == "60.0 %"
    with qtbot.waitSignal(model.dataChanged):
        model.set_shade(Shade.COUNT)
    assert model.limit_text == "6"
    assert model.index(0, 3).data(CellRole.SHADE) == 0.5


def test_tips_are_plain_text_to_the_letter(model):
    tip = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "6 of 10 images of class &lt;b&gt;cat&lt;/b&gt; are in cluster 1 (60.0 %)" in tip
    assert "&lt;b&gt;cat" in model.headerData(0, VERTICAL, Qt.ItemDataRole.ToolTipRole)
    assert "Cluster 2" in model.headerData(2, HORIZONTAL, Qt.ItemDataRole.ToolTipRole)
    spoken = model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("6 of 10 images of class <b>cat</b>")


def test_centroids_stand_above_their_clusters_in_every_order(model):
    assert model.headerData(0, HORIZONTAL, CellRole.CENTROID) is None
    model.show_centroids(CENTROIDS)
    for order in ColumnOrder:
        model.set_order(order)
        for column, cluster in enumerate(model.clusters):
            shown = model.headerData(column, HORIZONTAL, CellRole.CENTROID).toImage()
            pixels = CENTROIDS[cluster].reshape(2, 2).astype(np.uint8)
            assert shown == to_qpixmap(pixels).toImage()


def test_centroids_of_another_number_of_clusters_are_not_shown(model):
    model.show_centroids(CENTROIDS[:3])
    assert model.headerData(0, HORIZONTAL, CellRole.CENTROID) is None


def test_another_image_set_begins_with_nothing(model):
    model.show_centroids(CENTROIDS)
    model.set_images(None)
    assert model.rowCount() == model.columnCount() == 0
