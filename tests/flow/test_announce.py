"""The leg that tells others: on real SQLite, with channels that do what a test says."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.desk import Spoken, Words
from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import Message, NoticeState, Route, Sender, TargetState
from groundswell.errors import (
    GoneError,
    PermanentError,
    RecoverableError,
    StoreUnavailableError,
    UncertainError,
)
from groundswell.flow.announce import Announce, ChannelsConfig
from groundswell.flow.blame import Refusals
from groundswell.ports import Revision
from groundswell.ports.notices import Draft, Outcome, PostId, Sent, Taken, Target
from groundswell.ports.oncall import PAGE
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import (
    Database,
    RelationalIncidents,
    RelationalNotebook,
    RelationalNotices,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.sent_log_file import SentLogFile
from tests.town import NOON, incident, town

HOOK = Target("channel:hook", "hook", "webhook", owner="channel:mail")
MAIL = Target("channel:mail", "mail", "email", language="de")
PICTURES = incident()


class Far:
    """A channel that takes everything, or raises what it is told to first."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.taken: list[tuple[str, str, PostId | None, str]] = []
        self.messages: list[Message] = []
        self.gate: asyncio.Event | None = None
        self.most = self.now = 0

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.faults:
                raise self.faults.pop(0)
            self.taken.append((target.id, str(message.kind or message.title), earlier, key))
            self.messages.append(message)
            return Sent(f"post-{len(self.taken)}")
        finally:
            self.now -= 1


class Telling(Far):
    """One whose far side can tell a repetition."""

    is_repeatable = True


class House:
    """The leg on a database, and what a test does to both."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        channels: Mapping[str, Far],
        targets: Sequence[Target],
        **told: object,
    ) -> None:
        self.database = database
        self.incidents = RelationalIncidents(database)
        self.notices = RelationalNotices(database, Sealing(lambda: bytes(32)))
        self.clock = ManualClock(NOON)
        self.sent_log = SentLogFile(folder / "sent.jsonl")
        self.refusals = Refusals(RelationalNotebook(database), self.clock)
        self.fault: Exception | None = None
        keys = iter(range(10_000))
        self.leg = Announce(
            self.notices,
            self.incidents,
            town(),
            self.clock,
            channels,
            targets,
            Sender("Town Watch", "https://watch.example"),
            ChannelsConfig(**told),  # type: ignore[arg-type]
            self.sent_log,
            self.refusals,
            roll=lambda: 0.5,
            make_key=lambda: f"key-{next(keys)}",
            spoken=self._spoken,
        )

    async def _spoken(self, _incidents: Sequence[str]) -> Mapping[str, tuple[Spoken, ...]]:
        if self.fault is not None:
            raise self.fault
        words = (Words("en", "It is over", "All is well again."),)
        return {PICTURES.id: (Spoken("the word", PICTURES.id, "resolved", NOON, words),)}

    async def happens(self, *kinds: EventKind, **stood: object) -> int:
        """These events, told to the leg; how many notices that makes."""
        now = replace(PICTURES, **stood)  # type: ignore[arg-type]
        at = self.clock.now()
        said = {EventKind.STATED: "the word"}
        events = tuple(
            Event(now.id, kind, at, f"It {kind}.", after=now, statement=said.get(kind, "")) for kind in kinds
        )
        await self.incidents.save([Revision(now, events)])
        return await self.leg.take(await self.incidents.pending())

    async def states(self) -> list[NoticeState]:
        return [notice.state for notice in reversed(await self.notices.list())]


def lived(
    story: Callable[[House], Awaitable[None]],
    channels: Mapping[str, Far],
    targets: Sequence[Target] = (HOOK, MAIL),
    **told: object,
) -> None:
    async def whole(folder: Path) -> None:
        database = open_database("sqlite://")
        try:
            house = House(database, folder, channels, targets, **told)
            await house.leg.begin()
            await story(house)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(whole(Path(folder)))


def test_every_target_is_told_once_in_its_order_and_in_its_language() -> None:
    hook, mail = Far(), Far()

    async def story(house: House) -> None:
        assert await house.happens(EventKind.OPENED, EventKind.GREW) == 4
        assert list(await house.incidents.pending()) == []
        assert await house.leg.deliver() == 4
        assert await house.leg.deliver() == 0
        assert house.leg.told == {("webhook", "sent"): 2, ("email", "sent"): 2}

    lived(story, {"hook": hook, "mail": mail})
    assert [(kind, earlier) for _, kind, earlier, _ in hook.taken] == [("opened", None), ("grew", "post-1")]
    assert [message.language for message in mail.messages] == ["de", "de"]


def test_a_target_is_told_only_what_its_route_hears() -> None:
    hook, mail = Far(), Far()
    bank = replace(HOOK, route=Route(services=("bank",)))
    silent = replace(MAIL, route=Route(silent=True))

    async def story(house: House) -> None:
        assert await house.happens(EventKind.OPENED) == 0
        assert list(await house.incidents.pending()) == []
        await house.leg.say(MAIL.id, "A title", "and a word")
        await house.leg.deliver()
        # Who was called about it, though, hears that somebody has it, and that it is over.
        call = Draft(MAIL.id, "page-1", None, PICTURES.id, NOON, NOON, ("It calls", "Look"))
        await house.notices.take([call])
        assert await house.happens(EventKind.GREW, EventKind.ACKNOWLEDGED, EventKind.RESOLVED) == 2
        await house.leg.deliver()

    lived(story, {"hook": hook, "mail": mail}, (bank, silent))
    assert [what for _, what, _, _ in mail.taken] == ["A title", "It calls", "resolved"]


def test_what_may_pass_is_sent_again_later_with_the_same_key_and_holds_back_only_its_own_target() -> None:
    hook, mail = Far(RecoverableError("busy")), Far()

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED, EventKind.GREW)
        await house.leg.deliver()
        assert len(mail.taken) == 2
        assert hook.taken == []
        house.clock.advance(timedelta(seconds=10))
        await house.leg.deliver()

    lived(story, {"hook": hook, "mail": mail})
    assert [kind for _, kind, _, _ in hook.taken] == ["opened", "grew"]


def test_what_may_have_arrived_is_sent_once_more_and_never_a_third_time_where_the_far_side_cannot_tell() -> (
    None
):
    late = UncertainError("no answer in time")
    plain, telling, rung = Far(*[late] * 3), Telling(*[late] * 3), Far(*[late] * 3)
    called = replace(HOOK, id="channel:rung", channel="rung", route=Route(silent=True))

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        call = Draft(
            called.id, f"{PAGE}1", None, "", NOON, NOON, ("Pictures is out", "Somebody has to look.")
        )
        await house.notices.take([call])
        (_, crashed) = await house.notices.claim(
            NOON, 2
        )  # on its way when the power went: that may have arrived too
        await house.leg.begin()
        for _ in range(4):
            await house.leg.deliver()
            house.clock.advance(timedelta(minutes=1))
        failed = next(each for each in await house.notices.list() if each.target == crashed.target.id)
        assert (failed.state, failed.attempts) == (NoticeState.FAILED, 2)
        assert failed.error == "no answer in time; it may have arrived, and is not sent again"
        plain.faults.clear()
        await house.happens(EventKind.RESOLVED)
        await house.leg.deliver()

    lived(story, {"hook": plain, "mail": telling, "rung": rung}, (HOOK, MAIL, called))
    assert [kind for _, kind, _, _ in plain.taken] == ["resolved"], (
        "who may know of it is told that it is over"
    )
    assert len(telling.taken) == 2, "which can tell is asked until it answers"
    assert len(rung.taken) == 1, "who is called had better hear it twice than not at all"


def test_a_key_stays_the_same_over_attempts_and_over_a_crash() -> None:
    hook = Far(RecoverableError("busy"))
    keys: list[str] = []

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        (claimed,) = await house.notices.claim(NOON, 5)  # on its way when the power went
        keys.append(claimed.notice.key)
        await house.leg.begin()
        await house.leg.deliver()
        house.clock.advance(timedelta(minutes=1))
        await house.leg.deliver()
        keys.append(hook.taken[0][3])

    lived(story, {"hook": hook}, (HOOK,))
    assert keys[0] == keys[1]


def test_what_was_taken_before_a_crash_could_write_it_down_is_not_sent_again() -> None:
    hook, mail = Far(), Far()

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        first, second = await house.notices.claim(NOON, 5)
        house.sent_log.note(Taken(first.notice.id, first.notice.key, "post-0"))
        house.sent_log.note(Taken(second.notice.id, "of another database", "post-9"))
        await house.leg.begin()
        assert list(house.sent_log.noted()) == [], "it is written down elsewhere now"
        await house.leg.deliver()
        told = {each.id: (each.state, each.post_id, each.unsure) for each in await house.notices.list()}
        assert told[first.notice.id] == (NoticeState.SENT, "post-0", 0)
        await house.happens(EventKind.GREW)
        await house.leg.deliver()

    lived(story, {"hook": hook, "mail": mail})
    first, second = sorted(
        ([(kind, earlier) for _, kind, earlier, _ in far.taken] for far in (hook, mail)), key=len
    )
    assert first == [("grew", "post-0")]
    assert second == [("opened", None), ("grew", "post-1")], "a number alone is no proof"


def test_what_began_is_not_told_once_it_is_over_and_neither_is_its_end() -> None:
    hook = Far(RecoverableError("down"))

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        await house.leg.deliver()
        house.clock.advance(timedelta(minutes=10))
        await house.happens(EventKind.RESOLVED, state=State.RESOLVED)
        await house.leg.deliver()
        assert await house.states() == [NoticeState.EXPIRED, NoticeState.EXPIRED]
        await house.happens(EventKind.REOPENED)  # the next that happens is news again
        await house.leg.deliver()

    lived(story, {"hook": hook}, (HOOK,))
    assert [kind for _, kind, _, _ in hook.taken] == ["reopened"]


def test_who_was_told_of_the_beginning_is_told_the_closing_words_and_the_end_even_hours_later() -> None:
    hook = Far()

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        await house.leg.deliver()
        hook.faults = [RecoverableError("down")]
        await house.happens(EventKind.STATED)
        await house.leg.deliver()
        await house.happens(EventKind.RESOLVED, state=State.RESOLVED)
        house.clock.advance(timedelta(hours=2))
        await house.leg.deliver()

    lived(story, {"hook": hook}, (HOOK,))
    assert [kind for _, kind, _, _ in hook.taken] == ["opened", "stated", "resolved"]


def test_after_three_refusals_a_target_is_switched_off_and_its_owner_hears_why() -> None:
    hook, mail = Far(*[PermanentError("404 not here")] * 3), Far()
    silent = replace(MAIL, route=Route(silent=True))

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED, EventKind.GREW, EventKind.EASED, EventKind.RELAPSED)
        await house.leg.deliver()
        assert await house.states() == [NoticeState.FAILED] * 4 + [NoticeState.SENT]
        (off,) = await house.notices.targets(states=[TargetState.DISABLED])
        assert (off.id, off.error) == (HOOK.id, "404 not here")
        assert await house.happens(EventKind.JOINED) == 0

    lived(story, {"hook": hook, "mail": mail}, (HOOK, silent))
    assert [what for _, what, _, _ in mail.taken] == ["Town Watch: channel:hook is switched off"]
    assert "404 not here" in mail.messages[0].body


def test_a_target_that_is_gone_is_switched_off_at_once() -> None:
    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        await house.leg.deliver()
        assert [each.id for each in await house.notices.targets(states=[TargetState.DISABLED])] == [HOOK.id]

    lived(story, {"hook": Far(GoneError("no more"))}, (HOOK,))


def test_a_bug_in_one_channel_silences_no_other_and_a_channel_that_hangs_is_given_up() -> None:
    hook, mail = Far(ZeroDivisionError("a bug")), Far()
    mail.gate = asyncio.Event()

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        await house.leg.deliver()
        assert {notice.error for notice in await house.notices.list()} == {
            "a fault of the channel's own: ZeroDivisionError",
            "no answer within 1 seconds",
        }

    lived(story, {"hook": hook, "mail": mail}, seconds_max=1.0)


def test_what_was_said_and_does_not_read_back_is_tried_again_and_stops_nothing() -> None:
    hook = Far()

    async def story(house: House) -> None:
        await house.happens(EventKind.STATED)
        house.fault = ZeroDivisionError("a bug")
        assert await house.leg.deliver() == 0
        (notice,) = await house.notices.list()
        assert (notice.state, notice.error.rpartition(": ")[2]) == (NoticeState.WAITING, "ZeroDivisionError")
        house.fault = None
        house.clock.advance(timedelta(minutes=1))
        assert await house.leg.deliver() == 1

    lived(story, {"hook": hook}, (HOOK,))


def test_targets_are_told_side_by_side_up_to_a_bound() -> None:
    hook = Far()
    targets = [replace(HOOK, id=f"subscription:{number}") for number in range(6)]

    async def story(house: House) -> None:
        hook.gate = asyncio.Event()
        await house.notices.put_targets(targets)
        assert await house.happens(EventKind.OPENED, EventKind.GREW) == 16
        delivering = asyncio.create_task(house.leg.deliver())
        while hook.now < 3:
            await asyncio.sleep(0.01)
        hook.gate.set()
        await delivering

    lived(story, {"hook": hook}, (HOOK, replace(HOOK, id="channel:second")), side_by_side=3)
    assert hook.most == 3
    assert len(hook.taken) == 16


def test_closing_ends_with_what_is_on_its_way_and_begins_nothing_more() -> None:
    hook = Far()

    async def story(house: House) -> None:
        hook.gate = asyncio.Event()
        await house.happens(EventKind.OPENED, EventKind.GREW)
        delivering = asyncio.create_task(house.leg.deliver())
        while not hook.now:
            await asyncio.sleep(0.01)
        house.leg.close()
        hook.gate.set()
        assert await delivering == 1
        assert await house.states() == [NoticeState.SENT, NoticeState.WAITING]

    lived(story, {"hook": hook}, (HOOK,))


def test_what_was_sent_while_the_database_was_busy_is_not_sent_again() -> None:
    hook = Far()

    async def story(house: House) -> None:
        settle = house.notices.settle
        refusals = [StoreUnavailableError("busy")]

        async def once(outcomes: Sequence[Outcome]) -> None:
            if outcomes and refusals:
                raise refusals.pop()
            await settle(outcomes)

        house.notices.settle = once  # type: ignore[method-assign]
        await house.happens(EventKind.OPENED)
        try:
            await house.leg.deliver()
        except StoreUnavailableError:
            pass
        else:
            raise AssertionError("the leg hears that it could not be written")
        assert [each.post_id for each in house.sent_log.noted()] == ["post-1"], (
            "a crash now would forget nothing"
        )
        await house.leg.deliver()
        assert await house.states() == [NoticeState.SENT]
        assert list(house.sent_log.noted()) == []

    lived(story, {"hook": hook}, (HOOK,))
    assert len(hook.taken) == 1


def test_what_is_written_down_is_noted_no_more_while_others_are_on_their_way() -> None:
    hook, mail = Far(), Far()

    async def story(house: House) -> None:
        hook.gate = asyncio.Event()
        await house.happens(EventKind.OPENED)
        delivering = asyncio.create_task(house.leg.deliver())
        async with asyncio.timeout(5):
            while NoticeState.SENT not in await house.states() or house.sent_log.noted():
                await asyncio.sleep(0.01)
        hook.gate.set()
        await delivering

    lived(story, {"hook": hook, "mail": mail})
    assert len(mail.taken) == len(hook.taken) == 1


def test_what_is_on_its_way_when_the_database_is_away_comes_to_its_end_and_is_written_later() -> None:
    quick, slow = Far(), Far()
    slow.gate = asyncio.Event()

    async def story(house: House) -> None:
        settle, refusals = house.notices.settle, [StoreUnavailableError("busy")]

        async def once(outcomes: Sequence[Outcome]) -> None:
            if outcomes and refusals:
                assert slow.gate is not None
                slow.gate.set()
                raise refusals.pop()
            await settle(outcomes)

        house.notices.settle = once  # type: ignore[method-assign]
        await house.happens(EventKind.OPENED)
        with pytest.raises(StoreUnavailableError):
            await house.leg.deliver()
        assert len(slow.taken) == 1, "nobody hangs up on it"
        assert len(house.sent_log.noted()) == 2
        await house.leg.deliver()
        assert await house.states() == [NoticeState.SENT, NoticeState.SENT]
        assert list(house.sent_log.noted()) == []

    lived(story, {"hook": quick, "mail": slow})
    assert len(quick.taken) == len(slow.taken) == 1


def test_the_leg_waits_until_something_is_due_and_no_longer() -> None:
    hook = Far(RecoverableError("busy"))

    async def story(house: House) -> None:
        await house.leg.wait()  # it has just begun: there may be something
        await house.happens(EventKind.OPENED)
        async with asyncio.timeout(1):
            await house.leg.wait()
        await house.leg.deliver()
        due = await house.notices.next_due()
        assert due is not None
        house.clock.set(due)
        async with asyncio.timeout(1):
            await house.leg.wait()
        assert await house.leg.deliver() == 1

    lived(story, {"hook": hook}, (HOOK,))
