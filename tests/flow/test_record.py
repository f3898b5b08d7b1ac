"""What is written down of an incident each minute: how sure, how bad, and of whom."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.incident import Measures, Thresholds, severity
from groundswell.core.model import Certainty, EventKind, Incident, Service, SourceKind
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.listen import Heard
from groundswell.flow.record import Record, Tick
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, report, town

START = minute_of(NOON)
PEOPLE, PARTNER = SourceKind.PERSON, SourceKind.PARTNER


async def heard(world: Rooms, rates: Mapping[tuple[str, SourceKind], float], first: int, last: int) -> None:
    """Reports of each kind at its rate in the minutes [first, last) after noon, counted and watched."""
    rng = np.random.default_rng([first + 1440, last + 1440])
    await world.journal.append(
        [
            report(slug, instant_of(START + minute), count=int(number), source_kind=kind, country="ES")
            for minute in range(first, last)
            for (slug, kind), rate in rates.items()
            if (number := rng.poisson(rate))
        ]
    )
    await Count(world.journal, world.cube).drain()
    await world.cube.watch(START + first, START + last - 1)


def test_two_kinds_that_both_rise_make_an_outage_observed_and_one_that_is_as_usual_does_not(
    tmp_path: Path,
) -> None:
    """Partners tell of both services all day long; of the pictures more than ever, of the letters as always. More people look at the
    bank's page than report on it, as they do at the films', where they look as always; whoever reports has looked, too. Of the
    carrier people write elsewhere, which is no report."""
    usual = {(slug, kind): 0.4 for slug in ("pictures", "letters") for kind in (PEOPLE, PARTNER)}
    usual |= {("ringring", PEOPLE): 0.4, ("ringring", SourceKind.POST): 2.0}
    usual |= {(slug, PEOPLE): 0.4 for slug in ("bank", "films")}
    usual |= {(slug, SourceKind.VISIT): 2.0 for slug in ("bank", "films")}
    storm = {**usual, ("pictures", PEOPLE): 30.0, ("pictures", PARTNER): 8.0, ("letters", PEOPLE): 30.0}
    storm |= {(slug, PEOPLE): 30.0 for slug in ("bank", "films", "ringring")}
    storm |= {
        ("bank", SourceKind.VISIT): 75.0,
        ("films", SourceKind.VISIT): 32.0,
        ("ringring", SourceKind.POST): 20.0,
    }

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await heard(world, usual, -720, 0)
            judge = Judge(town(), world.cube, world.incidents, world.journal, JudgeConfig())
            await judge.start(START)
            for minute in range(20):
                await heard(world, usual if minute < 5 else storm, minute, minute + 1)
                world.clock.set(instant_of(START + minute + 1))
                await judge.tick(START + minute)
            known = {each.service: each for each in await world.incidents.list()}
            assert known["pictures"].certainty is Certainty.OBSERVED
            assert known["letters"].certainty is Certainty.LIKELY
            assert known["bank"].certainty is Certainty.OBSERVED
            assert known["films"].certainty is Certainty.LIKELY
            assert known["ringring"].certainty is Certainty.OBSERVED
            assert known["ringring"].footprint.reports < 550  # people alone: 30 in each of 15 minutes or so

    asyncio.run(story())


def measures(reports: int, expected: float, score: float = 30.0, threshold: float = 6.5) -> Measures:
    """A minute of so many reports in a quarter of an hour."""
    return Measures(
        at=NOON,
        alarm=True,
        score=score,
        threshold=threshold,
        reports=reports,
        expected=expected,
        upper=expected,
        excess_hour=float(reports),
        works=0,
        peak=reports,
        quiet_minutes=0,
        lowest=0,
        told=0,
    )


def noon(services: int) -> Tick:
    """The minute before noon, of which a record reads the time alone."""
    none, zeros = np.zeros(services, dtype=np.int64), np.zeros(services)
    no = np.zeros(services, dtype=np.bool_)
    silent = Heard(START - 1, none, none, no, zeros, zeros, zeros, none - 1, zeros, [""] * services, {}, [])
    return Tick(START - 1, NOON, ~no, silent, none, zeros, none, {}, ())


def recorder(world: Rooms, catalog: Catalog) -> Record:
    return Record(catalog, world.cube, world.incidents, Thresholds(), 1)


def test_how_bad_it_is_is_judged_against_what_was_usual_at_its_peak(tmp_path: Path) -> None:
    """At night few reports are usual, in the morning many: by then an outage of the night is no smaller."""

    async def story() -> tuple[Incident, Incident, Incident]:
        async with rooms(tmp_path) as world:
            record, tick = recorder(world, town()), noon(len(town().services))
            night = await record.measured(incident(peak_reports=0), measures(4000, 5.0), tick)
            morning = await record.measured(night, measures(3000, 2900.0), tick)
            return night, morning, await record.measured(morning, measures(6000, 3000.0), tick)

    night, morning, noontide = asyncio.run(story())
    hours = 0.5
    assert night.severity == morning.severity == severity(3995.0, 800.0, 1, hours)
    assert (morning.peak_reports, morning.peak_usual) == (4000, 5.0)
    assert (noontide.peak_reports, noontide.peak_usual) == (6000, 3000.0)
    assert noontide.severity == severity(3000.0, 2.0, 1, hours) < night.severity


def test_a_score_is_held_against_the_threshold_of_its_own_minute(tmp_path: Path) -> None:
    """A busy part with a high threshold was loud; what is left is a small one with a low threshold, not clear by itself."""

    async def story() -> Incident:
        async with rooms(tmp_path) as world:
            record, tick = recorder(world, town()), noon(len(town().services))
            begun = incident(certainty=Certainty.POSSIBLE, score=0.0)
            loud = await record.measured(begun, measures(40, 5.0, score=12.0, threshold=10.0), tick)
            return await record.measured(loud, measures(20, 5.0, score=7.0, threshold=6.5), tick)

    last = asyncio.run(story())
    assert last.score == 12.0
    assert last.certainty is Certainty.POSSIBLE


def test_the_footprint_of_several_services_is_of_all_of_them(tmp_path: Path) -> None:
    """Thirty shops, of which each but the first sends one report in a country of its own, over hours."""
    shops = [
        Service(f"shop-{n}", f"Shop {n}", "owner", "bank", ("app",), depends_on=("cloud",)) for n in range(30)
    ]
    known = town()
    catalog = replace(known, services={**known.services, **{shop.slug: shop for shop in shops}})
    began = NOON - timedelta(minutes=200)
    shared = incident(began_at=began, members=tuple(sorted(shop.slug for shop in shops)), cause="cloud")

    async def story() -> Incident:
        async with rooms(tmp_path) as world:
            rows = [
                report(shop.slug, began + timedelta(minutes=6 * n), count=1, country="ES" if n % 2 else "PT")
                for n, shop in enumerate(shops)
            ]
            rows += [report("pictures", NOON - timedelta(minutes=5), count=50)]
            rows += [report("shop-3", began - timedelta(minutes=1), count=50)]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            record, tick = recorder(world, catalog), noon(len(catalog.services))
            return await record.measured(shared, measures(30, 1.0), tick)

    found = asyncio.run(story())
    assert found.footprint.reports == 30
    assert {share.value: share.reports for share in found.footprint.countries} == {"ES": 15, "PT": 15}


def test_an_outage_of_several_is_planned_where_all_of_them_are_and_overruns_when_another_is_hit() -> None:
    thresholds = Thresholds()
    record = Record(town(), None, None, thresholds, 1)  # type: ignore[arg-type]  # nothing is read here
    record.windows = {"films": "m1", "bank": "m2"}
    assert record.planned(("films", "bank")) == "m1"
    assert record.planned(("films", "bank", "letters")) == ""
    shared = incident(id="s", service="films", members=("bank", "films"), cause="cloud", planned="m1")
    assert record.overran({"films": {"s": shared}}, {"films": "m1", "bank": "m2"}, NOON) == []
    (late,) = record.overran({"films": {"s": shared}}, {"films": "m1"}, NOON)
    assert (late.incident.planned, [event.kind for event in late.events]) == ("", [EventKind.OVERRAN])
