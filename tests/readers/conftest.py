"""An instance on a real socket with outages of which the truth is known: what programs of others read."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from groundswell.core.desk import Maintenance, Words
from groundswell.core.model import Event, EventKind, Footprint, Incident, Share, State
from groundswell.ports import Revision
from groundswell.runtime.build import Instance, open_instance, open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import Work, listening
from groundswell.web.parts import WebConfig
from tests.town import incident

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
READERS = Path(__file__).parents[2] / ".venv" / "readers"
SPREAD = Footprint(countries=(Share("ES", 0.6, 600), Share("US", 0.3, 300)))


def outage(service: str, state: State, **told: object) -> Incident:
    """An outage of `service` that began an hour ago."""
    times = {"began_at": NOW - timedelta(hours=1), "suspected_at": NOW - timedelta(minutes=58)}
    times |= {"opened_at": NOW - timedelta(minutes=55), "updated_at": NOW}
    return incident(
        state, **{"id": f"{service}-2026-11-27", "service": service, "footprint": SPREAD, **times, **told}
    )


OUTAGES = MappingProxyType(
    {
        "instagram": outage("instagram", State.OPEN, severity=4),
        "github": outage("github", State.EASING, severity=2, eased_at=NOW - timedelta(minutes=5)),
        "slack": outage("slack", State.RESOLVED, severity=3, resolved_at=NOW - timedelta(minutes=2)),
        "reddit": outage("reddit", State.SUSPECTED, opened_at=None),
    }
)
PLANS = (
    Maintenance(
        "racks", ("instagram", "linkedin"), NOW - timedelta(hours=1), NOW + timedelta(hours=1),
        (Words("en", "New racks", "Photos may come late."),), "Ada", NOW - timedelta(days=3), NOW - timedelta(days=3),
    ),
    Maintenance(
        "cables", ("dropbox",), NOW + timedelta(days=2), NOW + timedelta(days=2, hours=4),
        (Words("en", "New cables", ""),), "Ada", NOW - timedelta(days=3), NOW - timedelta(days=3),
    ),
)  # fmt: skip
"""Work that goes on, also where there is an outage, and work to come."""
KINDS: dict[State, Sequence[EventKind]] = {
    State.SUSPECTED: (EventKind.SUSPECTED,),
    State.OPEN: (EventKind.SUSPECTED, EventKind.OPENED, EventKind.GREW),
    State.EASING: (EventKind.OPENED, EventKind.EASED),
    State.RESOLVED: (EventKind.OPENED, EventKind.EASED, EventKind.RESOLVED),
}


async def prepare(instance: Instance) -> None:
    """Put the outages into the stores, and publish."""
    for about in OUTAGES.values():
        kinds = KINDS[about.state]
        events = tuple(
            Event(about.id, kind, NOW - timedelta(minutes=50 - number), f"Then it was {kind}.")
            for number, kind in enumerate(kinds)
        )
        await instance.incidents.save([Revision(about, events)])
    await Work(instance).begin()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an instance that is up."""
    up, addresses, stop = threading.Event(), [""], asyncio.Event()

    async def run() -> None:
        with bound("127.0.0.1", 0) as listener:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            settings = Settings(
                data_dir=tmp_path_factory.mktemp("read"), web=WebConfig(port=0, public_url=address)
            )
            async with open_stores(settings, ManualClock(NOW)) as stores:
                for planned in PLANS:
                    await stores.desk.put_maintenance(planned)
            async with open_instance(settings, clock=ManualClock(NOW), env={}) as instance:
                await prepare(instance)
                async with listening(instance, listener) as addresses[0]:
                    up.set()
                    await stop.wait()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    try:
        while not up.wait(0.1):
            assert thread.is_alive(), "the instance did not start"
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def said_by(command: Sequence[str | Path], folder: Path, **variables: str) -> str:
    """What a program of others prints; it has to end well."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
