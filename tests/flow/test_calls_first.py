"""Whoever is on call is called before anybody else is told, however many that are and however slow they are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from groundswell.core.model import EventKind
from groundswell.core.notice import NoticeState
from groundswell.errors import RecoverableError
from groundswell.ports.notices import Draft, Target
from groundswell.ports.oncall import PAGE
from tests.flow.test_announce import HOOK, PICTURES, Far, House, lived

ADA, BOB = Target("way:ada", "phone", "email"), Target("way:bob", "phone", "email")
CROWD = [replace(HOOK, id=f"subscription:{number:02}") for number in range(20)]


async def called(house: House, *whom: Target, about: str = PICTURES.id) -> None:
    now = house.clock.now()
    await house.notices.put_targets(whom)
    words = ("It calls", "Look")
    drafts = [Draft(each.id, f"{PAGE}{each.id}-{about}", None, about, now, now, words) for each in whom]
    await house.notices.take(drafts)
    house.leg.nudge()


def titles(far: Far) -> Sequence[str]:
    return [target for target, *_ in far.taken]


def test_a_call_is_the_first_to_be_sent_of_all_that_waits() -> None:
    hook = Far()

    async def story(house: House) -> None:
        await house.notices.put_targets(CROWD)
        await house.happens(EventKind.OPENED)
        house.clock.advance(timedelta(seconds=1))
        await called(house, ADA)
        await house.leg.deliver()

    lived(story, {"hook": hook, "phone": hook}, (), side_by_side=1)
    assert titles(hook)[0] == ADA.id
    assert len(hook.taken) == 21


def test_a_call_is_sent_at_once_while_every_place_is_taken_by_what_hangs() -> None:
    hook, phone = Far(), Far()

    async def story(house: House) -> None:
        hook.gate = asyncio.Event()
        await house.notices.put_targets(CROWD)
        await house.happens(EventKind.OPENED)
        delivering = asyncio.create_task(house.leg.deliver())
        while hook.now < 2:
            await asyncio.sleep(0.01)
        await called(house, ADA, BOB)
        async with asyncio.timeout(5):
            while len(phone.taken) < 2:
                await asyncio.sleep(0.01)
        assert hook.now == hook.most == 2, "nobody else has a place of theirs"
        hook.gate.set()
        await delivering

    lived(story, {"hook": hook, "phone": phone}, (), side_by_side=2)
    assert titles(phone) == [ADA.id, BOB.id]
    assert len(hook.taken) == 20


def test_a_call_waits_for_what_its_target_was_to_be_told_of_the_same_outage_and_of_no_other() -> None:
    phone = Far(RecoverableError("busy"), RecoverableError("busy"))

    async def story(house: House) -> None:
        await house.happens(EventKind.OPENED)
        await house.leg.deliver()
        await called(house, ADA)
        await called(house, ADA, about="another")
        house.clock.advance(timedelta(seconds=1))
        await house.leg.deliver()
        assert await house.states() == [NoticeState.WAITING, NoticeState.WAITING, NoticeState.WAITING]
        assert [each.attempts for each in reversed(await house.notices.list())] == [1, 0, 1]
        house.clock.advance(timedelta(seconds=9))
        await house.leg.deliver()

    lived(story, {"phone": phone}, (ADA,))
    assert [what for _, what, _, _ in phone.taken] == ["It calls", "opened", "It calls"]
    assert phone.most == 1, "one target has one message on its way"


def test_a_call_that_does_not_get_through_is_one_no_more_after_an_hour() -> None:
    phone = Far(*[RecoverableError("busy")] * 100)

    async def story(house: House) -> None:
        await called(house, ADA)
        await house.leg.deliver()
        house.clock.advance(timedelta(minutes=59))
        await house.leg.deliver()
        assert await house.states() == [NoticeState.WAITING]
        house.clock.advance(timedelta(minutes=1))
        await house.leg.deliver()
        assert await house.states() == [NoticeState.EXPIRED]

    lived(story, {"phone": phone}, ())
