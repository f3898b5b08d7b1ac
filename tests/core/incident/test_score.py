"""Our word held against labels."""

import math
from datetime import timedelta

from groundswell.core.incident import Label, score
from groundswell.core.model import State
from tests.town import NOON, incident

HOUR = timedelta(hours=1)
LABEL = Label("pictures", NOON - 2 * HOUR, NOON + 12 * HOUR, alarm_at=NOON)


def test_an_outage_found_early_has_a_negative_delay() -> None:
    early = incident(State.RESOLVED, opened_at=NOON - timedelta(minutes=20), resolved_at=NOON + HOUR)
    result = score([early], [LABEL], watched=timedelta(days=61))
    assert (result.found, result.recall, result.delay(0.5)) == (1, 1.0, -20.0)
    assert not result.false_alarms


def test_what_no_label_explains_is_a_false_alarm() -> None:
    stray = incident(State.RESOLVED, id="x", opened_at=NOON - 9 * HOUR, resolved_at=NOON - 8 * HOUR)
    other = incident(State.RESOLVED, id="y", service="bank", opened_at=NOON, resolved_at=NOON + HOUR)
    result = score([stray, other], [LABEL], watched=timedelta(days=60.875))
    assert result.found == 0
    assert math.isnan(result.delay(0.5))
    assert result.false_alarms_per_month == 1.0


def test_a_suspicion_that_never_opened_finds_nothing() -> None:
    result = score([incident(State.DISMISSED, opened_at=None)], [LABEL], watched=HOUR)
    assert result.found == 0
    assert not result.false_alarms


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
    result = score(found, labels, watched=HOUR)
    assert [result.delay(part) for part in (0.0, 0.25, 0.5, 1.0)] == [0.0, 7.5, 15.0, 30.0]
