"""An act of the desk that is cut off between its papers and the journal is ruled by the next start: the real process, killed with -9
while somebody else holds the journal."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from groundswell.core.model import Act, Certainty, Event, EventKind, Incident, Ruling, State
from groundswell.flow.plans import Plans
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.system.conftest import NO_CERTIFICATES, eventually
from tests.system.process import TOKEN, Server, server

pytestmark = pytest.mark.system

NOW = SystemClock().now().replace(microsecond=0)
NAME = "instagram-evening"


async def _happened(settings: Settings) -> None:
    """An outage that somebody will speak of."""
    outage = Incident(
        *(NAME, "instagram", State.OPEN, 3, Certainty.LIKELY, NOW, NOW, NOW, 20.0, 200, 200, 50.0),
        opened_at=NOW,
    )
    async with open_stores(settings) as stores:
        event = Event(NAME, EventKind.OPENED, NOW, "It is an outage.", after=outage)
        await stores.incidents.save([Revision(outage, (event,))])


async def _kept(settings: Settings) -> tuple[list[Ruling], list[Event]]:
    async with open_stores(settings, looking=True) as stores:
        entries = await stores.journal.rulings(0)
        rulings = [entry.content for entry in entries if isinstance(entry.content, Ruling)]
        return rulings, list(await stores.incidents.events(NAME))


def _post(running: Server, path: str, document: dict[str, Any]) -> httpx.Response:
    return httpx.post(
        f"{running.url}/api/v1/desk/{path}",
        json=document,
        headers={"authorization": f"Bearer {TOKEN}"},
        timeout=20.0,
        verify=NO_CERTIFICATES,
    )


def _cut_off(running: Server, path: str, document: dict[str, Any]) -> Thread:
    """Ask, from a thread of its own, for what will not be answered."""

    def ask() -> None:
        with suppress(httpx.HTTPError):
            _post(running, path, document)

    thread = Thread(target=ask)
    thread.start()
    return thread


def _written(settings: Settings) -> tuple[int, int]:
    """Statements that are out, and plans, as the database has them."""
    assert settings.database_path is not None
    with closing(sqlite3.connect(f"file:{settings.database_path}?mode=ro", uri=True)) as looking:
        (out,) = looking.execute("select count(*) from statements where state = 'published'").fetchone()
        (plans,) = looking.execute("select count(*) from maintenances").fetchone()
    return out, plans


def test_what_was_let_out_and_planned_as_the_power_went_is_ruled_by_the_next_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    asyncio.run(_happened(settings))
    with server(settings.data_dir) as running:
        running.start()
        said = {"incident": NAME, "phase": "investigating", "texts": [_words()]}
        draft = _post(running, "statements", said).json()
        plan = {
            "services": ["instagram"],
            "from_at": (NOW + timedelta(hours=1)).isoformat(),
            "until_at": (NOW + timedelta(hours=2)).isoformat(),
            "texts": [_words()],
        }
        with closing(sqlite3.connect(settings.journal_path, isolation_level=None)) as other:
            other.execute("begin immediate")  # from now on nobody can rule
            asking = [
                _cut_off(running, f"statements/{draft['id']}/publish", {"revision": draft["revision"]}),
                _cut_off(running, "maintenances", plan),
            ]
            assert eventually(lambda: _written(settings), lambda seen: seen == (1, 1)) == (1, 1)
            running.kill()
            other.execute("rollback")
        for each in asking:
            each.join()
        before, _ = asyncio.run(_kept(settings))
        assert before == []
        running.start()
        eventually(
            lambda: asyncio.run(_kept(settings))[1],
            lambda seen: any(each.kind is EventKind.STATED for each in seen),
        )
    rulings, events = asyncio.run(_kept(settings))
    assert Counter(each.act for each in rulings) == {Act.SPEAK: 1, Act.PLAN: 1}
    assert [each.kind for each in events].count(EventKind.STATED) == 1
    plans = Plans()
    for ruling in rulings:
        plans.take(ruling)
    assert list(asyncio.run(plans.windows(NOW + timedelta(minutes=90)))) == ["instagram"]


def _words() -> dict[str, Any]:
    return {"language": "en", "title": "We look into it", "body": "People cannot log in."}
