"""What every store of the desk's people promises."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from groundswell.core.access import Right, Role
from groundswell.core.accounts import Account, ApiToken, ClaimState, Grant, LinkKind, Scope, Session
from groundswell.core.oncall import Away
from groundswell.flow.retire import Retire
from groundswell.ports import Credentials, Link, Noted, Passkey, People
from groundswell.ports.oncall import Device, Reach, Responder
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import Database, RelationalOncall, RelationalPeople
from groundswell.stores.sealing import Sealing
from tests.contract.conftest import WithDatabase
from tests.town import NOON

LATER = NOON + timedelta(hours=1)
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")


def session(account: int, digest: str = "d1", minute: int = 0) -> Session:
    at = NOON + timedelta(minutes=minute)
    return Session(digest, account, NOON, at, LATER, "Firefox on Linux", "password")


async def ada_in(people: People) -> Account:
    ada = await people.add_first("Ada", "$argon2id$x", NOON)
    assert ada is not None
    return ada


def test_the_first_is_an_administrator_and_only_one_is_first(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        both = await asyncio.gather(*(people.add_first(name, "hash", NOON) for name in ("Ada", "Eve")))
        (first,) = [one for one in both if one is not None]
        assert (first.grants, first.has_password) == ((Grant(Role.ADMINISTRATOR),), True)
        assert await people.count() == 1
        assert await people.credentials(first.id) == Credentials("hash")

    with_database(story)


def test_a_name_is_had_once_however_it_is_written(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        bob = await people.add(
            "Bob  Stone", [Grant(Role.RESPONDER, Scope(("pictures",), ("bankers",)))], NOON
        )
        assert bob is not None
        assert (bob.name, bob.grants) == (
            "Bob Stone",
            (Grant(Role.RESPONDER, Scope(("pictures",), ("bankers",))),),
        )
        assert await people.add("BOB stone", [Grant(Role.VIEWER)], NOON) is None
        assert await people.named("bob STONE ") == bob == await people.account(bob.id)
        assert await people.named("nobody") is None
        assert list(await people.accounts()) == [bob]

    with_database(story)


def test_the_last_administrator_stays_one(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        assert not await people.allow(ada.id, [Grant(Role.VIEWER)])
        assert not await people.disable(ada.id, NOON)
        bob = await people.add("Bob", [Grant(Role.ADMINISTRATOR)], NOON)
        assert bob is not None
        assert await people.disable(ada.id, NOON)
        assert not await people.disable(bob.id, NOON)
        assert await people.disable(ada.id, None)
        assert await people.allow(bob.id, [Grant(Role.VIEWER, Scope(("films",)))])
        found = await people.named("Bob")
        assert found is not None
        assert (found.grants, found.disabled_at) == ((Grant(Role.VIEWER, Scope(("films",))),), None)

    with_database(story)


def test_another_role_ends_the_sessions(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        await ada_in(people)
        bob = await people.add("Bob", [Grant(Role.VIEWER)], NOON)
        assert bob is not None
        await people.begin(session(bob.id))
        await people.allow(bob.id, [Grant(Role.RESPONDER)])
        assert await people.session("d1") is None

    with_database(story)


def test_sessions_are_listed_by_use_and_ended_one_by_one_or_all_but_one(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        for number in range(4):
            await people.begin(session(ada.id, f"d{number}", number))
        await people.seen("d1", LATER)
        assert [one.digest for one in await people.sessions(ada.id)] == ["d1", "d3", "d2", "d0"]
        assert await people.session("d2") == session(ada.id, "d2", 2)
        assert not await people.end(ada.id + 1, "d2")
        assert await people.end(ada.id, "d2")
        assert await people.end_all(ada.id, but="d1") == 2
        assert [one.digest for one in await people.sessions(ada.id)] == ["d1"]

    with_database(story)


def test_a_one_time_link_is_taken_once_and_not_when_it_is_over(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        told = Link(LinkKind.INVITATION, 7, LATER, {"next": "/desk"})
        await people.put_link("l1", told)
        assert await people.link("l1", NOON) == told
        assert await people.link("l1", LATER) is None
        assert await people.take_link("l1", LATER) is None
        took = await asyncio.gather(*(people.take_link("l1", NOON) for _ in range(3)))
        assert sorted(one is None for one in took) == [False, True, True]
        await people.put_link("l2", told)
        await people.drop_links(LinkKind.INVITATION, 7)
        assert await people.link("l2", NOON) is None

    with_database(story)


def test_a_one_time_code_and_a_recovery_code_are_used_once(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        await people.set_codes(ada.id, b"sealed", 5, ["r1", "r2"])
        assert [await people.use_step(ada.id, step) for step in (5, 6, 6, 4, 7)] == [
            False,
            True,
            False,
            False,
            True,
        ]
        assert await people.use_recovery(ada.id, "r1")
        assert not await people.use_recovery(ada.id, "r1")
        assert await people.recovery_left(ada.id) == 1
        found = await people.account(ada.id)
        assert found is not None
        assert found.has_codes
        await people.drop_factors(ada.id)
        assert await people.recovery_left(ada.id) == 0
        assert (await people.credentials(ada.id)).codes == b""

    with_database(story)


@pytest.mark.parametrize(
    ("counts", "taken"), [((0, 0), (True, True)), ((3, 3), (True, False)), ((3, 0), (True, False))]
)
def test_a_passkey_that_counts_goes_on_counting(
    with_database: WithDatabase, counts: tuple[int, ...], taken: tuple[bool, ...]
) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        key = Passkey("k1", ada.id, "Phone", b"public", 0, NOON)
        assert await people.add_passkey(key)
        assert not await people.add_passkey(key)
        assert tuple([await people.use_passkey("k1", count, LATER) for count in counts]) == taken
        (kept,) = await people.passkeys(ada.id)
        assert (kept.used_at, kept.count) == (LATER, counts[0])
        found = await people.account(ada.id)
        assert found is not None
        assert (found.passkeys, found.has_second) == (1, True)
        assert not await people.drop_passkey(ada.id + 1, "k1")
        assert await people.drop_passkey(ada.id, "k1")
        assert await people.passkey("k1") is None

    with_database(story)


def test_a_subject_is_one_account_s(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        bob = await people.add("Bob", [Grant(Role.VIEWER)], NOON, subject="idp 7")
        assert bob is not None
        assert await people.known_as("idp 7") == bob
        assert not await people.set_subject(ada.id, "idp 7")
        assert await people.set_subject(bob.id, "")
        assert await people.set_subject(ada.id, "idp 7")
        assert await people.add("Cyd", [Grant(Role.VIEWER)], NOON, subject="idp 7") is None

    with_database(story)


def test_tokens_are_found_by_digest_and_revoked_once(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        asked = ApiToken(
            0, "pipeline", "gs_abc", frozenset({Right.FEED}), Scope(("pictures",)), "Ada", NOON, LATER
        )
        made = await people.add_token(asked, "t1")
        assert made is not None
        assert await people.add_token(asked, "t2") is None
        assert await people.token("t1") == made
        await people.token_used(made.id, NOON)
        assert await people.revoke(made.id, LATER)
        assert not await people.revoke(made.id, LATER)
        again = await people.add_token(asked, "t2")
        assert again is not None
        assert [one.id for one in await people.tokens()] == [again.id, made.id]
        found = await people.token("t1")
        assert found is not None
        assert (found.used_at, found.revoked_at, found.is_good(NOON)) == (NOON, LATER, False)

    with_database(story)


def test_a_claim_is_asked_once_decided_and_asked_anew_when_it_was_refused(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        ada = await ada_in(people)
        assert await people.ask(ada.id, "pictures", NOON)
        assert not await people.ask(ada.id, "pictures", NOON)
        (claim,) = await people.claims()
        assert (claim.name, claim.state) == ("Ada", ClaimState.ASKED)
        refused = await people.decide(claim.id, ClaimState.REFUSED, "Bob", LATER)
        assert refused is not None
        assert (refused.decided_by, refused.decided_at) == ("Bob", LATER)
        assert await people.ask(ada.id, "pictures", LATER)
        await people.decide(claim.id, ClaimState.CONFIRMED, "Bob", LATER)
        assert not await people.ask(ada.id, "pictures", LATER)
        assert [one.state for one in await people.claims(ada.id)] == [ClaimState.CONFIRMED]
        assert await people.claims(ada.id + 1) == []
        assert await people.decide(4711, ClaimState.CONFIRMED, "Bob", LATER) is None

    with_database(story)


def test_the_audit_log_is_read_newest_first_by_actor_act_and_page(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        for number, (actor, act) in enumerate((("Ada", "sign in"), ("Bob", "rule"), ("Ada", "rule 100%"))):
            await people.note(Noted(NOON + timedelta(days=number), actor, number, act, "x", "done"))
        every = await people.noted()
        assert [one.act for one in every] == ["rule 100%", "rule", "sign in"]
        assert [one.act for one in await people.noted(actor="Ada")] == ["rule 100%", "sign in"]
        assert [one.act for one in await people.noted(act="rule")] == ["rule 100%", "rule"]
        assert [one.act for one in await people.noted(act="%")] == []
        assert [one.act for one in await people.noted(since=NOON + timedelta(days=1), limit=1)] == [
            "rule 100%"
        ]
        assert [one.act for one in await people.noted(before=every[1].id)] == ["sign in"]
        ada = await ada_in(people)
        await people.begin(session(ada.id))
        assert await people.forget(noted_before=NOON + timedelta(days=1), now=LATER) == 2
        assert [one.act for one in await people.noted()] == ["rule 100%", "rule"]
        assert await people.session("d1") is None

    with_database(story)


def test_an_account_nobody_used_and_one_shut_out_go_and_leave_a_number(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        oncall = RelationalOncall(database, SEAL)
        ada = await ada_in(people)
        unused, shut_out, in_use = [
            await people.add(name, [Grant(Role.RESPONDER)], NOON) for name in ("Una", "Cloe", "Bob")
        ]
        assert unused is not None and shut_out is not None and in_use is not None  # noqa: PT018
        for each in (shut_out, in_use):
            await people.set_password(each.id, "hash")
        await people.add_passkey(Passkey("k1", shut_out.id, "phone", b"key", 0, NOON))
        await people.ask(shut_out.id, "bank", NOON)
        await people.disable(shut_out.id, NOON)
        await oncall.put_responder(Responder(shut_out.id, "ES", calendar_url="https://calendar.example/x"))
        reach = Reach("phone", shut_out.id, "mail", "email", "My phone", NOON, "cloe@example.org")
        await oncall.put_reach(reach)
        await oncall.add_away(Away(shut_out.id, NOON, NOON + timedelta(hours=1)))
        await oncall.put_device(Device("d", shut_out.id, "Firefox", NOON, LATER))
        clock = ManualClock(NOON + timedelta(days=100))
        retire = Retire(people, oncall, clock)
        assert await retire.run(timedelta(days=100), timedelta(days=100)) == 0, "to the day"
        clock.advance(seconds=1)
        assert await retire.run(timedelta(days=100), timedelta(days=100)) == 2
        assert await retire.run(timedelta(days=100), timedelta(days=100)) == 0
        assert [each.name for each in await people.accounts()] == ["Ada", "Bob"]
        assert (await people.account(shut_out.id), await people.named("Cloe")) == (None, None)
        assert await people.passkey("k1") is None
        assert (list(await people.claims()), list(await oncall.devices(shut_out.id))) == ([], [])
        assert list(await oncall.reaches()) == []
        assert list(await oncall.away(NOON, NOON + timedelta(hours=1))) == []
        assert list(await oncall.responders()) == [Responder(shut_out.id, turn=1)]
        again = await people.add("Cloe", [Grant(Role.VIEWER)], NOON)
        assert again is not None
        assert again.id not in (ada.id, unused.id, shut_out.id, in_use.id), "no other gets the number"

    with_database(story)


def test_the_last_administrator_is_never_forgotten(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        people: People = RelationalPeople(database)
        made = await people.add("Ada", [Grant(Role.ADMINISTRATOR)], NOON)
        assert made is not None
        assert list(await people.over(unused_before=LATER, closed_before=LATER)) == []

    with_database(story)
