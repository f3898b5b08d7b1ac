"""Which combinations explain an excess."""

import doctest
import sys
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from groundswell.core.scope import Cause, localize
from groundswell.core.scope.lattice import Combination, Lattice, Leaves, encoded

SIZES = {"service": 4, "country": 6, "network": 7, "platform": 3}
GRID = np.array(list(product(*(range(size) for size in SIZES.values()))))
LEAVES = {name: np.array([f"{name[0]}{code}" for code in GRID[:, n]]) for n, name in enumerate(SIZES)}


def covered(values: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    mask = np.ones(len(GRID), dtype=np.bool_)
    for name, value in values.items():
        mask &= LEAVES[name] == value
    return mask


def named(causes: list[Cause]) -> list[dict[str, Any]]:
    return [dict(cause.values) for cause in causes]


planted = st.sets(st.sampled_from(sorted(SIZES)), min_size=1, max_size=3).flatmap(
    lambda names: st.fixed_dictionaries(
        {name: st.sampled_from([f"{name[0]}{code}" for code in range(SIZES[name])]) for name in sorted(names)}
    )
)


@settings(max_examples=100, deadline=None)
@given(values=planted, ratio=st.floats(4.0, 30.0), usual=st.floats(10.0, 50.0))
def test_a_planted_cause_in_leaves_without_noise_is_returned_exactly(
    values: dict[str, str], ratio: float, usual: float
) -> None:
    expected = np.full(len(GRID), usual)
    causes = localize(LEAVES, np.where(covered(values), ratio * usual, usual), expected)
    assert named(causes) == [values]
    assert causes[0].excess == pytest.approx((ratio - 1) * usual * covered(values).sum(), rel=0.05)
    assert causes[0].share == pytest.approx(1.0, abs=0.05)


@settings(max_examples=40, deadline=None)
@given(values=planted, seed=st.integers(0, 10_000), spread=st.floats(0.0, 0.5))
def test_a_cause_of_twice_the_usual_is_returned_exactly_where_the_usual_is_uneven(
    values: dict[str, str], seed: int, spread: float
) -> None:
    """Uneven by half: where one leaf carries nearly all of it, it is taken for one source that is loud."""
    here = covered(values)
    expected = 60.0 * np.exp(np.random.default_rng(seed).normal(0.0, spread, len(here)))
    assume(expected[here].sum() >= 400.0)
    causes = localize(LEAVES, np.round(np.where(here, 2.0, 1.0) * expected), expected)
    assert named(causes) == [values]


def noisy(seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rng = np.random.default_rng(seed)
    expected = rng.gamma(1.0, 2.0, len(GRID))
    mean = expected * np.where(covered({"service": "s1", "country": "c2"}), 9.0, 1.0)
    mean = mean * np.where(covered({"network": "n4"}), 4.0, 1.0)
    return rng.poisson(mean).astype(float), expected


@pytest.mark.parametrize("seed", range(5))
def test_two_causes_are_told_apart_and_the_larger_comes_first(seed: int) -> None:
    causes = localize(LEAVES, *noisy(seed))
    assert sorted(named(causes), key=len) == [{"network": "n4"}, {"service": "s1", "country": "c2"}]
    assert causes[0].excess >= causes[1].excess


seeds = st.integers(0, 10_000)


@settings(max_examples=25, deadline=None)
@given(seed=seeds, shuffle=seeds)
def test_the_order_of_rows_changes_nothing(seed: int, shuffle: int) -> None:
    actual, expected = noisy(seed)
    order = np.random.default_rng(shuffle).permutation(len(GRID))
    shuffled = localize(
        {name: column[order] for name, column in LEAVES.items()}, actual[order], expected[order]
    )
    straight = localize(LEAVES, actual, expected)
    assert named(shuffled) == named(straight)
    assert [c.score for c in shuffled] == pytest.approx([c.score for c in straight])


@settings(max_examples=25, deadline=None)
@given(seed=seeds, names=st.permutations(sorted(SIZES)), shuffle=seeds)
def test_other_names_and_another_order_of_attributes_change_nothing_but_the_names(
    seed: int, names: list[str], shuffle: int
) -> None:
    actual, expected = noisy(seed)
    rng = np.random.default_rng(shuffle)
    renamed, back = {}, {}
    for name in names:
        old = sorted(set(LEAVES[name].tolist()))
        new = dict(zip(old, [f"x{number}" for number in rng.permutation(len(old))], strict=True))
        renamed[name] = np.array([new[value] for value in LEAVES[name].tolist()])
        back[name] = {value: key for key, value in new.items()}
    found = [
        {k: back[k][v] for k, v in values.items()} for values in named(localize(renamed, actual, expected))
    ]
    assert found == named(localize(LEAVES, actual, expected))


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(48)), pair=st.sets(st.integers(0, 11), min_size=2, max_size=2))
def test_causes_that_are_alike_in_everything_come_in_the_order_of_their_names(
    order: list[int], pair: set[int]
) -> None:
    names = np.array([f"c{n:02d}" for n in range(12)])
    country, day = np.repeat(names, 4)[order], np.tile(["a", "b", "c", "d"], 12)[order]
    actual = np.where(np.isin(country, names[sorted(pair)]), 90.0, 10.0)
    found = named(localize({"country": country, "day": day}, actual, np.full(48, 10.0)))
    assert found == [{"country": f"c{n:02d}"} for n in sorted(pair)]


def test_numbers_do_as_values() -> None:
    causes = localize({"a": [7, 7, 8, 8], "b": [1, 2, 1, 2]}, [90, 95, 9, 8], [9.0, 10.0, 9.0, 8.0])
    assert named(causes) == [{"a": 7}]


def test_an_even_excess_is_of_everything() -> None:
    causes = localize(LEAVES, np.full(len(GRID), 12.0), np.full(len(GRID), 3.0))
    assert named(causes) == [{}]
    assert causes[0].share == pytest.approx(1.0, abs=0.05)


def test_an_even_excess_of_one_service_is_of_the_service() -> None:
    rows = LEAVES["service"] == "s2"
    leaves = {name: column[rows] for name, column in LEAVES.items()}
    assert named(localize(leaves, np.full(rows.sum(), 12.0), np.full(rows.sum(), 3.0))) == [{"service": "s2"}]


@pytest.mark.parametrize("seed", range(10))
def test_where_nothing_is_nothing_is_named(seed: int) -> None:
    rng = np.random.default_rng(seed)
    expected = rng.gamma(0.5, 2.0, len(GRID))
    assert localize(LEAVES, rng.poisson(expected), expected) == []


def test_no_leaves_and_no_reports_have_no_causes() -> None:
    assert localize({"service": []}, [], []) == []
    assert localize(LEAVES, np.zeros(len(GRID)), np.ones(len(GRID))) == []


def test_a_burst_in_one_leaf_is_no_cause() -> None:
    expected = np.full(len(GRID), 0.2)
    actual = np.random.default_rng(1).poisson(expected).astype(float)
    actual[17] += 8
    assert localize(LEAVES, actual, expected) == []


def test_what_is_not_known_is_never_a_cause_but_a_part_of_one() -> None:
    leaves = {name: np.concatenate([column, column]) for name, column in LEAVES.items()}
    leaves["network"][len(GRID) :] = ""
    bad = covered({"country": "c1", "network": "n3"})
    country = covered({"country": "c1"})
    actual = np.concatenate([np.where(bad, 40.0, 4.0), np.where(country, 2.0, 1.0)])
    causes = localize(leaves, actual, np.concatenate([np.full(len(GRID), 4.0), np.full(len(GRID), 1.0)]))
    assert named(causes) == [{"country": "c1", "network": "n3"}]


def test_the_echo_on_a_page_that_people_blame_is_not_named() -> None:
    leaves = dict(LEAVES)
    leaves["service"] = np.where(LEAVES["service"] == "s3", "internet-provider", LEAVES["service"])
    expected = np.full(len(GRID), 2.0)
    actual = np.where(covered({"service": "s0", "country": "c4"}), 30.0, 2.0)
    actual = np.where(covered({"service": "s3", "country": "c4"}), 8.0, actual)
    assert named(localize(leaves, actual, expected)) == [{"service": "s0", "country": "c4"}]
    assert {"service": "internet-provider", "country": "c4"} in named(
        localize(leaves, actual, expected, blamed=())
    )


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="country has 1 leaves, actual 2, expected 2"):
        localize({"country": ["ES"]}, [1, 2], [1.0, 2.0])


def test_the_lattice_leaves_out_what_says_the_same() -> None:
    leaves = Leaves.of(
        {"region": ["m", "b", "l", "p"], "country": ["ES", "ES", "PT", "PT"], "app": ["x", "y", "x", "y"]},
        [5, 5, 5, 5],
        [1.0, 1.0, 1.0, 1.0],
        (),
    )
    lattice = Lattice(leaves, np.ones(4), 3, 1.0)
    subsets = {level.attributes for level in lattice.levels}
    assert subsets == {(), (0,), (1,), (2,)} | ({(1, 2)} & subsets)
    assert (0, 1) not in subsets
    assert (0, 2) not in subsets


def test_sums_follow_what_is_added() -> None:
    leaves = Leaves.of(LEAVES, np.full(len(GRID), 9.0), np.full(len(GRID), 2.0), ())
    lattice = Lattice(leaves, np.ones(len(GRID)), 3, 1.0)
    rows = Combination.of({0: 1, 1: 2}).rows(leaves)
    lattice.add(rows, np.full(len(rows), 3.0))
    lattice.settle()
    for number, level in enumerate(lattice.levels):
        assert len(level.usual)
        for at in range(len(level.usual)):
            mine = lattice.combination(number, at).rows(leaves)
            assert level.usual[at] == pytest.approx(2.0 * len(mine) + 3.0 * len(np.intersect1d(mine, rows)))


def test_a_combination_without_an_excess_is_not_looked_at_again() -> None:
    reports = np.full(len(GRID), 2.0)
    rows = Combination.of({0: 1}).rows(Leaves.of(LEAVES, reports, reports, ()))
    reports[rows] = 20.0
    lattice = Lattice(Leaves.of(LEAVES, reports, np.full(len(GRID), 2.0), ()), np.ones(len(GRID)), 1, 1.0)
    level = next(level for level in lattice.levels if level.attributes == (0,))
    assert [lattice.combination(lattice.levels.index(level), n).codes for n in range(len(level.usual))] == [
        (1,)
    ]


def test_what_is_expected_from_now_on_is_seen_over_all_combinations_at_once() -> None:
    reports = np.where((GRID[:, 0] == 1) & (GRID[:, 1] == 2), 40.0, 3.0)
    lattice = Lattice(Leaves.of(LEAVES, reports, np.full(len(GRID), 2.0), ()), np.ones(len(GRID)), 2, 1.0)
    before = lattice.usual.copy()
    rows = np.flatnonzero((GRID[:, 0] == 1) & (GRID[:, 1] == 2))
    lattice.add(rows, np.full(len(rows), 5.0))
    lattice.settle()
    assert (lattice.usual - before).max() == pytest.approx(5.0 * len(rows))
    for number, level in enumerate(lattice.levels):
        here = lattice.place[:, 0] == number
        assert lattice.usual[here].tolist() == level.usual.tolist()
        assert lattice.place[here, 1].tolist() == list(range(len(level.usual)))


def test_encoded_columns_come_back() -> None:
    for column in (
        ["c", "a", "b"] * 700,
        ["b", "a", "a", "c"],
        [3, 1, 1, 9],
        [-4, 70, -4, 0],
        [2**62, 5, 7],
        [0, 10**6, 3],
        np.array(["x", "x", "y"], dtype=object),
    ):
        codes, names = encoded(column)
        assert [names[code] for code in codes] == list(column)
        assert names == sorted(names)


def test_the_example_in_the_docstring_runs() -> None:
    assert doctest.testmod(sys.modules["groundswell.core.scope.localize"]).failed == 0


def test_a_usual_that_drifts_by_country_and_by_network_is_no_cause() -> None:
    grid = np.array(list(product(range(30), range(30), range(2))))
    leaves = {"country": grid[:, 0], "network": grid[:, 1], "app": grid[:, 2]}
    silent = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        expected = rng.gamma(0.3, 8.0, len(grid))
        mean = expected * rng.lognormal(0, 0.15, 30)[grid[:, 0]] * rng.lognormal(0, 0.15, 30)[grid[:, 1]]
        silent += localize(leaves, rng.poisson(mean), expected) == []
    assert silent >= 19
