import pytest

from engine.export.layout import centroid_name, is_content, plot_name, representative_name


def test_names_have_as_many_digits_as_the_largest_number_needs():
    assert centroid_name(3, 10) == "centroids/cluster_003.png"
    assert centroid_name(3, 1001) == "centroids/cluster_0003.png"
    assert representative_name(3, 10, 0, 10, 1234, 50_000) == (
        "representatives/cluster_003/0_image_01234.png"
    )
    assert representative_name(3, 10, 4, 11, 1234, 1_000_000) == (
        "representatives/cluster_003/04_image_001234.png"
    )
    assert plot_name("shift", "svg") == "plots/shift.svg"


def test_the_names_made_here_are_content():
    assert is_content(centroid_name(0, 10**6))
    assert is_content(representative_name(0, 10**6, 0, 100, 5, 10**9))
    assert is_content(plot_name("moved", "png"))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "run.json",
        "../log.csv",
        "/log.csv",
        "./log.csv",
        "log.csv\n",
        "log.csv/x",
        "centroids/../log.csv",
        "centroids\\cluster_003.png",
        "centroids/cluster_٣٣٣.png",
        "plots/other.svg",
        "thesis.docx",
    ],
)
def test_other_names_are_not(name):
    assert not is_content(name)
