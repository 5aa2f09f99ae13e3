import numpy as np
import pytest

from gui.models.contingency_facts import NOTHING, ColumnOrder, ContingencyFacts, Shade

# Cat, dog and a class without an image; cluster 2 is empty.
TABLE = np.array([[1, 6, 0, 3], [4, 0, 0, 6], [0, 0, 0, 0]])


@pytest.fixture
def facts():
    return ContingencyFacts(TABLE, np.array([1, 0, -1, 1]), ("cat", "dog"))


def test_totals(facts):
    assert facts.by_class.tolist() == [10, 10, 0]
    assert facts.by_cluster.tolist() == [5, 6, 0, 9]


def test_a_class_without_a_name_has_its_number(facts):
    assert [facts.class_name(number) for number in range(3)] == ["cat", "dog", "2"]


def test_shades_are_shares_of_the_class_the_cluster_or_the_greatest_count(facts):
    np.testing.assert_allclose(facts.worth(Shade.OF_CLASS)[0], [0.1, 0.6, 0, 0.3])
    np.testing.assert_allclose(facts.worth(Shade.OF_CLUSTER)[1], [0.8, 0, 0, 6 / 9])
    np.testing.assert_allclose(facts.shades(Shade.COUNT)[0], [1 / 6, 1, 0, 0.5])
    for shade in Shade:
        assert facts.shades(shade).max() == 1.0
        assert facts.shades(shade).min() == 0.0
    limits = [facts.limit_text(shade) for shade in Shade]
    assert limits == ["60.0 %", "100.0 %", "6"]


def test_matched_puts_clusters_of_a_class_together_and_those_of_none_last(facts):
    assert facts.arranged(ColumnOrder.NUMBER).tolist() == [0, 1, 2, 3]
    assert facts.arranged(ColumnOrder.MATCHED).tolist() == [1, 3, 0, 2]


def test_nothing_has_no_order_and_no_shade():
    assert NOTHING.arranged(ColumnOrder.MATCHED).tolist() == []
    assert NOTHING.shades(Shade.OF_CLUSTER).shape == (0, 0)
    assert NOTHING.limit_text(Shade.COUNT) == "0"


def test_tips_name_class_and_cluster(facts):
    assert facts.cell_tip(0, 1).startswith("6 of 10 images of class cat are in cluster 1 (60.0 %)")
    assert facts.cell_tip(2, 0) == "No image is of class 2."
    assert "most in cluster 3: 6 (60.0 %)" in facts.class_tip(1)
    assert "most of class dog: 6 (66.7 %)" in facts.cluster_tip(3)
    assert facts.cluster_tip(2) == "Cluster 2 has no image of known class."
