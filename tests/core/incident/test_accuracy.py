"""Our word held against labels."""

import math
from datetime import timedelta

from groundswell.core.incident import Label, accuracy
from groundswell.core.model import State
from tests.town import NOON, incident

HOUR = timedelta(hours=1)
LABEL = Label("pictures", NOON - 2 * HOUR, NOON + 12 * HOUR, alarm_at=NOON)


def test_an_outage_found_early_has_a_negative_delay() -> None:
    early = incident(State.RESOLVED, opened_at=NOON - timedelta(minutes=20), resolved_at=NOON + HOUR)
    result = accuracy([early], [LABEL], calm=timedelta(days=61))
    assert (result.found, result.recall, result.delay(0.5)) == (1, 1.0, -20.0)
    assert not result.false_alarms


def test_what_no_label_explains_is_a_false_alarm() -> None:
    stray = incident(State.RESOLVED, id="x", opened_at=NOON - 9 * HOUR, resolved_at=NOON - 8 * HOUR)
    other = incident(State.RESOLVED, id="y", service="bank", opened_at=NOON, resolved_at=NOON + HOUR)
    result = accuracy([stray, other], [LABEL], calm=timedelta(days=60.875))
    assert result.found == 0
    assert math.isnan(result.delay(0.5))
    assert result.false_alarms_per_month == 1.0


def test_a_suspicion_that_never_opened_finds_nothing() -> None:
    result = accuracy([incident(State.DISMISSED, opened_at=None)], [LABEL], calm=HOUR)
    assert result.found == 0
    assert not result.false_alarms


def test_the_delay_is_that_of_the_first_opening_inside_the_window() -> None:
    begun = [NOON - 9 * HOUR, NOON + HOUR / 4, NOON + HOUR]
    three = [
        incident(State.RESOLVED, id=str(at), opened_at=at, resolved_at=at + HOUR / 2)
        for at in reversed(begun)
    ]
    three[-1] = incident(State.RESOLVED, id="old", opened_at=begun[0], resolved_at=LABEL.begin + HOUR)
    result = accuracy(three, [LABEL], calm=HOUR)
    assert (result.opened_in_time, result.on_already, result.delay(0.5)) == (1, 0, 15.0)
    assert not result.false_alarms


def test_what_opened_more_than_three_hours_after_the_alarm_is_counted_as_late() -> None:
    opened = [NOON + timedelta(hours=3), NOON + timedelta(hours=3, minutes=1)]
    results = [
        accuracy([incident(State.RESOLVED, opened_at=at, resolved_at=at)], [LABEL], HOUR) for at in opened
    ]
    assert [(result.opened_in_time, result.late) for result in results] == [(1, 0), (1, 1)]


def test_an_incident_that_ended_before_the_alarm_finds_nothing_and_is_no_false_alarm() -> None:
    early = incident(
        State.RESOLVED, opened_at=LABEL.begin - 3 * HOUR, resolved_at=LABEL.alarm_at - timedelta(minutes=1)
    )
    result = accuracy([early], [LABEL], calm=HOUR)
    assert (result.found, result.on_already, len(result.false_alarms)) == (0, 0, 0)


def test_an_incident_that_was_on_at_the_alarm_already_is_found_without_a_delay() -> None:
    early = incident(State.RESOLVED, opened_at=LABEL.begin - 3 * HOUR, resolved_at=LABEL.alarm_at + HOUR)
    result = accuracy([early], [LABEL], calm=HOUR)
    assert (result.found, result.opened_in_time, result.on_already) == (1, 0, 1)
    assert result.rows[0].delay is None
    assert math.isnan(result.delay(0.5))


def test_of_a_label_without_data_nothing_is_said() -> None:
    elsewhere = Label("bank", NOON, NOON + HOUR, NOON, name="unheard")
    found = incident(State.RESOLVED, opened_at=NOON, resolved_at=NOON + HOUR)
    result = accuracy([found], [LABEL, elsewhere], HOUR, lambda label: label.service != "bank")
    assert (result.found, len(result.rows), result.recall) == (1, 1, 1.0)
    assert result.no_data == (elsewhere,)


def test_quartiles_interpolate_between_delays() -> None:
    labels = [
        Label("pictures", NOON + d * 24 * HOUR, NOON + d * 24 * HOUR + HOUR, NOON + d * 24 * HOUR)
        for d in range(4)
    ]
    found = [
        incident(
            State.RESOLVED,
            id=str(d),
            opened_at=label.alarm_at + timedelta(minutes=10 * d),
            resolved_at=label.end,
        )
        for d, label in enumerate(labels)
    ]
    result = accuracy(found, labels, calm=HOUR)
    assert [result.delay(part) for part in (0.0, 0.25, 0.5, 1.0)] == [0.0, 7.5, 15.0, 30.0]


def test_a_member_of_an_outage_of_several_services_is_found_by_it() -> None:
    shared = incident(
        State.RESOLVED,
        service="cloud",
        members=("cloud", "pictures", "bank"),
        opened_at=NOON,
        resolved_at=NOON + HOUR,
    )
    result = accuracy([shared], [LABEL], calm=HOUR)
    assert (result.found, len(result.false_alarms)) == (1, 0)
