"""Answers to letters while the store is away: each goes once, none stays as going out, and no start is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.notice import Message
from groundswell.errors import StoreUnavailableError
from groundswell.ports.correspondence import WayBack
from groundswell.ports.notices import Sent, Target
from groundswell.ports.questions import QuestionState
from tests.flow.test_corrections import answer
from tests.flow.test_correspond import Office, letter, office


class Far:
    """A far side, amid whose first letter something happens."""

    def __init__(self, amid: Callable[[], Awaitable[None]]) -> None:
        self.amid = amid
        self.keys: list[str] = []
        self.to: list[str] = []

    async def send(self, message: Message, target: Target, *_: object) -> Sent:
        self.keys.append(message.id)
        self.to.append(target.address)
        if len(self.keys) == 1:
            await self.amid()
        return Sent("post")


async def answered(one: Office, *senders: str) -> None:
    """A letter of each sender, and the desk's answer to all."""
    for number, sender in enumerate(senders):
        one.room.clock.advance(timedelta(minutes=21))
        await one.letter(letter("How do I change my name?", sender=sender, number=str(number)))
    waiting = await one.questions.list([QuestionState.WAITING])
    await one.replier.answer(answer("In the settings."), [each.id for each in waiting], "Ada")


async def refuse(*_: object, **__: object) -> None:
    raise StoreUnavailableError("the disk is full")


def test_a_store_that_goes_away_amid_answers_and_refuses_everything_for_a_while_strands_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def goes() -> None:
        for name in ("read", "run", "rewrite", "wipe"):
            monkeypatch.setattr(one_of[0].room.database, name, refuse)

    far, one_of = Far(goes), list[Office]()

    async def story(one: Office) -> None:
        one_of.append(one)
        await answered(one, "anna@example.org", "anna@example.org", "bo@example.org")
        for _ in range(3):
            with pytest.raises(StoreUnavailableError):
                await one.respond.run()
        assert len(far.keys) <= 2, "nothing goes that cannot be written down"
        monkeypatch.undo()
        await one.respond.run()
        assert await one.states() == 3 * [WayBack.TOLD]
        assert len(set(far.keys)) == len(far.keys) == 3
        assert one.respond.told == {("mail", "told"): 3}
        assert not one.going.noted()
        asked = await one.questions.list([QuestionState.ANSWERED])
        assert {each.attempts for each in (await one.store.of([q.id for q in asked])).values()} == {1}

    office(tmp_path, story, channel=far)


def test_what_could_not_be_looked_up_before_it_went_goes_in_the_next_look(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await answered(one, "anna@example.org", "anna@example.org")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(one.questions, "reply", refuse)
            with pytest.raises(StoreUnavailableError):
                await one.respond.run()
        assert await one.states() == 2 * [WayBack.READY]
        assert (await one.respond.run(), await one.states()) == (2, 2 * [WayBack.TOLD])

    office(tmp_path, story)


def test_an_answer_that_a_bug_of_ours_keeps_from_going_waits_and_keeps_no_other(tmp_path: Path) -> None:
    async def story(one: Office) -> None:
        await answered(one, "anna@example.org", "bo@example.org")
        worded = one.respond._write.answer

        async def breaks(who, *told):  # type: ignore[no-untyped-def]
            if who.address == "anna@example.org":
                raise ValueError("a bug")
            return await worded(who, *told)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(one.respond._write, "answer", breaks)
            with pytest.raises(ValueError, match="a bug"):
                await one.respond.run()
            assert sorted(await one.states()) == [WayBack.READY, WayBack.TOLD]
            assert await one.respond.run() == 0, "it is not tried again at once"
        one.room.clock.advance(timedelta(minutes=10))
        assert (await one.respond.run(), await one.states()) == (1, 2 * [WayBack.TOLD])

    office(tmp_path, story)


def test_where_one_answer_cannot_be_noted_the_look_ends_only_when_all_that_went_beside_it_is_over(
    tmp_path: Path,
) -> None:
    """What went on beside the next look would go uncounted by it, and more would go to one sender than may within an hour."""
    gate = asyncio.Event()
    far = Far(gate.wait)  # type: ignore[arg-type]

    async def story(one: Office) -> None:
        await answered(one, "bo@example.org", "anna@example.org")
        settle = one.store.settle

        async def fails(question: str, state: WayBack, *told: object, **more: object) -> None:
            if len(far.keys) == 2 and not gate.is_set():
                gate.set()
                raise StoreUnavailableError(f"{question}: not now")
            await settle(question, state, *told, **more)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(one.store, "settle", fails)
            with pytest.raises(StoreUnavailableError):
                await one.respond.run()
        assert sorted(await one.states()) == [WayBack.SENDING, WayBack.TOLD]
        await one.respond.run()
        assert (await one.states(), len(far.keys)) == (2 * [WayBack.TOLD], 2)

    office(tmp_path, story, channel=far)
