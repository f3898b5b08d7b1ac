"""A headline sends people to a page: many visits by its link, some reports of everything, and no incident."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import REFERRED, Axis, Held, Report, SourceKind
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.web.front import is_referred
from tests.town import NOON, report
from tests.web.house import House, at_home
from tests.web.test_front import BROWSER, publish

START = minute_of(NOON)
SYMPTOMS = ("app", "feed", "log-in")
COUNTRIES = ("ES", "PT")
NEWS = {"referer": "https://news.example/an-outage-of-yesterday"}


def evenly(minute: int, each: float, rng: np.random.Generator) -> list[Report]:
    """Reports on Pictures, `each` a minute of every symptom in either country."""
    return [
        report("pictures", instant_of(START + minute), count=int(number), country=country, symptom=symptom)
        for symptom in SYMPTOMS
        for country in COUNTRIES
        if (number := rng.poisson(each))
    ]


async def mornings(house: House, rng: np.random.Generator) -> Judge:
    """A judge who has seen two calm days, with a visit a minute."""
    rows = []
    for minute in range(-2880, 0):
        rows += evenly(minute, 1.5, rng)
        visits = report("pictures", instant_of(START + minute), source_kind=SourceKind.VISIT, count=1)
        rows.append(visits)
    await house.parts.journal.append(rows)
    await house.count.drain()
    await house.parts.cube.watch(START - 2880, START - 1)
    parts = house.parts
    judge = Judge(parts.catalog, parts.cube, parts.incidents, parts.journal, JudgeConfig())
    await judge.start(START)
    return judge


async def crowded(house: House, judge: Judge, headers: Mapping[str, str], minutes: int) -> set[Held | None]:
    """Five times the reports and fifteen visits a minute with these headers; why each minute opened nothing."""
    rng = np.random.default_rng(3)
    publish(house)
    reasons: set[Held | None] = set()
    for minute in range(minutes):
        house.clock.set(instant_of(START + minute))
        for person in range(15):
            address = f"192.0.{minute}.{person}"
            async with house.client(address, **BROWSER, **headers) as people:
                assert (await people.get("/s/pictures")).status_code == 200
        await house.parts.admit.flush_visits()
        await house.parts.journal.append(evenly(minute, 8.0, rng))
        await house.count.drain()
        await house.parts.cube.watch(START + minute, START + minute)
        await judge.tick(START + minute)
        reasons |= {finding.held for finding in judge.findings.values()}
    return reasons


def test_a_headline_opens_nothing_and_the_verdict_says_bump(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        judge = await mornings(house, np.random.default_rng(1))
        reasons = await crowded(house, judge, NEWS, 75)
        # By chance a minute may rise beyond what is held back: a suspicion then, and no more.
        assert all(each.opened_at is None for each in await house.parts.incidents.list())
        assert reasons <= {Held.BUMP, None}
        finding = judge.findings["pictures"]
        assert (finding.held, finding.alarm) == (Held.BUMP, False)
        *_, rise = await house.parts.incidents.held()
        assert (rise.service, rise.reason) == ("pictures", Held.BUMP)
        assert rise.last_at == instant_of(START + 75)
        assert instant_of(START) <= rise.began_at <= instant_of(START + 15)
        assert rise.reports > 4 * rise.expected
        assert judge.held_begun == {Held.BUMP: 1}

    at_home(tmp_path, visit)


def test_the_same_crowd_that_comes_by_itself_has_an_outage(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        judge = await mornings(house, np.random.default_rng(1))
        reasons = await crowded(house, judge, {"referer": "http://town.test/"}, 30)
        (incident,) = await house.parts.incidents.list()
        assert incident.opened_at is not None
        assert Held.BUMP not in reasons

    at_home(tmp_path, visit)


def test_a_visit_says_by_its_symptom_that_it_followed_a_link_and_nothing_of_the_link_is_kept(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        publish(house)
        for address, headers in (("192.0.2.1", {}), ("192.0.2.2", NEWS), ("192.0.3.2", NEWS)):
            async with house.client(address, **BROWSER, **headers) as person:
                await person.get("/s/pictures")
        await house.parts.admit.flush_visits()
        await house.count.drain()
        told = await house.parts.cube.breakdown(START, START, service="pictures")
        assert told[Axis.ALL] == {("", SourceKind.VISIT, False): 3}
        assert told[Axis.SYMPTOM] == {(REFERRED, SourceKind.VISIT, False): 2}
        for path in tmp_path.iterdir():
            assert b"news.example" not in path.read_bytes()

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("referer", "referred"),
    [
        (b"", False),
        (b"https://news.example/", True),
        (b"https://NEWS.example:8443/a/b?c", True),
        (b"android-app://com.example.reader/", True),
        (b"https://town.test/s/letters", False),
        (b"http://town.test:8000/", False),
        (b"https://outages.example/", False),
        (b"https://www.google.co.uk/", False),
        (b"https://duckduckgo.com/", False),
        (b"https://search.yahoo.com/", False),
        (b"android-app://com.google.android.googlequicksearchbox/", False),
        (b"https://news.google.com/", True),
        (b"https://notgoogle.example/", True),
        (b"nonsense", False),
        (b"://", False),
        (b"\xff\x00://\xfe", True),
    ],
)
def test_only_a_link_on_somebody_elses_page_refers(referer: bytes, referred: bool) -> None:
    headers = {b"host": b"town.test:8000", b"referer": referer}
    assert is_referred(headers, b"outages.example") is referred
