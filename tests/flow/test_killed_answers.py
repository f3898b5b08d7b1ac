"""Answers to letters and posts over a kill: what had not begun goes, what had begun goes once more, what was taken goes no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import State
from groundswell.core.notice import Message
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Revision
from groundswell.ports.correspondence import Going, WayBack
from groundswell.ports.notices import Sent
from groundswell.ports.questions import QuestionState
from groundswell.stores.sent_log_file import GoingLogFile
from tests.flow.test_correspond import Office, letter, office
from tests.town import incident


class Far:
    """A far side that says what was noted as each message came."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.noted: list[Going] = []
        self.path = Path()

    async def send(self, message: Message, *_: object) -> Sent:
        self.keys.append(message.id)
        self.noted += GoingLogFile(self.path).noted()
        return Sent("post")


async def begins(one: Office) -> str:
    """A letter whose answer is about to go out; the id of its question."""
    await one.outage()
    await one.letter(letter("Is it down?"))
    (claimed,) = await one.store.claim(one.room.clock.now(), 10)
    return claimed.question


def test_what_was_claimed_and_had_not_begun_to_go_goes_after_the_start(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        question = await begins(one)
        await one.respond.begin()
        assert (await one.store.of([question]))[question].attempts == 0, "it was not tried"
        assert await one.respond.run() == 1
        assert len(one.far.letters) == 1
        assert await one.states() == [WayBack.TOLD]

    office(tmp_path, story)


def test_what_had_begun_to_go_goes_once_more_and_never_a_third_time(tmp_path: Path) -> None:
    far = Far()

    async def story(one: Office) -> None:
        far.path = tmp_path / "answers.jsonl"
        question = await begins(one)
        one.going.note(Going(question))  # and then the lights go out
        await one.respond.begin()
        assert await one.respond.run() == 1
        assert far.keys == [f"answer-{question}"]
        assert far.noted == [Going(question), Going(question)], "it is noted before it goes"
        assert not one.going.noted(), "and no longer than until it is written down"
        await one.store.make_ready([question], one.room.clock.now())
        await one.store.claim(one.room.clock.now(), 10)
        for _ in range(2):
            one.going.note(Going(question))
        await one.respond.begin()
        assert await one.respond.run() == 0
        assert await one.states() == [WayBack.UNSURE]
        assert not one.going.noted()

    office(tmp_path, story, channel=far)


def test_what_was_put_back_and_has_not_gone_before_the_next_start_still_counts(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        question = await begins(one)
        one.going.note(Going(question))  # it left, and then the lights went out
        await one.respond.begin()
        await one.respond.begin()  # twice, before it could go again
        await one.store.claim(one.room.clock.now(), 10)
        one.going.note(Going(question))
        await one.respond.begin()
        assert await one.states() == [WayBack.UNSURE]

    office(tmp_path, story)


def test_what_was_taken_before_the_database_had_it_is_told_and_its_end_follows(tmp_path: Path) -> None:
    far = Far()

    async def story(one: Office) -> None:
        await one.outage()
        await one.letter(letter("Is it down?"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(one.store, "settle", _away)
            with pytest.raises(StoreUnavailableError):
                await one.respond.run()
        assert await one.states() == [WayBack.SENDING]
        await one.respond.begin()
        assert (await one.respond.run(), await one.states()) == (0, [WayBack.TOLD])
        (question,) = await one.questions.list([QuestionState.AT_ONCE])
        assert far.keys == [f"answer-{question.id}"]
        one.room.clock.advance(timedelta(hours=1))
        over = incident(State.RESOLVED, resolved_at=one.room.clock.now())
        await one.room.incidents.save([Revision(over, ())])
        assert await one.respond.run() == 1
        assert far.keys[1:] == [f"end-{question.id}"]
        assert not one.going.noted()

    office(tmp_path, story, channel=far)


async def _away(*_: object, **__: object) -> None:
    raise StoreUnavailableError("the disk is full")
