import pytest

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from gui.models.sweep_request import SweepRequest, check_request, parse_runs


def request(values=(2, 3, 4), n_inits=(3,), inits=("k-means++",), warm_start=False):
    return SweepRequest(values, n_inits, inits, warm_start)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (request(tuple(range(2, 21))), "19 fits, 57 runs"),
        (request((5,), (1,)), "1 fit, 1 run"),
        (request((2, 3), (1, 3), ("random", "farthest")), "8 fits, 16 runs"),
        (request(warm_start=True), "3 fits, 5 runs"),
        (request((2, 3, 4), (1, 3), warm_start=True), "6 fits, 8 runs"),
    ],
)
def test_it_tells_how_much_work_it_is(asked, text):
    assert asked.text == text


def test_the_fits_are_as_many_as_it_tells_with_what_does_not_vary():
    asked = request((3, 2), (1, 2), ("random", "gaussian"), warm_start=True)
    members = asked.members(KMeansParameters(max_iter=7))
    assert len(members) == asked.n_fits
    assert {member.parameters.max_iter for member in members} == {7}
    runs = [1 if m.warm_from is not None else m.parameters.n_init for m in members]
    assert sum(runs) == asked.n_runs


@pytest.mark.parametrize(
    ("text", "runs"), [("1", (1,)), ("3, 1,3", (1, 3)), (" 10 ", (10,)), ("001000", (1000,))]
)
def test_runs_are_listed(text, runs):
    assert parse_runs(text) == runs


@pytest.mark.parametrize("text", ["", " ", "0", "1,", "1-3", "x", "1001", "-1", "²", "9" * 5000])
def test_what_are_no_runs_is_refused(text):
    with pytest.raises(ParameterError) as caught:
        parse_runs(text)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("asked", "n_images", "problem"),
    [
        (request(inits=()), 10, "No initialisation"),
        (request((2, 11)), 10, "11 clusters for 10 images"),
        (request(tuple(range(1, 1001)), tuple(range(1, 12))), None, "11,000 fits"),
    ],
)
def test_what_cannot_run_is_refused(asked, n_images, problem):
    with pytest.raises(ParameterError, match=problem):
        check_request(asked, n_images)


def test_what_can_run_is_not():
    check_request(request((2, 10)), 10)
    check_request(request((2, 10)), None)
