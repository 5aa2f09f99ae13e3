import pytest

from engine.errors import ParameterError
from engine.kmeans.parameters import INIT_NAMES
from gui.panels.parameter_texts import (
    FIELDS,
    INIT_TIPS,
    INIT_TITLES,
    change_text,
    error_text,
    parse_tolerance,
    tolerance_text,
)


def test_every_initialisation_has_a_title_and_an_explanation():
    assert tuple(INIT_TITLES) == INIT_NAMES
    assert tuple(INIT_TIPS) == INIT_NAMES


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("n_clusters", ("codebook size", "default 10")),
        ("init", ("seeding", "k-means++ (greedy)", "default k-means++")),
        ("n_init", ("restarts", "default 1")),
        ("max_iter", ("default 300",)),
        ("tol", ("relative tolerance", "default 0.0001")),
        ("random_state", ("4294967295", "default 0")),
    ],
)
def test_tips_give_the_other_words_and_scikit_learns_name(field, words):
    tip = FIELDS[field].tip
    assert f"scikit-learn: {field}; " in tip
    assert all(word in tip for word in words)
    assert "<" not in tip  # Qt would take it for markup
    assert max(map(len, tip.splitlines())) <= 90


def test_mnemonics_differ():
    letters = [text.label[text.label.index("&") + 1].lower() for text in FIELDS.values()]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(
    ("tol", "mean_variance", "text"),
    [
        (1e-4, 2025.0, "stops at a shift of at most 0.45 levels"),
        (1e-4, 0.0, "stops at a shift of at most 0 levels"),
        (1.0, 3900.0, "stops at a shift of at most 62.4 levels"),
        (0.0, 2025.0, "stops when no image moves"),
        (0.0, None, "stops when no image moves"),
        (1e-4, None, "relative to the variance of the pixels"),
    ],
)
def test_what_a_tolerance_means(tol, mean_variance, text):
    assert tolerance_text(tol, mean_variance) == text


@pytest.mark.parametrize(("text", "tol"), [("1e-4", 1e-4), (" 0.0001 ", 1e-4), ("0", 0.0)])
def test_tolerances_that_can_be_read(text, tol):
    assert parse_tolerance(text) == tol


@pytest.mark.parametrize("text", ["", "  ", "1e", "0,001", "-1", "nan", "inf", "abc"])
def test_tolerances_that_cannot(text):
    with pytest.raises(ParameterError) as caught:
        parse_tolerance(text)
    line = error_text(caught.value)
    assert line.endswith(".")
    assert not line.startswith("tol")


def test_changes_in_words():
    assert change_text({"n_clusters": 10}, {"n_clusters": 5}) == "Clusters 10 → 5"
    assert change_text({"tol": 1e-4}, {"tol": 0.0}) == "Tolerance 1.00e-4 → 0"
    assert (
        change_text({"init": "random", "n_init": 1}, {"init": "farthest", "n_init": 2})
        == "Initialisation Random images → Farthest first, Runs 1 → 2"
    )
