from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Qt

from gui import theme
from gui.models.cluster_choices import ClusterChoices


def test_all_clusters_then_each_with_size_and_colour(qapp):
    choices = ClusterChoices()
    choices.show_sizes(np.array([1, 6214]))
    assert choices.rowCount() == 3
    texts = [choices.index(row).data() for row in range(3)]
    assert texts == [
        "all clusters · 6,215 images",
        "cluster 0 · 1 image",
        "cluster 1 · 6,214 images",
    ]
    colour = Qt.ItemDataRole.DecorationRole
    assert choices.index(0).data(colour) is None
    swatch = choices.index(2).data(colour).pixmap(12, 12).toImage()
    assert swatch.pixelColor(5, 5) == theme.cluster_colour(1)
    assert choices.data(QModelIndex()) is None


def test_as_many_clusters_only_change_their_texts(qapp, qtbot):
    choices = ClusterChoices()
    choices.show_sizes(np.array([1, 2]))
    with qtbot.waitSignal(choices.dataChanged), qtbot.assertNotEmitted(choices.modelReset):
        choices.show_sizes(np.array([2, 1]))
    assert choices.index(1).data() == "cluster 0 · 2 images"
    with qtbot.waitSignal(choices.modelReset):
        choices.show_sizes(np.array([3]))
