"""What every store of incidents promises: see ports.Incidents."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from groundswell.core.model import (
    Cause,
    Certainty,
    Event,
    EventKind,
    Explanation,
    Footprint,
    Held,
    HeldRise,
    Incident,
    Share,
    State,
)
from groundswell.errors import PermanentError
from groundswell.ports import HELD_DAYS, Incidents, Revision
from tests.contract.conftest import WithIncidents
from tests.town import NOON, incident

FOOTPRINT = Footprint(
    symptoms=(Share("app", 0.625, 50), Share("", 1 / 3, 27)),
    countries=(Share("ES", 0.9, 72),),
    platforms=(Share("ios", 0.5, 40, 0.25),),
    regions=(Share("ES-MD", 0.5, 40),),
    versions=(Share("7.1", 0.5, 40),),
    reports=80,
    explanation=Explanation(
        NOON,
        NOON,
        80,
        2.5,
        (Cause({"country": "ES", "platform": "ios"}, 70.5, 0.9, 31.25), Cause({}, 7.0, 0.1, 8.0)),
    ),
)
FULL = incident(
    footprint=FOOTPRINT,
    certainty=Certainty.OBSERVED,
    ratio=41.3,
    reports=2**40,
    peaked_at=NOON + timedelta(microseconds=1),
    eased_at=NOON + timedelta(minutes=2),
    resolved_at=NOON + timedelta(minutes=3),
    acknowledged_at=NOON + timedelta(minutes=4),
    into="another",
    reason="said ana",
    members=("films", "pictures"),
    cause="east",
    cause_kind="cloud-region",
    peak_usual=2.5,
    declared_at=NOON,
    parted=("letters",),
    known_cause="a disk was full",
    known_cause_kind="hardware",
    planned="m1",
    voice="films",
)


def event(kind: EventKind, minutes: int = 0, of: Incident = FULL) -> Event:
    return Event(of.id, kind, NOON + timedelta(minutes=minutes), f"{kind} at {minutes}")


def test_an_incident_reads_back_as_it_was_saved(with_incidents: WithIncidents) -> None:
    for field in fields(Incident):  # or a field could be lost unseen
        assert getattr(FULL, field.name) not in (None, "", (), Footprint()), field.name

    async def story(incidents: Incidents) -> None:
        await incidents.save([Revision(FULL, ())])
        assert await incidents.get("no-such") is None

    with_incidents(story)
    assert with_incidents(lambda incidents: incidents.get(FULL.id)) == FULL
    assert with_incidents(lambda incidents: incidents.list()) == [FULL]


def test_saving_again_replaces_the_incident_and_appends_events(with_incidents: WithIncidents) -> None:
    eased = replace(incident(State.EASING), footprint=FOOTPRINT)

    async def story(incidents: Incidents) -> None:
        first = (event(EventKind.SUSPECTED, -2), event(EventKind.OPENED, 0))
        await incidents.save([Revision(incident(), first)])
        last = replace(event(EventKind.EASED, 5), after=FULL)
        await incidents.save([Revision(eased, (last,))])
        assert await incidents.get(eased.id) == eased
        assert list(await incidents.events(eased.id)) == [*first, last]
        assert list(await incidents.events("no-such")) == []

    with_incidents(story)


def test_incidents_are_listed_latest_first_and_chosen(with_incidents: WithIncidents) -> None:
    def one(number: int, service: str, state: State) -> Incident:
        at = NOON + timedelta(hours=number)
        return incident(state, id=f"{service}-{number}", service=service, began_at=at, updated_at=at)

    kept = [
        one(1, "pictures", State.RESOLVED),
        one(3, "bank", State.OPEN),
        one(2, "pictures", State.EASING),
        one(4, "films", State.DISMISSED),
    ]

    async def story(incidents: Incidents) -> None:
        await incidents.save([Revision(each, ()) for each in kept])

        async def ids(**chosen: object) -> list[str]:
            return [each.id for each in await incidents.list(**chosen)]  # type: ignore[arg-type]

        assert await ids() == ["films-4", "bank-3", "pictures-2", "pictures-1"]
        assert await ids(limit=2) == ["films-4", "bank-3"]
        assert await ids(service="pictures") == ["pictures-2", "pictures-1"]
        assert await ids(states=[State.OPEN, State.EASING]) == ["bank-3", "pictures-2"]
        assert await ids(states=[]) == []
        assert await ids(since=NOON + timedelta(hours=3)) == ["films-4", "bank-3"]
        assert await ids(service="pictures", states=[State.RESOLVED]) == ["pictures-1"]

    with_incidents(story)


def test_those_of_a_service_are_also_those_of_several_that_it_is_among(with_incidents: WithIncidents) -> None:
    async def story(incidents: Incidents) -> None:
        other = incident(id="bank-1", service="bank")
        await incidents.save([Revision(FULL, ()), Revision(other, ())])
        assert [each.id for each in await incidents.list(service="films")] == [FULL.id]
        assert [each.id for each in await incidents.list(service="bank")] == ["bank-1"]
        assert await incidents.list(service="film") == []

    with_incidents(story)


def test_when_one_change_cannot_be_written_none_is(with_incidents: WithIncidents) -> None:
    async def story(incidents: Incidents) -> None:
        stray = Event("no-such", EventKind.OPENED, NOON, "of an incident that is not there")
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await incidents.save(
                [Revision(FULL, (event(EventKind.OPENED),)), Revision(FULL, (stray,))], rulings_cursor=5
            )
        assert await incidents.get(FULL.id) is None
        assert list(await incidents.events(FULL.id)) == []
        assert await incidents.rulings_cursor() == 0

    with_incidents(story)


def test_the_cursor_of_the_rulings_moves_with_the_changes_and_never_back(
    with_incidents: WithIncidents,
) -> None:
    async def story(incidents: Incidents) -> None:
        assert await incidents.rulings_cursor() == 0
        await incidents.save([], rulings_cursor=0)
        await incidents.save([Revision(FULL, ())], rulings_cursor=7)
        await incidents.save([Revision(FULL, ())])
        await incidents.save([Revision(FULL, ())], rulings_cursor=7)
        assert await incidents.rulings_cursor() == 7
        with pytest.raises(PermanentError, match="two processes"):
            await incidents.save([Revision(replace(FULL, severity=5), ())], rulings_cursor=6)
        assert await incidents.rulings_cursor() == 7
        assert await incidents.get(FULL.id) == FULL

    with_incidents(story)


def test_bystanders_are_replaced_as_a_whole(with_incidents: WithIncidents) -> None:
    async def story(incidents: Incidents) -> None:
        assert await incidents.bystanders() == {}
        await incidents.set_bystanders({"letters": "pictures", "films": "cloud"})
        await incidents.set_bystanders({"films": "pictures"})
        assert await incidents.bystanders() == {"films": "pictures"}
        await incidents.set_bystanders({})
        assert await incidents.bystanders() == {}

    with_incidents(story)


def held(minutes: int = 0, reason: Held = Held.ROBOT, **told: object) -> HeldRise:
    values: dict[str, object] = {
        "service": "pictures",
        "reason": reason,
        "part": "country ES",
        "began_at": NOON + timedelta(minutes=minutes),
        "last_at": NOON + timedelta(minutes=minutes + 1),
        "reports": 40,
        "expected": 2.5,
        "score": 8.25,
    }
    return HeldRise(**{**values, **told})  # type: ignore[arg-type]


def test_a_rise_that_is_held_back_reads_back_and_one_of_the_same_beginning_is_replaced(
    with_incidents: WithIncidents,
) -> None:
    later = held(30, Held.BUMP, part="")
    grown = held(last_at=NOON + timedelta(minutes=9), reports=90)

    async def story(incidents: Incidents) -> None:
        assert await incidents.held() == []
        await incidents.put_held([])
        await incidents.put_held([held(), later])
        await incidents.put_held([grown])

    with_incidents(story)
    assert with_incidents(lambda incidents: incidents.held()) == [later, grown]
    assert with_incidents(lambda incidents: incidents.held(limit=1)) == [later]
    assert with_incidents(lambda incidents: incidents.held(since=later.last_at)) == [later]


def test_rises_that_were_held_back_long_ago_are_forgotten(with_incidents: WithIncidents) -> None:
    async def story(incidents: Incidents) -> None:
        await incidents.put_held([held()])
        await incidents.put_held([held(HELD_DAYS * 1440)])
        assert len(await incidents.held()) == 2
        await incidents.put_held([held(HELD_DAYS * 1440 + 1)])
        assert NOON not in {rise.began_at for rise in await incidents.held()}

    with_incidents(story)
