from gui.models.contingency_text import cell_text, class_text, cluster_text, whole_text


def test_a_cell_in_words():
    assert cell_text("frog", 3, 1204, 5000, 6214) == (
        "1,204 of 5,000 images of class frog are in cluster 3 (24.1 %):\n"
        "19.4 % of the 6,214 images of known class there."
    )
    assert cell_text("frog", 3, 1, 1, 1).startswith("1 of 1 image of class frog is in cluster 3")


def test_a_cell_of_a_class_or_a_cluster_without_images():
    assert cell_text("frog", 3, 0, 0, 9) == "No image is of class frog."
    assert "no image of known class" in cell_text("frog", 3, 0, 10, 0)


def test_margins_in_words():
    assert class_text("frog", 50, 2, 20) == (
        "50 images of class frog;\nmost in cluster 2: 20 (40.0 %)."
    )
    assert class_text("frog", 0, 0, 0) == "No image is of class frog."
    assert cluster_text(2, 80, "frog", 20) == (
        "Cluster 2 has 80 images of known class;\nmost of class frog: 20 (25.0 %)."
    )
    assert cluster_text(2, 0, "frog", 0) == "Cluster 2 has no image of known class."


def test_the_whole_says_what_it_leaves_out():
    assert whole_text(50_000, 10, 12, 0) == "50,000 images of 10 classes in 12 clusters"
    assert whole_text(1, 1, 1, 7) == "1 image of 1 class in 1 cluster; 7 of unknown class left out"
