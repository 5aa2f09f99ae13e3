"""scikit-learn's interface: what its own checks ask, and what its users are used to."""

from __future__ import annotations

import pickle
import warnings
from functools import partial

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.cluster import KMeans as ReferenceKMeans
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

import engine
from engine.errors import ParameterError
from engine.kmeans.estimator import KMeans
from engine.kmeans.fit import fit
from engine.kmeans.parameters import KMeansParameters

DIGITS = load_digits().data
FOUR = np.array([[0, 0], [0, 1], [9, 9], [9, 8]], dtype=np.uint8)


def given(n_clusters, seed=0):
    """Seeds near digits, but not on whole numbers: scikit-learn leaves ties to rounding."""
    rng = np.random.default_rng(seed)
    rows = DIGITS[rng.choice(len(DIGITS), n_clusters, replace=False)]
    return rows + 0.01 * rng.standard_normal(rows.shape)


def scikit_learns_checks():
    for estimator, check in estimator_checks_generator(KMeans()):
        name = check.func.__name__
        # It shuffles the rows, so that others are drawn as seeds; expected of theirs as well.
        fails = pytest.mark.xfail(name.startswith("check_sample_weight_equivalence"), reason=name)
        yield pytest.param(partial(check, estimator), id=name, marks=fails)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("check", list(scikit_learns_checks()))
def test_scikit_learns_checks(check):
    check()


@pytest.mark.parametrize("tol", [0, 1e-4, 1e-2])
@pytest.mark.parametrize("max_iter", [1, 2, 7, 300])
@pytest.mark.parametrize("n_clusters", [1, 2, 10])
def test_the_result_is_scikit_learns_from_the_same_seeds(n_clusters, max_iter, tol):
    options = {"init": given(n_clusters), "max_iter": max_iter, "tol": tol}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = ReferenceKMeans(n_clusters, **options).fit(DIGITS)
    ours = KMeans(n_clusters, **options).fit(DIGITS)
    np.testing.assert_array_equal(ours.labels_, theirs.labels_)
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, atol=1e-12)
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-11)
    assert ours.n_iter_ == theirs.n_iter_
    assert ours.score(DIGITS) == pytest.approx(-ours.inertia_, rel=1e-12)
    np.testing.assert_array_equal(ours.predict(DIGITS), ours.labels_)
    np.testing.assert_allclose(ours.transform(DIGITS), theirs.transform(DIGITS), atol=1e-6)


def test_weights_are_scikit_learns():
    weights = np.random.default_rng(1).random(len(DIGITS))
    options = {"init": given(10), "tol": 0}
    theirs = ReferenceKMeans(10, **options).fit(DIGITS, sample_weight=weights)
    ours = KMeans(10, **options).fit(DIGITS, sample_weight=weights)
    np.testing.assert_array_equal(ours.labels_, theirs.labels_)
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-11)
    assert ours.score(DIGITS, sample_weight=weights) == pytest.approx(-ours.inertia_, rel=1e-11)
    repeated = KMeans(10, **options).fit(np.repeat(DIGITS[:500], 3, axis=0))
    thrice = KMeans(10, **options).fit(DIGITS[:500], sample_weight=np.full(500, 3))
    np.testing.assert_array_equal(repeated.labels_[::3], thrice.labels_)


@pytest.mark.parametrize("algorithm", ["lloyd", "elkan"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float32, np.float64, ">f4"])
def test_every_type_gives_the_same_bits(dtype, algorithm):
    rows = np.asfortranarray(DIGITS[::-1].astype(dtype))[::-1]
    rows.flags.writeable = False
    model = KMeans(10, init=given(10), algorithm=algorithm).fit(rows)
    expected = KMeans(10, init=given(10)).fit(DIGITS)
    np.testing.assert_array_equal(model.cluster_centers_, expected.cluster_centers_)
    np.testing.assert_array_equal(model.labels_, expected.labels_)
    assert model.cluster_centers_.dtype == np.float64
    assert model.labels_.dtype == np.int32
    assert model.transform(rows).dtype == (np.float32 if dtype == np.float32 else np.float64)


def test_the_engine_is_asked_for_what_was_asked():
    model = KMeans(5, init="random", n_init=4, max_iter=9, random_state=7).fit(DIGITS)
    seed = np.random.RandomState(7).randint(2**31 - 1)
    *_, ended = fit(
        DIGITS,
        KMeansParameters(n_clusters=5, init="random", n_init=4, max_iter=9, random_state=seed),
    )
    assert model.inertia_ == ended.inertia_
    np.testing.assert_array_equal(model.labels_, ended.labels_)
    again = KMeans(5, init="random", n_init=4, max_iter=9, random_state=7)
    np.testing.assert_array_equal(again.fit_predict(DIGITS), ended.labels_)
    np.testing.assert_array_equal(again.fit_transform(DIGITS), model.transform(DIGITS))


def test_a_random_state_goes_on():
    random = np.random.RandomState(3)
    first, second = (KMeans(10, max_iter=1, random_state=random).fit(DIGITS) for _ in range(2))
    assert first.inertia_ != second.inertia_


@pytest.mark.parametrize(
    ("init", "runs"),
    [("k-means++", 1), ("farthest", 1), ("random", 10), ("partition", 10), ("gaussian", 10)],
)
def test_runs_of_their_own_accord(init, runs, capsys):
    KMeans(2, init=init, max_iter=1, random_state=0, verbose=1).fit(DIGITS)
    assert capsys.readouterr().out.count("Iteration 0, inertia ") == runs


def test_a_callable_gives_the_seeds_of_every_run_and_the_best_is_kept():
    calls = []

    def init(X, n_clusters, random_state):
        assert X.dtype == np.float64
        calls.append(X[random_state.permutation(len(X))[:n_clusters]])
        return calls[-1]

    rows = DIGITS.astype(np.uint8)
    model = KMeans(10, init=init, random_state=0, max_iter=2).fit(rows)
    assert len(calls) == 10
    each = [KMeans(10, init=seeds, max_iter=2).fit(rows).inertia_ for seeds in calls]
    assert model.inertia_ == min(each) < max(each)


def test_verbose_writes_a_line_an_iteration(capsys):
    KMeans(2, init=[[0, 0], [9, 9]]).fit(FOUR)
    assert capsys.readouterr().out == ""
    KMeans(2, init=[[0, 0], [9, 9]], tol=0, verbose=1).fit(FOUR)
    assert capsys.readouterr().out == (
        "Iteration 0, inertia 2.0.\n"
        "Iteration 1, inertia 1.0.\n"
        "Converged at iteration 1: strict convergence.\n"
    )


def test_it_copies_and_writes_nothing_of_the_users():
    seeds, rows = given(10), DIGITS.copy()
    model = KMeans(10, init=seeds, copy_x=False).fit(rows)
    model.cluster_centers_[:] = 0
    model.labels_[:] = 0
    np.testing.assert_array_equal(seeds, given(10))
    np.testing.assert_array_equal(rows, DIGITS)


def test_pickle_clone_pipeline_and_names():
    model = make_pipeline(StandardScaler(), KMeans(3, random_state=0)).fit(DIGITS)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - written a moment ago
    np.testing.assert_array_equal(again.predict(DIGITS), model[-1].labels_)
    assert list(model.get_feature_names_out()) == ["kmeans0", "kmeans1", "kmeans2"]
    copy = clone(model[-1]).set_params(n_clusters=4)
    assert (copy.n_clusters, copy.random_state, hasattr(copy, "labels_")) == (4, 0, False)
    with pytest.raises(NotFittedError):
        copy.predict(DIGITS)


def test_pandas_goes_in_and_comes_out():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(FOUR, columns=["left", "right"], index=list("abcd"))
    model = KMeans(2, random_state=0).set_output(transform="pandas")
    result = model.fit_transform(table)
    assert list(result.columns) == ["kmeans0", "kmeans1"]
    assert list(result.index) == list("abcd")
    assert list(model.feature_names_in_) == ["left", "right"]


def test_fewer_distinct_rows_than_clusters():
    text = (
        r"Number of distinct clusters \(2\) found smaller than n_clusters \(3\)\. "
        r"Possibly due to duplicate points in X\."
    )
    with pytest.warns(ConvergenceWarning, match=text) as caught:
        model = KMeans(3, random_state=0).fit(np.repeat(FOUR[:2], 3, axis=0))
    assert caught[0].filename == __file__
    assert model.inertia_ == 0


def test_several_runs_from_one_array_are_one():
    text = "Explicit initial center position passed: performing only one init in KMeans instead"
    with pytest.warns(RuntimeWarning, match=f"{text} of n_init=5") as caught:
        model = KMeans(2, init=[[0, 0], [9, 9]], n_init=5).fit(FOUR)
    assert caught[0].filename == __file__
    assert model.labels_.tolist() == [0, 0, 1, 1]


def with_value(value):
    rows = DIGITS.astype(np.float32)
    rows[1402, 33] = rows[1500, 2] = rows[1796, 63] = value
    return rows


COUNT = "3 values are NaN or infinite, the first in row 1402, column 33."


@pytest.mark.parametrize("method", ["fit", "predict", "transform", "score"])
@pytest.mark.parametrize(
    ("value", "start"), [(np.nan, "NaN: "), (np.inf, "infinity: "), (-np.inf, "infinity: ")]
)
def test_nan_and_infinity_are_counted(method, value, start):
    model = KMeans(2, random_state=0).fit(DIGITS)
    with pytest.raises(ValueError, match=f"^Input X contains {start}{COUNT}$"):
        getattr(model, method)(with_value(value))


@pytest.mark.parametrize(
    ("rows", "options", "text"),
    [
        (FOUR[:3], {}, r"^n_samples=3 should be >= n_clusters=8\.$"),
        (
            FOUR,
            {"n_clusters": 2, "init": np.zeros((3, 2))},
            r"^The shape of the initial centers \(3, 2\) does not match the number of clusters 2\.",
        ),
        (
            FOUR,
            {"n_clusters": 2, "init": lambda X, n_clusters, random_state: X[:2, :1]},
            r"^The shape of the initial centers \(2, 1\) does not match the number of features of "
            r"the data 2\.",
        ),
        (FOUR, {"n_clusters": 1, "init": [[np.nan, 0]]}, "Input init contains NaN"),
        (FOUR, {"n_clusters": 2, "init": "kmeans"}, "^init: there is no 'kmeans'"),
        (FOUR, {"n_clusters": 0}, "^n_clusters: 0 is outside"),
        (FOUR, {"n_clusters": 2, "n_init": 0}, "^n_init: 0 is outside"),
        (FOUR, {"n_clusters": 2, "n_init": "many"}, "^n_init: 'many' is not a whole number"),
        (FOUR, {"n_clusters": 2, "max_iter": 0}, "^max_iter: 0"),
        (FOUR, {"n_clusters": 2, "tol": -1}, r"^tol: -1\.0 is outside"),
        (FOUR, {"n_clusters": 2, "random_state": "dice"}, "cannot be used to seed"),
        (FOUR, {"algorithm": "full"}, "^algorithm: there is no 'full'. Choose lloyd or elkan"),
        (FOUR[0], {}, "Expected 2D array, got 1D array instead"),
        (FOUR[:0], {}, r"Found array with 0 sample\(s\)"),
        (FOUR[:, :0], {}, r"Found array with 0 feature\(s\)"),
        (FOUR * 1j, {}, "Complex data not supported"),
        ([["a", "b"]], {}, "could not convert string to float"),
        (FOUR * 1e200, {"n_clusters": 2}, "beyond 1e150"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_clustered(rows, options, text):
    with pytest.raises(ValueError, match=text):
        KMeans(**options).fit(rows)


def test_parameters_are_refused_as_everywhere():
    with pytest.raises(ParameterError):
        KMeans(algorithm="full").fit(FOUR)


def test_sparse_matrices_are_refused():
    with pytest.raises(TypeError, match="Sparse data was passed"):
        KMeans(2).fit(csr_array(FOUR))


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ([1, 1, -1, 1], "Negative values in data passed to `sample_weight`"),
        ([0, 0, 0, 0], "at least one non-zero number"),
        ([1, 1, 1], r"sample_weight\.shape == \(3,\), expected \(4,\)!"),
        ([[1], [1], [1], [1]], "must be 1D array or scalar"),
        ([1, np.nan, 1, 1], "Input sample_weight contains NaN"),
        ([1, np.inf, 1, 1], "Input sample_weight contains infinity"),
    ],
    ids=str,
)
def test_weights_that_do_not_fit(weights, text):
    model = KMeans(2, random_state=0).fit(FOUR)
    for method in (model.score, model.fit, model.fit_predict, model.fit_transform):
        with pytest.raises(ValueError, match=text):
            method(FOUR, sample_weight=weights)


def test_the_engine_names_it_and_nothing_that_is_not_there():
    assert engine.KMeans is KMeans
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'KMeanz'"):
        _ = engine.KMeanz
