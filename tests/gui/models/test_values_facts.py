import pytest

from gui.models.values_facts import (
    FitColumn,
    best_of_each_k,
    is_awaited,
    silhouette_title,
    spread_of,
    suggestion_of,
    suggestion_text,
    value_of,
)
from tests.gui.compared_fits import compared, figures, measured_fits


@pytest.mark.parametrize(
    ("distortions", "spread"),
    [((5.0,), None), ((4.0, 5.0, 4.5), 0.25), ((0.0, 0.0), 0.0), ((0.0, 1.0), None)],
)
def test_the_spread_is_a_share_of_the_best(distortions, spread):
    assert spread_of(distortions) == spread


def test_the_best_of_each_k_is_by_distortion_and_went_to_its_end():
    fits = [
        compared(3, 9.0, key="a"),
        compared(2, 7.0, key="b"),
        compared(3, 8.0, key="c"),
        compared(3, 1.0, key="stopped", stopped=True),
        compared(4, 2.0, key="alone", stopped=True),
        compared(2, 7.0, key="equal"),
    ]
    assert [fit.key for fit in best_of_each_k(fits)] == ["b", "c", "alone"]


def test_what_is_not_measured_is_awaited():
    fit = compared(3)
    for column in (FitColumn.SILHOUETTE, FitColumn.DAVIES_BOULDIN, FitColumn.ARI):
        assert value_of(fit, column) is None
        assert is_awaited(fit, column)
    assert not is_awaited(fit, FitColumn.SPREAD)
    undefined = compared(1, criteria=figures(None, None, None, reason="One cluster"))
    assert not is_awaited(undefined, FitColumn.SILHOUETTE)


def test_the_suggestion_names_k_and_what_it_left_out():
    fits = measured_fits(range(2, 8), best=4)
    suggestion = suggestion_of(fits)
    assert suggestion.n_clusters == 4
    assert suggestion_text(suggestion, fits) == suggestion.text
    fits += [compared(9, 1.0, stopped=True, criteria=figures(1.0, 99.0, 0.1)), compared(10)]
    suggestion = suggestion_of(fits)
    assert suggestion.n_clusters == 4
    text = suggestion_text(suggestion, fits)
    assert "Measuring 1 of 8 fits…" in text
    assert "1 fit was stopped early and left out." in text


def test_no_clear_k_is_said_so():
    fits = measured_fits(range(2, 8), best=7)
    suggestion = suggestion_of(fits)
    assert suggestion.n_clusters is None
    assert "no clear K in 2-7" in suggestion_text(suggestion, fits)


def test_the_silhouette_says_of_how_many_images():
    assert silhouette_title([]) == "Silhouette"
    assert silhouette_title([compared(2)]) == "Silhouette"
    sampled = compared(2, n=50_000, criteria=figures(0.1, 1.0, 1.0, n=4000, exact=False))
    assert silhouette_title([compared(3), sampled]) == "Silhouette, on 4,000 of 50,000 images"
    assert silhouette_title(measured_fits()) == "Silhouette, exact"
