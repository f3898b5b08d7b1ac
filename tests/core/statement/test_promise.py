"""How promises to speak again stand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.statement import (
    Phase,
    Promise,
    PromiseState,
    Statement,
    cadence,
    draft,
    moved,
    promised,
    record,
    stands,
)
from groundswell.core.statement.lines import LINES
from tests.core.statement.test_draft import FACTS
from tests.town import NOON

PROMISE = Promise("i1", "s1", NOON, NOON + timedelta(minutes=30))


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (0, PromiseState.RUNNING),
        (23, PromiseState.RUNNING),
        (24, PromiseState.DUE_SOON),
        (30, PromiseState.DUE_SOON),
        (31, PromiseState.MISSED),
    ],
)
def test_a_promise_runs_is_due_soon_at_four_fifths_and_is_missed_after_its_time(
    minutes: int, state: PromiseState
) -> None:
    assert stands(PROMISE, NOON + timedelta(minutes=minutes)).state is state


def test_the_desk_counts_down_what_is_left_of_a_promise() -> None:
    standing = stands(PROMISE, NOON + timedelta(minutes=24))
    assert standing.left == timedelta(minutes=6)
    assert standing.part == pytest.approx(0.8)


def test_a_promise_kept_late_is_missed_and_stays_so() -> None:
    in_time = replace(PROMISE, kept_at=NOON + timedelta(minutes=30))
    late = replace(PROMISE, kept_at=NOON + timedelta(minutes=33))
    assert stands(in_time, NOON + timedelta(days=9)).state is PromiseState.KEPT
    standing = stands(late, NOON + timedelta(days=9))
    assert standing.state is PromiseState.MISSED
    assert standing.left == timedelta(minutes=-3)


def test_a_critical_incident_is_spoken_of_every_twenty_minutes_a_small_one_every_hour() -> None:
    assert [cadence(severity) / timedelta(minutes=1) for severity in range(1, 6)] == [60, 60, 30, 20, 20]


def test_kept_and_missed_promises_are_counted() -> None:
    kept = replace(PROMISE, kept_at=NOON + timedelta(minutes=10))
    late = replace(PROMISE, kept_at=NOON + timedelta(minutes=41))
    told = record([kept, late, PROMISE], NOON + timedelta(minutes=29))
    assert (told.kept, told.missed, told.open) == (1, 0, 2)
    told = record([kept, late, PROMISE], NOON + timedelta(hours=1))
    assert (told.kept, told.missed, told.open, told.late_max) == (1, 2, 0, timedelta(minutes=30))
    lapsed = {"i1": NOON + timedelta(minutes=20)}
    told = record([kept, late, PROMISE], NOON + timedelta(hours=1), lapsed)
    assert (told.kept, told.missed, told.open) == (1, 1, 0), "of what is none any more nothing is owed"
    told = record([PROMISE], NOON + timedelta(hours=9), {"i1": NOON + timedelta(minutes=31)})
    assert (told.missed, told.late_max) == (1, timedelta(minutes=1)), "but for what was due before"
    assert record([], NOON).late_max == timedelta()


def test_a_statement_promises_once_it_is_out() -> None:
    told = Statement("s1", "i1", Phase.INVESTIGATING, (), "ana", NOON, next_at=NOON + timedelta(minutes=30))
    assert promised(told) is None
    assert promised(replace(told, published_at=NOON)) == PROMISE
    assert promised(replace(told, published_at=NOON, next_at=None)) is None


@given(st.integers(-100, 10_000), st.integers(-10, 10_000), st.none() | st.integers(0, 10_000))
def test_every_promise_stands_somehow_at_every_time(due: int, now: int, kept: int | None) -> None:
    promise = Promise(
        "i1",
        "s1",
        NOON,
        NOON + timedelta(minutes=due),
        None if kept is None else NOON + timedelta(minutes=kept),
    )
    standing = stands(promise, NOON + timedelta(minutes=now))
    assert standing.part >= 0
    if standing.state is not PromiseState.MISSED:
        assert standing.left >= timedelta()


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("phase", [Phase.INVESTIGATING, Phase.RESOLVED])
def test_a_promise_that_is_moved_takes_its_time_in_the_text_along_and_no_other(
    language: str, phase: Phase
) -> None:
    assert FACTS.next_at is not None
    facts = replace(FACTS, since=FACTS.next_at - timedelta(days=1))
    later = FACTS.next_at + timedelta(minutes=26)
    text = draft(facts, phase, language)
    assert (
        moved(text, FACTS.next_at, later).body == draft(replace(facts, next_at=later), phase, language).body
    )
    assert moved(text, FACTS.next_at, FACTS.next_at + timedelta(days=1)) == text
    assert moved(text, later, later + timedelta(minutes=1)) == text
