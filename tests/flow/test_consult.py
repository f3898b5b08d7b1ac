"""Calendars of others, read from real servers on loopback: who takes over, who is away, and what is wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.errors import InputError
from groundswell.flow.consult import Consult, take_file
from groundswell.ports.oncall import Responder
from groundswell.runtime.clock import ManualClock
from groundswell.sources.calendar_file import read_calendar
from groundswell.stores.relational import RelationalOncall, RelationalPeople, open_database
from groundswell.stores.sealing import Sealing
from tests.channels import far
from tests.flow.test_call import ROTA
from tests.sources.test_calendar_file import calendar
from tests.town import NOON

ADA = "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260303T090000Z\nSUMMARY:ada"
HOUR = timedelta(hours=1)


class Served:
    """A server that gives a calendar, and how often it was asked."""

    def __init__(self) -> None:
        self.answer = far.Answer(200, body=calendar(ADA))
        self.asked = 0

    async def __call__(self, _asked: far.Asked) -> far.Answer:
        self.asked += 1
        return self.answer


def lived(
    story: Callable[[Consult, RelationalOncall, Served, ManualClock, str], Awaitable[None]],
    inside: tuple[str, ...] = ("127.0.0.1",),
) -> None:
    async def whole() -> None:
        database, side, clock = open_database("sqlite://"), Served(), ManualClock(NOON)
        http = OutgoingHttp((), inside)
        people, oncall = RelationalPeople(database), RelationalOncall(database, Sealing(lambda: bytes(32)))
        await people.add("Ada", [Grant(Role.RESPONDER)], NOON)
        try:
            async with far.listening(side) as url:
                await story(Consult(oncall, people, clock, http, read_calendar, 60), oncall, side, clock, url)
        finally:
            await http.close()
            await database.close()

    asyncio.run(whole())


def test_a_calendar_says_who_takes_over_and_is_read_again_after_its_time() -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        await oncall.put_schedule(replace(ROTA, calendar_url=url))
        await leg.run()
        await leg.run()
        assert side.asked == 1
        (override,) = await oncall.overrides(NOON, NOON + HOUR)
        assert (override.account, override.source) == (1, "calendar")
        side.answer = far.Answer(200, body=calendar())
        clock.advance(timedelta(minutes=60))
        await leg.run()
        assert list(await oncall.overrides(NOON, NOON + HOUR)) == []

    lived(story)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (far.Answer(404), "answered 404"),
        (far.Answer(302, headers={"Location": "/login"}), "leads to another"),
        (far.Answer(200, body=b"<html>"), "is none"),
        (
            far.Answer(200, body=calendar(ADA.replace(":ada", ":Zoe"))),
            'names nobody with an account here ("Zoe")',
        ),
    ],
)
def test_a_calendar_that_cannot_be_read_leaves_what_it_said_and_says_why(
    answer: far.Answer, words: str
) -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        await oncall.put_schedule(replace(ROTA, calendar_url=url))
        await leg.run()
        side.answer = answer
        clock.advance(timedelta(hours=1))
        await leg.run()
        assert words in (await oncall.schedules())[0].calendar_fault
        assert len(await oncall.overrides(NOON, NOON + HOUR)) == 1

    lived(story)


def test_what_is_busy_in_ones_own_calendar_is_away_and_what_is_free_is_not() -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        free = ADA.replace("UID:1", "UID:2") + "\nTRANSP:TRANSPARENT"
        side.answer = far.Answer(200, body=calendar(ADA, free))
        await oncall.put_responder(Responder(1, calendar_url=url))
        await leg.run()
        (away,) = await oncall.away(NOON, NOON + HOUR)
        assert (away.account, away.source) == (1, "calendar")
        side.answer = far.Answer(500)
        clock.advance(HOUR)
        await leg.run()
        assert (await oncall.responders())[0].calendar_fault == "its server answered 500"

    lived(story)


def test_an_address_inside_is_not_asked() -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        await oncall.put_schedule(replace(ROTA, calendar_url=url))
        await leg.run()
        assert side.asked == 0
        assert "leads to an address inside" in (await oncall.schedules())[0].calendar_fault

    lived(story, inside=())


def test_a_file_says_the_same_beside_the_address() -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        await oncall.put_schedule(replace(ROTA, calendar_url=url))
        await leg.run()
        assert await leg.take_overrides(ROTA, calendar(ADA), "Ada") == 1
        assert {each.source for each in await oncall.overrides(NOON, NOON + HOUR)} == {"calendar", "file"}
        with pytest.raises(InputError):
            await leg.take_overrides(ROTA, b"nothing", "Ada")
        assert await leg.take_away(1, calendar(ADA)) == 1

    lived(story)


@pytest.mark.parametrize(
    ("title", "whose"),
    [
        ("On call: Ada", "Ada"),
        ("Ops: ADA (took it over)", "Ada"),
        ("Ada Byron on call", "Ada Byron"),
        ("Adam on call", ""),
        ("Ada swaps with Bob", ""),
        ("On call", ""),
    ],
)
def test_a_title_may_say_more_than_the_name_but_no_two(title: str, whose: str) -> None:
    async def story() -> None:
        database = open_database("sqlite://")
        people, oncall = RelationalPeople(database), RelationalOncall(database, Sealing(lambda: bytes(32)))
        for name in ("Ada", "Ada Byron", "Bob"):
            await people.add(name, [Grant(Role.RESPONDER)], NOON)
        await oncall.put_schedule(ROTA)
        content = calendar(ADA.replace(":ada", f":{title}"))
        taken = take_file(oncall, people, read_calendar, ROTA, content, "Ada", NOON)
        if whose:
            assert await taken == 1
            (override,) = await oncall.overrides(NOON, NOON + HOUR)
            found = await people.account(override.account)
            assert found is not None
            assert found.name == whose
        else:
            with pytest.raises(InputError, match=r"names (nobody|several)"):
                await taken
        await database.close()

    asyncio.run(story())


def test_days_away_are_those_of_the_schedule_that_somebody_takes_turns_in() -> None:
    async def story(
        leg: Consult, oncall: RelationalOncall, side: Served, clock: ManualClock, url: str
    ) -> None:
        layer = replace(ROTA.layers[0], members=(1,))
        await oncall.put_schedule(replace(ROTA, zone="Asia/Tokyo", layers=(layer,)))
        await leg.take_away(1, calendar("UID:1\nDTSTART;VALUE=DATE:20260305\nSUMMARY:Holiday"))
        (away,) = await oncall.away(NOON, NOON + timedelta(days=9))
        assert f"{away.from_at:%d.%m %H:%M}" == "04.03 15:00"

    lived(story)
