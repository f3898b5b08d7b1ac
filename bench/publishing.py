"""What bringing pages up to date costs in a large outage: three services with an outage each, twenty thousand reports of the last forty
minutes, and sixty more before each round, as in an evening in which pages are made anew each second.

Processor time of one process with no readers; `rendering` is the part that makes bytes, the rest reads the stores.

python -m bench.publishing [--rounds 60]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bench import rig
from groundswell.core.model import Certainty, Event, EventKind, Incident, Report, State
from groundswell.flow.publish import Publish
from groundswell.ports import Revision
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.config import load_settings
from groundswell.runtime.roles import Work

SLUGS = ("instagram", "facebook", "whatsapp")
REPORTS, OF_OTHERS, MORE = 20_000, 3_000, 60
OUTAGE, DAY = timedelta(minutes=40), timedelta(hours=20)


def _reports(
    rng: random.Random, slugs: Sequence[str], number: int, now: datetime, since: timedelta
) -> list[Report]:
    return [
        Report(
            service=rng.choice(slugs),
            observed_at=now - rng.random() * since,
            symptom=rng.choice(("app", "log-in", "website")),
            country=rng.choice(("US", "GB", "DE", "ES", "FR", "IN")),
            network=rng.choice(("as7922", "as701", "as3320")),
            platform=rng.choice(("ios", "android", "web")),
            reporter=rng.getrandbits(60),
        )
        for _ in range(number)
    ]


def _outage(slug: str, now: datetime) -> Revision:
    incident = Incident(
        *(f"{slug}-bench", slug, State.OPEN, 4, Certainty.LIKELY),
        began_at=now - OUTAGE,
        suspected_at=now - OUTAGE,
        opened_at=now - OUTAGE,
        updated_at=now,
        ratio=20.0,
        score=20.0,
        reports=REPORTS // len(SLUGS),
        peak_reports=REPORTS // len(SLUGS),
    )
    return Revision(incident, (Event(incident=incident.id, kind=EventKind.OPENED, at=now, note=""),))


async def _round(instance: Instance, slugs: set[str] | None) -> tuple[float, float, int]:
    """Seconds of processor, those of them that rendering took, and how many pages changed."""
    spent = [0.0]
    rendered = Publish._rendered

    def timed(self: Publish, jobs: Any) -> list[str]:
        before = time.thread_time()
        try:
            return rendered(self, jobs)
        finally:
            spent[0] += time.thread_time() - before

    with patch.object(Publish, "_rendered", timed):
        before = time.process_time()
        changed = await instance.publish.run(slugs)
        return time.process_time() - before, spent[0], len(changed)


async def measured(rounds: int) -> list[str]:
    """What a round costs, in lines."""
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        async with open_instance(load_settings(None, {}, {"data_dir": folder})) as instance:
            work = Work(instance)
            await work.begin()
            now = instance.clock.now()
            others = sorted(instance.catalog.services.keys() - set(SLUGS))
            await instance.journal.append(_reports(rng, SLUGS, REPORTS, now, OUTAGE))
            await instance.journal.append(_reports(rng, others, OF_OTHERS, now, DAY))
            await work.count()
            await instance.incidents.save([_outage(slug, now) for slug in SLUGS])
            instance.count.take_touched()
            first = await _round(instance, None)
            again = await _round(instance, None)
            takes = []
            for _ in range(rounds):
                await instance.journal.append(
                    _reports(rng, SLUGS, MORE, instance.clock.now(), timedelta(seconds=1))
                )
                await work.count()
                takes.append(await _round(instance, instance.count.take_touched()))
    whole, rendering, pages = (sum(figures) / rounds for figures in zip(*takes, strict=True))
    return [
        f"a round in which every page is new: {first[0]:.2f} s of processor for {first[2]} pages, rendering {first[1]:.2f}",
        f"a round with nothing new: {again[0] * 1000:.0f} ms",
        f"news of {len(SLUGS)} services in trouble: {whole * 1000:.1f} ms for {pages:.1f} pages, rendering {rendering * 1000:.1f}",
    ]


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=60)
    found = asyncio.run(measured(options.parse_args().rounds))
    for line in (rig.busy(), *found):
        print(line)


if __name__ == "__main__":
    main()
