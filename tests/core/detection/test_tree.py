"""What the tree scan promises: parts are heard as early as alone, a robot's burst opens nothing, and why is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from groundswell.core.detection import ANY, Surroundings, TreeScan, Verdicts
from groundswell.core.model import Held

DAY = 1440
START = 29_000_160
COUNTRIES, SYMPTOMS = 3, 2
NODES = 1 + COUNTRIES + SYMPTOMS + COUNTRIES * SYMPTOMS
COUNTRY = np.array([ANY, *range(COUNTRIES), ANY, ANY, *np.repeat(range(COUNTRIES), SYMPTOMS)])
SYMPTOM = np.array([ANY, ANY, ANY, ANY, *range(SYMPTOMS), *np.tile(range(SYMPTOMS), COUNTRIES)])


def tree_of(services: int, false_alarms_per_year: float = 1.0) -> TreeScan:
    """Services with a whole, three countries, two symptoms and the six leaves between them."""
    service = np.repeat(np.arange(services), NODES)
    attributes = {"country": np.tile(COUNTRY, services), "symptom": np.tile(SYMPTOM, services)}
    return TreeScan(service, attributes, false_alarms_per_year)


def nodes_of(leaves: NDArray[np.int64]) -> NDArray[np.int64]:
    """(T, services, countries, symptoms) as counts of all nodes (T, services x nodes)."""
    parts = [
        leaves.sum((2, 3))[..., None],
        leaves.sum(3),
        leaves.sum(2),
        leaves.reshape(*leaves.shape[:2], -1),
    ]
    counts: NDArray[np.int64] = np.concatenate(parts, axis=2).reshape(len(leaves), -1)
    return counts


def crowd(minutes: int, services: int = 1, rate: float = 0.2, seed: int = 1) -> NDArray[np.int64]:
    """Leaves that are up, `rate` reports a minute each."""
    return (
        np.random.default_rng(seed).poisson(rate, (minutes, services, COUNTRIES, SYMPTOMS)).astype(np.int64)
    )


def watched(tree: TreeScan, leaves: NDArray[np.int64], around: Surroundings | None = None) -> list[Verdicts]:
    return [tree.step(START + t, counts, around) for t, counts in enumerate(nodes_of(leaves))]


def taught(rate: float = 0.2, services: int = 1) -> TreeScan:
    tree = tree_of(services)
    tree.learn(START - 7 * DAY, nodes_of(crowd(7 * DAY, services, rate, seed=2)))
    return tree


def test_an_outage_of_one_country_is_heard_though_the_whole_service_hardly_moves() -> None:
    leaves = crowd(90, rate=3.0)
    leaves[60:, 0, 1] += 15
    tree = taught(rate=3.0)
    verdicts = watched(tree, leaves)
    first = next(t for t, verdict in enumerate(verdicts) if verdict.alarm[0])
    assert 60 <= first <= 66
    lead = int(verdicts[first].lead[0])
    assert COUNTRY[lead] == 1
    assert not verdicts[first].nodes.alarm[0]
    assert abs(verdicts[first].since[0] - (START + 60)) <= 3


def test_an_outage_begins_when_it_is_plainest_though_one_part_has_risen_for_hours() -> None:
    leaves = crowd(300, rate=0.2, seed=3)
    leaves[60:, 0, 2, 1] += 1
    leaves[240:, 0] += 60
    verdicts = watched(taught(), leaves)
    nodes = verdicts[-1].nodes
    assert verdicts[-1].alarm[0]
    assert nodes.since[nodes.alarm].min() < START + 200, "the part has begun long before"
    assert abs(verdicts[-1].since[0] - (START + 240)) <= 3


def test_an_outage_of_one_symptom_is_heard_in_all_countries_together() -> None:
    leaves = crowd(90)
    leaves[60:, 0, :, 1] += 2
    verdicts = watched(taught(), leaves)
    first = next(t for t, verdict in enumerate(verdicts) if verdict.alarm[0])
    assert 60 <= first <= 66
    assert SYMPTOM[int(verdicts[first].lead[0])] == 1


@pytest.mark.parametrize("hits", [2, 5, 12])
def test_a_robot_that_sends_the_same_report_for_half_an_hour_opens_nothing_and_is_named(hits: int) -> None:
    leaves = crowd(150)
    leaves[60:90, 0, 2, 0] += hits
    verdicts = watched(taught(), leaves)
    assert not any(verdict.alarm[0] for verdict in verdicts)
    assert any(verdict.held.get(0) is Held.ROBOT for verdict in verdicts[60:90])
    assert not verdicts[-1].held


def test_what_stays_in_one_leaf_for_more_than_an_hour_is_an_outage_confined_to_it() -> None:
    leaves = crowd(160)
    leaves[60:, 0, 2, 0] += 5
    verdicts = watched(taught(), leaves)
    first = next(t for t, verdict in enumerate(verdicts) if verdict.alarm[0])
    assert 115 <= first <= 130


def test_a_crowd_that_follows_a_robot_is_heard() -> None:
    leaves = crowd(120)
    leaves[60:80, 0, 2, 0] += 5
    leaves[70:] += 1
    verdicts = watched(taught(), leaves)
    first = next(t for t, verdict in enumerate(verdicts) if verdict.alarm[0])
    assert 70 <= first <= 76


def test_the_backlog_of_a_gap_opens_nothing_and_is_named() -> None:
    leaves = crowd(100)
    counts = nodes_of(leaves)
    counts[40:70] = -1
    counts[70] = counts[:40].sum(axis=0)
    tree = taught()
    verdicts = [tree.step(START + t, row) for t, row in enumerate(counts)]
    assert not any(verdict.alarm[0] for verdict in verdicts)
    assert verdicts[70].held == {0: Held.BACKLOG}


def around(visits: float, referred: float, *, clock: bool = False, swing: float = 1.0) -> Surroundings:
    return Surroundings(
        visits=np.array([visits], dtype=np.float32),
        visits_usual=np.array([100.0], dtype=np.float32),
        referred=np.array([referred], dtype=np.float32),
        clock_changed=np.array([clock]),
        swing=np.full(NODES, swing, dtype=np.float32),
    )


def test_a_headline_that_sends_many_visitors_is_a_bump_and_the_same_rise_without_them_is_not() -> None:
    leaves = crowd(120, rate=10.0)
    leaves[60:] = crowd(60, rate=48.0, seed=3)
    held = watched(taught(rate=10.0), leaves, around(visits=1500, referred=0.8))
    heard = watched(taught(rate=10.0), leaves, around(visits=250, referred=0.1))
    assert not any(verdict.alarm[0] for verdict in held)
    assert any(verdict.held.get(0) is Held.BUMP for verdict in held)
    assert heard[-1].alarm[0]


def test_a_headline_about_one_symptom_is_no_bump() -> None:
    leaves = crowd(120, rate=10.0)
    leaves[60:, 0, :, 1] = crowd(60, rate=50.0, seed=3)[:, 0, :, 1]
    assert watched(taught(rate=10.0), leaves, around(visits=1500, referred=0.8))[-1].alarm[0]


def test_what_an_hour_earlier_would_be_usual_is_the_clock_when_one_has_changed() -> None:
    leaves = crowd(120, rate=4.0)
    leaves[60:] = crowd(60, rate=22.0, seed=3)
    shifted = watched(taught(rate=4.0), leaves, around(100, 0.0, clock=True, swing=5.5))
    assert not any(verdict.alarm[0] for verdict in shifted)
    assert any(verdict.held.get(0) is Held.CLOCK for verdict in shifted)
    assert watched(taught(rate=4.0), leaves, around(100, 0.0, clock=False, swing=5.5))[-1].alarm[0]


@settings(max_examples=3, deadline=None)
@given(cut=st.integers(1, 149))
def test_a_tree_goes_on_where_it_was_saved(cut: int) -> None:
    leaves = crowd(150, services=2)
    leaves[60:90, 0, 2, 0] += 6
    leaves[70:100, 1] += 1
    counts = nodes_of(leaves)
    whole, saved = taught(services=2), taught(services=2)
    for t in range(cut):
        whole.step(START + t, counts[t])
        saved.step(START + t, counts[t])
    again = TreeScan.restore(saved.state())
    for t in range(cut, len(counts)):
        one, other = whole.step(START + t, counts[t]), again.step(START + t, counts[t])
        np.testing.assert_array_equal(one.alarm, other.alarm)
        np.testing.assert_array_equal(one.rarity, other.rarity)
        np.testing.assert_array_equal(one.nodes.score, other.nodes.score)
        assert one.held == other.held


def test_that_reports_begin_to_say_their_country_is_no_outage_there() -> None:
    tree = TreeScan(np.array([0]), {"country": np.array([ANY])})
    rng = np.random.default_rng(5)
    for t in range(DAY):
        tree.step(START + t, rng.poisson([1.0]))
    tree.grow(np.array([0]), {"country": np.array([7])})
    for t in range(DAY, 2 * DAY):
        assert not tree.step(START + t, np.repeat(rng.poisson(1.0), 2)).alarm[0]


def test_a_part_that_appears_later_is_heard_like_any_other_after_an_hour() -> None:
    tree = TreeScan(np.array([0]), {"country": np.array([ANY])})
    rng = np.random.default_rng(5)
    for t in range(DAY):
        tree.step(START + t, rng.poisson([20.0]))
    tree.grow(np.array([0]), {"country": np.array([7])})
    for t in range(DAY, DAY + 300):
        tree.step(START + t, np.array([rng.poisson(20.0), rng.poisson(0.1)]))
    verdicts = [tree.step(START + DAY + 300 + t, np.array([rng.poisson(24.0), 4])) for t in range(8)]
    assert verdicts[-1].alarm[0]
    assert verdicts[-1].lead[0] == 1
