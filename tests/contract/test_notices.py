"""What every store of notices promises: see ports.Notices."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import Event, EventKind
from groundswell.core.notice import NoticeState, Route, TargetState
from groundswell.ports import Revision
from groundswell.ports.notices import Draft, Outcome, Reached, Taken, Target
from groundswell.stores.relational import Database, RelationalIncidents, RelationalNotices, open_database
from groundswell.stores.sealing import Sealing
from groundswell.web.desk.told import told_line
from tests.contract.conftest import WithDatabase
from tests.town import NOON, incident

BANK = incident(id="bank-1", service="bank")
HOOK = Target("channel:hook", "hook", "webhook", route=Route(services=("bank",), kinds=(EventKind.OPENED,)))
MAIL = Target("channel:mail", "mail", "email", language="de", digest="one")
SEAL = Sealing(lambda: b"a key of the tests, of 32 bytes..")
SOON = timedelta(seconds=1)


def happened(kind: EventKind = EventKind.OPENED, minutes: int = 0) -> Event:
    return Event("bank-1", kind, NOON + timedelta(minutes=minutes), kind.value, after=BANK)


async def told(database: Database, *events: Event, targets: tuple[Target, ...] = (HOOK, MAIL)) -> list[Draft]:
    """The events in the outbox, taken for each target."""
    incidents, notices = RelationalIncidents(database), RelationalNotices(database, SEAL)
    await notices.put_targets(targets)
    await incidents.save([Revision(BANK, events)])
    waiting = await incidents.pending()
    drafts = [
        Draft(target.id, f"{target.id}/{each.id}", each.id, "bank-1", NOON, NOON)
        for each in waiting
        for target in targets
    ]
    assert await notices.take(drafts, [each.id for each in waiting]) == len(drafts)
    return drafts


def sent(notice: int, post_id: str = "") -> Outcome:
    return Outcome(notice, NoticeState.SENT, NOON, NOON, post_id=post_id)


def test_a_notice_for_each_target_takes_the_place_of_the_event_in_the_outbox(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        drafts = await told(database, happened())
        assert list(await RelationalIncidents(database).pending()) == []
        assert {notice.target for notice in await store.list()} == {HOOK.id, MAIL.id}
        assert await store.heard(["bank-1", "films-1"]) == {"bank-1": {HOOK.id, MAIL.id}}
        assert await store.take([replace(draft, key="other") for draft in drafts]) == 0
        assert {notice.key for notice in await store.list()} == {draft.key for draft in drafts}

    with_database(story)


def test_targets_read_back_and_keep_to_what_became_of_them(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await store.put_targets([HOOK, MAIL])
        assert list(await store.targets()) == [HOOK, MAIL]
        assert list(await store.targets(opened=False)) == [
            replace(each, address="", secret="", unsubscribe_url="") for each in (HOOK, MAIL)
        ]
        many = [MAIL.id, *(f"subscription:{number}" for number in range(1_000)), HOOK.id, HOOK.id]
        assert [each.id for each in await store.targets(ids=many)] == [HOOK.id, MAIL.id]
        assert list(await store.targets(ids=[])) == []
        begun = [len(await store.targets(prefix=each)) for each in ("channel:", f"{MAIL.id}", "chan_el", "%")]
        assert begun == [2, 1, 0, 0]
        assert await store.set_target(MAIL.id, TargetState.DISABLED, "no such mailbox")
        await store.put_targets([MAIL])
        assert [each.id for each in await store.targets(states=[TargetState.ON])] == [HOOK.id]
        await store.put_targets([replace(MAIL, digest="two")])  # its settings were changed: it is tried again
        assert [each.id for each in await store.targets(states=[TargetState.ON])] == [HOOK.id, MAIL.id]
        await store.drop_targets([HOOK.id], "channel:")
        assert [each.state for each in await store.targets()] == [TargetState.ON, TargetState.OFF]
        assert not await store.set_target("channel:none", TargetState.ON)

    with_database(story)


def test_of_each_target_the_oldest_that_is_due_is_claimed_once_and_in_order(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, happened(), happened(EventKind.GREW, 1))
        assert list(await store.claim(NOON - SOON, 10)) == []
        claimed = await store.claim(NOON, 10)
        assert [(each.target.id, each.event, each.service) for each in claimed] == [
            (HOOK.id, happened(), "bank"),
            (MAIL.id, happened(), "bank"),
        ]
        assert [(each.notice.state, each.notice.attempts) for each in claimed] == [
            (NoticeState.SENDING, 1)
        ] * 2
        assert list(await store.claim(NOON, 10)) == []
        await store.settle([sent(claimed[0].notice.id, "post-7")])
        assert list(await store.claim(NOON, 10, busy=[HOOK.id])) == []
        (second,) = await store.claim(NOON, 10)
        assert (second.target.id, second.event, second.earlier) == (
            HOOK.id,
            happened(EventKind.GREW, 1),
            "post-7",
        )
        assert second.before == (NoticeState.SENT,)
        assert await store.waiting() == {"webhook": 1, "email": 2}

    with_database(story)


def test_news_of_ours_and_statements_each_know_the_last_post_of_their_own_sort(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        kinds = (EventKind.OPENED, EventKind.STATED, EventKind.GREW, EventKind.STATED)
        await told(database, *(happened(kind, at) for at, kind in enumerate(kinds)), targets=(HOOK,))
        known = []
        for number in range(len(kinds)):
            (claimed,) = await store.claim(NOON + timedelta(minutes=9), 10)
            known.append((claimed.earlier, claimed.alike))
            await store.settle([sent(claimed.notice.id, f"post-{number}")])
        assert known == [(None, None), ("post-0", None), ("post-1", "post-0"), ("post-2", "post-1")]

    with_database(story)


def test_what_was_on_its_way_when_a_run_ended_waits_again_with_its_key(with_database: WithDatabase) -> None:
    async def first(database: Database) -> str:
        await told(database, happened(), targets=(HOOK,))
        (claimed,) = await RelationalNotices(database, SEAL).claim(NOON, 10)
        return claimed.notice.key

    async def second(database: Database) -> str:
        store = RelationalNotices(database, SEAL)
        assert list(await store.claim(NOON + SOON, 10)) == []
        assert await store.recover(NOON + SOON) == 1
        assert await store.next_due() == NOON + SOON
        (claimed,) = await store.claim(NOON + SOON, 10)
        assert (claimed.notice.attempts, claimed.notice.unsure) == (2, 1)
        return claimed.notice.key

    assert with_database(first) == with_database(second)


def test_what_the_far_side_is_known_to_have_taken_is_settled_and_no_other(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, happened(), targets=(HOOK, MAIL))
        first, second = (each.notice for each in await store.claim(NOON, 10))
        taken = [
            Taken(first.id, first.key, "post-1"),
            Taken(second.id, "another", "post-2"),
            Taken(999, "none"),
        ]
        assert await store.recover(NOON + SOON, taken) == 1
        stood = {each.id: (each.state, each.post_id) for each in await store.list()}
        assert stood == {
            first.id: (NoticeState.SENT, "post-1"),
            second.id: (NoticeState.WAITING, ""),
        }
        assert await store.recover(NOON + SOON, taken) == 0

    with_database(story)


def test_what_waits_is_due_when_it_was_said_and_knows_what_came_after_it(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, happened(), happened(EventKind.RESOLVED, 5), targets=(HOOK,))
        (claimed,) = await store.claim(NOON, 10)
        assert claimed.later == (EventKind.RESOLVED,)
        later = NOON + timedelta(minutes=1)
        await store.settle([Outcome(claimed.notice.id, NoticeState.WAITING, NOON, later, "busy")])
        assert list(await store.claim(NOON, 10)) == []  # the second is not told before the first
        (again,) = await store.claim(later, 10)
        assert (again.notice.id, again.notice.error, again.target.error) == (
            claimed.notice.id,
            "busy",
            "busy",
        )
        await store.settle([Outcome(again.notice.id, NoticeState.EXPIRED, later, later, "old")])
        (end,) = await store.claim(later, 10)
        assert end.before == (NoticeState.EXPIRED,)
        assert end.earlier is None

    with_database(story)


def test_a_target_that_is_disabled_is_told_nothing_and_what_waited_has_failed(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, happened(), happened(EventKind.GREW, 1), targets=(HOOK,))
        (claimed,) = await store.claim(NOON, 10)
        refused = Outcome(
            claimed.notice.id, NoticeState.FAILED, NOON, NOON, "404", "", TargetState.DISABLED, 3
        )
        await store.settle([refused])
        (target,) = await store.targets()
        assert (target.state, target.error, target.failures) == (TargetState.DISABLED, "404", 3)
        assert {notice.state for notice in await store.list()} == {NoticeState.FAILED}
        assert list(await store.claim(NOON, 10)) == []
        assert await store.next_due() is None

    with_database(story)


def test_what_is_told_once_stands_once_for_each_target_whatever_became_of_it(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await store.put_targets([HOOK, MAIL])
        told = Draft(HOOK.id, "promise-1", None, "", NOON, NOON, ("a", "b"), once=True)
        other = replace(told, target=MAIL.id)
        assert await store.take([told, told, other]) == 2
        claimed = await store.claim(NOON, 10)
        await store.settle([sent(each.notice.id, "post") for each in claimed])
        assert await store.take([told, other]) == 0
        assert await store.take([replace(told, key="promise-2")]) == 1
        assert await store.take([replace(told, once=False)]) == 1

    with_database(story)


def test_whom_a_statement_has_reached_is_counted_for_channels_and_for_subscribers(
    with_database: WithDatabase,
) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        people = tuple(replace(MAIL, id=f"subscription:{number}") for number in range(3))
        said = replace(happened(EventKind.STATED), statement="the-word")
        await told(database, happened(), said, targets=(HOOK, MAIL, *people))
        claimed = await store.claim(NOON, 10)
        await store.settle([sent(each.notice.id) for each in claimed])
        stated = {each.notice.target: each.notice.id for each in await store.claim(NOON, 3)}
        refused = Outcome(stated.pop(MAIL.id), NoticeState.FAILED, NOON, NOON, "550 no")
        await store.settle([*map(sent, stated.values()), refused])
        found = await store.reached("bank-1")
        assert set(found) == {
            Reached("the-word", True, NoticeState.SENT, 1),
            Reached("the-word", True, NoticeState.FAILED, 1, "550 no"),
            Reached("the-word", False, NoticeState.SENT, 1),
            Reached("the-word", False, NoticeState.WAITING, 2),
        }
        line = "Told 1 of 2 channels and 1 of 3 subscribers; 2 on the way; 1 failed (550 no)"
        assert told_line(found) == line
        (waiting, _) = await store.claim(NOON, 2)
        await store.settle(
            [Outcome(waiting.notice.id, NoticeState.FAILED, NOON, NOON, "550 <eve@x.example>")]
        )
        failed = Reached("the-word", False, NoticeState.FAILED, 1)
        assert failed in await store.reached("bank-1"), "what is said of a subscriber may hold the address"
        folded = Reached("the-word", False, NoticeState.FOLDED, 2)
        assert told_line([folded]) == (
            "Told 0 of 2 subscribers; 2 in a digest, or given way there to later news"
        )
        assert list(await store.reached("films-1")) == []

    with_database(story)


def test_words_about_no_event_are_notices_too_and_old_ones_are_forgotten(with_database: WithDatabase) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await store.put_targets([HOOK])
        said = ("A title", "and a body")
        word = Draft(HOOK.id, "k", None, "", NOON, NOON, said)
        assert await store.take([word, replace(word, key="l")]) == 2
        (claimed,) = await store.claim(NOON, 10)
        assert (claimed.notice.said, claimed.event) == (said, None)
        await store.settle([sent(claimed.notice.id)])
        assert await store.forget(NOON + SOON) == 1
        (left,) = await store.list(target=HOOK.id, states=[NoticeState.WAITING])
        assert left.key == "l"

    with_database(story)


def leaves_no(word: bytes, folder: Path, story: Callable[[Database], Awaitable[None]]) -> None:
    """`story` writes `word` into a file of SQLite in `folder` and lets what has it go: then nothing of it is left."""

    def files() -> bytes:
        return b"".join(path.read_bytes() for path in folder.iterdir())

    async def whole() -> None:
        database = open_database(f"sqlite:///{folder / 'groundswell.db'}")
        try:
            await story(database)
            assert word in files(), "the log holds it until it is emptied"
            await database.wipe(lambda _: None)
            assert word not in files()
        finally:
            await database.close()

    asyncio.run(whole())


@pytest.mark.parametrize("by", ["the target", "its time"])
def test_nothing_that_a_far_side_said_is_left_in_the_files_when_it_goes(tmp_path: Path, by: str) -> None:
    async def story(database: Database) -> None:
        store = RelationalNotices(database, SEAL)
        await told(database, *(happened(minutes=minute) for minute in range(40)))
        (one,) = await store.claim(NOON, 1)
        for attempt in range(1, 5):
            said = f"550 {attempt * 'no letter for anna of the post '}"
            await store.settle([Outcome(one.notice.id, NoticeState.WAITING, NOON, NOON, said)])
            assert [each.notice.id for each in await store.claim(NOON, 1)] == [one.notice.id]
        await store.settle([Outcome(one.notice.id, NoticeState.FAILED, NOON, NOON, "none for anna")])
        if by == "the target":
            await store.erase_target(one.target.id)
        else:
            await store.settle([sent((await store.list(target=one.target.id, limit=1))[0].id)])
            assert await store.forget(NOON + SOON) == 2

    leaves_no(b"anna", tmp_path, story)
