from gui.models.match_text import row_line, row_tip, title_of, whole_line


def test_the_whole_in_one_line():
    text = "ARI 0.83 · 4,120 of 50,000 images changed company (8.2 %)"
    assert whole_line(0.8312, 4120, 50_000) == text
    assert whole_line(1.0, 0, 1) == "ARI 1.00 · 0 of 1 image changed company (0.0 %)"


def test_rows_with_and_without_a_match():
    assert row_line(1, 2, 10, 12, 8) == "8 in both · 2 only A · 4 only B"
    assert row_line(1, None, 10, 0, 0) == "no match in B"
    assert "80.0 % of A's, 66.7 % of B's" in row_tip(1, 2, 10, 12, 8)
    assert row_tip(None, 4, 0, 7, 0).startswith("Cluster 4 of B, 7 images, has no match")
    assert row_tip(0, 0, 0, 0, 0)


def test_titles_say_what_is_left_out():
    assert title_of(1, 2) == "cluster 1 of A, not in cluster 2 of B"
    assert title_of(1, None) == "cluster 1 of A, without a match"
