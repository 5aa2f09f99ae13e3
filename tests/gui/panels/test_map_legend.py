from __future__ import annotations

from gui.panels.map_legend import MOST_NAMED, MapLegend


def test_names_in_as_many_lines_as_it_takes(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show_classes([f"class {i}\n" for i in range(12)])
    legend.resize(1200, 20)
    one_line = legend.height()
    legend.grab()
    legend.resize(300, 20)
    assert legend.height() > 2 * one_line
    places = legend._places()
    assert all(place.right() <= 300 for place in places)
    assert not any(a.intersects(b) for a in places for b in places if a is not b)
    assert "\n" not in legend.accessibleName()


def test_of_many_the_first_are_named_and_of_none_nothing_is_shown(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show_classes([str(i) for i in range(500)])
    legend.grab()
    assert len(legend._names) == MOST_NAMED + 1
    assert legend._names[-1] == "and 476 more"
    legend.show_classes(())
    assert legend.isHidden()
