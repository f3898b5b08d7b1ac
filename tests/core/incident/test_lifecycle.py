"""The table of states is the law: what is in it happens, what is not does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.incident import (
    RULED,
    TABLE,
    Measures,
    Signal,
    Thresholds,
    advance,
    end,
    is_quiet,
    rule,
    signal,
    signal_of_many,
)
from groundswell.core.model import ONGOING, Act, Certainty, EventKind, Ruling, State
from groundswell.errors import InputError
from tests.town import NOON, incident

RULES = Thresholds()
CALM = Measures(
    at=NOON,
    alarm=False,
    score=0.0,
    threshold=10.0,
    reports=1,
    expected=1.0,
    upper=4.0,
    excess_hour=0.0,
    works=0,
    peak=100,
    quiet_minutes=0,
    lowest=1,
    told=100,
)
STORM = replace(CALM, alarm=True, score=40.0, reports=100, excess_hour=250.0, lowest=100)


def test_a_weak_rise_is_a_suspicion_and_a_strong_one_opens() -> None:
    weak = replace(CALM, score=7.0, reports=5, excess_hour=4.0)
    assert signal(None, weak, RULES) is Signal.SUSPECT
    assert signal(None, STORM, RULES) is Signal.ALARM
    assert signal(None, CALM, RULES) is None


def test_a_handful_of_reports_opens_nothing_however_sure_the_detector_is() -> None:
    for few in (5.0, 9.0):
        assert signal(None, replace(STORM, excess_hour=few), RULES) is not Signal.ALARM


def test_the_tenth_report_opens_though_of_ten_a_little_was_usual() -> None:
    assert signal(None, replace(STORM, excess_hour=9.997), RULES) is Signal.ALARM


def test_a_suspicion_grows_up_or_fades() -> None:
    suspected = incident(State.SUSPECTED, suspected_at=NOON - timedelta(minutes=5))
    assert signal(suspected, STORM, RULES) is Signal.ALARM
    assert signal(suspected, replace(CALM, quiet_minutes=15), RULES) is Signal.QUIET
    assert signal(suspected, replace(CALM, score=8.0), RULES) is None


def test_one_of_several_services_eases_and_ends_when_most_of_them_do() -> None:
    shared = incident(members=("a", "b", "c"), cause="east")
    half, out = replace(STORM, reports=40), STORM
    assert signal_of_many(shared, half, [out, out, half], RULES) is None  # the large one alone is back
    assert signal_of_many(shared, out, [half, half, out], RULES) is Signal.EASE
    easing = incident(State.EASING, members=("a", "b", "c"), cause="east")
    quiet = replace(CALM, quiet_minutes=15)
    assert signal_of_many(easing, half, [quiet, half, half], RULES) is None
    assert signal_of_many(easing, half, [quiet, quiet, half], RULES) is Signal.QUIET
    assert signal_of_many(easing, replace(out, lowest=20), [out, out, half], RULES) is Signal.RELAPSE


def test_of_fewer_than_three_that_have_alarmed_the_whole_speaks() -> None:
    shared = incident(members=("a", "b", "c"), cause="east")
    assert signal_of_many(shared, STORM, [replace(CALM, quiet_minutes=5)], RULES) is None
    assert signal_of_many(shared, replace(STORM, quiet_minutes=5), [], RULES) is Signal.EASE


def test_an_outage_eases_when_half_of_its_peak_is_gone_and_ends_when_it_stays_quiet() -> None:
    falling = replace(STORM, reports=49)
    assert signal(incident(), falling, RULES) is Signal.EASE
    easing = incident(State.EASING)
    assert signal(easing, replace(falling, quiet_minutes=14), RULES) is None
    assert signal(easing, replace(falling, quiet_minutes=15), RULES) is Signal.QUIET


def test_what_is_left_of_a_peak_is_over_when_people_say_that_it_works() -> None:
    tail = replace(STORM, reports=9, works=3)
    assert is_quiet(tail, RULES)
    assert not is_quiet(replace(tail, works=2), RULES)
    assert not is_quiet(replace(tail, reports=30, works=60), RULES)


def test_a_second_wave_is_a_relapse_and_not_a_new_incident() -> None:
    easing = incident(State.EASING)
    assert signal(easing, replace(STORM, reports=80, lowest=30), RULES) is Signal.RELAPSE
    assert signal(easing, replace(STORM, reports=45, lowest=40), RULES) is None


def test_the_tail_of_a_resolved_outage_does_not_reopen_it_but_a_surge_does() -> None:
    resolved = incident(State.RESOLVED, resolved_at=NOON, reports=8)
    assert signal(resolved, replace(STORM, reports=12), RULES) is None
    assert signal(resolved, replace(STORM, reports=60), RULES) is Signal.RELAPSE


def test_an_operators_dismissal_is_not_contradicted_by_the_same_reports() -> None:
    faded = incident(State.DISMISSED, reason="", opened_at=None)
    assert signal(faded, STORM, RULES) is Signal.ALARM
    assert signal(replace(faded, reason="a test of ours"), STORM, RULES) is None


def test_each_move_of_the_table_dates_itself() -> None:
    opened, event = advance(incident(State.SUSPECTED), Signal.ALARM, NOON, "many") or pytest.fail("no move")
    assert (opened.state, opened.opened_at, event.kind, event.note) == (
        State.OPEN,
        NOON,
        EventKind.OPENED,
        "many",
    )
    eased, _ = advance(opened, Signal.EASE, NOON, "") or pytest.fail("no move")
    assert eased.eased_at == eased.peaked_at == NOON
    resolved, _ = advance(eased, Signal.QUIET, NOON, "") or pytest.fail("no move")
    assert resolved.resolved_at == NOON
    reopened, _ = advance(resolved, Signal.RELAPSE, NOON, "") or pytest.fail("no move")
    assert (reopened.state, reopened.resolved_at, reopened.eased_at) == (State.OPEN, None, None)


def test_what_is_on_again_has_no_reason_for_its_end() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON, reason="The service is no longer watched here.")
    reopened, event = advance(over, Signal.RELAPSE, NOON, "") or pytest.fail("no move")
    assert (event.kind, reopened.reason) == (EventKind.REOPENED, "")
    dismissed = incident(State.DISMISSED, reason="a test of ours")
    by_ruling, _ = rule(dismissed, Ruling(Act.REOPEN, dismissed.id, "ana", NOON))
    assert by_ruling.reason == ""
    easing = incident(State.EASING, reason="left over")
    relapsed, event = advance(easing, Signal.RELAPSE, NOON, "") or pytest.fail("no move")
    assert (event.kind, relapsed.reason) == (EventKind.RELAPSED, "")


@given(st.sampled_from(State), st.sampled_from(Signal))
def test_what_is_not_in_the_table_does_not_happen(state: State, meaning: Signal) -> None:
    moved = advance(incident(state), meaning, NOON, "")
    assert (moved is None) == ((state, meaning) not in TABLE)
    if moved is not None:
        assert moved[0].state is TABLE[state, meaning][0]


@given(st.sampled_from(State), st.sampled_from(Act))
def test_an_impossible_ruling_says_what_is_possible_and_changes_nothing(state: State, act: Act) -> None:
    ruling = Ruling(
        act,
        "pictures-2026-03-02",
        by="ana",
        ruled_at=NOON,
        reason="why",
        into="letters-2026-03-02",
        services=("letters",) if act is Act.SPLIT else (),
        kind="change" if act is Act.CAUSE else "",
        statement="s1" if act is Act.SPEAK else "",
    )
    shared = incident(state, members=("pictures", "letters", "films"), cause="cloud")
    if (state, act) in RULED:
        moved, event = rule(shared, ruling, None, incident(id="other"))
        assert moved.state is RULED[state, act][0]
        assert event.kind is RULED[state, act][1]
        assert event.by == "ana"
    else:
        with pytest.raises(InputError, match="possible"):
            rule(incident(state), ruling)


def test_seen_once_more_is_told_only_with_a_reason() -> None:
    once, _ = rule(incident(), Ruling(Act.ACKNOWLEDGE, "pictures-2026-03-02", "ana", NOON))
    with pytest.raises(InputError, match="acknowledged"):
        rule(once, Ruling(Act.ACKNOWLEDGE, "pictures-2026-03-02", "ana", NOON))
    _, event = rule(once, Ruling(Act.ACKNOWLEDGE, "pictures-2026-03-02", "ana", NOON, "Their desk is on it."))
    assert event.note == "Their desk is on it."


def test_a_confirmation_makes_the_outage_observed() -> None:
    moved, _ = rule(incident(), Ruling(Act.CONFIRM, "pictures-2026-03-02", "ana", NOON))
    assert moved.certainty is Certainty.OBSERVED


def test_a_merge_has_to_name_another_incident() -> None:
    for into in ("", "pictures-2026-03-02"):
        with pytest.raises(InputError, match="into"):
            rule(incident(), Ruling(Act.MERGE, "pictures-2026-03-02", "ana", NOON, into=into))


def test_a_merge_is_into_an_incident_that_is_on() -> None:
    ruling = Ruling(Act.MERGE, "pictures-2026-03-02", "ana", NOON, into="second")
    for state in State:
        if state in ONGOING:
            assert rule(incident(), ruling, None, incident(state, id="second"))[0].into == "second"
        else:
            with pytest.raises(InputError, match="second is not on"):
                rule(incident(), ruling, None, incident(state, id="second"))
    with pytest.raises(InputError, match="second is not on"):
        rule(incident(), ruling, None, None)


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {state for state, _ in TABLE.values()} | {state for state, _ in RULED.values()}
    assert reached == set(State)


def test_an_incident_is_not_reopened_beside_another_that_is_on() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON)
    ruling = Ruling(Act.REOPEN, over.id, "ana", NOON)
    with pytest.raises(InputError, match="second"):
        rule(over, ruling, incident(id="second"))
    assert rule(over, ruling, None)[0].state is State.OPEN


def test_what_is_on_again_waits_for_an_acknowledgement_anew_and_needs_no_reason_for_it() -> None:
    seen, acknowledge = incident(acknowledged_at=NOON), Ruling(Act.ACKNOWLEDGE, incident().id, "ana", NOON)
    with pytest.raises(InputError, match="without a reason"):
        rule(seen, acknowledge)
    over, _ = rule(seen, replace(acknowledge, act=Act.RESOLVE))
    assert over.acknowledged_at == NOON
    again, _ = rule(over, replace(acknowledge, act=Act.REOPEN))
    assert again.acknowledged_at is None
    assert rule(again, acknowledge)[0].acknowledged_at == NOON


@pytest.mark.parametrize("state", list(State))
def test_what_cannot_be_measured_any_more_ends_with_the_reason_and_not_before_it_began(state: State) -> None:
    began_at = NOON + timedelta(days=30)
    ended = end(incident(state, began_at=began_at), NOON, "why")
    if state not in ONGOING:
        assert ended is None
        return
    assert ended is not None
    assert ended[0].state not in ONGOING
    assert (ended[0].reason, ended[1].note, ended[0].began_at) == ("why", "why", NOON)
