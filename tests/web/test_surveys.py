"""Pages over many services: what is down in a category, in a place, among those compared, by filters; the method."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from groundswell.core.model import Drop, Footprint, Held, HeldRise, Share, State
from groundswell.core.status import GroupView, MethodView, ServiceView, Siege
from groundswell.ports import Revision
from groundswell.web.measured import MEASURED
from groundswell.web.render import Render
from groundswell.web.surveys import DROPS, HELD
from tests.law.laws import ROOT
from tests.town import NOON, incident
from tests.web.house import House, house
from tests.web.reading import html
from tests.web.views import TOWN, service_view

CATEGORY = TOWN.services["pictures"].category


@asynccontextmanager
async def troubled(folder: Path) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    """A house in which Pictures is down, mostly in Spain."""
    async with house(folder) as opened:
        spread = Footprint(countries=(Share("ES", 0.6, 60),))
        one = incident(State.OPEN, footprint=spread, updated_at=NOON)
        await opened.parts.incidents.save([Revision(one, ())])
        async with opened.client() as client:
            yield opened, client


def read(folder: Path, path: str, **headers: str) -> httpx.Response:
    async def run() -> httpx.Response:
        async with troubled(folder) as (_opened, client):
            return await client.get(path, headers=headers)

    return asyncio.run(run())


def first_sentence(page: httpx.Response) -> str:
    found = re.search(r'<p class="headline">(.*?)</p>', page.text)
    assert page.status_code == 200
    assert found
    return found[1]


def test_a_category_says_which_of_its_services_is_down(tmp_path: Path) -> None:
    assert first_sentence(read(tmp_path, f"/c/{CATEGORY}")).endswith(
        "people report trouble with Pictures right now."
    )


def test_a_place_says_what_is_reported_from_there_and_what_only_elsewhere(tmp_path: Path) -> None:
    here = read(tmp_path / "1", "/in/ES")
    assert "people report trouble with Pictures right now" in first_sentence(here)
    assert "60 % of all reports about it come from here." in here.text
    assert "elsewhere there is one" in first_sentence(read(tmp_path / "2", "/in/PT"))
    network = first_sentence(read(tmp_path / "3", "/on/as3352"))
    assert "elsewhere there is one" in network, "where it is was said, though not on which network"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in "123":
        (tmp_path / name).mkdir()


@pytest.mark.parametrize(
    "path", ["/c/nothing", "/in/XX", "/in/", "/on/nobody", "/compare/pictures", "/compare/pictures,nothing"]
)
def test_what_is_not_there_has_no_page(tmp_path: Path, path: str) -> None:
    assert read(tmp_path, path, accept="text/html").status_code == 404


def test_a_page_stands_until_the_next_round_and_falls_in_every_language(tmp_path: Path) -> None:
    async def run() -> None:
        async with troubled(tmp_path) as (opened, client):
            await client.get("/in/ES")
            site = opened.parts.site
            assert site.get("/in/ES") is not None
            opened.parts.survey.renew()
            assert site.get("/in/ES") is None
            assert not await opened.parts.speak.make("es", "/in/ES")

    asyncio.run(run())


def test_names_are_found_whatever_their_spelling_and_lead_to_services_side_by_side(tmp_path: Path) -> None:
    moved = read(tmp_path / "1", "/compare?s=PICTURES&s=letters")
    assert (moved.status_code, moved.headers["location"]) == (303, "/compare/pictures,letters")
    side = read(tmp_path / "2", "/compare/pictures,letters")
    assert "trouble with Pictures right now." in first_sentence(side), "nobody counts: no data is not calm"


def test_of_services_side_by_side_only_those_are_called_calm_that_are() -> None:
    def said(*views: ServiceView) -> str:
        page = Render(TOWN).surveys.compared(GroupView(NOON, "", views))
        return str(re.findall(r'<p class="headline">(.*?)</p>', html(page))[0])

    hit, services = service_view(incident()), TOWN.services
    films, letters = (replace(service_view(), service=services[slug]) for slug in ("films", "letters"))
    assert said(hit, films, letters) == (
        "People report trouble with Pictures right now; no sign of an outage at Films and Letters."
    )
    assert said(hit, replace(films, blames="pictures")) == "People report trouble with Pictures right now."
    assert said(hit, replace(hit, service=services["films"])) == (
        "People report trouble with all of them right now: Pictures and Films."
    )


def test_a_name_that_nobody_has_is_asked_about(tmp_path: Path) -> None:
    page = read(tmp_path, "/compare?s=pictuers&s=letters")
    assert "Did you mean Pictures?" in first_sentence(page)
    assert 'value="pictuers"' in page.text


def test_who_says_no_country_is_asked_where_the_browser_tells_none(tmp_path: Path) -> None:
    assert read(tmp_path / "1", "/here?country=ES").headers["location"] == "/in/ES"
    assert first_sentence(read(tmp_path / "2", "/here")).startswith("Say where you are")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("service=pictures", True),
        ("service=letters", False),
        ("service=nobody", False),
        ("country=ES", True),
        ("country=PT", False),
        ("state=on", True),
        ("state=over", False),
        (f"category={CATEGORY}", True),
    ],
)
def test_outages_are_found_by_what_somebody_looks_for(tmp_path: Path, query: str, fits: bool) -> None:
    words = first_sentence(read(tmp_path, f"/outages?{query}"))
    assert words == (
        "One outage fits what you look for." if fits else "No outage here fits what you look for."
    )


def test_the_method_tells_what_was_left_out_and_why(tmp_path: Path) -> None:
    async def run() -> str:
        async with troubled(tmp_path) as (opened, client):
            await opened.parts.cube.add_drops({"robot": 17})
            rise = HeldRise("letters", Held.BUMP, "", NOON - timedelta(hours=1), NOON, 55, 4.0, 30.0)
            await opened.parts.incidents.put_held([rise])
            return (await client.get("/method")).text

    page = asyncio.run(run())
    assert re.search(r"sent by a program.*?<td>17</td>", page)
    assert len(re.findall(r"<td>0</td>", page)) == len(DROPS) - 1, (
        "each reason has a counter, and these are all of them"
    )
    assert re.search(r"Letters</th><td>55</td>.*?news, not trouble", page)


def test_the_method_tells_when_the_intake_was_flooded() -> None:
    before = NOON - timedelta(hours=1)
    sieges = (
        Siege(NOON, NOON, None, {"flood": 1_700, "robot": 3}, 12, proven=40, unproven=9),
        Siege(before - timedelta(hours=1), before, before, {"robot": 900}, asked=False),
    )
    page = html(Render(TOWN).surveys.method(MethodView(NOON, {}, (), sieges)))
    now, old = page[page.index("When programs flooded") :].split("<strong>")[1:]
    assert re.search(r"Since <time[^>]*>2 March 2026, 12:00 UTC</time>, and still</strong>", now)
    lines = re.findall(r"<li>([^<]*)</li>", now)
    assert [line.rpartition(": ")[2] for line in lines] == ["1,700", "3", "12", "40", "9"]
    assert all(line.partition(":")[0].endswith("taken or not") for line in lines[3:]), (
        "no part of the 12 taken"
    )
    assert lines[0].startswith("more from one connection")
    assert old.startswith("From ")
    assert "not asked for" in old
    untroubled = html(Render(TOWN).surveys.method(MethodView(NOON, {}, ())))
    assert "Never so far." in untroubled[untroubled.index("When programs flooded") :]


def test_every_reason_has_its_words() -> None:
    assert set(DROPS) == set(Drop)
    assert set(HELD) == set(Held)


def test_the_accuracy_that_is_published_is_the_one_that_was_measured() -> None:
    report = (ROOT / "docs/explanation/accuracy.md").read_text()
    budgets = re.findall(r"at (\d+) a year", report)[: len(MEASURED)]
    assert [int(each) for each in budgets] == [each.heard.alarms_a_year for each in MEASURED]
    # What the product does: it listens to no leaves, and calls not all that it hears an outage.
    listens = [each.heard for each in MEASURED], "without leaves", "`groundswell, without leaves` by shape"
    opens = [each.opened for each in MEASURED], "opened", "`groundswell, opened` by shape"
    for measured, name, its_table in (listens, opens):
        [row, *_] = re.findall(rf"^\| groundswell, {name} +\|(.*)$", report, re.MULTILINE)
        cells = [cell.split("/") for cell in row.split("|")[: len(MEASURED)]]
        assert [(float(found), median.strip()) for found, median, _p95 in cells] == [
            (each.found, "–" if each.minutes is None else str(each.minutes)) for each in measured
        ]
        [row, *_] = re.findall(r"^\| small, .*?\|(.*)$", report.split(its_table, 1)[1], re.MULTILINE)
        small = [float(cell.split("/")[0]) for cell in row.split("|")[: len(MEASURED)]]
        assert small == [each.small for each in measured]
    [row, *_] = re.findall(
        r"^\| false alarms a service-year +\|(.*)$", report.split(opens[2], 1)[1], re.MULTILINE
    )
    false = [float(cell) for cell in row.split("|")[: len(MEASURED)]]
    assert false == [each.opened.alarms_a_year for each in MEASURED]
