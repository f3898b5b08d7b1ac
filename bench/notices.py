"""What it costs to make the notices of one event for many subscribers, and what of that is the opening of their addresses.

python -m bench.notices --targets 10000
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from time import process_time

from groundswell.core.catalog import Catalog
from groundswell.core.model import Certainty, Event, EventKind, Incident, Operator, Service, State
from groundswell.core.notice import Route, Sender
from groundswell.flow.announce import Announce, ChannelsConfig
from groundswell.flow.blame import Refusals
from groundswell.ports import Revision
from groundswell.ports.notices import Target
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import (
    RelationalIncidents,
    RelationalNotebook,
    RelationalNotices,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.sent_log_file import SentLogFile

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NAME = "pictures-2026-11-28"
CATALOG = Catalog.of(
    [Service(slug, slug.title(), "grand", "social", ()) for slug in ("pictures", "letters")],
    [Operator("grand", "Grand")],
    [],
    {"social": "Social"},
)


def _target(number: int) -> Target:
    """Every hundredth subscriber is one of Pictures; the others of Letters."""
    service = "pictures" if number % 100 == 0 else "letters"
    name = f"subscription:{number:06}"
    leave = f"https://watch.example/subscriptions/{name}/unsubscribe"
    return Target(
        *(name, "mail", "email", f"reader-{number}@example.org", "a-secret-of-its-own"),
        route=Route((service,)),
        unsubscribe_url=leave,
    )


async def _seconds(step: Callable[[], Awaitable[object]]) -> float:
    began = process_time()
    await step()
    return process_time() - began


async def measured(folder: Path, targets: int, rounds: int) -> dict[str, float]:
    """Seconds of the processor (the best of `rounds`) by what was done."""
    database = open_database(f"sqlite:///{folder / 'groundswell.db'}")
    try:
        notices = RelationalNotices(database, Sealing(lambda: bytes(32)))
        incidents, keys = RelationalIncidents(database), count()
        await notices.put_targets([_target(number) for number in range(targets)])
        leg = Announce(
            *(
                notices,
                incidents,
                CATALOG,
                ManualClock(NOW),
                {},
                (),
                Sender("Town Watch", ""),
                ChannelsConfig(),
                SentLogFile(folder / "sent.jsonl"),
                Refusals(RelationalNotebook(database), ManualClock(NOW)),
            ),
            roll=lambda: 0.5,
            make_key=lambda: f"key-{next(keys)}",
        )
        outage = Incident(
            *(NAME, "pictures", State.OPEN, 3, Certainty.LIKELY, NOW, NOW, NOW, 20.0, 200, 200, 50.0),
            opened_at=NOW,
        )
        found: dict[str, list[float]] = {"opened": [], "not opened": [], "one event made into notices": []}
        for _ in range(rounds):
            event = Event(NAME, EventKind.OPENED, NOW, "It is an outage.", after=outage)
            await incidents.save([Revision(outage, (event,))])
            found["opened"].append(await _seconds(notices.targets))
            found["not opened"].append(await _seconds(lambda: notices.targets(opened=False)))
            outgoing = await incidents.pending()
            found["one event made into notices"].append(await _seconds(partial(leg.take, outgoing)))
        return {what: min(seconds) for what, seconds in found.items()}
    finally:
        await database.close()


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--targets", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(measured(Path(folder), given.targets, given.rounds))
    for what, seconds in told.items():
        print(f"{given.targets:,} targets, {what:<28} {seconds * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
