"""The command that tells who is on call."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from groundswell.core.oncall import Layer, Policy, Schedule, Step, Whom, WhomKind
from groundswell.ports.oncall import Reach
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.runtime.conftest import Run, noted

pytestmark = pytest.mark.usefixtures("nowhere")
DATA = Path("groundswell-data")


def set_up(layer: Layer) -> None:
    async def story() -> None:
        async with open_stores(Settings(data_dir=DATA)) as stores:
            now = stores.clock.now()
            await stores.oncall.put_schedule(Schedule("ops", "Ops", "Europe/Madrid", (layer,), "Ada", now))
            step = Step((Whom(WhomKind.SCHEDULE, "ops"),))
            await stores.oncall.put_policy(Policy("all", "All", (step,), "Ada", now))
            await stores.oncall.put_reach(Reach("x", 1, "mail", "email", "Mail", now, "a@x.example"))

    asyncio.run(story())


def test_it_tells_who_is_on_call_and_has_somebody_take_over(run: Run) -> None:
    run("user", "add", "Ada", "--role", "responder")
    assert run("oncall", "now").out == "there is no schedule; make one at /desk/oncall\n"
    run("user", "add", "Bob", "--role", "responder")
    set_up(Layer("all", (1,), date(2026, 1, 1), 540, 24))
    ran = run("oncall", "now")
    assert (ran.code, ran.out) == (1, "ops  Ada\n")
    assert (
        "Ada is on call by Ops, but has no way to be called: the channel mail of Mail carries no" in ran.err
    )
    until = f"{SystemClock().now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert run("oncall", "override", "ops", "--who", "bob", "--until", until).out.startswith(
        "Bob has ops from"
    )
    assert noted()[0] == ("on call: take over", "ops: Bob")
    assert json.loads(run("oncall", "now", "--json").out)["now"][0]["who"] == "Bob"
    rows = run("oncall", "shifts", "ops", "--days", "3").out.splitlines()
    assert [row.split()[-1] for row in rows] == ["Bob", "Ada"]
    shifts = json.loads(run("oncall", "shifts", "ops", "--json").out)
    assert [each["who"] for each in shifts] == ["Bob", "Ada"]


def test_where_nobody_is_on_call_it_is_trouble_and_the_doctor_says_so(run: Run) -> None:
    run("user", "add", "Ada", "--role", "responder")
    set_up(Layer("later", (1,), date(2199, 1, 1), 540, 24))
    ran = run("oncall", "now")
    assert (ran.code, ran.out) == (1, "ops  NOBODY\n")
    assert "Nobody is on call by Ops, and a policy counts on it" in ran.err
    Path("groundswell-data/journal.db").touch()
    assert "Nobody is on call by Ops" in run("doctor").out


def test_a_calendar_file_says_who_takes_over(run: Run) -> None:
    run("user", "add", "Ada", "--role", "responder")
    set_up(Layer("later", (1,), date(2199, 1, 1), 540, 24))
    now = SystemClock().now()
    event = (
        f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART:{now:%Y%m%dT000000Z}\r\nDURATION:P2D\r\nSUMMARY:Ada\r\nEND:VEVENT"
    )
    Path("who.ics").write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}\r\nEND:VCALENDAR\r\n")
    assert run("oncall", "read", "ops", "--file", "who.ics").out == "1 override read\n"
    assert noted()[0] == ("schedule calendar read", "ops")
    assert run("oncall", "now").out.startswith("ops  Ada  until")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("shifts",), "of which schedule"),
        (("shifts", "none"), 'no schedule "none"'),
        (("shifts", "ops", "--days", "0"), "--days"),
        (("override", "ops", "--who", "Zoe", "--until", "2026-03-02T20:00"), 'no account "Zoe"'),
        (("override", "ops", "--who", "Ada", "--until", "soon"), "--until"),
        (("override", "ops", "--who", "Ada", "--until", "2020-03-02T20:00"), "--until"),
        (("read", "ops"), "--file"),
        (("read", "ops", "--file", "none.ics"), "none.ics"),
    ],
)
def test_wrong_use_is_told(run: Run, words: tuple[str, ...], says: str) -> None:
    run("user", "add", "Ada", "--role", "responder")
    set_up(Layer("all", (1,), date(2026, 1, 1), 540, 24))
    ran = run("oncall", *words)
    assert (ran.code, says in ran.err) == (2, True), ran.err
