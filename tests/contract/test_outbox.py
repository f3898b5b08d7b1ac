"""What every outbox promises: see ports.Outbox."""

from __future__ import annotations

from datetime import timedelta

from groundswell.core.model import Event, EventKind
from groundswell.ports import Revision
from groundswell.stores.relational import RelationalIncidents
from tests.contract.conftest import WithIncidents
from tests.town import NOON, incident

BANK = incident(id="bank-1", service="bank")
FILMS = incident(id="films-1", service="films")


def opened(of: str, minutes: int = 0) -> Event:
    return Event(of, EventKind.OPENED, NOON + timedelta(minutes=minutes), f"opened at {minutes}")


def test_every_event_waits_until_it_is_done(with_incidents: WithIncidents) -> None:
    async def story(store: RelationalIncidents) -> None:
        assert list(await store.pending()) == []
        await store.save(
            [Revision(BANK, (opened("bank-1"), opened("bank-1", 1))), Revision(FILMS, (opened("films-1"),))]
        )
        await store.save([Revision(BANK, (opened("bank-1", 2),))])
        waiting = await store.pending()
        assert [(each.service, each.event) for each in waiting] == [
            ("bank", opened("bank-1")),
            ("bank", opened("bank-1", 1)),
            ("films", opened("films-1")),
            ("bank", opened("bank-1", 2)),
        ]
        assert [each.id for each in waiting] == sorted({each.id for each in waiting})
        assert list(await store.pending(limit=2)) == list(waiting[:2])
        await store.done([waiting[0].id, waiting[2].id])
        await store.done([waiting[0].id])
        await store.done([])
        assert list(await store.pending()) == [waiting[1], waiting[3]]
        assert len(await store.events("bank-1")) == 3

    with_incidents(story)


def test_numbers_go_on_rising_after_all_is_done(with_incidents: WithIncidents) -> None:
    async def first(store: RelationalIncidents) -> int:
        await store.save([Revision(BANK, (opened("bank-1"),))])
        (only,) = await store.pending()
        await store.done([only.id])
        return only.id

    async def second(store: RelationalIncidents) -> int:
        await store.save([Revision(BANK, (opened("bank-1", 1),))])
        (only,) = await store.pending()
        return only.id

    before = with_incidents(first)
    assert with_incidents(second) > before
