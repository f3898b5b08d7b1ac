"""The map, the list of networks and the API tell the same figures: of a judged outage, of one just over, and of a calm day."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from groundswell.core.model import Report
from groundswell.core.status import ServiceView
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.ports import Revision
from tests.town import NOON, report, town
from tests.web.house import House, at_home

START = minute_of(NOON)
USUAL = {"ES": 0.4, "PT": 0.1}
HIT = {"ES": 2.0, "PT": 24.0, "FR": 1.0}
"""reports a minute by country"""
ROW = re.compile(
    r'<tr data-area="(?P<code>[^"]+)" data-level="(?P<level>\d)" data-short="(?P<times>[^"]*)"[^>]*>'
    r"<th[^>]*>[^<]*</th><td[^>]*>(?P<told>[^<]*)(?:<small>[^<]*</small>)?</td><td>(?P<reports>[\d,]+)</td>"
)


def some(rng: np.random.Generator, minute: int, rates: Mapping[str, float]) -> list[Report]:
    return [
        report(
            at=instant_of(minute),
            count=int(number),
            country=code,
            region={"ES": "ES-MD", "PT": "PT-11"}.get(code, ""),
            network="as3352" if code == "ES" else "",
        )
        for code, mean in rates.items()
        if (number := rng.poisson(mean))
    ]


async def learned(house: House) -> Judge:
    """A judge that has heard a quiet day before noon."""
    rng, first = np.random.default_rng(5), START - 1560
    await house.parts.journal.append(
        [one for minute in range(first, START) for one in some(rng, minute, USUAL)]
    )
    await house.count.drain()
    await house.parts.cube.watch(first, START - 1)
    parts = house.parts
    judge = Judge(town(), parts.cube, parts.incidents, parts.journal, JudgeConfig())
    await judge.start(START)
    return judge


async def lived(house: House, judge: Judge, first: int, last: int, rates: Mapping[str, float]) -> None:
    """Minutes [first, last) after noon, each counted and judged."""
    rng = np.random.default_rng(first)
    for minute in range(START + first, START + last):
        if said := some(rng, minute, rates):
            await house.parts.journal.append(said)
        await house.count.drain()
        await house.parts.cube.watch(minute, minute)
        house.clock.set(instant_of(minute + 1))
        await judge.tick(minute)


async def same(house: House) -> tuple[dict[str, Any], ServiceView]:
    """The footprint of Pictures by the API and what its page is made of, held against one another and against the page."""
    view = await house.parts.gather.service("pictures")
    assert view is not None
    assert view.where is not None
    await house.parts.publish.run(["pictures"])
    async with house.client() as client:
        told = (await client.get("/api/v1/services/pictures/footprint")).json()
        page = (await client.get("/s/pictures")).text
    where = view.where
    assert datetime.fromisoformat(told["from"]) == where.first_at
    assert told["by_usual"] == where.by_usual
    by_api = {
        row["value"]: row for axis in ("country", "region") for row in told["axes"][axis] if row["reports"]
    }
    by_page = {area.code: area for area in (*where.countries, *where.regions)}
    assert by_api.keys() - {""} == by_page.keys()
    for code, area in by_page.items():
        row = by_api[code]
        assert (row["reports"], row["level"]) == (area.reports, area.level)
        assert row["times"] == (round(area.times, 4) if area.level else None)
        assert row["expected"] == (round(area.usual, 4) if where.by_usual else None)
    shown = [
        (row["code"], int(row["level"]), int(row["reports"].replace(",", ""))) for row in ROW.finditer(page)
    ]
    assert sorted(shown) == sorted(
        (code, row["level"], row["reports"]) for code, row in by_api.items() if code
    )
    networks = [(share.value, share.reports) for share in view.networks_told]
    assert networks == [(row["value"], row["reports"]) for row in told["axes"]["network"] if row["reports"]]
    return told, view


def test_the_map_and_the_api_tell_the_same_of_an_outage_from_beginning_to_end(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        judge = await learned(house)
        await lived(house, judge, 0, 8, USUAL)
        calm, _ = await same(house)
        assert (calm["incident"], calm["of"], calm["to"]) == (None, None, calm["at"])

        await lived(house, judge, 8, 30, HIT)
        house.clock.set(instant_of(START + 30) + timedelta(seconds=40))
        await house.parts.journal.append([report(at=house.clock.now(), country="PT", count=7)])
        await house.count.drain()  # in a minute that nobody has judged: neither tells it yet
        on, view = await same(house)
        assert on["incident"] == on["of"] == (view.incident and view.incident.id)
        assert datetime.fromisoformat(on["to"]) == instant_of(START + 30)
        assert on["by_usual"]
        worst = on["axes"]["country"][0]
        assert (worst["value"], worst["level"]) == ("PT", 3)
        minutes = START + 30 - minute_of(datetime.fromisoformat(on["from"]))
        assert abs(on["expected"] - 0.5 * minutes) < 0.2 * minutes

        await lived(house, judge, 30, 90, USUAL)
        over, view = await same(house)
        assert view.incident is None
        assert (over["incident"], over["of"]) == (None, on["of"])
        assert datetime.fromisoformat(over["to"]) == view.past[0].resolved_at

        house.clock.set(instant_of(START + 90) + timedelta(hours=4))
        later, _ = await same(house)
        assert later["of"] is None
        assert later["to"] == later["at"]

    at_home(tmp_path, visit)


def test_of_an_outage_that_began_at_no_quarter_hours_ago_both_count_from_its_minute_on(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        judge = await learned(house)
        await lived(house, judge, 0, 8, USUAL)
        await lived(house, judge, 8, 14, HIT)
        first, _ = await same(house)
        await lived(house, judge, 14, 18, HIT)
        live = (await house.parts.incidents.list(service="pictures"))[0]
        long = live.began_at - timedelta(hours=9, minutes=7)
        await house.parts.incidents.save([Revision(replace(live, began_at=long), ())])
        told, _ = await same(house)
        assert datetime.fromisoformat(told["from"]) == long
        assert told["reports"] > first["reports"]

    at_home(tmp_path, visit)


def test_until_the_usual_is_known_both_hold_countries_against_one_another(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        people = [report(at=NOON - timedelta(minutes=10), country=code, count=50) for code in ("ES", "PT")]
        await house.parts.journal.append(people)
        await house.count.drain()
        told, _ = await same(house)
        assert (told["by_usual"], told["expected"]) == (False, None)
        assert [row["expected"] for row in told["axes"]["country"]] == [None, None]

    at_home(tmp_path, visit)
