"""What the desk shows of an end that an operator ruled, before and after people confirm it."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import httpx

from groundswell.core.incident import declared
from groundswell.core.model import Act, Event, EventKind, Ruling
from groundswell.ports import Revision
from tests.town import NOON
from tests.web.test_desk_pages import NAME, desk, send


async def clock(client: httpx.AsyncClient, mark: str = "Users confirm") -> str:
    """A mark of the clocks, as a row."""
    text = (await client.get(f"/desk/incidents/{NAME}")).text
    found: list[str] = re.findall(rf"{mark}</th>.*?</tr>", text, re.DOTALL)
    return found[0]


def test_the_clock_says_not_yet_until_people_confirm_an_end_and_that_it_was_reopened(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at = f"/desk/incidents/{NAME}/act"
            await send(client, at, {"act": "resolve"})
            told = await clock(client)
            assert "not yet" in told
            assert "reopened" not in told
            await send(client, at, {"act": "reopen"})
            for mark in ("Users confirm", "Acknowledged"):
                assert "not yet: reopened" in await clock(client, mark)
            await send(client, at, {"act": "resolve"})
            over = await home.parts.incidents.get(NAME)
            assert over is not None
            agreed = Event(NAME, EventKind.AGREED, NOON + timedelta(minutes=20), "")
            await home.parts.incidents.save([Revision(over, (agreed,))])
            told = await clock(client)
            assert "not yet" not in told
            assert "12:20" in told
            ruling = Ruling(
                Act.DECLARE, "", "Ada", NOON, services=("films",), since=NOON - timedelta(hours=1)
            )
            by_hand, events = declared(ruling, "films-1")
            await home.parts.incidents.save([Revision(by_hand, events)])
            text = (await client.get("/desk/incidents/films-1")).text
            assert "(as declared)" in text
            assert ">Open<" in text
            assert not [
                each for each in ("First report", "Suspected", "Users confirm") if f">{each}<" in text
            ]

    asyncio.run(story())
