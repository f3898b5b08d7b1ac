"""What the tree scan promises: parts are heard as early as alone, a robot's burst opens nothing, and why is said."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from groundswell.core.detection import ANY, Surroundings, Swell, TreeScan, Verdicts
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
    """One's own, that has learned a quiet week."""
    return deepcopy(_taught(rate, services))


@cache
def _taught(rate: float, services: int) -> TreeScan:
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


def test_a_backlog_that_drains_for_three_minutes_opens_nothing_and_an_outage_after_a_gap_is_heard() -> None:
    counts = nodes_of(crowd(120))
    counts[30:70] = -1
    drained, broken = counts.copy(), counts.copy()
    drained[70:73] += nodes_of(crowd(40, seed=4)).sum(axis=0) // 3
    broken[70:] += nodes_of(np.full((50, 1, COUNTRIES, SYMPTOMS), 1))
    verdicts = [stepped(taught(), each) for each in (drained, broken)]
    assert not any(verdict.alarm[0] for verdict in verdicts[0])
    assert verdicts[0][71].held == {0: Held.BACKLOG}
    assert next(t for t, verdict in enumerate(verdicts[1]) if verdict.alarm[0]) <= 85


def test_a_robot_at_a_sleepy_service_is_no_older_for_a_report_that_came_by_chance_before() -> None:
    services = 40
    leaves = crowd(90, services, rate=0.005, seed=5)
    leaves[40:, :, 2, 0] += np.random.default_rng(3).poisson(1, (50, services))
    verdicts = stepped(taught(0.005, services), nodes_of(leaves))
    opened = np.any([verdict.alarm for verdict in verdicts], axis=0)
    assert opened.sum() <= 1


def stepped(tree: TreeScan, counts: NDArray[np.int64]) -> list[Verdicts]:
    return [tree.step(START + t, row) for t, row in enumerate(counts)]


def around(
    visits: float,
    referred: float,
    posts: float = 100.0,
    *,
    clock: bool = False,
    swing: float = 1.0,
    services: int = 1,
) -> Surroundings:
    """Where 100 visits are usual, and 100 posts."""

    def rose(counts: float) -> Swell:
        return Swell(*(np.full(services, each, dtype=np.float32) for each in (counts, 100.0)))

    return Surroundings(
        visits=rose(visits),
        posts=rose(posts),
        referred=np.full(services, referred, dtype=np.float32),
        clock_changed=np.full(services * NODES, clock),
        swing=np.full(services * NODES, swing, dtype=np.float32),
    )


CALM, HEADLINE = (100.0, 0.1), (1500.0, 0.8)
"""Visits where 100 are usual, and what part of them followed a link."""
SERVICES = 12


def first_after_headline(
    later: NDArray[np.int64], told: tuple[float, float], ratio: float
) -> NDArray[np.int64]:
    """When each of several services opens after a headline of two hours that brings `ratio` times its reports, with visits as
    `told` from then on: minutes after its end, -1 where never; none may open before."""
    tree = taught(1.5, SERVICES)
    leaves = np.concatenate([crowd(30, SERVICES, 1.5), crowd(120, SERVICES, 1.5 * ratio, seed=7), later])
    first = np.full(SERVICES, -1)
    for t, counts in enumerate(nodes_of(leaves)):
        visits = CALM if t < 30 else HEADLINE if t < 150 else told
        verdict = tree.step(START + t, counts, around(*visits, services=SERVICES))
        assert t >= 150 or not verdict.alarm.any(), f"opened in minute {t - 30} of the headline"
        first[verdict.alarm & (first < 0)] = t - 150
    return first


@pytest.mark.parametrize("ratio", [3.0, 4.8, 5.5])
def test_no_minute_of_a_headlines_hours_opens_anything_and_a_real_outage_in_its_midst_does(
    ratio: float,
) -> None:
    worse = crowd(30, SERVICES, 1.5 * 15, seed=8)
    first = first_after_headline(worse, HEADLINE, ratio)
    assert (first >= 0).all()
    assert np.median(first) <= 3


def test_an_outage_of_one_symptom_in_the_midst_of_a_headline_is_heard() -> None:
    feed = crowd(30, SERVICES, 1.5 * 4.0, seed=8)
    feed[:, :, :, 1] = crowd(30, SERVICES, 1.5 * 15, seed=9)[:, :, :, 1]
    first = first_after_headline(feed, HEADLINE, 4.0)
    assert (first >= 0).all()
    assert np.median(first) <= 3


def test_posts_say_how_far_a_headline_reaches_and_open_and_excuse_nothing_by_themselves() -> None:
    """The same rise with ten times the posts: where four times the visits came by a link (and with posts as ever), where
    twice as many did (posts at most double what visits say), and where eight times as many came by themselves."""
    leaves = np.concatenate([crowd(30, SERVICES, 1.5), crowd(60, SERVICES, 1.5 * 5.5, seed=7)])

    def opened(visits: float, referred: float, posts: float) -> list[int]:
        tree, first = taught(1.5, SERVICES), np.full(SERVICES, -1)
        for t, counts in enumerate(nodes_of(leaves)):
            told = (visits, referred, posts) if t >= 30 else (*CALM, 100.0)
            alarm = tree.step(START + t, counts, around(*told, services=SERVICES)).alarm
            first[alarm & (first < 0)] = t
        return list(first.tolist())

    assert opened(400.0, 0.8, 1000.0) == [-1] * SERVICES
    by_themselves = opened(800.0, 0.1, 1000.0)
    assert min(by_themselves) >= 30
    for told in ((400.0, 0.8, 100.0), (200.0, 0.8, 1000.0), (100.0, 0.8, 1000.0)):
        assert opened(*told) == by_themselves


def test_an_outage_after_a_headline_that_people_come_to_by_themselves_is_heard() -> None:
    calm = crowd(60, SERVICES, 1.5, seed=8)
    first = first_after_headline(
        np.concatenate([calm, crowd(30, SERVICES, 1.5 * 5, seed=9)]), (500.0, 0.2), 4.8
    )
    assert (first >= 60).all()
    assert np.median(first) <= 70


def test_a_part_may_rise_somewhat_more_than_the_rest_in_a_headline() -> None:
    """Who reads of a service is not who uses it; nor are the parts' shares known to the hundredth, as an hour would ask for."""
    mixed = np.random.default_rng(8).poisson(
        1.5 * 4.8 * np.array([[1.2, 0.9], [1.1, 0.9], [0.9, 1.0]]), (90, SERVICES, 3, 2)
    )
    assert (first_after_headline(mixed.astype(np.int64), HEADLINE, 4.8) == -1).all()


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
