"""How soon the desk's board and an outage's page are there, over HTTP, while twenty outages are on among the services of the catalog.

python -m bench.desk [--rounds 60] [--outages 20]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import httpx

from bench import rig
from groundswell.core.batch import Batch
from groundswell.core.desk import Duty, Holder, Note, Task
from groundswell.core.model import Certainty, Event, EventKind, Incident, Report, State
from groundswell.core.statement import Phase, Statement, Text
from groundswell.core.timegrid import minute_of
from groundswell.flow.count import Count
from groundswell.ports import Filed, Revision, StatementState
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.config import load_settings

MINUTES, REPORTS_EACH, QUIET_EACH = 60, 2_000, 10
BODY = "We see that messages do not arrive for many people. We are looking into it."


def _reports(service: str, symptoms: Sequence[str], many: int, now: datetime) -> list[Report]:
    """`many` reports of the last hour, over six countries and three versions."""
    return [
        Report(
            service=service,
            observed_at=now - timedelta(seconds=MINUTES * 60 * (number + 1) / (many + 1)),
            symptom=symptoms[number % len(symptoms)] if symptoms else "",
            country=("ES", "PT", "FR", "DE", "IT", "BR")[number % 6],
            app_version=f"9.{number % 3}",
            reporter=number + 1,
        )
        for number in range(many)
    ]


async def _outage(stores: Stores, service: str, number: int, now: datetime) -> str:
    """One that is declared, so that silence does not end it, with what people do about it."""
    began, name = now - timedelta(minutes=50), f"{service}-of-today"
    one = Incident(
        *(name, service, State.OPEN, 1 + number % 5, Certainty.OBSERVED, began, began, now),
        *(20.0, 900, 900, 50.0),
        opened_at=began,
        declared_at=began,
    )
    opened = Event(name, EventKind.DECLARED, began, "Messages do not arrive.", by="Ada", after=one)
    await stores.incidents.save([Revision(one, (opened,))])
    for place in range(15):
        await stores.desk.add_note(Note(name, began + timedelta(minutes=place), "Ada", f"{BODY} ({place})"))
    await stores.desk.add_tasks([Task(name, f"Look at machine {place}", now, "Ada") for place in range(8)])
    await stores.desk.set_duty(Holder(name, Duty.LEAD, "Ada", now, "Ada"))
    for place in range(4):
        at = began + timedelta(minutes=10 * place)
        text = Text("en", "Messages do not arrive", BODY, is_draft=False)
        said = Statement(f"{name}-{place}", name, Phase.INVESTIGATING, (text,), "Ada", at)
        kept = await stores.desk.put_statement(
            Filed(replace(said, next_at=at + timedelta(hours=1)), StatementState.DRAFT, 0)
        )
        await stores.desk.publish(said.id, kept.revision, "Ada", at)
    return name


async def fill(folder: Path, outages: int) -> tuple[int, list[str]]:
    """Write an hour of reports and `outages` outages; the number of services, and the outages' ids."""
    settings = load_settings(None, {}, {"data_dir": str(folder)})
    async with open_stores(settings) as stores:
        now = stores.clock.now()
        services = list(stores.catalog.services.values())
        hit = [each.slug for each in services[:outages]]
        reports = [
            report
            for each in services
            for report in _reports(
                each.slug, each.symptoms, REPORTS_EACH if each.slug in hit else QUIET_EACH, now
            )
        ]
        await stores.journal.append(Batch.of(reports))
        await Count(stores.journal, stores.cube).drain()
        await stores.cube.watch(minute_of(now) - 720, minute_of(now))
        return len(services), [await _outage(stores, slug, number, now) for number, slug in enumerate(hit)]


def timed(client: httpx.Client, path: str, rounds: int) -> list[float]:
    """Milliseconds of `rounds` answers, after three that nobody counts."""
    found = []
    for number in range(rounds + 3):
        began = time.perf_counter()
        answer = client.get(path)
        took = (time.perf_counter() - began) * 1000
        answer.raise_for_status()
        found += [took] if number >= 3 else []
    return found


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=60)
    asked.add_argument("--outages", type=int, default=20)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        services, outages = asyncio.run(fill(folder, given.outages))
        print(f"{services} services, {len(outages)} outages that are on; load {os.getloadavg()[0]:.1f}")
        with rig.groundswell(folder) as server:
            rig.at_rest(server)
            bearer = {
                "authorization": f"Bearer {(folder / 'token').read_text().strip()}",
                "accept": "text/html",
            }
            address = f"http://127.0.0.1:{server.port}"
            with httpx.Client(base_url=address, headers=bearer, timeout=30) as client:
                for what, path in (
                    ("the board", "/desk"),
                    ("an outage's page", f"/desk/incidents/{outages[0]}"),
                ):
                    before = server.cpu_seconds()
                    found = timed(client, path, given.rounds)
                    cpu = (server.cpu_seconds() - before) * 1000 / (given.rounds + 3)
                    late, size = quantiles(found, n=20)[-1], len(client.get(path).content)
                    print(
                        f"{what:<18} median {median(found):6.1f} ms, 95 % {late:6.1f} ms, {cpu:5.1f} ms of processor, {size:,} bytes"
                    )


if __name__ == "__main__":
    main()
