"""Promises of the next word: who is reminded, when, by what, and that it is once; on real SQLite with the real announcer."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from groundswell.core.access import Role
from groundswell.core.accounts import Grant, Scope
from groundswell.core.desk import Duty, Holder
from groundswell.core.model import Event, EventKind, State
from groundswell.core.notice import Sender
from groundswell.core.statement import Phase, Statement, Text
from groundswell.errors import ConfigError
from groundswell.flow.announce import Announce, ChannelsConfig
from groundswell.flow.blame import Refusals
from groundswell.flow.remind import Remind
from groundswell.flow.utter import StatementsConfig
from groundswell.ports import Filed, Revision, StatementState
from groundswell.ports.notices import Target
from groundswell.ports.oncall import Reach
from groundswell.runtime.build import open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import load_settings
from groundswell.stores.relational import (
    Database,
    RelationalDesk,
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

PEOPLE = ("ada", "bob", "cem")
BANK = incident(id="bank-1", service="bank", opened_at=NOON)
SAID = Statement("bank-1-1", "bank-1", Phase.INVESTIGATING, (Text("en", "We look", "Into it."),), "cem", NOON)


class Evening:
    """An open outage of the bank; Ada and Bob may be reached, Cem has no way; one channel is the desk's own."""

    def __init__(
        self, database: Database, folder: Path, config: StatementsConfig, *, exercise: bool = False
    ) -> None:
        seal = Sealing(lambda: bytes(32))
        self.clock = ManualClock(NOON)
        self.incidents = RelationalIncidents(database)
        self.people = RelationalPeople(database)
        self.notices = RelationalNotices(database, seal)
        self.oncall = RelationalOncall(database, seal)
        self.desk = RelationalDesk(database)
        self.far = {name: Far() for name in (*PEOPLE, "desk-mail")}
        keys, self._sender = count(), Sender("Town Watch", "https://watch.example", exercise)
        self._config = config
        self.announce = Announce(
            *(self.notices, self.incidents, town(), self.clock, self.far),
            [Target("channel:desk-mail", "desk-mail", "email")],
            *(self._sender, ChannelsConfig(), SentLogFile(folder / "sent.jsonl")),
            Refusals(RelationalNotebook(database), self.clock),
            roll=lambda: 0.5,
            make_key=lambda: f"key-{next(keys)}",
        )
        self.leg, self.again = self._leg(), self._leg()

    def _leg(self) -> Remind:
        return Remind(
            *(self.desk, self.incidents, self.people, self.oncall, self.notices, town(), self.clock),
            *(self._sender, self._config, ("ada", "bob")),
            key_of=lambda about: f"once-{about}",
        )

    async def begin(self) -> None:
        await self.announce.begin()
        opened = Event("bank-1", EventKind.OPENED, NOON, "It is an outage.", after=BANK)
        await self.incidents.save([Revision(BANK, (opened,))])
        for name in PEOPLE:
            made = await self.people.add(name, [Grant(Role.COMMUNICATOR)], NOON)
            assert made is not None
            if name != "cem":
                await self.oncall.put_reach(
                    Reach(name, made.id, name, "email", "mail", NOON, f"{name}@x.example")
                )

    async def speak(self, name: str = "bank-1-1", minutes: int = 20) -> None:
        now = self.clock.now()
        said = replace(SAID, id=name, made_at=now, next_at=now + timedelta(minutes=minutes))
        filed = await self.desk.put_statement(Filed(said, StatementState.DRAFT, 0))
        await self.desk.publish(name, filed.revision, "cem", now)

    async def duty(self, duty: Duty, name: str) -> None:
        await self.desk.set_duty(Holder("bank-1", duty, name, NOON, "ada"))

    async def pass_(self, minutes: float) -> None:
        """Minutes pass; the leg and the announcer look."""
        self.clock.set(self.clock.now() + timedelta(minutes=minutes))
        await self.leg.run()
        await self.announce.deliver()

    def told(self) -> dict[str, list[str]]:
        return {
            name: [message.title for message in far.messages] for name, far in self.far.items() if far.taken
        }


Story = Callable[[Evening], Awaitable[None]]


def play(story: Story, config: StatementsConfig | None = None, *, exercise: bool = False) -> None:
    async def whole(folder: Path) -> None:
        database = open_database("sqlite://")
        try:
            evening = Evening(database, folder, config or StatementsConfig(), exercise=exercise)
            await evening.begin()
            await story(evening)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(whole(Path(folder)))


WARNED = "Town Watch: you promised a word on Bank by 12:20 UTC"
MISSED = "Town Watch: the word promised on Bank by 12:20 UTC is missed"


def test_lead_and_communicator_are_warned_at_four_fifths_and_told_once_that_it_is_missed() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "Ada")  # as a person writes it
        await evening.duty(Duty.COMMUNICATOR, "bob")
        await evening.duty(Duty.SCRIBE, "cem")
        await evening.speak()
        await evening.pass_(15.9)
        assert evening.told() == {}
        await evening.pass_(0.2)
        assert evening.told() == {"ada": [WARNED], "bob": [WARNED]}
        for _ in range(5):
            await evening.pass_(0.5)
        assert evening.told() == {"ada": [WARNED], "bob": [WARNED]}
        for _ in range(5):
            await evening.pass_(1)
        assert evening.told() == {"ada": [WARNED, MISSED], "bob": [WARNED, MISSED]}
        (message, *_) = evening.far["ada"].messages
        assert message.body.endswith("https://watch.example/desk/incidents/bank-1/speak")

    play(story)


def test_a_promise_that_is_kept_reminds_nobody_and_the_next_one_does() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(10)
        await evening.speak("bank-1-2")
        await evening.pass_(15)
        assert evening.told() == {}
        await evening.pass_(2)
        assert evening.told() == {"ada": [WARNED.replace("12:20", "12:30")]}

    play(story)


def test_another_process_and_another_start_remind_nobody_again() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(17)
        assert await evening.again.run() == 0
        await evening.announce.deliver()
        assert evening.told() == {"ada": [WARNED]}

    play(story)


def test_who_takes_over_a_duty_after_the_warning_is_warned_too() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(17)
        await evening.duty(Duty.LEAD, "bob")
        await evening.pass_(0.5)
        assert evening.told() == {"ada": [WARNED], "bob": [WARNED]}

    play(story)


def test_where_nobody_has_a_way_the_channel_of_the_settings_is_told() -> None:
    async def story(evening: Evening) -> None:
        await evening.speak()  # nobody has a duty, and Cem, who spoke, has no way
        await evening.pass_(17)
        assert evening.told() == {"desk-mail": [WARNED]}

    play(story, StatementsConfig(reminds_by="desk-mail"))


def test_where_nobody_can_be_told_it_is_counted_once() -> None:
    async def story(evening: Evening) -> None:
        await evening.speak()
        await evening.pass_(17)
        await evening.pass_(0.5)
        assert evening.told() == {}
        assert evening.leg.told == {("due_soon", "nobody"): 1}

    play(story)


def test_who_may_not_see_the_service_or_may_not_sign_in_is_not_told() -> None:
    async def story(evening: Evening) -> None:
        accounts = {each.name: each for each in await evening.people.accounts()}
        await evening.people.allow(accounts["ada"].id, [Grant(Role.COMMUNICATOR, Scope(("cinema",)))])
        await evening.people.disable(accounts["bob"].id, NOON)
        await evening.duty(Duty.LEAD, "ada")
        await evening.duty(Duty.COMMUNICATOR, "bob")
        await evening.speak()
        await evening.pass_(17)
        assert evening.told() == {}

    play(story)


@pytest.mark.parametrize("state", [State.DISMISSED, State.MERGED])
def test_of_what_was_none_or_part_of_another_nobody_is_reminded(state: State) -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.incidents.save([Revision(replace(BANK, state=state), ())])
        await evening.pass_(30)
        assert evening.told() == {}

    play(story)


def test_that_it_is_over_does_not_keep_the_promise() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        over = replace(BANK, state=State.RESOLVED, resolved_at=NOON + timedelta(minutes=5))
        await evening.incidents.save([Revision(over, ())])
        await evening.pass_(17)
        assert evening.told() == {"ada": [WARNED]}

    play(story)


def test_a_promise_of_the_day_before_yesterday_is_let_go() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(2 * 24 * 60)
        assert evening.told() == {}

    play(story)


def test_whom_it_has_told_is_let_go_with_the_promise() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(17)
        assert len(evening.leg._known) == 1
        await evening.speak("bank-1-2", minutes=60)
        await evening.pass_(0.5)
        assert evening.leg._known == set()
        await evening.pass_(50)
        assert len(evening.leg._known) == 1
        await evening.pass_(25 * 60)
        assert evening.leg._known == set()

    play(story)


def test_the_settings_can_say_no() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(30)
        assert evening.told() == {}

    play(story, StatementsConfig(reminds=False))


def test_in_an_exercise_it_says_so() -> None:
    async def story(evening: Evening) -> None:
        await evening.duty(Duty.LEAD, "ada")
        await evening.speak()
        await evening.pass_(17)
        ((title,),) = evening.told().values()
        assert title != WARNED
        assert WARNED in title

    play(story, exercise=True)


def test_a_channel_that_is_not_there_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "groundswell.toml"
    path.write_text(f'data_dir = "{tmp_path}/data"\n[statements]\nreminds_by = "nowhere"\n')

    async def start() -> None:
        async with open_instance(load_settings(path, {})):
            pass

    with pytest.raises(ConfigError, match=r"statements\.reminds_by"):
        asyncio.run(start())
