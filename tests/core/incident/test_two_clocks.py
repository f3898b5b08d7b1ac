"""Who knew what when: the crowd's clock beside the operator's."""

from dataclasses import replace
from datetime import timedelta

from groundswell.core.incident import Mark, Reading, awaits_crowd, two_clocks
from groundswell.core.model import OURSELVES, Event, EventKind, Incident, State
from tests.town import NOON, incident


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


EVENING = incident(
    State.RESOLVED,
    began_at=NOON,
    suspected_at=NOON + minutes(2),
    opened_at=NOON + minutes(5),
    acknowledged_at=NOON + minutes(9),
    resolved_at=NOON + minutes(70),
    declared_at=None,
)


def over(at: int, by: str = OURSELVES) -> Event:
    return Event(EVENING.id, EventKind.RESOLVED, NOON + minutes(at), "", by=by)


def read(
    one: Incident, *events: Event, spoken: int | None = None, restored: int | None = None
) -> dict[Mark, int]:
    told = two_clocks(
        one,
        events,
        NOON + minutes(spoken) if spoken is not None else None,
        NOON + minutes(restored) if restored is not None else None,
    )
    assert [each.mark for each in told] == list(Mark)
    assert all((each.at is None) == (each.after is None) for each in told)
    return {each.mark: int(each.after.total_seconds() // 60) for each in told if each.after is not None}


def test_every_moment_is_read_after_the_first_report() -> None:
    assert read(EVENING, over(70), spoken=14, restored=62) == {
        Mark.FIRST_REPORT: 0,
        Mark.SUSPECTED: 2,
        Mark.OPEN: 5,
        Mark.ACKNOWLEDGED: 9,
        Mark.FIRST_STATEMENT: 14,
        Mark.RESTORED: 62,
        Mark.USERS_CONFIRM: 70,
    }


def test_what_the_operator_ruled_is_no_word_of_the_crowd() -> None:
    told = read(EVENING, over(70, by="Ada"), restored=75)
    assert (told[Mark.RESTORED], Mark.USERS_CONFIRM in told) == (70, False), "the earlier of its two words"
    of_crowd = [each.mark for each in two_clocks(EVENING, [], None, None) if each.is_crowd]
    assert of_crowd == [Mark.FIRST_REPORT, Mark.SUSPECTED, Mark.OPEN, Mark.USERS_CONFIRM]


def test_of_an_outage_that_was_reopened_the_last_end_counts_and_none_while_it_is_on() -> None:
    assert read(EVENING, over(40), over(70))[Mark.USERS_CONFIRM] == 70
    on = replace(EVENING, state=State.OPEN, resolved_at=None)
    assert Mark.USERS_CONFIRM not in read(on, over(40))


def test_people_confirm_what_was_ruled_with_an_event_of_their_own() -> None:
    ruled, agreed = over(70, by="Ada"), replace(over(88), kind=EventKind.AGREED)
    assert awaits_crowd(EVENING, [ruled])
    assert not awaits_crowd(EVENING, [ruled, agreed])
    told = read(EVENING, ruled, agreed)
    assert (told[Mark.RESTORED], told[Mark.USERS_CONFIRM]) == (70, 88)
    again = replace(over(50), kind=EventKind.REOPENED)
    assert Mark.USERS_CONFIRM not in read(EVENING, over(40), again, ruled), (
        "what it confirmed was another end"
    )
    assert awaits_crowd(EVENING, [over(40), again, ruled])
    assert not awaits_crowd(EVENING, [over(70)])
    assert not awaits_crowd(replace(EVENING, declared_at=NOON, peak_reports=0), [ruled])


def test_of_what_was_declared_by_hand_nobody_knows_when_it_was_first_reported() -> None:
    for peak in (0, 40):
        told = read(replace(EVENING, declared_at=NOON + minutes(2), peak_reports=peak))
        assert Mark.FIRST_REPORT not in told, "it began when its operator says"
        assert Mark.SUSPECTED not in told
        assert told[Mark.OPEN] == 5
    confirmed = read(replace(EVENING, declared_at=NOON + minutes(3)))
    assert (confirmed[Mark.FIRST_REPORT], confirmed[Mark.SUSPECTED]) == (0, 2)


def test_a_reading_says_whose_clock_it_is_of() -> None:
    assert Reading(Mark.OPEN, NOON, minutes(0)).is_crowd
    assert not Reading(Mark.RESTORED, None, None).is_crowd
