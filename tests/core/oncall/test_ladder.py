"""Whom an outage calls, and who is called next when nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import Event, EventKind, State
from groundswell.core.oncall import (
    Call,
    CallState,
    Policy,
    Step,
    Whom,
    WhomKind,
    check_policy,
    covers,
    due,
    is_unanswered,
    last_of_round,
    opened_at,
    rungs,
)
from groundswell.errors import InputError
from tests.town import NOON, incident, town

FIRST = Step((Whom(WhomKind.SCHEDULE, "ops"),), 5)
LAST = Step((Whom(WhomKind.ACCOUNT, "1"),), 10)
POLICY = Policy("night", "Night", (FIRST, LAST), "Ada", NOON, repeats=1)
CALL = Call(1, incident().id, POLICY, NOON, NOON)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def climbed(call: Call, until: float) -> list[tuple[float, int]]:
    """Which rung is called when, looked at every half minute, if nobody answers."""
    found = []
    for half in range(int(until * 2)):
        now = NOON + minutes(half / 2)
        if (rung := due(call, now)) is not None:
            found.append((half / 2, rung))
            call = replace(call, rung=rung + 1, rung_at=now)
    return found


def test_each_step_is_waited_for_and_the_ladder_is_climbed_again() -> None:
    assert climbed(CALL, 120) == [(0, 0), (5, 1), (15, 2), (20, 3)]
    assert rungs(POLICY) == 4
    assert last_of_round(POLICY, 0) == 1
    assert last_of_round(POLICY, 3) == 3


def test_after_the_last_wait_a_call_is_unanswered() -> None:
    done = replace(CALL, rung=4, rung_at=NOON)
    assert not is_unanswered(done, NOON + minutes(9))
    assert is_unanswered(done, NOON + minutes(10))
    assert due(done, NOON + minutes(100)) is None


def test_dead_ways_are_not_waited_for() -> None:
    rung = replace(CALL, rung=1, rung_at=NOON)
    assert due(rung, NOON) is None
    assert due(replace(rung, hurried=True), NOON) == 1


def test_after_a_standstill_one_step_is_called_not_all_that_were_missed() -> None:
    late = NOON + timedelta(hours=5)
    rung = replace(CALL, rung=1, rung_at=NOON)
    assert due(rung, late) == 1
    assert due(replace(rung, rung=2, rung_at=late), late) is None


@given(
    rung=st.integers(0, 5),
    hurried=st.booleans(),
    state=st.sampled_from(CallState),
    one=st.floats(-10, 100),
    more=st.floats(0, 100),
)
def test_what_is_due_stays_due(rung: int, hurried: bool, state: CallState, one: float, more: float) -> None:
    call = replace(CALL, rung=rung, rung_at=NOON if rung else None, hurried=hurried, state=state)
    before, after = due(call, NOON + minutes(one)), due(call, NOON + minutes(one + more))
    assert before is None or before == after
    assert not is_unanswered(call, NOON + minutes(one)) or is_unanswered(call, NOON + minutes(one + more))
    if state is not CallState.RINGING:
        assert after is None


def test_only_an_outage_that_is_on_bad_enough_ours_and_unplanned_calls() -> None:
    catalog = town()
    ours = replace(POLICY, services=("pictures",), severity_min=2)
    assert covers(ours, incident(), catalog)
    assert covers(replace(POLICY, categories=("social",)), incident(), catalog)
    assert covers(replace(ours, services=("bank",)), incident(members=("pictures", "bank")), catalog)
    assert covers(ours, incident(severity=1, declared_at=NOON), catalog), "nobody has counted it yet"
    for policy, other in (
        (ours, incident(service="bank")),
        (ours, incident(severity=1)),
        (ours, incident(State.SUSPECTED)),
        (ours, incident(State.RESOLVED)),
        (ours, incident(planned="maintenance-1")),
        (replace(ours, is_on=False), incident()),
    ):
        assert not covers(policy, other, catalog)


def test_an_outage_is_unanswered_from_its_opening_until_somebody_acknowledges_it() -> None:
    def happened(*kinds: EventKind) -> list[Event]:
        return [Event("x", kind, NOON + minutes(number), "") for number, kind in enumerate(kinds)]

    assert opened_at(happened(EventKind.SUSPECTED)) is None
    assert opened_at(happened(EventKind.SUSPECTED, EventKind.OPENED, EventKind.GREW)) == NOON + minutes(1)
    assert opened_at(happened(EventKind.OPENED, EventKind.ACKNOWLEDGED)) is None
    again = happened(EventKind.OPENED, EventKind.ACKNOWLEDGED, EventKind.RESOLVED, EventKind.REOPENED)
    assert opened_at(again) == NOON + minutes(3)


def test_a_policy_that_cannot_be_says_why() -> None:
    catalog = town()
    check_policy(POLICY, catalog)
    for wrong, field in (
        (replace(POLICY, id=""), "id"),
        (replace(POLICY, title=" "), "title"),
        (replace(POLICY, steps=()), "steps"),
        (replace(POLICY, steps=(Step(()),)), "steps"),
        (replace(POLICY, steps=(replace(FIRST, wait_minutes=0),)), "wait_minutes"),
        (replace(POLICY, repeats=10), "repeats"),
        (replace(POLICY, severity_min=6), "severity_min"),
        (replace(POLICY, services=("nobody",)), "services"),
        (replace(POLICY, categories=("nobody",)), "categories"),
    ):
        with pytest.raises(InputError) as fault:
            check_policy(wrong, catalog)
        assert fault.value.field == field
