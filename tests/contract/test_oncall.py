"""What every store of who is called promises: see ports.oncall."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Connection, select

from groundswell.core.notice import NoticeState, TargetState
from groundswell.core.oncall import (
    Away,
    Call,
    CallState,
    Layer,
    Override,
    Policy,
    Restriction,
    Schedule,
    Step,
    Whom,
    WhomKind,
)
from groundswell.ports.notices import Draft
from groundswell.ports.oncall import Device, Reach, Responder, Summons
from groundswell.stores.relational import Database, RelationalNotices, RelationalOncall
from groundswell.stores.relational.schema_notices import TARGETS
from groundswell.stores.relational.schema_oncall import (
    AWAY,
    CALLS,
    DEVICES,
    OVERRIDES,
    POLICIES,
    REACHES,
    RESPONDERS,
    SCHEDULES,
    SUMMONSES,
)
from groundswell.stores.sealing import Sealing
from tests.contract.conftest import WithDatabase
from tests.town import NOON

T = TypeVar("T")
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
HOUR = timedelta(hours=1)
OPS = Schedule(
    "ops",
    "Operations",
    "Europe/Madrid",
    (Layer("week", (1, 2), date(2026, 3, 2), restrictions=(Restriction((0, 6), 60, 120),)),),
    "Ada",
    NOON,
    "ES",
    calendar_url="https://calendar.example/secret",
)
POLICY = Policy("night", "Night", (Step((Whom(WhomKind.SCHEDULE, "ops"),)),), "Ada", NOON, ("pictures",))
CALL = Call(0, "pictures-1", POLICY, NOON, NOON)
PHONE = Reach("phone", 1, "mail", "email", "My phone", NOON, "ada@example.org")


def tell(with_database: WithDatabase, story: Callable[[RelationalOncall], Awaitable[T]]) -> T:
    return with_database(lambda database: story(RelationalOncall(database, SEAL)))


def summons(call: Call, key: str = "page-1", target: str = PHONE.target) -> Summons:
    return Summons(call.id, 1, 1, target, key, NOON)


def draft(key: str = "page-1", target: str = PHONE.target) -> Draft:
    return Draft(target, key, None, CALL.incident, NOON, NOON, ("Pictures", "is down"))


def test_schedules_and_policies_read_back_and_go(with_database: WithDatabase) -> None:
    async def story(store: RelationalOncall) -> None:
        await store.put_schedule(OPS)
        await store.put_schedule(replace(OPS, title="Ops", turn=1))
        assert list(await store.schedules()) == [replace(OPS, title="Ops", turn=1)]
        await store.put_policy(POLICY)
        assert list(await store.policies()) == [POLICY]
        await store.add_override(Override("ops", 2, NOON, NOON + HOUR, "Ada", NOON))
        assert await store.drop_schedule("ops")
        assert not await store.drop_schedule("ops")
        assert list(await store.overrides(NOON, NOON + HOUR)) == []
        assert await store.drop_policy("night")
        assert not await store.drop_policy("night")

    tell(with_database, story)


def test_overrides_and_absences_are_found_by_time_and_a_calendar_replaces_its_own(
    with_database: WithDatabase,
) -> None:
    async def story(store: RelationalOncall) -> None:
        await store.put_schedule(OPS)
        mine = await store.add_override(Override("ops", 2, NOON, NOON + HOUR, "Ada", NOON))
        read = Override("ops", 1, NOON, NOON + 3 * HOUR, "a calendar", NOON, "calendar")
        await store.read_overrides("ops", "calendar", [read, replace(read, account=2)])
        assert len(await store.overrides(NOON, NOON + HOUR)) == 3
        await store.read_overrides("ops", "calendar", [], fault="it cannot be read")
        assert len(await store.overrides(NOON, NOON + HOUR)) == 3, "what was read before stays"
        assert (await store.schedules())[0].calendar_fault == "it cannot be read"
        await store.read_overrides("ops", "calendar", [read])
        assert [each.account for each in await store.overrides(NOON + HOUR, NOON + 2 * HOUR)] == [1]
        assert (await store.schedules())[0].calendar_fault == ""
        assert await store.override(mine.id) == mine
        assert await store.drop_override(mine.id) == mine
        assert await store.override(mine.id) is None
        assert await store.drop_override(mine.id) is None

        await store.put_responder(Responder(1, "ES", calendar_url="https://calendar.example/ada"))
        gone = await store.add_away(Away(1, NOON, NOON + HOUR))
        await store.read_away(1, "calendar", [Away(1, NOON, NOON + HOUR, "calendar")])
        await store.read_away(1, "calendar", [], fault="no calendar")
        assert len(await store.away(NOON, NOON + HOUR)) == 2
        assert (await store.responders())[0].calendar_fault == "no calendar"
        assert not await store.drop_away(2, gone.id), "it is not theirs"
        assert await store.drop_away(1, gone.id)
        assert list(await store.away(NOON + HOUR, NOON + 2 * HOUR)) == []

    tell(with_database, story)


def test_a_way_is_a_target_and_goes_with_what_waits_for_it(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, notices = RelationalOncall(database, SEAL), RelationalNotices(database, SEAL)
        await store.put_reach(PHONE)
        assert list(await store.reaches(1)) == [PHONE]
        assert list(await store.reaches(2)) == []
        (target,) = await notices.targets(states=[TargetState.ON])
        assert (target.id, target.address, target.route.silent) == (PHONE.target, "ada@example.org", True)
        await notices.take([draft()])
        assert not await store.drop_reach(2, PHONE.id), "it is not theirs"
        assert await store.drop_reach(1, PHONE.id)
        assert list(await notices.targets()) == []
        assert list(await notices.list()) == []

    with_database(story)


def test_no_address_is_readable_in_the_tables(with_database: WithDatabase) -> None:
    def rows(connection: Connection) -> str:
        tables = (REACHES, TARGETS, RESPONDERS, SCHEDULES)
        return str([list(row) for table in tables for row in connection.execute(select(table))])

    async def story(database: Database) -> None:
        store = RelationalOncall(database, SEAL)
        await store.put_reach(PHONE)
        await store.put_schedule(OPS)
        await store.put_responder(Responder(1, calendar_url="https://calendar.example/ada"))
        told = await database.read(rows)
        assert "example" not in told
        other = RelationalOncall(database, Sealing(lambda: b"another key of the tests, 32 bytes"))
        assert list(await other.reaches()) == []
        assert (await other.schedules())[0].calendar_url == "", "and with another key all else is there"

    with_database(story)


def test_a_device_holds_until_it_ends_and_is_its_accounts_alone(with_database: WithDatabase) -> None:
    async def story(store: RelationalOncall) -> None:
        await store.put_device(Device("d", 1, "Firefox", NOON, NOON + HOUR))
        await store.use_device("d", NOON)
        assert await store.device("d", NOON) == Device("d", 1, "Firefox", NOON, NOON + HOUR, NOON)
        assert await store.device("d", NOON + HOUR) is None
        assert not await store.drop_device(2, "d")
        assert await store.drop_device(1, "d")
        assert list(await store.devices(1)) == []

    tell(with_database, story)


def test_an_opening_calls_once_by_each_policy(with_database: WithDatabase) -> None:
    async def story(store: RelationalOncall) -> None:
        made = await store.begin(CALL)
        assert made == replace(CALL, id=made.id if made else 0)
        assert await store.begin(CALL) is None
        assert await store.begin(replace(CALL, opened_at=NOON + HOUR)) is not None, "it was reopened"
        assert await store.begin(replace(CALL, policy=replace(POLICY, id="day"))) is not None
        assert len(await store.calls(states=[CallState.RINGING])) == 3
        assert len(await store.calls(incident="another")) == 0

    tell(with_database, story)


def test_of_two_who_climb_a_rung_at_once_one_sends_and_the_other_nothing(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, notices = RelationalOncall(database, SEAL), RelationalNotices(database, SEAL)
        await store.put_reach(PHONE)
        call = await store.begin(CALL)
        assert call is not None
        both = await asyncio.gather(
            store.ring(call, 1, [summons(call, "page-1")], [draft("page-1")], NOON),
            store.ring(call, 1, [summons(call, "page-2")], [draft("page-2")], NOON),
        )
        assert sorted(both) == [False, True]
        assert len(await notices.list()) == 1
        (sent,) = await store.summoned([call.id])
        assert (sent.state, sent.attempts, sent.summons.account) == (NoticeState.WAITING, 0, 1)
        (now,) = await store.calls()
        assert (now.rung, now.rung_at, now.hurried) == (1, NOON, False)
        await store.hurry(now)
        assert (await store.calls())[0].hurried

    with_database(story)


def test_a_link_answers_once_and_what_waits_is_not_sent(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store, notices = RelationalOncall(database, SEAL), RelationalNotices(database, SEAL)
        await store.put_reach(PHONE)
        call = await store.begin(CALL)
        assert call is not None
        await store.ring(call, 1, [summons(call), summons(call, "page-2")], [draft()], NOON)
        assert await store.answer("page-none", "Ada", NOON) is False
        assert await store.answer("page-1", "Ada", NOON)
        assert not await store.answer("page-1", "Bob", NOON), "it is used up"
        assert not await store.answer("page-2", "Bob", NOON), "the call is over"
        found = await store.summons("page-1")
        assert found is not None
        assert (found[1].state, found[1].by, found[0].answered_at) == (CallState.ANSWERED, "Ada", NOON)
        assert await store.summons("page-none") is None
        assert [each.state for each in await notices.list()] == [NoticeState.EXPIRED]
        assert not await store.ring(replace(call, rung=1), 2, [], [], NOON), "and it rings no more"

    with_database(story)


def test_a_call_that_nobody_answered_can_still_be_answered_and_one_that_ended_cannot(
    with_database: WithDatabase,
) -> None:
    async def story(store: RelationalOncall) -> None:
        call = await store.begin(CALL)
        assert call is not None
        assert await store.finish(call.id, CallState.UNANSWERED, "", NOON)
        assert not await store.finish(call.id, CallState.UNANSWERED, "", NOON)
        assert await store.finish(call.id, CallState.ANSWERED, "Ada", NOON)
        assert not await store.finish(call.id, CallState.ENDED, "", NOON)

    tell(with_database, story)


def test_what_is_long_over_is_forgotten_and_what_rings_is_not(with_database: WithDatabase) -> None:
    async def story(store: RelationalOncall) -> None:
        old = await store.begin(CALL)
        assert old is not None
        await store.ring(old, 1, [summons(old, target="")], [], NOON)
        await store.finish(old.id, CallState.ENDED, "", NOON)
        await store.begin(replace(CALL, opened_at=NOON + HOUR))
        await store.put_device(Device("d", 1, "Firefox", NOON, NOON + HOUR))
        await store.add_override(Override("ops", 2, NOON, NOON + HOUR, "Ada", NOON))
        await store.add_away(Away(1, NOON, NOON + HOUR))
        assert await store.forget(NOON) == 0
        assert await store.forget(NOON + 2 * HOUR) == 4
        assert [call.state for call in await store.calls()] == [CallState.RINGING]

    tell(with_database, story)


def test_of_one_who_was_called_nothing_is_left_and_the_others_are_called_on(
    with_database: WithDatabase,
) -> None:
    async def held(store: RelationalOncall) -> str:
        def read(connection: Connection) -> str:
            tables = (AWAY, CALLS, DEVICES, OVERRIDES, POLICIES, REACHES, RESPONDERS, SCHEDULES, SUMMONSES)
            rows = [tuple(row) for each in (*tables, TARGETS) for row in connection.execute(select(each))]
            return repr(rows)

        return await store._database.read(read)

    async def story(store: RelationalOncall) -> None:
        hers, theirs = Whom(WhomKind.ACCOUNT, "1"), Whom(WhomKind.ACCOUNT, "2")
        bob = replace(PHONE, id="bobs", account=2, address="bob@example.org")
        policy = replace(POLICY, steps=(Step((hers,)), Step((hers, theirs))))
        await store.put_schedule(
            replace(OPS, layers=(*OPS.layers, Layer("hers", (1,), date(2026, 3, 2)))),
        )
        await store.put_policy(policy)
        await store.put_policy(replace(POLICY, id="alone", steps=(Step((hers,)),), by="Bob"))
        for reach in (PHONE, bob):
            await store.put_reach(reach)
        for account in (1, 2):
            await store.put_responder(Responder(account, "ES", calendar_url="https://calendar.example/ada"))
            await store.put_device(Device(f"d{account}", account, "Firefox", NOON, NOON + HOUR))
            await store.add_away(Away(account, NOON, NOON + HOUR))
            await store.add_override(Override("ops", account, NOON, NOON + HOUR, "Ada", NOON))
        call = await store.begin(replace(CALL, policy=policy))
        assert call is not None
        for_bob = replace(summons(call, "page-2", bob.target), account=2)
        await store.ring(call, 1, [summons(call), for_bob], [draft(), draft("page-2", bob.target)], NOON)
        assert await store.answer("page-1", "Ada", NOON)
        ((sent, of),) = await store.called(1)
        assert (sent.key, of.by) == ("page-1", "Ada")
        await store.erase_of(1, "Ada")
        left = await held(store)
        assert "Ada" not in left
        assert f"'{PHONE.id}'" not in left
        assert PHONE.target not in left
        assert list(await store.called(1)) == []
        responders = [(each.account, each.country, each.turn) for each in await store.responders()]
        assert responders == [(1, "", 1), (2, "ES", 0)], "an address of her calendar does not open again"
        accounts = [each.account for each in await store.away(NOON, NOON + HOUR)]
        accounts += [each.account for each in await store.overrides(NOON, NOON + HOUR)]
        accounts += [each.account for each in await store.reaches()]
        assert accounts == [2] * 3
        (schedule,) = await store.schedules()
        assert [layer.members for layer in schedule.layers] == [(2,)]
        found = {each.id: each for each in await store.policies()}
        assert [step.whom for step in found["night"].steps] == [(), (theirs,)]
        assert (found["night"].is_on, found["alone"].is_on) == (True, True)
        ((kept, of),) = await store.called(2)
        assert (kept.key, of.by, len(of.policy.steps)) == ("page-2", "", 2)

    tell(with_database, story)
