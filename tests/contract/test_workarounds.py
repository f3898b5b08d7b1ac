"""What every store of workarounds promises: see ports.workarounds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from groundswell.core.workarounds import Advice, Tally, Workaround, WorkaroundState
from groundswell.ports.workarounds import Vote
from groundswell.stores.relational import Database, RelationalWorkarounds
from tests.contract.conftest import WithDatabase
from tests.town import NOON

T = TypeVar("T")
WEB = Workaround(
    "web---------",
    "pictures",
    (Advice("en", "Open it in a browser"), Advice("de", "Im Browser öffnen", is_draft=True)),
    NOON,
    NOON,
    "Ada",
    "pictures-1",
    ("app",),
    ("android", "ios"),
    WorkaroundState.SHOWN,
    "Ada",
)
WAIT = Workaround("wait--------", "letters", (Advice("en", "Wait an hour"),), NOON + timedelta(hours=1), NOON)


def tell(with_database: WithDatabase, story: Callable[[RelationalWorkarounds], Awaitable[T]]) -> T:
    def opened(database: Database) -> Awaitable[T]:
        return story(RelationalWorkarounds(database))

    return with_database(opened)


def vote(voter: int, *, helped: bool = True, network: int = 0, of: str = WEB.id, day: int = 0) -> Vote:
    return Vote(of, voter, network or voter, helped, NOON + timedelta(days=day))


def test_a_workaround_reads_back_and_is_found_by_what_it_is_about(with_database: WithDatabase) -> None:
    async def story(store: RelationalWorkarounds) -> None:
        await store.put(WEB)
        await store.put(WAIT)
        assert await store.get(WEB.id) == WEB
        assert await store.get("nothing") is None
        assert list(await store.list()) == [WAIT, WEB]
        assert list(await store.list(services=("pictures",))) == [WEB]
        assert list(await store.list(states=(WorkaroundState.PROPOSED,))) == [WAIT]
        assert list(await store.list(incident="pictures-1")) == [WEB]
        assert list(await store.list(limit=1)) == [WAIT]
        changed = replace(WEB, state=WorkaroundState.WITHDRAWN, decided_by="Bob")
        await store.put(changed)
        assert await store.get(WEB.id) == changed
        assert await store.erase(WEB.id)
        assert not await store.erase(WEB.id)
        assert list(await store.list()) == [WAIT]

    tell(with_database, story)


def test_a_person_has_one_vote_and_a_connection_little_weight(with_database: WithDatabase) -> None:
    async def story(store: RelationalWorkarounds) -> None:
        await store.put(WEB)
        assert await store.vote(vote(2**62))
        assert await store.vote(vote(2**62, helped=False))
        found = await store.get(WEB.id)
        assert found is not None
        assert found.tally == Tally(0.0, 1.0, 1)  # what was said last
        for voter in range(1, 41):
            assert await store.vote(vote(voter, network=7))
        found = await store.get(WEB.id)
        assert found is not None
        assert found.tally == Tally(1.0, 2.0, 2)  # forty of one connection are one
        for day in range(1, 4):
            assert await store.vote(vote(100 + day, day=day))
        found = await store.get(WEB.id)
        assert found is not None
        assert found.tally.networks == 2  # who comes again on another day is no further one

    tell(with_database, story)


def test_votes_are_taken_on_what_is_shown_alone(with_database: WithDatabase) -> None:
    async def story(store: RelationalWorkarounds) -> None:
        await store.put(WAIT)
        assert not await store.vote(vote(1, of=WAIT.id))
        assert not await store.vote(vote(1, of="nothing"))
        found = await store.get(WAIT.id)
        assert found is not None
        assert found.tally.tried == 0

    tell(with_database, story)


def test_what_was_for_an_outage_ends_with_it_and_is_forgotten_with_its_votes(
    with_database: WithDatabase,
) -> None:
    async def story(store: RelationalWorkarounds) -> None:
        await store.put(WEB)
        await store.put(replace(WAIT, state=WorkaroundState.SHOWN))
        await store.vote(vote(1))
        later = NOON + timedelta(days=1)
        assert list(await store.expire(["pictures-1"], later)) == []
        assert [each.id for each in await store.expire([], later)] == [WEB.id]
        assert list(await store.expire([], later)) == []  # once
        assert [each.id for each in await store.list(states=(WorkaroundState.SHOWN,))] == [WAIT.id]
        assert await store.forget(later) == 0
        assert await store.forget(later + timedelta(seconds=1)) == 1  # what is shown stays
        await store.put(WEB)
        found = await store.get(WEB.id)
        assert found is not None
        assert found.tally.tried == 0  # nothing of the old votes is left

    tell(with_database, story)
