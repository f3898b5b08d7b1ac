"""What every store of subscriptions promises: see ports.subscriptions; and that no address is readable in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Select, select

from groundswell.core.notice import (
    Digest,
    Ending,
    Rhythm,
    Route,
    Subscription,
    SubscriptionState,
    TargetState,
    Way,
)
from groundswell.errors import CorruptStoreError
from groundswell.ports import Revision
from groundswell.ports.notices import UNREADABLE, Draft, Target
from groundswell.stores.relational import (
    Database,
    RelationalIncidents,
    RelationalNotices,
    RelationalSubscriptions,
)
from groundswell.stores.relational.schema_notices import TARGETS
from groundswell.stores.relational.schema_subscriptions import SUBSCRIPTIONS
from groundswell.stores.sealing import Sealing
from tests.contract.conftest import WithDatabase
from tests.contract.test_notices import BANK, HOOK, happened, sent, told
from tests.town import NOON

T = TypeVar("T")
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
ROUTE = Route(
    services=("bank",), countries=("ES",), severity_min=3, rhythm=Rhythm(Digest.DAILY, 60, 90, "Asia/Tokyo")
)
ANNA = Subscription(
    "anna-------1",
    Way.EMAIL,
    ROUTE,
    "de",
    SubscriptionState.PENDING,
    NOON,
    "anna@example.org",
    "word",
    ask_at=NOON,
)
OTHER = replace(
    ANNA, id="other------2", address="other@example.org", made_at=NOON + timedelta(hours=1), ask_at=None
)


def _all(query: Select[tuple[object, ...]], connection: Connection) -> list[list[object]]:
    return [list(row) for row in connection.execute(query)]


def tell(with_database: WithDatabase, story: Callable[[RelationalSubscriptions], Awaitable[T]]) -> T:
    return with_database(lambda database: story(RelationalSubscriptions(database, SEAL)))


def test_a_subscription_reads_back_and_is_found_by_its_address(with_database: WithDatabase) -> None:
    async def story(store: RelationalSubscriptions) -> None:
        await store.put(ANNA)
        await store.put(OTHER)
        assert await store.get(ANNA.id) == ANNA
        assert await store.get("nobody") is None
        assert list(await store.at("anna@example.org")) == [ANNA]
        assert list(await store.at("nobody@example.org")) == []
        assert list(await store.list([SubscriptionState.PENDING])) == [ANNA, OTHER]
        assert list(await store.to_ask(NOON, 10)) == [ANNA]
        assert list(await store.to_ask(NOON - timedelta(seconds=1), 10)) == []
        assert await store.counts() == {("email", "pending"): 2}

    tell(with_database, story)


@pytest.mark.parametrize("way", Way)
def test_every_way_is_kept_found_told_as_due_and_counted(with_database: WithDatabase, way: Way) -> None:
    one = replace(ANNA, way=way, address="https://discord.com/api/webhooks/88123/word")

    async def story(store: RelationalSubscriptions) -> None:
        await store.put(one)
        assert list(await store.at(one.address)) == [one]
        assert list(await store.to_ask(NOON, 10)) == [one]
        assert await store.confirm(one.id, NOON)
        assert await store.counts() == {(way.value, "confirmed"): 1}
        assert await store.end(one.id, Ending.REFUSED, NOON)
        assert list(await store.at(one.address)) == []

    tell(with_database, story)


def test_the_end_wipes_the_address_and_keeps_that_there_was_one(with_database: WithDatabase) -> None:
    async def story(store: RelationalSubscriptions) -> None:
        await store.put(ANNA)
        assert await store.end(ANNA.id, Ending.ASKED, NOON)
        assert not await store.end(ANNA.id, Ending.REFUSED, NOON)
        ended = await store.get(ANNA.id)
        assert ended == replace(
            ANNA,
            address="",
            secret="",
            state=SubscriptionState.ENDED,
            ended_at=NOON,
            ending=Ending.ASKED,
            ask_at=None,
        )
        assert list(await store.at("anna@example.org")) == []
        assert await store.erase(ANNA.id)
        assert not await store.erase(ANNA.id)

    tell(with_database, story)


def test_who_never_said_yes_is_forgotten_and_so_is_an_old_end(with_database: WithDatabase) -> None:
    async def story(store: RelationalSubscriptions) -> None:
        await store.put(ANNA)
        await store.put(OTHER)
        await store.put(replace(ANNA, id="confirmed--3", state=SubscriptionState.CONFIRMED))
        await store.put(replace(ANNA, id="ended------4"))
        await store.end("ended------4", Ending.REFUSED, NOON)
        assert await store.forget(NOON, NOON - timedelta(days=1)) == 1
        assert await store.forget(NOON, NOON) == 1
        assert {each.id for each in await store.list()} == {OTHER.id, "confirmed--3"}

    tell(with_database, story)


def test_nothing_of_an_address_is_readable_in_the_tables(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        await RelationalSubscriptions(database, SEAL).put(ANNA)
        target = Target(
            ANNA.target, "mail", "email", ANNA.address, "word", route=ROUTE, unsubscribe_url="https://x/anna"
        )
        await RelationalNotices(database, SEAL).put_targets([target])
        assert list(await RelationalNotices(database, SEAL).targets()) == [target]
        for table in (SUBSCRIPTIONS, TARGETS):
            query = select(table)
            rows = await database.read(partial(_all, query))
            assert rows
            assert not any(
                "example.org" in str(value) or "https" in str(value) for row in rows for value in row
            )

    with_database(story)


def test_with_another_key_nothing_opens_and_nothing_can_be_sent(with_database: WithDatabase) -> None:
    other = Sealing(lambda: b"another key of the tests, 32 bytes")

    async def story(database: Database) -> None:
        await RelationalSubscriptions(database, SEAL).put(ANNA)
        with pytest.raises(CorruptStoreError, match=r"secret\.key"):
            await RelationalSubscriptions(database, other).get(ANNA.id)
        assert await RelationalSubscriptions(database, other).list() == [], "the instance starts all the same"
        assert await RelationalSubscriptions(database, SEAL).list() == [ANNA], (
            "and with its own key again knows her"
        )
        target = Target(ANNA.target, "mail", "email", ANNA.address)
        await RelationalNotices(database, SEAL).put_targets([target])
        (found,) = await RelationalNotices(database, other).targets()
        assert found.address == UNREADABLE

    with_database(story)


def test_what_is_held_back_is_claimed_by_nobody_and_gathered_when_due(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await store.put_targets([HOOK])
        await told(database, happened(), targets=(HOOK,))
        (first,) = await store.claim(NOON, 10)
        await store.settle([sent(first.notice.id)])
        incidents = RelationalIncidents(database)
        await incidents.save([Revision(BANK, (happened(minutes=1), happened(minutes=2)))])
        later = NOON + timedelta(hours=1)
        rows = await incidents.pending()
        drafts = [Draft(HOOK.id, f"k{each.id}", each.id, "bank-1", NOON, later, held=True) for each in rows]
        assert await store.take(drafts, [each.id for each in rows]) == 2
        assert list(await store.claim(later, 10)) == []
        assert list(await store.held(NOON, 10)) == []
        (held,) = await store.held(later, 10)
        assert held.target.id == HOOK.id
        assert held.known == {"bank-1"}
        assert [each.at for each in held.events] == [NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)]
        numbers = [each.id for each in held.notices]
        message = Draft(HOOK.id, "gathered", None, "", later, later, ("two", "things"))
        await store.fold(message, numbers, [])
        await store.fold(message, numbers, [])  # a second time finds nothing held, and makes nothing
        (whole,) = await store.claim(later, 10)
        assert whole.notice.said == ("two", "things")
        assert list(await store.claim(later, 10)) == []

    with_database(story)


def test_an_erased_target_leaves_nothing_and_what_was_on_its_way_settles_in_peace(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, happened(), targets=(HOOK,))
        (flying,) = await store.claim(NOON, 10)
        assert await store.erase_target(HOOK.id)
        assert not await store.erase_target(HOOK.id)
        await store.settle([sent(flying.notice.id)])
        assert list(await store.targets(states=list(TargetState))) == []
        assert list(await store.list()) == []

    with_database(story)
