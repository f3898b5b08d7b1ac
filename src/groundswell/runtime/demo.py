"""The demo: the evening of 21 May 2023 through a real server, then 68 real outages through the same judge.

Act 1 sends a simulated crowd through the HTTP intake of a server whose clock runs fast; act 2 replays what
Downdetector counted. What the first act has to show is checked at its end, so that CI can rely on it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from time import perf_counter

import httpx

from groundswell.core.batch import Batch
from groundswell.core.headline import headline
from groundswell.core.incident import Accuracy
from groundswell.core.model import Axis, EventKind, Incident, SourceKind
from groundswell.core.timegrid import instant_of
from groundswell.errors import ConfigError
from groundswell.flow.count import Count
from groundswell.flow.judge import JudgeConfig
from groundswell.flow.rulings import GRACE
from groundswell.ports import Revision
from groundswell.runtime.build import Instance, open_instance, shipped_catalog
from groundswell.runtime.clock import ManualClock, SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.listener import bound
from groundswell.runtime.rehearse import held_against, read_history, read_labels, rehearse
from groundswell.runtime.roles import Work, listening, running
from groundswell.sim.drive import apart, counts_csv, ndjson, single_reports
from groundswell.sim.scenario import Scenario

EVENING = "instagram-2023-05-21"
ARCHIVE = "downdetector-clouds"
HISTORY_DAYS = 28
ARCHIVE_FOUND_MIN = 64
_STORY = "instagram"
_SISTERS = ("facebook", "whatsapp")
_SINGLY_ONE_IN = 200
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"
_BARS = " ▁▂▃▄▅▆▇█"
_BAR_FULL = 190_000

Say = Callable[[str], None]
AtEnd = Callable[[str, str, "Evening"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that the evening has to show, and whether it did."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Evening:
    """What act 1 showed."""

    incidents: tuple[Incident, ...]
    peak_reports: int
    peak_at: datetime
    expectations: tuple[Expectation, ...]


async def play_evening(
    settings: Settings, say: Say, *, speed: float | None, at_end: AtEnd | None = None
) -> Evening:
    """Act 1 at `speed` times real time, None: as fast as it goes. `at_end` is awaited while the page is still up, with
    its address and that of its desk."""
    scenario = Scenario.load(EVENING)
    clock = ManualClock(scenario.begins_at)
    settings = replace(settings, instance_name="Groundswell demo")
    async with open_instance(settings, clock, notice=scenario.label) as instance:
        if await instance.journal.last():
            raise ConfigError(f"{settings.data_dir} holds reports already: the demo wants an empty directory")
        await _remember(instance, scenario.history(HISTORY_DAYS))
        work = Work(instance)
        await work.begin()
        web = settings.web
        with bound(web.host, web.port) as listener:
            async with listening(instance, listener) as address:
                desk = f"{address}{await instance.people.first_link() or '/desk'}"
                say(f"The page is up: {address}/s/{_STORY}")
                say(f"Its desk:       {desk}")
                say("                (once: choose a name and password)")
                say(f"Its data:       {settings.data_dir.absolute()}")
                say(f"Act 1. {scenario.title}. {scenario.label}")
                pace = f"{speed:g} times as fast as it was" if speed else "as fast as it goes"
                say(f"Six hours, {pace}; every report goes through this server's HTTP intake:")
                say(
                    f"one person in {_SINGLY_ONE_IN} reports singly, as from the page; the others come as a partner's bulk.\n"
                )
                async with httpx.AsyncClient(base_url=address, timeout=60.0) as client:
                    await _evening(scenario, instance, work, clock, client, say, speed)
                evening = await _judged(instance, scenario)
                if at_end is not None:
                    clock.run_on()  # at the pace of people
                    async with running(work, instance):  # whoever presses the button now is heard
                        is_taken = await instance.people.people.count() > 0
                        await at_end(address, f"{address}/desk" if is_taken else desk, evening)
    return evening


async def play_archive(say: Say, progress: Callable[[str, int, int], None]) -> Accuracy:
    """Act 2: the archive that comes with groundswell, held against Downdetector's own alarms."""
    say("\nAct 2. 68 real outages of AWS, Azure and Google Cloud, 2018-2019, as Downdetector counted them.")
    with as_file(files("groundswell.sim") / "archive" / ARCHIVE) as folder:
        catalog = shipped_catalog()
        history = read_history(folder / "counts.csv", catalog, SystemClock().now(), 15)
        labels = read_labels(folder / "labels.csv", catalog)
    began = perf_counter()
    replayed = await rehearse(history, None, JudgeConfig(), progress)
    accuracy = held_against(replayed, labels)
    say(f"{replayed.bins:,} quarter hours judged in {perf_counter() - began:.0f} s.")
    return accuracy


async def _remember(instance: Instance, history: Batch) -> None:
    """Four quiet weeks before the evening, counted as they would have been."""
    await instance.journal.append(history)
    await Count(instance.journal, instance.cube).drain()
    minutes = history.observed_at // 60_000
    await instance.cube.watch(int(minutes.min()), int(minutes.max()))


async def _evening(
    scenario: Scenario,
    instance: Instance,
    work: Work,
    clock: ManualClock,
    client: httpx.AsyncClient,
    say: Say,
    speed: float | None,
) -> None:
    began = perf_counter()
    for number, (minute, batch) in enumerate(scenario.minutes(), start=1):
        clock.set(instant_of(minute + 1) + GRACE)
        await _send(client, batch, instance.secrets.token)
        for change in await work.minute(minute):
            _tell(change, instance, say)
        if (minute + 1) % 15 == 0:
            await _quarter(instance, minute + 1, say)
        if speed is not None:
            await asyncio.sleep(max(0.0, began + number * 60.0 / speed - perf_counter()))


async def _send(client: httpx.AsyncClient, batch: Batch, token: str) -> None:
    """One minute's reports and visits: some people each by themselves, as from the page, and the others through the bulk
    interface, gzipped as a partner would send them."""
    singly, batch = apart(batch, _SINGLY_ONE_IN)
    for sender, body in single_reports(singly):
        headers = {"User-Agent": _BROWSER, "Content-Type": "application/json"}
        headers["X-Forwarded-For"] = sender
        answer = await client.post("/api/v1/reports", content=body, headers=headers)
        if (
            answer.status_code != httpx.codes.TOO_MANY_REQUESTS
        ):  # who taps for the fourth time is told to wait
            answer.raise_for_status()
    bodies = (
        ("/api/v1/reports/bulk", "application/x-ndjson", await asyncio.to_thread(ndjson, batch)),
        ("/api/v1/counts/bulk", "text/csv", await asyncio.to_thread(counts_csv, batch)),
    )
    for path, media_type, body in bodies:
        if not body:
            continue
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": media_type,
            "Content-Encoding": "gzip",
        }
        answer = await client.post(
            path, content=await asyncio.to_thread(gzip.compress, body, 1), headers=headers
        )
        answer.raise_for_status()


_HEADINGS = {
    EventKind.SUSPECTED: "suspected",
    EventKind.OPENED: "OPEN",
    EventKind.RELAPSED: "rising again",
    EventKind.RESOLVED: "OVER",
    EventKind.REOPENED: "open again",
    EventKind.DISMISSED: "turned out to be calm",
}
_SAID_BY_THE_NOTE = (EventKind.PEAKED, EventKind.EASED, EventKind.EXPLAINED)


def _tell(change: Revision, instance: Instance, say: Say) -> None:
    incident = change.incident
    service = instance.catalog.services[incident.service]
    for event in change.events:
        words = event.note
        if event.kind in (EventKind.OPENED, EventKind.RESOLVED):
            words = headline(
                service,
                incident,
                at=event.at,
                reports=incident.reports,
                usual=incident.reports / max(incident.ratio, 1e-9),
                catalog=instance.catalog,
            )
        say(f"{event.at:%H:%M}  {told_line(service.name, event.kind, words)}")


def told_line(name: str, kind: EventKind, words: str) -> str:
    """What happened to the service of that name, for the terminal; `words` are the event's note or a headline."""
    if kind is EventKind.GREW:
        _, colon, rest = words.partition(": ")
        return f"{name}. Growing: {rest}" if colon else f"{name}. {words}"
    if kind in _SAID_BY_THE_NOTE:
        return f"{name}. {words}"
    return f"{name} {_HEADINGS.get(kind, kind.value)}. {words}"


async def _quarter(instance: Instance, end: int, say: Say) -> None:
    """One line a quarter of an hour: the story's bar, and its sisters in figures."""
    first = end - 15
    reports = {slug: await _trouble(instance, slug, first, end - 1) for slug in (_STORY, *_SISTERS)}
    height = min(reports[_STORY] / _BAR_FULL, 1.0) * 12
    bar = "█" * int(height) + _BARS[int((height - int(height)) * 8)]
    figures = ", ".join(f"{instance.catalog.services[slug].name} {reports[slug]:,}" for slug in _SISTERS)
    say(f"{instant_of(end):%H:%M}  {bar:<13}{reports[_STORY]:>8,} reports in 15 minutes   ({figures})")


async def _trouble(instance: Instance, slug: str, first: int, last: int) -> int:
    totals = await instance.cube.totals(first, last, service=slug, axis=Axis.ALL)
    return sum(count for (_, kind, works), count in totals.items() if kind is SourceKind.PERSON and not works)


async def _judged(instance: Instance, scenario: Scenario) -> Evening:
    """The evening held against what was published of it."""
    incidents = tuple(await instance.incidents.list(since=scenario.begins_at, limit=1000))
    quarters = range(scenario.first_minute, scenario.last_minute + 1, 15)
    peak, peak_at = max([(await _trouble(instance, _STORY, first, first + 14), first) for first in quarters])
    return Evening(incidents, peak, instant_of(peak_at), expected_of_evening(incidents, peak))


def expected_of_evening(incidents: Sequence[Incident], peak: int) -> tuple[Expectation, ...]:
    """What was published of the evening, and whether `incidents` and the `peak` reports of a quarter hour are like it."""
    opened = [incident for incident in incidents if incident.opened_at is not None]
    story = [incident for incident in opened if incident.service == _STORY]
    sisters = [incident for incident in opened if incident.service in _SISTERS]
    opened_at = story[0].opened_at if story else None
    resolved_at = story[0].resolved_at if story else None
    return (
        Expectation(
            f"Instagram opened {_clock(opened_at)}, between 21:45 and 22:19 UTC",
            opened_at is not None and _at(21, 45) <= opened_at <= _at(22, 19),
        ),
        Expectation(
            f"resolved {_clock(resolved_at)}, between 23:15 and 01:30 UTC",
            resolved_at is not None and _at(23, 15) <= resolved_at <= _at(25, 30),
        ),
        Expectation("one incident of Instagram's, not several", len(story) == 1),
        Expectation("no incident for Facebook or WhatsApp, whose reports rose by mistake", not sisters),
        Expectation(
            f"at the peak {peak:,} reports in fifteen minutes over all countries, between 175,000 and 195,000",
            175_000 <= peak <= 195_000,
        ),
        Expectation("no incident for any other service", len(opened) == len(story) + len(sisters)),
    )


def expected_of_archive(accuracy: Accuracy) -> Expectation:
    """What act 2 has to show."""
    words = f"at least {ARCHIVE_FOUND_MIN} of {len(accuracy.rows)} found, opened in time or on already"
    return Expectation(words, accuracy.found >= ARCHIVE_FOUND_MIN)


def _at(hour: int, minute: int) -> datetime:
    return datetime(2023, 5, 21, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def _clock(at: datetime | None) -> str:
    return f"at {at:%H:%M}" if at is not None else "never"
