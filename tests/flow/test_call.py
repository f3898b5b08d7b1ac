"""Calling people at night, by a clock that a test sets: on real SQLite, with the real announcer and channels that do what a test
says."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import NoticeState, Sender
from groundswell.core.oncall import (
    Away,
    CallState,
    Layer,
    Override,
    Policy,
    Schedule,
    Step,
    Whom,
    WhomKind,
)
from groundswell.errors import GoneError, RecoverableError
from groundswell.flow.announce import Announce, ChannelsConfig
from groundswell.flow.blame import Refusals
from groundswell.flow.call import Calling, OncallConfig
from groundswell.flow.latch import Latch, Opens
from groundswell.ports import Revision
from groundswell.ports.notices import Target
from groundswell.ports.oncall import PAGE, Reach, Responder
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import (
    Database,
    RelationalIncidents,
    RelationalNotebook,
    RelationalNotices,
    RelationalOncall,
    RelationalPeople,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.sent_log_file import SentLogFile
from tests.flow.test_announce import Far
from tests.town import NOON, incident, town

ADA, BOB, CEM = 1, 2, 3
OPS = Whom(WhomKind.SCHEDULE, "ops")
ROTA = Schedule("ops", "Ops", "UTC", (Layer("day", (ADA, BOB), date(2026, 3, 2), 9 * 60, 24),), "Ada", NOON)
LADDER = Policy(
    "night",
    "Night",
    (Step((OPS,), 5), Step((Whom(WhomKind.ACCOUNT, str(CEM)),), 5)),
    "Ada",
    NOON,
    repeats=0,
)
LATCH = Latch(bytes(32))


class Night:
    """People with one way each, on a channel of their own; the leg and the announcer behind it."""

    def __init__(
        self, database: Database, folder: Path, far: Mapping[str, Far], *, exercise: bool = False
    ) -> None:
        seal = Sealing(lambda: bytes(32))
        self.far = far
        self.clock = ManualClock(NOON)
        self.incidents = RelationalIncidents(database)
        self.people = RelationalPeople(database)
        self.notices = RelationalNotices(database, seal)
        self.oncall = RelationalOncall(database, seal)
        keys = count()
        sender = Sender("Town Watch", "https://watch.example", exercise)
        self.announce = Announce(
            self.notices,
            self.incidents,
            town(),
            self.clock,
            far,
            [Target("channel:ops-room", "ops-room", "slack")],
            sender,
            ChannelsConfig(),
            SentLogFile(folder / "sent.jsonl"),
            Refusals(RelationalNotebook(database), self.clock),
            roll=lambda: 0.5,
            make_key=lambda: f"key-{next(keys)}",
            page=lambda key: LATCH.make(Opens.ANSWER, key) if key.startswith(PAGE) else "",
        )
        self.leg = self._leg(keys, sender)
        self.again = self._leg(keys, sender)
        """the same in a process of its own, or after a start"""

    def _leg(self, keys: count[int], sender: Sender) -> Calling:
        return Calling(
            self.oncall,
            self.notices,
            self.incidents,
            self.people,
            town(),
            self.clock,
            sender,
            OncallConfig(channels=("ada", "bob", "cem")),
            make_key=lambda: f"{next(keys):06}",
        )

    async def begin(self) -> None:
        await self.announce.begin()
        for number, name in ((ADA, "ada"), (BOB, "bob"), (CEM, "cem")):
            made = await self.people.add(name, [Grant(Role.RESPONDER)], NOON)
            assert made is not None
            assert made.id == number
            await self.oncall.put_reach(Reach(name, number, name, "email", "mail", NOON, f"{name}@x.example"))
        await self.oncall.put_schedule(ROTA)
        await self.oncall.put_policy(LADDER)

    async def happens(
        self, kind: EventKind = EventKind.OPENED, by: str = "groundswell", **told: object
    ) -> None:
        now = incident(**told)  # type: ignore[arg-type]
        at = self.clock.now()
        await self.incidents.save([Revision(now, (Event(now.id, kind, at, "So it is.", by, now),))])

    async def minutes(self, minutes: float, *, each: float = 1.0) -> None:
        """So many go by, looked at at each."""
        until = self.clock.now() + timedelta(minutes=minutes)
        while self.clock.now() < until:
            self.clock.set(min(self.clock.now() + timedelta(minutes=each), until))
            await self.tick()

    async def tick(self) -> None:
        await self.leg.run()
        await self.announce.deliver()

    def rang(self) -> dict[str, int]:
        return {name: len(far.taken) for name, far in self.far.items() if far.taken}

    def lacking(self) -> list[str]:
        names = {ADA: "ada", BOB: "bob", CEM: "cem"}
        return [each.missed.said(names) for each in self.leg.gaps]

    async def state(self) -> CallState:
        (call,) = await self.oncall.calls(limit=1)
        return call.state


def lived(story: Callable[[Night], Awaitable[None]], *, exercise: bool = False, **far: Far) -> None:
    async def whole(folder: Path) -> None:
        database = open_database("sqlite://")
        try:
            night = Night(
                database,
                folder,
                {name: Far() for name in ("ada", "bob", "cem", "ops-room")} | far,
                exercise=exercise,
            )
            await night.begin()
            await story(night)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(whole(Path(folder)))


def test_who_is_on_call_is_called_and_then_the_next_and_then_it_is_said_that_nobody_answers() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        assert night.rang() == {"ada": 1}
        await night.minutes(4)
        assert night.rang() == {"ada": 1}
        await night.minutes(1)
        assert night.rang() == {"ada": 1, "cem": 1}
        await night.minutes(4)
        assert await night.state() is CallState.RINGING
        await night.minutes(1)
        assert await night.state() is CallState.UNANSWERED
        await night.minutes(60)
        assert night.rang() == {"ada": 1, "cem": 1}
        assert night.leg.done == {"begun": 1, "rang": 2, "unanswered": 1}

    lived(story)


def test_a_message_says_what_is_wrong_and_leads_to_the_page_that_answers() -> None:
    async def story(night: Night) -> None:
        await night.happens(severity=4)
        await night.tick()
        (message,) = night.far["ada"].messages
        assert message.title == "Town Watch calls you: Pictures, severity 4 of 5"
        assert "Step 1 of 2 (Night)" in message.body
        assert LATCH.fits(Opens.ANSWER, message.url)
        found = await night.oncall.summons(LATCH.named(message.url) or "")
        assert found is not None
        assert found[0].account == ADA

    lived(story)


def test_after_an_acknowledgement_nobody_else_is_called() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        await night.happens(EventKind.ACKNOWLEDGED, by="bob", acknowledged_at=NOON)
        await night.minutes(60)
        assert night.rang() == {"ada": 1}
        (call,) = await night.oncall.calls()
        assert (call.state, call.by) == (CallState.ANSWERED, "bob")

    lived(story)


def test_whatever_a_person_does_with_it_answers_and_what_the_machine_does_not() -> None:
    async def story(night: Night) -> None:
        await night.happens(EventKind.DECLARED, by="bob", acknowledged_at=NOON)
        await night.minutes(1)
        assert night.rang() == {"ada": 1}, "that somebody declares it answers nothing"
        (sent,) = night.far["ada"].messages
        assert "\nDeclared by bob: So it is.\n" in sent.body
        assert "acknowledged" not in sent.body
        await night.happens(EventKind.GREW)
        await night.tick()
        assert await night.state() is CallState.RINGING
        await night.happens(EventKind.CAUSED, by="bob")
        await night.minutes(60)
        assert night.rang() == {"ada": 1}
        (call,) = await night.oncall.calls()
        assert (call.state, call.by) == (CallState.ANSWERED, "bob")

    lived(story)


def test_a_call_ends_with_the_outage_and_a_reopened_one_calls_anew() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        await night.happens(EventKind.DISMISSED, state=State.DISMISSED)
        await night.minutes(30)
        assert await night.state() is CallState.ENDED
        await night.happens(EventKind.REOPENED)
        await night.tick()
        assert night.rang() == {"ada": 2}
        assert len(await night.oncall.calls()) == 2

    lived(story)


def test_whatever_is_killed_a_step_calls_once() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await asyncio.gather(
            night.leg.run(), night.again.run()
        )  # two at once, as after a start that was too early
        night.leg = night.again
        await night.tick()
        assert night.rang() == {"ada": 1}
        assert len(await night.oncall.calls()) == 1
        await night.minutes(5)
        assert night.rang() == {"ada": 1, "cem": 1}

    lived(story)


def test_after_a_standstill_the_next_is_called_and_given_its_time() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        night.clock.advance(timedelta(minutes=50))
        await night.tick()
        assert night.rang() == {"ada": 1, "cem": 1}
        await night.minutes(4)
        assert await night.state() is CallState.RINGING

    lived(story)


def test_at_the_handover_the_next_one_is_called_and_overrides_and_absences_hold() -> None:
    async def called(night: Night, at: datetime) -> list[str]:
        before = night.rang()
        night.clock.set(at)
        await night.happens(EventKind.REOPENED)
        await night.tick()
        return [name for name, times in night.rang().items() if times != before.get(name, 0)]

    async def story(night: Night) -> None:
        day = timedelta(days=1)
        nine = datetime(2026, 3, 3, 9, tzinfo=NOON.tzinfo)
        assert await called(night, nine - timedelta(minutes=1)) == ["ada"]
        assert await called(night, nine) == ["bob"]
        await night.oncall.add_override(Override("ops", CEM, nine + day, nine + 2 * day, "cem", NOON))
        assert await called(night, nine + day) == ["cem"]
        await night.oncall.add_away(Away(BOB, nine + 2 * day, nine + 3 * day))
        assert await called(night, nine + 2 * day) == ["ada"]
        await night.oncall.put_responder(Responder(ADA, "ES"))
        good_friday = datetime(2026, 4, 3, 12, tzinfo=NOON.tzinfo)
        assert await called(night, good_friday) == ["bob"], "it is Ada's turn, and a holiday where she is"

    lived(story)


def test_a_dead_way_goes_on_to_the_next_at_once() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        assert night.rang() == {}
        await night.tick()
        assert night.rang() == {"cem": 1}
        assert night.leg.done["dead"] == 1

    lived(story, ada=Far(GoneError("no such mailbox")))


def test_a_way_that_may_come_back_is_waited_for_half_a_minute() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.tick()
        await night.minutes(0.1, each=0.1)
        assert night.rang() == {}
        await night.minutes(1.9, each=0.1)
        assert night.rang() == {"cem": 1}

    lived(story, ada=Far(*[RecoverableError("down")] * 20))


def test_with_no_way_to_anybody_the_ladder_is_waited_through_and_not_raced() -> None:
    async def story(night: Night) -> None:
        for number, name in ((ADA, "ada"), (CEM, "cem")):
            assert await night.oncall.drop_reach(number, name)
        await night.happens()
        await night.tick()
        (call,) = await night.oncall.calls()
        assert (call.state, call.rung) == (CallState.RINGING, 2)
        told = [each.summons.words for each in await night.oncall.summoned([call.id])]
        never = "has no way to be called: never signed in"
        assert told == [f"is on call by Ops, but {never}", never]
        await night.minutes(5)
        assert await night.state() is CallState.UNANSWERED

    lived(story)


def test_nobody_is_called_for_suspicions_planned_work_trifles_and_exercises() -> None:
    cases: list[dict[str, object]] = [
        {"state": State.SUSPECTED},
        {"planned": "maintenance-1"},
        {"severity": 1},
        {"service": "bank", "id": "bank-1"},
    ]

    async def story(night: Night) -> None:
        await night.oncall.put_policy(replace(LADDER, severity_min=2, services=("pictures",)))
        for told in cases:
            await night.happens(**told)  # type: ignore[arg-type]
            await night.tick()
        assert night.rang() == {}

    lived(story)

    async def exercise(night: Night) -> None:
        await night.happens()
        await night.tick()
        assert night.rang() == {}
        await night.oncall.put_policy(replace(LADDER, drills=True))
        await night.tick()
        assert "exercise" in night.far["ada"].messages[0].title

    lived(exercise, exercise=True)


def test_a_channel_can_be_called_and_who_is_shut_out_or_may_do_nothing_is_not() -> None:
    room = Step((OPS, Whom(WhomKind.CHANNEL, "ops-room"), Whom(WhomKind.CHANNEL, "gone")), 5)

    async def story(night: Night) -> None:
        await night.oncall.put_policy(replace(LADDER, steps=(room,)))
        await night.people.add("keeper", [Grant(Role.ADMINISTRATOR)], NOON)
        await night.people.disable(ADA, NOON)
        await night.happens()
        await night.tick()
        assert night.rang() == {"ops-room": 1}
        await night.people.disable(ADA, None)
        await night.people.allow(ADA, [Grant(Role.VIEWER)])
        await night.happens(EventKind.REOPENED)
        await night.minutes(1)
        assert "ada" not in night.rang()

    lived(story)


def test_an_answer_takes_back_what_was_not_sent_yet() -> None:
    async def story(night: Night) -> None:
        await night.happens()
        await night.leg.run()
        (notice,) = await night.notices.list()
        assert await night.oncall.answer(notice.key, "bob", NOON)
        await night.announce.deliver()
        assert night.rang() == {}
        assert [each.state for each in await night.notices.list()] == [NoticeState.EXPIRED]
        await night.minutes(30)
        assert night.rang() == {}

    lived(story)


def test_a_trial_rings_ones_own_ways_once_and_is_over_by_itself() -> None:
    async def story(night: Night) -> None:
        assert await night.leg.trial(ADA, "ada") == 1
        assert await night.leg.trial(99, "nobody") == 0
        await night.announce.deliver()
        (message,) = night.far["ada"].messages
        assert message.title == "Town Watch: a trial call"
        await night.minutes(59)
        assert await night.state() is CallState.RINGING
        await night.minutes(1)
        assert await night.state() is CallState.ENDED
        assert night.rang() == {"ada": 1}

    lived(story)


def test_calls_are_kept_for_their_time() -> None:
    async def story(night: Night) -> None:
        await night.leg.trial(ADA, "ada")
        await night.minutes(60, each=60)
        night.clock.advance(timedelta(days=365))
        assert await night.leg.forget() == 1

    lived(story)
