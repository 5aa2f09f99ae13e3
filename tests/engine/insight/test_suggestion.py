"""Which K is suggested, and what is said where none is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.insight.suggestion import Candidate, suggest


def sweep(ks, best_by, worse=()):
    """A fit of each K whose criteria fall off with the distance from the K each is best at."""
    return [
        Candidate(
            n_clusters=k,
            distortion=1000.0 / k,
            silhouette=1 - 0.01 * abs(k - best_by[0]),
            calinski_harabasz=100.0 - abs(k - best_by[1]),
            davies_bouldin=1.0 + abs(k - best_by[2]),
        )
        for k in ks
    ] + list(worse)


def test_all_agree():
    found = suggest(sweep(range(2, 21), (5, 5, 5)))
    assert found.n_clusters == 5
    assert found.best_by == {"silhouette": 5, "calinski_harabasz": 5, "davies_bouldin": 5}
    assert found.text == (
        "K = 5 is suggested: silhouette, Calinski-Harabasz and Davies-Bouldin are all best "
        "there, of 2-20."
    )


@pytest.mark.parametrize("best_by", [(2, 2, 20), (2, 20, 2), (20, 2, 2), (3, 4, 5)])
def test_none_is_clear(best_by):
    found = suggest(sweep(range(2, 21), best_by))
    assert found.n_clusters is None
    assert tuple(found.best_by.values()) == best_by
    a, b, c = best_by
    assert found.text == (
        f"There is no clear K in 2-20: silhouette is best at {a}, "
        f"Calinski-Harabasz at {b} and Davies-Bouldin at {c}."
    )


@pytest.mark.parametrize(
    ("ks", "best", "suggested", "end"),
    [
        ((2, 3, 4), 2, 2, ""),
        ((2, 3, 4), 3, 3, ""),
        ((2, 3, 4), 4, None, "the largest tried"),
        ((3, 4, 5), 3, None, "the smallest tried"),
        ((3, 4, 5), 5, None, "the largest tried"),
    ],
)
def test_an_end_of_the_range_is_no_answer_but_for_2(ks, best, suggested, end):
    found = suggest(sweep(ks, (best, best, best)))
    assert found.n_clusters == suggested
    assert set(found.best_by.values()) == {best}
    if suggested is None:
        assert found.text == (
            f"There is no clear K in {ks[0]}-{ks[-1]}: silhouette, Calinski-Harabasz and "
            f"Davies-Bouldin are all best at {best}, {end}."
        )


@pytest.mark.parametrize(
    ("ks", "words"),
    [
        ((3, 5, 10, 15), "no clear K in 3, 5, 10 and 15: "),
        (range(2, 21, 2), "no clear K in 2-20 (10 values): "),
        (range(4, 7), "no clear K in 4-6: "),
    ],
)
def test_values_left_out_between_are_told(ks, words):
    assert words in suggest(sweep(ks, (ks[0], ks[1], ks[1]))).text


def undefined(k, distortion=0.0, **figures):
    nothing = dict.fromkeys(("silhouette", "calinski_harabasz", "davies_bouldin"))
    return Candidate(n_clusters=k, distortion=distortion, **(nothing | figures))


def test_fewer_than_three_values_suggest_none():
    assert suggest([]).best_by == {}
    for ks, n in (((), 0), ((2,), 1), ((2, 2, 3, 3), 2)):
        found = suggest(sweep(ks, (2, 2, 2)))
        assert found.n_clusters is None
        assert found.text == (
            f"To suggest a K takes 3 values of it with all criteria; values so far: {n}."
        )


@pytest.mark.parametrize("missing", ["silhouette", "calinski_harabasz", "davies_bouldin"])
def test_a_fit_without_a_criterion_is_left_out(missing):
    others = {"silhouette": 1.0, "calinski_harabasz": 1e9, "davies_bouldin": 0.0}
    del others[missing]
    fits = sweep((2, 3, 4), (3, 3, 3), [undefined(1), undefined(9, **others)])
    found = suggest(fits)
    assert found.n_clusters == 3
    assert found.text.endswith("of 2-4.")
    assert "far: 2." in suggest([fit for fit in fits if fit.n_clusters != 2]).text


def test_of_one_k_the_fit_with_the_least_distortion_counts():
    tempting = Candidate(
        n_clusters=4, distortion=1e6, silhouette=2.0, calinski_harabasz=1e9, davies_bouldin=0.0
    )
    fits = sweep((2, 3, 4, 5), (3, 3, 3), [tempting])
    assert suggest(fits).n_clusters == suggest(fits[::-1]).n_clusters == 3
    assert suggest([*fits[:2], tempting, fits[3]]).n_clusters == 4


def test_the_smallest_k_among_equals():
    flat = [
        Candidate(
            n_clusters=k, distortion=1.0, silhouette=0.5, calinski_harabasz=9.0, davies_bouldin=1.0
        )
        for k in (4, 2, 3)
    ]
    assert set(suggest(flat).best_by.values()) == {2}


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=3, max_size=8), st.integers(2, 4))
def test_suggested_only_where_all_agree_inside(figures, first):
    fits = [
        Candidate(
            n_clusters=first + i,
            distortion=1.0,
            silhouette=float(s),
            calinski_harabasz=float(c),
            davies_bouldin=float(d),
        )
        for i, (s, c, d) in enumerate(figures)
    ]
    found = suggest(fits)
    silhouettes, harabasz, bouldins = zip(*figures, strict=True)
    best = [
        first + silhouettes.index(max(silhouettes)),
        first + harabasz.index(max(harabasz)),
        first + bouldins.index(min(bouldins)),
    ]
    assert list(found.best_by.values()) == best
    inside = best[0] < first + len(fits) - 1 and (best[0] > first or first == 2)
    assert found.n_clusters == (best[0] if len(set(best)) == 1 and inside else None)
    assert ("no clear K in" in found.text) == (found.n_clusters is None)
