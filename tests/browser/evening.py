"""The evening of 21 May 2023 in a process of its own, whose clock goes on when it is told to.

`python -m tests.browser.evening SETTINGS DATA` says "up ADDRESS LINK" (the link of the first administrator); for each line
"HH:MM" (of that day) it lives through the minutes until then and says "at HH:MM"; it ends when there are no more lines.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import uvloop

from groundswell.core.batch import Batch
from groundswell.core.timegrid import instant_of
from groundswell.flow.rulings import GRACE
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import load_settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import Work, listening, running
from groundswell.runtime.telemetry import set_up_logging
from groundswell.sim import Scenario
from groundswell.sim.drive import apart, counts_csv, ndjson, single_reports
from tests.system.process import FEW, only

SCALE = 1.0
"""of the crowd: who looks at it is one operator"""
HISTORY_DAYS = 14
QUIET_MINUTES = 100
"""of the evening's beginning are past when the instance starts"""
SINGLY_ONE_IN = 200
LOG = "evening.log"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"


class Crowd:
    """Whoever reports on that evening, minute after minute, through the HTTP intake."""

    def __init__(self, instance: Instance, clock: ManualClock, scenario: Scenario) -> None:
        self._instance = instance
        self._clock = clock
        self._minutes = scenario.minutes()
        self._first = scenario.first_minute

    async def past(self, scenario: Scenario) -> None:
        """Two quiet weeks and the quiet part of the evening, counted already."""
        journal = self._instance.journal
        await journal.append(scenario.history(HISTORY_DAYS, bin_minutes=15))
        for _ in range(QUIET_MINUTES):
            minute, batch = next(self._minutes)
            if len(batch):
                await journal.append(batch)
        await self._instance.count.drain()
        await self._instance.cube.watch(self._first - HISTORY_DAYS * 1440, minute)
        self._clock.set(instant_of(minute + 1))

    async def until(self, at: datetime, client: httpx.AsyncClient) -> None:
        """The minutes before `at`: reported when they are over, then judged."""
        while self._clock.now() < at:
            minute, batch = next(self._minutes)
            self._clock.set(instant_of(minute + 1))
            await self._send(client, batch)
            self._clock.set(instant_of(minute + 1) + GRACE)
            while _judged(self._instance) < minute:
                await asyncio.sleep(0.01)

    async def _send(self, client: httpx.AsyncClient, batch: Batch) -> None:
        singly, together = apart(batch, SINGLY_ONE_IN)
        for sender, body in single_reports(singly):
            headers = {"user-agent": _BROWSER, "content-type": "application/json", "x-forwarded-for": sender}
            answer = await client.post("/api/v1/reports", content=body, headers=headers)
            assert answer.status_code in (202, 429), answer.text
        token = {"authorization": f"Bearer {self._instance.secrets.token}", "content-encoding": "gzip"}
        for path, kind, body in (
            ("/api/v1/reports/bulk", "application/x-ndjson", ndjson(together)),
            ("/api/v1/counts/bulk", "text/csv", counts_csv(together)),
        ):
            if body:
                headers = token | {"content-type": kind}
                answer = await client.post(path, content=gzip.compress(body, 1), headers=headers)
                assert answer.status_code == 202, answer.text


def _judged(instance: Instance) -> float:
    """The last minute that was judged, by the instance's own figures; all of them would cost as much as judging."""
    figures = instance.telemetry.registry.restricted_registry(["groundswell_judged_minute"]).collect()
    return max((sample.value for figure in figures for sample in figure.samples), default=0.0)


async def live(settings_file: Path, data_dir: Path) -> None:
    """The whole of it."""
    scenario = Scenario.load("instagram-2023-05-21", scale=SCALE)
    clock = ManualClock(scenario.begins_at)
    settings = load_settings(settings_file, {}, {"data_dir": str(data_dir)})
    set_up_logging(settings.log)  # to stderr: what is said here is read
    async with open_instance(settings, clock, {}) as instance:
        crowd = Crowd(instance, clock, scenario)
        await crowd.past(scenario)
        work = Work(instance)
        await work.begin()
        with bound(settings.web.host, settings.web.port) as listener:
            async with (
                listening(instance, listener) as address,
                running(work, instance),
                httpx.AsyncClient(base_url=address, timeout=60, verify=False) as client,
            ):
                say(f"up {settings.web.url} {await instance.people.first_link()}")
                while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
                    hour, minute = map(int, line.split(":"))
                    await crowd.until(scenario.begins_at.replace(hour=hour, minute=minute), client)
                    say(f"at {line}")


def say(words: str) -> None:
    """To whoever started this."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Evening:
    """The process as a test has it: where its pages are, and the path of the first administrator's link."""

    address: str
    link: str
    data_dir: Path
    _process: subprocess.Popen[str]

    def until(self, at: str) -> None:
        """Let it become `at` ("HH:MM")."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{at}\n")
        self._process.stdin.flush()
        heard = self._process.stdout.readline()
        assert heard == f"at {at}\n", f"{heard}\n{self.data_dir.with_name(LOG).read_text()}"


@contextmanager
def evening(folder: Path, settings: str) -> Iterator[Evening]:
    """Start it in `folder`, with `settings` (TOML)."""
    file, data_dir, log = folder / "groundswell.toml", folder / "data", folder / LOG
    (folder / "few.toml").write_text(only((*FEW, "whatsapp", "youtube")))
    file.write_text(f"catalog = {str(folder / 'few.toml')!r}\n{settings}")
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.evening", str(file), str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _, address, link = process.stdout.readline().split() or ("", "", "")
        yield Evening(address, link, data_dir, process)
    finally:
        process.stdin.close()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.stdout.close()
    assert process.returncode == 0, log.read_text()


if __name__ == "__main__":
    uvloop.run(live(Path(sys.argv[1]), Path(sys.argv[2])))
