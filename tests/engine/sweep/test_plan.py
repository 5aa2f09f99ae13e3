"""Members in rising K, each with a seed that is its own whatever else is in the sweep."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParameterError
from engine.kmeans.parameters import KMeansParameters
from engine.sweep.plan import plan_sweep

BASE = KMeansParameters(n_init=3, max_iter=7, tol=0.5, random_state=11)


def key(member):
    parameters = member.parameters
    return parameters.n_clusters, parameters.init_name, parameters.n_init


def test_one_member_a_value_in_rising_order():
    members = plan_sweep([10, 3, 5, 3], BASE)
    assert [member.number for member in members] == [0, 1, 2]
    assert [key(member) for member in members] == [(k, "k-means++", 3) for k in (3, 5, 10)]
    assert {(each.parameters.max_iter, each.parameters.tol) for each in members} == {(7, 0.5)}
    assert {member.warm_from for member in members} == {None}


def test_every_combination():
    members = plan_sweep([2, 3], BASE, inits=["random", "farthest", "random"], n_inits=[1, 4])
    assert [key(member) for member in members] == [
        (k, init, n_init) for k in (2, 3) for init in ("random", "farthest") for n_init in (1, 4)
    ]
    assert len({member.parameters.random_state for member in members}) == len(members)


def test_a_seed_does_not_depend_on_the_other_members():
    alone = {
        (k, init, n_init): plan_sweep(
            [k], KMeansParameters(init=init, n_init=n_init, random_state=11)
        )[0].parameters.random_state
        for k in range(2, 9)
        for init in ("k-means++", "random")
        for n_init in (1, 3)
    }
    together = plan_sweep(range(2, 9), BASE, inits=["random", "k-means++"], n_inits=[3, 1])
    assert {key(each): each.parameters.random_state for each in together} == alone
    assert len(set(alone.values())) == len(alone)


def test_seeds_follow_the_base_seed_and_stay_for_ever():
    seeds = {
        plan_sweep([5], KMeansParameters(random_state=seed))[0].parameters.random_state
        for seed in (0, 1, 2, 2**32 - 1)
    }
    assert len(seeds) == 4
    # Written down in exports of members: another rule would make them another fit.
    expected = np.random.SeedSequence([0, 5, 1, *b"k-means++"]).generate_state(1)[0]
    (member,) = plan_sweep([5], KMeansParameters())
    assert member.parameters.random_state == expected == 429744983


def test_warm_members_name_the_next_smaller_one_of_their_kind():
    members = plan_sweep([2, 5, 9], BASE, inits=["random", "partition"], warm_start=True)
    numbers = {key(member)[:2]: member.number for member in members}
    for init in ("random", "partition"):
        assert members[numbers[2, init]].warm_from is None
        assert members[numbers[5, init]].warm_from == numbers[2, init]
        assert members[numbers[9, init]].warm_from == numbers[5, init]


def test_a_warm_plan_has_the_parameters_of_a_cold_one():
    cold, warm = (plan_sweep([2, 3], BASE, warm_start=is_warm) for is_warm in (False, True))
    assert [each.parameters for each in cold] == [each.parameters for each in warm]


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        ([], {}, "sweep: no number of clusters is given"),
        ([0, 1], {}, "n_clusters: 0 is outside its limits"),
        ([2], {"inits": ["best"]}, "init: there is no 'best'"),
        ([2], {"n_inits": [0]}, "n_init: 0 is outside its limits"),
    ],
)
def test_what_is_refused(values, options, says):
    with pytest.raises(ParameterError, match=says):
        plan_sweep(values, BASE, **options)


def test_given_seeds_are_refused_unless_another_start_is_named():
    base = KMeansParameters(n_clusters=2, init=np.eye(2))
    with pytest.raises(ParameterError, match="given seeds cannot serve several"):
        plan_sweep([2, 3], base)
    assert len(plan_sweep([2, 3], base, inits=["random"])) == 2
