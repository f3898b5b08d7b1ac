"""What is behind an outage: planted reports walk from the front door to the page, which names what they have in common."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.batch import Batch
from groundswell.core.catalog import Catalog
from groundswell.core.headline import event_note, incident_line
from groundswell.core.model import (
    Area,
    Axis,
    EventKind,
    Footprint,
    Incident,
    Network,
    Receipt,
    Report,
    Share,
    Usual,
    Visitor,
)
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.flow.admit import Admit, AdmitConfig
from groundswell.flow.count import Count
from groundswell.flow.explain import Explain
from groundswell.flow.gather import Gather
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.ports import Revision
from groundswell.web.render import Render
from tests.flow.rooms import Rooms, moved, rooms
from tests.town import NOON, submission, town
from tests.town import incident as town_incident

START = minute_of(NOON)
DAYS = 3
COUNTRIES = {"ES": 0.4, "PT": 0.2, "FR": 0.25, "DE": 0.15}
NETWORKS = {"as1": 0.4, "as2": 0.3, "as3352": 0.3}
"""of every country: carriers that work in several"""
PLATFORMS = {"android": 0.5, "ios": 0.3, "web": 0.2}
SYMPTOMS = {"app": 0.5, "feed": 0.3, "log-in": 0.2}
Where = Mapping[str, str]
USUALLY: Where = {}


def world_catalog() -> Catalog:
    small = town()
    more = [Area("FR", "France"), Area("DE", "Germany"), Area("ES-CT", "Catalonia", "ES")]
    return replace(
        small,
        areas={**small.areas, **{area.code: area for area in more}},
        networks={
            "as1": Network("as1", "Omnitel"),
            "as2": Network("as2", "Wireline"),
            "as3352": Network("as3352", "Town Fixed"),
        },
    )


CATALOG = world_catalog()


def person(rng: np.random.Generator, where: Where) -> dict[str, str]:
    """Somebody who reports, as it usually is but for what `where` says."""

    def one(shares: Mapping[str, float]) -> str:
        return str(rng.choice(list(shares), p=list(shares.values())))

    said = {
        "symptom": one(SYMPTOMS),
        "country": one(COUNTRIES),
        "network": one(NETWORKS) if rng.random() < 0.8 else "",
        "platform": one(PLATFORMS),
        "app_version": one({"7.1": 0.6, "7.0": 0.4}) if rng.random() < 0.3 else "",
    }
    if where.get("country", said["country"]) == "ES" and rng.random() < 0.7:
        said["region"] = str(rng.choice(["ES-MD", "ES-CT"]))
    return {**said, **where}


def history(rng: np.random.Generator) -> Batch:
    """Quiet days: a report of Pictures about every fourth minute."""
    minutes = np.flatnonzero(rng.random(DAYS * 1440) < 0.25)
    return Batch.of(
        [Report("pictures", instant_of(START - DAYS * 1440 + int(at)), **person(rng, {})) for at in minutes]  # type: ignore[arg-type]
    )


_first: list[tuple[Judge, Rooms, Sequence[Usual]]] = []
"""Who has heard those days, in which rooms, and what it drew as usual."""


class Story:
    """A real front door, journal, count, judge and page."""

    def __init__(self, world: Rooms) -> None:
        self.world = world
        self.rng = np.random.default_rng(5)
        self.door = Admit(CATALOG, world.journal, world.clock, AdmitConfig(), bytes(32))
        self.count = Count(world.journal, world.cube)
        self.people = 0
        self.changes: list[Revision] = []
        self.judge = self.new_judge()

    def new_judge(self) -> Judge:
        world = self.world
        explain = Explain(CATALOG, world.cube, world.incidents, world.journal)
        return Judge(CATALOG, world.cube, world.incidents, world.journal, JudgeConfig(), explain=explain)

    async def begin(self) -> None:
        self.world.clock.set(instant_of(START - 120))
        await self.world.journal.append(history(self.rng))
        self.world.clock.set(NOON)
        await self.count.drain()
        await self.world.cube.watch(START - DAYS * 1440, START - 1)
        if not _first:
            await self.judge.start(START)
            _first.append((self.judge, self.world, await self.world.cube.usual(START - 1440, START)))
        judge, then, drawn = _first[0]
        for usual in drawn:
            await self.world.cube.put_usual(usual)
        self.judge = moved(judge, then, self.world, CATALOG)

    async def minutes(self, first: int, last: int, reports: int, where: Where = USUALLY) -> None:
        """So many people a minute with trouble as planted, beside the usual ones; each says it twice."""
        for minute in range(first, last):
            self.world.clock.set(instant_of(START + minute))
            usual = int(self.rng.random() < 0.25)
            for number in range(reports + usual):
                await self.says(person(self.rng, where if number < reports else {}))
            await self.count.drain()
            await self.world.cube.watch(START + minute, START + minute)
            self.world.clock.set(instant_of(START + minute + 1))
            self.changes += await self.judge.tick(START + minute)

    async def says(self, said: Mapping[str, str]) -> None:
        self.people += 1
        symptom, version = said["symptom"], said["app_version"]
        visitor = Visitor(
            self.people,
            self.people,
            said["country"],
            said.get("region", ""),
            said["network"],
            said["platform"],
        )
        for _ in range(2):
            told = submission(
                visitor=visitor,
                symptom=symptom,
                app_version=version or None,
                received_at=self.world.clock.now(),
            )
            assert isinstance(await self.door.one(told), Receipt)

    async def incident(self) -> Incident:
        (incident,) = [one for one in await self.world.incidents.list() if one.opened_at]
        return incident

    async def page(self) -> str:
        gather = Gather(CATALOG, self.world.cube, self.world.incidents, self.world.clock)
        view = await gather.incident((await self.incident()).id)
        assert view is not None
        return Render(CATALOG).incident(view).bodies["identity"].decode()

    async def causes(self) -> list[Mapping[str, str]]:
        known = (await self.incident()).footprint.explanation
        assert known is not None
        return [cause.values for cause in known.causes]


def told(tmp_path: Path, story: Callable[[Story], Awaitable[None]]) -> None:
    async def run() -> None:
        async with rooms(tmp_path) as world:
            tale = Story(world)
            await tale.begin()
            await story(tale)

    asyncio.run(run())


CARRIER = {"country": "ES", "network": "as3352", "platform": "android"}


def test_one_carrier_in_one_country_on_android_is_named_on_the_page(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 30, 8, CARRIER)
        assert await tale.causes() == [CARRIER]
        page = await tale.page()
        assert "mostly the app on Android, in Spain, on Town Fixed. " in page
        assert '<th scope="row">On Android, in Spain, on Town Fixed</th>' in page
        events = [event for change in tale.changes for event in change.events]
        (explained,) = [event for event in events if event.kind is EventKind.EXPLAINED]
        assert explained.note == "What the reports have in common: on Android, in Spain, on Town Fixed."

    told(tmp_path, story)


def test_the_event_that_opens_an_outage_says_of_where_it_is_what_the_page_says_in_that_minute(
    tmp_path: Path,
) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        for minute in range(5, 30):
            await tale.minutes(minute, minute + 1, 30, CARRIER)
            opened = [
                change for change in tale.changes if any(e.kind is EventKind.OPENED for e in change.events)
            ]
            if opened:
                break
        (change,) = opened
        assert change.incident.footprint.explanation is not None
        (event,) = [event for event in change.events if event.kind is EventKind.OPENED]
        assert event.note == event_note(EventKind.OPENED, change.incident, catalog=CATALOG)
        assert "in Spain, on Town Fixed" in event.note

    told(tmp_path, story)


def test_an_even_excess_is_said_to_have_nothing_in_common_but_the_service(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 30, 8)
        assert await tale.causes() == [{}]
        page = await tale.page()
        assert ", mostly the app, worst in " in page
        assert "Nothing but the service: no place, network, device or version stands out" in page
        assert not any(
            event.kind is EventKind.EXPLAINED for change in tale.changes for event in change.events
        )

    told(tmp_path, story)


def test_a_region_is_named(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 30, 8, {"country": "ES", "region": "ES-MD"})
        assert await tale.causes() == [{"region": "ES-MD"}]
        assert ", mostly the app, in Madrid. " in await tale.page()

    told(tmp_path, story)


def test_each_counted_report_is_read_once_and_a_restart_reads_again(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 16, 8, CARRIER)
        tale.judge = tale.new_judge()
        await tale.judge.start(START + 16)
        await tale.minutes(16, 27, 8, CARRIER)
        assert await tale.causes() == [CARRIER]
        known = (await tale.incident()).footprint.explanation
        assert known is not None
        first, last = minute_of(known.since), minute_of(known.at) - 1
        totals = await tale.world.cube.totals(first, last, service="pictures", axis=Axis.ALL)
        assert known.reports == sum(totals.values())

    told(tmp_path, story)


def test_causes_that_are_told_on_keep_the_figures_that_they_were_found_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(tale: Story) -> None:
        await tale.minutes(0, 5, 0)
        await tale.minutes(5, 20, 8, CARRIER)
        before = (await tale.incident()).footprint.explanation
        asked: list[int] = []

        def nothing(*_: object) -> tuple[()]:
            asked.append(1)
            return ()

        monkeypatch.setattr("groundswell.flow.explain.explain", nothing)
        await tale.minutes(20, 45, 8, CARRIER)
        assert (await tale.incident()).footprint.explanation == before
        assert 1 <= len(asked) <= 3  # and is not asked again every minute

    told(tmp_path, story)


APPS = ("pictures", "letters", "films", "bank")


@pytest.mark.parametrize("where", [CARRIER, USUALLY])
def test_an_incident_of_several_services_is_explained_over_all_of_them(tmp_path: Path, where: Where) -> None:
    async def story(tale: Story) -> None:
        world, rng = tale.world, tale.rng
        habits = [
            Report(app, instant_of(START - 10 * n - 60), **{**person(rng, {}), "region": ""})  # type: ignore[arg-type]
            for app in APPS
            for n in range(250)
        ]
        now = [
            Report(app, instant_of(START + minute), **{**person(rng, where), "region": ""})  # type: ignore[arg-type]
            for app, many in zip(APPS, (9, 6, 2, 4), strict=True)
            for minute in range(20)
            for _ in range(many)
        ]
        await world.journal.append(habits)
        await world.journal.append(now)
        await tale.count.drain()
        few = np.array([1.0, 2.0, 0.5, 0.7])
        for quarter in (0, 15):
            await world.cube.put_usual(Usual(START + quarter, 15, APPS, few, few))
        shared = replace(
            town_incident(),
            began_at=NOON,
            members=APPS,
            cause="cloud",
            cause_kind="cloud",
            footprint=Footprint(symptoms=tuple(Share(each, 0.5, len(now) // 2) for each in ("app", "feed"))),
        )
        explain = Explain(CATALOG, world.cube, world.incidents, world.journal)
        (change,) = await explain.of([Revision(shared, ())], START + 20)
        known = change.incident.footprint.explanation
        assert known is not None
        assert [cause.values for cause in known.causes] == [where]
        assert known.reports == len(now)
        assert known.expected == pytest.approx(4.2 * 20 / 15)
        told_usual = [share.usual for share in change.incident.footprint.symptoms]
        assert None not in told_usual
        before = [row.symptom for row in habits]
        usually = [before.count(each) / sum(map(bool, before)) for each in ("app", "feed")]
        assert told_usual == pytest.approx(usually, abs=0.05)
        sentence = incident_line(CATALOG.services["pictures"], change.incident, at=NOON, catalog=CATALOG)
        assert ("Cloud likely behind it, mostly on Android, in Spain, on Town Fixed" in sentence) == bool(
            where
        )
        assert "everywhere" not in sentence  # nobody says from where

    told(tmp_path, story)


def test_a_journal_that_does_not_answer_leaves_the_judge_at_work(tmp_path: Path) -> None:
    async def story(tale: Story) -> None:
        async def broken(*_: object) -> list[object]:
            raise StoreUnavailableError("the disk is full")

        await tale.minutes(0, 5, 0)
        kept = tale.world.journal.at
        tale.world.journal.at = broken  # type: ignore[method-assign, assignment]
        await tale.minutes(5, 15, 8, CARRIER)
        assert (await tale.incident()).footprint.explanation is None
        tale.world.journal.at = kept  # type: ignore[method-assign]
        await tale.minutes(15, 16, 8, CARRIER)
        assert await tale.causes() == [CARRIER]

    told(tmp_path, story)
