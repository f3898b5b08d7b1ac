"""What holds for every detector: the past is not changed by the future, a restart by nothing, and no series by its company."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from groundswell.core.detection import ANY, Detector, Findings, TreeScan, Verdicts, detector
from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK
from groundswell.errors import PermanentError

START = 29_000_160
"""A whole hour, somewhere in 2025."""
SERIES, BINS = 7, 230
SEEDS = st.integers(0, 10_000)
CUTS = st.integers(1, BINS // 2 - 1)
WIDTHS = pytest.mark.parametrize(
    ("width", "bins"),
    [(1, BINS), (15, BINS // 2), (60, 40), (MINUTES_PER_DAY, 40), (MINUTES_PER_WEEK, 60)],
)

Counts = NDArray[np.int64]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three, so that seven series are in three of them, each with its turn after an hour."""
    monkeypatch.setattr(detector, "BLOCK_SERIES", 3)


def eventful(seed: int, series: int = SERIES, bins: int = BINS) -> Counts:
    """Counts of all sizes with outages, single gaps, and one of hours that ends just after an hour does."""
    rng = np.random.default_rng(seed)
    mean = np.tile(10.0 ** rng.uniform(-2, 1.5, series), (bins, 1))
    for s in range(series):
        start = rng.integers(20, bins - 50)
        mean[start : start + 40, s] *= rng.uniform(1, 30)
    counts = rng.poisson(mean)
    counts[rng.random(counts.shape) < 0.03] = -1
    counts[30:184, 0] = -1
    return counts.astype(np.int64)


def assert_same(one: Findings, other: Findings) -> None:
    for field in fields(Findings):
        np.testing.assert_array_equal(
            getattr(one, field.name), getattr(other, field.name), err_msg=field.name
        )


def part(found: Findings, bins: slice, series: list[int] | slice = slice(None)) -> Findings:
    columns = {
        field.name: getattr(found, field.name)[bins][:, series]
        for field in fields(Findings)
        if field.name != "minute"
    }
    return Findings(np.asarray(found.minute)[bins], **columns)


@WIDTHS
@settings(max_examples=3, deadline=None)
@given(seed=SEEDS, cut=CUTS)
def test_a_run_saved_and_restored_anywhere_goes_on_bit_by_bit(
    width: int, bins: int, seed: int, cut: int
) -> None:
    counts, cut = eventful(seed)[:bins], cut % (bins - 1) + 1
    judge, first = (Detector(SERIES, bin_minutes=width) for _ in range(2))
    for each in (judge, first) if width >= 60 else ():  # in minutes a history takes longer than all the rest
        each.learn(START - 40 * width, eventful(seed + 1)[:40])
    whole = judge.run(START, counts)
    assert_same(first.run(START, counts[:cut]), part(whole, slice(0, cut)))
    rest = Detector.restore(first.state()).run(START + cut * width, counts[cut:])
    assert_same(rest, part(whole, slice(cut, None)))


@pytest.mark.parametrize("version", [None, detector.STATE_VERSION - 1, detector.STATE_VERSION + 1])
def test_a_state_of_another_version_is_refused_and_it_is_said_who_must_act(version: int | None) -> None:
    state = TreeScan(SERVICE, {"country": COUNTRY}).state()
    if version is None:
        del state["version"]
    else:
        state["version"] = np.array(version)
    for restore in (Detector.restore, TreeScan.restore):
        with pytest.raises(PermanentError, match=f"version {version} .* whoever kept it has to drop it"):
            restore(state)


@pytest.mark.parametrize(("width", "gaps"), [(1, True), (1, False), (3, False), (7, True), (20, False)])
def test_a_run_is_its_steps_bit_by_bit(width: int, gaps: bool) -> None:
    counts = eventful(6, bins=400)
    counts = counts if gaps else np.maximum(counts, 0)
    counts[: 200 if gaps else 0, 3] = -1  # not there before that
    one, two = (Detector(SERIES, 52.0, bin_minutes=width) for _ in range(2))
    run = one.run(START - 7, counts)
    steps = [two.step(START - 7 + width * at, row) for at, row in enumerate(counts)]
    assert (run.alarm[1:] < run.alarm[:-1]).any()  # one ends, and its windows with it
    for name in ("minute", "alarm", "score", "expected", "since", "upper", "rarity"):
        np.testing.assert_array_equal(np.stack([getattr(step, name) for step in steps]), getattr(run, name))
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, two.state()[name], err_msg=name)


def test_a_run_is_its_steps_where_a_gap_of_hours_ends_as_the_work_after_an_hour_is_done() -> None:
    rng = np.random.default_rng(5)
    mean = np.exp(rng.normal(1.0, 1.0, 21))
    past, counts = rng.poisson(60 * mean, (14 * 24, 21)), rng.poisson(mean, (360, 21))
    counts[30:304] = -1
    one, two = (Detector(21) for _ in range(2))
    for each in (one, two):
        each.learn(START - 14 * MINUTES_PER_DAY, past, 60)
    steps = [two.step(START + at, row).expected for at, row in enumerate(counts)]
    np.testing.assert_array_equal(one.run(START, counts).expected, np.stack(steps))


def test_a_run_is_its_steps_where_alarms_end_beside_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bins are taken up to the first end, and the gaps of those beside it stand where they stood then."""
    monkeypatch.setattr(detector, "BLOCK_SERIES", 30)
    rng = np.random.default_rng(9)
    counts = rng.poisson(10.0, (260, 30))
    for series, ends in enumerate(rng.integers(100, 200, 30)):
        counts[80:ends, series] += 60
    counts[100:][rng.random((160, 30)) < 0.1] = -1
    one, two = (Detector(30) for _ in range(2))
    for each in (one, two):
        each.learn(START - 14 * MINUTES_PER_DAY, np.full((14 * 24, 30), 600), 60)
    run = one.run(START, counts)
    steps = [two.step(START + at, row) for at, row in enumerate(counts)]
    assert (run.alarm[1:] < run.alarm[:-1]).any(axis=0).mean() > 0.5
    for name in ("alarm", "score", "since"):
        np.testing.assert_array_equal(np.stack([getattr(step, name) for step in steps]), getattr(run, name))
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, two.state()[name], err_msg=name)


@pytest.mark.parametrize("width", [1, 5])
def test_who_asks_for_more_alarms_learns_the_same_usual(width: int) -> None:
    """Were the minutes near an alarm left out by what is asked, the usual would come out too low for who asks for many."""
    counts = np.random.default_rng(8).poisson(0.02 * width, (600, SERIES))
    few, many = (Detector(SERIES, asked, bin_minutes=width).run(START, counts) for asked in (1.0, 52.0))
    calm = ~many.alarm.any(axis=0)
    assert calm.any()
    np.testing.assert_array_equal(few.expected[:, calm], many.expected[:, calm])


@pytest.mark.parametrize(("width", "hole"), [(1, 1), (1, 120), (15, 3), (90, 1)])
def test_bins_that_are_left_out_are_bins_without_data(width: int, hole: int) -> None:
    cut = 60 if width == 1 else 12
    counts = np.maximum(eventful(2)[: cut + hole + (16 if width < 90 else 4)], 0)
    for rise in (-9, hole + 2):  # an outage that is on when they are left out, and one after them
        counts[cut + rise : cut + rise + 9] += 20 * width
    counts[cut : cut + hole] = -1
    one, two = (Detector(SERIES, 52.0, bin_minutes=width) for _ in range(2))
    one.run(START, counts[: cut + hole])
    two.run(START, counts[:cut])
    at = cut + hole
    assert_same(*(each.run(START + width * at, counts[at : at + 2]) for each in (one, two)))
    for each in (one, two) if width <= 60 else ():
        each.amend(START + width * (cut - 1), np.full(SERIES, 2))  # which came late, for a bin before them
    assert_same(*(each.run(START + width * (at + 2), counts[at + 2 :]) for each in (one, two)))


def test_bins_that_are_left_out_go_by_the_clock_of_before() -> None:
    """Who hears of the clock when somebody is there again, and who heard of it at the hour, know the same."""
    counts, turned = np.maximum(eventful(3), 0), np.arange(SERIES)
    counts[50:65] = -1
    one, two = (Detector(SERIES, 52.0) for _ in range(2))
    for each, left_out in ((one, 50), (two, 60)):
        each.run(START, counts[:left_out])
        each.come_to(START + (65 if each is one else 60))
        each.set_clock(turned)
    found = [each.run(START + 65, counts[65:]) for each in (one, two)]
    assert_same(*found)
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, two.state()[name], err_msg=name)


def test_a_long_hole_is_passed_over_once_however_often_it_is_come_to() -> None:
    counts = np.maximum(eventful(4), 0)
    one, two = (Detector(SERIES, 52.0) for _ in range(2))
    for each in (one, two):
        each.run(START, counts[:90])
    two.run(START + 60_000, counts[:0])
    two.come_to(START + 60_000)
    assert_same(*(each.run(START + 60_000, counts[90:]) for each in (one, two)))


@pytest.mark.parametrize("width", [15, 90, MINUTES_PER_WEEK])
def test_bins_that_overlap_are_refused(width: int) -> None:
    detector = Detector(1, bin_minutes=width)
    detector.step(START, np.array([1]))
    for judged in (detector.step, lambda at, row: detector.run(at, row[None])):
        with pytest.raises(AssertionError, match="do not overlap"):
            judged(START + width - 1, np.array([1]))


@WIDTHS
@settings(max_examples=3, deadline=None)
@given(seed=SEEDS, cut=CUTS)
def test_what_comes_later_changes_no_finding(width: int, bins: int, seed: int, cut: int) -> None:
    counts, other, cut = eventful(seed)[:bins], eventful(seed)[:bins], cut % (bins - 1) + 1
    other[cut:] = eventful(seed + 1)[cut:bins] * 3
    one, two = (Detector(SERIES, bin_minutes=width).run(START, each) for each in (counts, other))
    assert_same(part(one, slice(0, cut)), part(two, slice(0, cut)))


@WIDTHS
@settings(max_examples=3, deadline=None)
@given(seed=SEEDS, order=st.permutations(range(SERIES)))
def test_a_series_is_judged_alike_wherever_it_stands(
    width: int, bins: int, seed: int, order: list[int]
) -> None:
    counts = eventful(seed)[:bins]
    one = Detector(SERIES, bin_minutes=width).run(START, counts)
    two = Detector(SERIES, bin_minutes=width).run(START, counts[:, order])
    for name in ("alarm", "since"):
        np.testing.assert_array_equal(getattr(one, name)[:, order], getattr(two, name), err_msg=name)
    for name in ("score", "expected", "upper"):  # the last bit may depend on how a loop is unrolled
        np.testing.assert_allclose(
            getattr(one, name)[:, order], getattr(two, name), rtol=2e-4, atol=2e-4, err_msg=name
        )


def test_no_series_hears_how_old_those_beside_it_are() -> None:
    """Neither by its place among series of other ages, nor by whether a part of another, which tells of no week, is older."""
    rng, births = np.random.default_rng(0), np.array([0, 15, 15, 15, 40, 15, 15])
    counts = rng.poisson(
        60 * np.exp(0.9 * np.cos(np.arange(220) / 24 * 2 * np.pi))[:, None] * np.ones(SERIES)
    )
    counts[np.arange(220)[:, None] < births] = -1
    counts[170:178, 1:5] = -1  # a week after hours in which they were not there
    parents, order = np.array([-1, -1, -1, -1, -1, -1, 5]), [1, 0, 6, 3, 4, 5, 2]
    moved = np.where(parents < 0, -1, order.index(5))
    one = Detector(SERIES, bin_minutes=60, parents=parents).run(START, counts)
    two = Detector(SERIES, bin_minutes=60, parents=moved[order]).run(START, counts[:, order])
    np.testing.assert_allclose(one.expected[:, order], two.expected, rtol=1e-4)
    counts[:15, 6] = 60
    older = Detector(SERIES, bin_minutes=60, parents=parents).run(START, counts)
    np.testing.assert_array_equal(one.expected[:, :6], older.expected[:, :6])


def test_all_of_that_holds_of_bins_of_hours() -> None:
    """The same after a restart, whatever comes later, wherever a series stands, step by step; by a clock that has been set."""
    cut = 47
    counts, other, order = eventful(1, bins=72), eventful(1, bins=72), [3, 1, 6, 0, 5, 2, 4]
    other[cut:] = eventful(2, bins=72)[cut:] * 3

    def made(clocks: list[int]) -> Detector:
        detector = Detector(SERIES, 52.0, bin_minutes=90, parents=np.full(SERIES, -1))
        detector.set_clock(np.array(clocks))
        return detector

    one = made([*range(SERIES)])
    whole = one.run(START, counts)
    two = made([*range(SERIES)])
    steps = [two.step(START + 90 * at, row) for at, row in enumerate(counts[:cut])]
    np.testing.assert_array_equal(np.stack([step.score for step in steps]), whole.score[:cut])
    again = Detector.restore(two.state())
    assert_same(two.run(START + 90 * cut, counts[cut:]), part(whole, slice(cut, None)))
    assert_same(again.run(START + 90 * cut, counts[cut:]), part(whole, slice(cut, None)))
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, again.state()[name], err_msg=name)
    assert_same(part(made([*range(SERIES)]).run(START, other), slice(0, cut)), part(whole, slice(0, cut)))
    moved = made(order).run(START, counts[:, order])
    np.testing.assert_array_equal(moved.alarm, whole.alarm[:, order])
    np.testing.assert_allclose(moved.score, whole.score[:, order], rtol=2e-4, atol=2e-4)
    assert (whole.alarm[1:] < whole.alarm[:-1]).any()


@pytest.mark.parametrize("width", [1, 15])
def test_what_a_series_hears_does_not_depend_on_who_else_is_silent(width: int) -> None:
    counts = np.random.default_rng(3).poisson(5.0, (450, 2))
    counts[200:230, 1] = -1

    def heard(silent: int) -> list[NDArray[np.float32]]:
        detector = Detector(series=2 + silent, bin_minutes=width)
        rows = []
        for at, row in enumerate(counts):
            own = [-5, -4 if at >= 301 else -5]  # one goes to summer time in the midst of an hour
            theirs = np.arange(silent) % 24 - 12 + at // 50  # and the others at all times
            detector.set_clock(np.concatenate([own, theirs]).astype(np.int64))
            found = detector.step(START + width * at, np.concatenate([row, np.full(silent, -1)]))
            rows.append(np.stack([found.score[:2], found.expected[:2], found.upper[:2]]))
        return rows

    np.testing.assert_array_equal(heard(0), heard(24))


@pytest.mark.parametrize("width", [1, 15])
@pytest.mark.parametrize("turned_at", [60, 61, 62, 65, 80, 120])
def test_clocks_that_turn_are_the_same_after_a_restart_and_no_matter_to_others(
    width: int, turned_at: int
) -> None:
    counts = eventful(4)[:160]
    clocks = np.arange(SERIES) - 3
    turned = clocks + (np.arange(SERIES) % 2)
    whole, still = Detector(SERIES, bin_minutes=width), Detector(SERIES, bin_minutes=width)
    parts = [Detector(SERIES, bin_minutes=width)]
    for at, row in enumerate(counts):
        whole.set_clock(turned if at >= turned_at else clocks)
        still.set_clock(clocks)
        parts[0].set_clock(turned if at >= turned_at else clocks)
        if at >= turned_at - 2:
            parts[0] = Detector.restore(parts[0].state())
        found, other = (each.step(START + width * at, row) for each in (whole, still))
        assert_same(parts[0].step(START + width * at, row), found)
        if at < turned_at + 60 // width:  # until it is learned what the hour says of the week of all
            np.testing.assert_array_equal(found.expected[::2], other.expected[::2])


# --- services and their parts ---

SERVICE = np.repeat([0, 1], 4)
COUNTRY = np.tile([ANY, 0, 1, 2], 2)


def tree_counts(seed: int) -> Counts:
    """Two services, each with three countries that make up the whole."""
    counts = np.maximum(eventful(seed, series=8), 0)
    for whole in (0, 4):
        counts[:, whole] = counts[:, whole + 1 : whole + 4].sum(axis=1)
    counts[30:184, 4:] = -1
    return counts


def test_series_that_are_retired_leave_no_trace_in_those_that_stay() -> None:
    """Learned from a history that is told block by block, stepped, saved and restored: as if they had never been there."""
    counts = np.abs(eventful(6))
    parents = np.array([-1, 0, 0, -1, 0, 3, 3])
    kept = np.array([True, False, True, True, False, False, True])
    past = np.abs(eventful(7, bins=8 * 96))
    first = START - 8 * MINUTES_PER_DAY
    many, few = Detector(SERIES, parents=parents), Detector(4, parents=np.array([-1, 0, -1, 2]))
    many.learn(first, lambda part: past[:, part], 15)
    few.learn(first, past[:, kept], 15)
    one, two = many.run(START, counts[:80]), few.run(START, counts[:80, kept])
    assert_same(part(one, slice(None), kept.nonzero()[0].tolist()), two)
    many.retire(kept, np.zeros(4))
    assert_same(many.run(START + 80, counts[80:140, kept]), few.run(START + 80, counts[80:140, kept]))
    again = Detector.restore(many.state())
    assert_same(again.run(START + 140, counts[140:, kept]), few.run(START + 140, counts[140:, kept]))


def watch(tree: TreeScan, counts: Counts, first: int = 0) -> list[Verdicts]:
    return [tree.step(START + first + t, row) for t, row in enumerate(counts)]


def assert_alike(one: list[Verdicts], other: list[Verdicts]) -> None:
    for a, b in zip(one, other, strict=True):
        for name in ("alarm", "rarity", "since", "lead"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
        assert a.held == b.held
        assert_same(a.nodes, b.nodes)


@settings(max_examples=3, deadline=None)
@given(seed=SEEDS, cut=CUTS)
def test_a_tree_is_causal_and_goes_on_from_where_it_was_saved(seed: int, cut: int) -> None:
    counts, other = tree_counts(seed), tree_counts(seed)
    other[cut:] = tree_counts(seed + 1)[cut:] * 3
    whole = watch(TreeScan(SERVICE, {"country": COUNTRY}), counts)
    tree = TreeScan(SERVICE, {"country": COUNTRY})
    assert_alike(watch(tree, other[:cut]), whole[:cut])
    saved = TreeScan.restore(tree.state())
    watch(tree, other[cut:], cut)
    assert_alike(watch(saved, counts[cut:], cut), whole[cut:])


@settings(max_examples=3, deadline=None)
@given(seed=SEEDS, order=st.permutations(range(8)))
def test_the_order_of_a_trees_nodes_does_not_matter(seed: int, order: list[int]) -> None:
    counts = tree_counts(seed)
    one = watch(TreeScan(SERVICE, {"country": COUNTRY}), counts)
    two = watch(TreeScan(SERVICE[order], {"country": COUNTRY[order]}), counts[:, order])
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a.alarm, b.alarm)
        np.testing.assert_array_equal(a.since, b.since)
        np.testing.assert_allclose(a.rarity, b.rarity, rtol=1e-3, atol=1e-3)
        assert a.held == b.held


def test_reports_that_come_late_and_parts_that_show_up_are_the_same_after_a_restart() -> None:
    counts = tree_counts(5)
    trees = [TreeScan(SERVICE, {"country": COUNTRY})] * 2
    for t, row in enumerate(counts):
        if t == 123:  # between the turns after an hour
            for tree in set(trees):
                tree.grow(np.array([0]), {"country": np.array([7])})
        row = np.append(row, max(row[0], 0) // 5) if t >= 123 else row
        if t in (122, 124, 183):
            trees[1] = TreeScan.restore(trees[0].state())
        if t > 10:
            late = np.where(np.arange(len(row)) % 3 == 0, 1, 0)
            for tree in set(trees):
                tree.amend(START + t - 3, late)
        found = [tree.step(START + t, row) for tree in dict.fromkeys(trees)]
        assert_alike(found[:1], found[-1:])
