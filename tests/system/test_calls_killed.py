"""Whatever is killed, a ladder goes on: the rung that rang is not called again, the next one is called in its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from groundswell.core.model import Event, EventKind, State
from groundswell.core.oncall import Policy, Step, Whom, WhomKind
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.stores.relational import open_database
from groundswell.stores.relational.schema_oncall import CALLS
from tests.channels.far import Answer, Asked, listening
from tests.system.process import Server, server
from tests.town import incident

pytestmark = pytest.mark.system
NAMES = ("first", "second", "third")


class Pager:
    """A receiver of calls; `dies` kills the process that calls before its call is answered, once."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.dies: Callable[[], None] | None = None

    async def __call__(self, asked: Asked) -> Answer:
        self.calls.append(asked.document["id"])
        if self.dies is not None:
            kill, self.dies = self.dies, None
            await asyncio.to_thread(kill)
        return Answer(200)


async def opened(data_dir: Path) -> None:
    """An outage is on that nobody has been called for, and a policy of three steps."""
    async with open_stores(Settings(data_dir=data_dir)) as stores:
        now = SystemClock().now()
        steps = tuple(Step((Whom(WhomKind.CHANNEL, name),), wait_minutes=5) for name in NAMES)
        await stores.oncall.put_policy(Policy("all", "All", steps, "Ada", now))
        stood = incident(State.OPEN, id="instagram-1", service="instagram", began_at=now, updated_at=now)
        await stores.incidents.save(
            [Revision(stood, (Event(stood.id, EventKind.OPENED, now, "", after=stood),))]
        )


async def nobody_answers(data_dir: Path) -> None:
    """The last rung rang six minutes ago."""
    database = open_database(Settings(data_dir=data_dir).database_url)
    try:
        ago = SystemClock().now() - timedelta(minutes=6)
        await database.run(lambda connection: connection.execute(update(CALLS).values(rung_at=ago)))
    finally:
        await database.close()


async def until(process: Server, done: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not done():
            assert process.is_up(), process.log
            await asyncio.sleep(0.02)


async def gone(process: Server) -> None:
    async with asyncio.timeout(60):
        while process.is_up():
            await asyncio.sleep(0.02)


async def summonses(data_dir: Path) -> list[tuple[int, str]]:
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        (call,) = await stores.oncall.calls(states=None, limit=10)
        found = await stores.oncall.summoned([call.id])
        return sorted((each.summons.rung, each.summons.target) for each in found)


async def climbed(data_dir: Path) -> dict[str, Pager]:
    """The process killed while a call is on its way; nobody answers meanwhile."""
    pagers = {name: Pager() for name in NAMES}
    async with AsyncExitStack() as stack:
        settings = {"GROUNDSWELL_CHANNELS_ALLOW_PRIVATE": "127.0.0.1"}
        for name, pager in pagers.items():
            url = await stack.enter_async_context(listening(pager))
            section = f"GROUNDSWELL_CHANNELS_{name.upper()}"
            settings |= {f"{section}_KIND": "webhook", f"{section}_URL": url, f"{section}_TELLS": "false"}
        await opened(data_dir)
        with server(data_dir, settings=settings) as caller:
            pagers["first"].dies = caller.kill
            await asyncio.to_thread(caller.start)
            await gone(caller)
            await nobody_answers(data_dir)
            await asyncio.to_thread(caller.start)
            await until(caller, lambda: len(pagers["second"].calls) > 0 and len(pagers["first"].calls) > 1)
            await nobody_answers(data_dir)
            await until(caller, lambda: len(pagers["third"].calls) > 0)
            assert await asyncio.to_thread(caller.stop) == 0, caller.log
            assert "Traceback" not in caller.log_path.read_text(), caller.log
    return pagers


def test_a_ladder_goes_on_where_it_was_and_no_rung_is_called_by_two_messages(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    pagers = asyncio.run(climbed(data_dir))
    # What was on its way at the kill comes again, as the same message: a receiver knows it by its id.
    assert len(pagers["first"].calls) == 2
    assert {name: len(set(pager.calls)) for name, pager in pagers.items()} == dict.fromkeys(NAMES, 1)
    assert asyncio.run(summonses(data_dir)) == [(n, f"channel:{name}") for n, name in enumerate(NAMES, 1)]
