"""The evidence of an incident at the desk: as JSON with the token, as a page behind the browser's own log-in."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.model import Cause, Explanation, Footprint, Incident, Report, Share, SourceKind
from groundswell.core.timegrid import minute_of
from groundswell.ports import Revision
from tests.town import NOON, incident, report
from tests.web.house import BEARER, TOKEN, House, Shared, house, problem

PATH = "/api/v1/desk/incidents/pictures-2026-03-02/evidence"
EXPLAINED = Explanation(
    NOON,
    NOON - timedelta(minutes=30),
    60,
    3.0,
    (Cause({"country": "ES", "platform": "android"}, 55.0, 0.9, 80.0),),
)
OUT = incident(
    footprint=Footprint(
        symptoms=(Share("app", 0.75, 45), Share("", 0.25, 15)),
        platforms=(Share("android", 1.0, 60),),
        reports=60,
        explanation=EXPLAINED,
    )
)
SEVERAL = incident(
    id="several", service="cloud", members=("pictures", "films"), cause="cloud", cause_kind="cloud"
)


def reports() -> list[Report]:
    found = []
    for number in range(60):
        at = NOON - timedelta(minutes=30 - number // 3)
        said = {"symptom": "app" if number % 4 else "", "country": "ES" if number < 50 else "PT"}
        found.append(
            report(
                at=at, platform="android", app_version="7.1", network="as3352", reporter=number + 1, **said
            )
        )
    return found


@asynccontextmanager
async def town_in_trouble(folder: Path, *incidents: Incident) -> AsyncIterator[House]:
    async with house(folder) as opened:
        await opened.parts.journal.append(reports())
        await opened.count.drain()
        await opened.parts.cube.watch(minute_of(NOON) - 60, minute_of(NOON))
        await opened.parts.incidents.save([Revision(one, ()) for one in (incidents or (OUT, SEVERAL))])
        yield opened


def ask(folder: Path, path: str, *incidents: Incident, **headers: str) -> Any:
    async def run() -> Any:
        async with town_in_trouble(folder, *incidents) as opened, opened.client(**BEARER) as client:
            told = {
                "service": "pictures",
                "summary": "Version <7.1> for everybody",
                "at": "2026-03-02T11:20:00Z",
                "component": "android",
                "links": [{"href": "https://town.example/7.1"}],
            }
            assert (await client.post("/api/v1/desk/changes", json=told)).status_code == 202
            return await client.get(path, headers=headers)

    return asyncio.run(run())


def test_the_evidence_says_how_it_grew_what_rose_and_which_change_is_likely(tmp_path: Path) -> None:
    told = ask(tmp_path, PATH).json()
    assert told["incident"]["id"] == OUT.id
    assert told["incident"]["footprint"]["explanation"]["causes"][0]["words"]
    assert told["course"]["from_at"] == "2026-03-02T11:00:00Z"
    assert told["course"]["bin_minutes"] == 15
    assert told["course"]["whole"]["reports"][:4] == [0, 0, 45, 15]
    spain = next(line for line in told["course"]["lines"] if line["value"] == "ES")
    assert (spain["axis"], spain["name"], spain["reports"][:4]) == ("country", "Spain", [0, 0, 45, 5])
    assert [one["value"] for one in told["growth"] if one["axis"] == "country"] == ["ES"]
    first = told["first_movers"]["rows"][0]
    assert first["at"] == "2026-03-02T11:30:00Z"
    assert told["first_movers"]["bin_minutes"] == 1
    assert told["version_platform"] == [
        {"platform": "android", "version": "7.1", "reports": 60, "usual": None, "ratio": None}
    ]
    (likely,) = told["changes"]
    assert likely["relation"] == "service"
    assert likely["delay_minutes"] == 10
    assert likely["component"] == "platform android"
    parts = [likely[f"{name}_score"] for name in ("time", "relation", "component")]
    assert likely["score"] == pytest.approx(sum(parts), abs=1e-3)
    assert told["probes"] is None
    assert set(told["lacking"]) == {"usual"}


def probes() -> list[Report]:
    """Ten that pass, then four that fail while they connect, and a page's own symptom that one of them names."""
    passed = [
        report(at=NOON - timedelta(minutes=50), source_kind=SourceKind.PROBE, works=True, count=10),
        report("films", NOON - timedelta(minutes=10), source_kind=SourceKind.PROBE, works=True, count=2),
    ]
    at = NOON - timedelta(minutes=28)
    failed = [
        report(at=at, source_kind=SourceKind.PROBE, symptom=phase, count=count)
        for phase, count in (("connect", 4), ("log-in", 1))
    ]
    return [*passed, *failed]


def test_what_probes_found_is_told_by_phase_and_of_several_services_by_service(tmp_path: Path) -> None:
    async def run() -> tuple[Any, str, Any]:
        async with town_in_trouble(tmp_path) as opened, opened.client(**BEARER) as client:
            await opened.parts.journal.append(probes())
            await opened.count.drain()
            one = (await client.get(PATH)).json()
            page = (await client.get(PAGE, headers=READS)).text
            return one, page, (await client.get(PATH.replace(OUT.id, "several"))).json()

    one, page, several = asyncio.run(run())
    assert one["probes"][:3] == [
        {"name": "", "failed": 5, "reached": 15, "from_at": "2026-03-02T11:30:00Z"},
        {"name": "dns", "failed": 0, "reached": 15, "from_at": None},
        {"name": "connect", "failed": 4, "reached": 15, "from_at": "2026-03-02T11:30:00Z"},
    ]
    assert one["probes"][-1] == {
        "name": "log-in",
        "failed": 1,
        "reached": 11,
        "from_at": "2026-03-02T11:30:00Z",
    }
    assert one["course"]["whole"]["reports"][:4] == [0, 0, 45, 15]
    assert "<h3>What probes found</h3>" in page
    assert '<th scope="row">connect</th><td>4</td><td>15</td><td>27 %</td><td>11:30</td>' in page
    assert [(row["name"], row["failed"], row["reached"]) for row in several["probes"]] == [
        ("pictures", 5, 15),
        ("films", 0, 2),
    ]


def test_of_several_services_the_members_are_the_rows(tmp_path: Path) -> None:
    told = ask(tmp_path, PATH.replace("pictures-2026-03-02", "several")).json()
    assert told["incident"]["members"] == ["pictures", "films"]
    assert [(line["axis"], line["name"]) for line in told["course"]["lines"]] == [
        ("service", "Pictures"),
        ("service", "Films"),
    ]
    first = told["version_platform"][0]
    assert (first["platform"], first["version"]) == ("android", "7.1")
    assert "Pictures alone" in told["lacking"]["version_platform"]


def test_evidence_needs_the_token_and_an_incident(shared: Shared) -> None:
    assert problem(shared.send("GET", PATH))["status"] == 401
    assert problem(shared.send("GET", PATH, headers=BEARER))["status"] == 404


PAGE = "/desk/incidents/pictures-2026-03-02"


READS = {**BEARER, "accept": "text/html"}


def test_the_page_holds_the_tables_and_nobody_may_keep_it(tmp_path: Path) -> None:
    answer = ask(tmp_path, PAGE, **READS)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "etag" not in answer.headers
    html = answer.text
    assert html.count("<script") == html.count('<script type="module" src="/static/desk.') <= 1
    assert "Version &lt;7.1&gt; for everybody" in html
    assert "10 minutes before it began" in html
    assert '<a href="https://town.example/7.1" rel="noreferrer noopener nofollow">' in html
    assert "By country: it grew from Spain, which rose at 11:30; the next followed 16 minutes later." in html
    assert "<caption>Country: the leading ones over time</caption>" in html
    assert '<th scope="row">On Android, in Spain</th>' in html
    assert '<th scope="row">7.1</th><td>Android phone or tablet</td><td>60</td><td>not known</td>' in html
    assert "robe" not in html  # nothing is said of what there is not
    assert "What is usual: how usual reports share out" in html
    for table in html.split("<table")[1:]:
        assert "<caption>" in table or 'scope="col">In common' in table


def test_the_page_of_several_services_names_members_and_cause(tmp_path: Path) -> None:
    html = ask(tmp_path, "/desk/incidents/several", **READS).text
    assert "<dt>Likely behind it</dt><dd>Cloud</dd>" in html
    assert "<dt>Members</dt><dd>Pictures, Films</dd>" in html
    assert "<caption>Service: the leading ones over time</caption>" in html


def test_the_desk_lists_what_is_on_and_nobody_may_keep_it(tmp_path: Path) -> None:
    answer = ask(tmp_path, "/desk", **READS)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert (
        '<a href="/desk/incidents/pictures-2026-03-02">Since 11:30 UTC: trouble with Pictures' in answer.text
    )
    assert '<a href="/desk/incidents/several">Since 11:30 UTC: trouble with 2 services' in answer.text


@pytest.mark.parametrize("path", ["/desk", PAGE])
def test_who_has_not_signed_in_is_sent_to_sign_in_and_told_nothing(shared: Shared, path: str) -> None:
    basic = f"Basic {b64encode(f'ada:{TOKEN}'.encode()).decode()}"
    for headers in ({"accept": "text/html"}, {"accept": "text/html", "authorization": basic}):
        answer = shared.send("GET", path, headers=headers)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/desk/sign-in?next={path}"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.text == ""


def test_a_program_may_show_the_token_as_a_bearer_and_an_unknown_incident_is_a_404(shared: Shared) -> None:
    assert shared.send("GET", PAGE, headers={**BEARER, "accept": "text/html"}).status_code == 404
    assert shared.send("GET", PAGE, headers=READS).status_code == 404


def test_no_public_page_leads_to_the_desk(tmp_path: Path) -> None:
    async def run() -> None:
        async with town_in_trouble(tmp_path) as opened, opened.client(accept="text/html") as client:
            for path in ("/incidents/pictures-2026-03-02", "/s/pictures", "/about", "/"):
                assert "/desk" not in (await client.get(path)).text

    asyncio.run(run())


def test_an_incident_of_which_hardly_anything_is_known_has_a_page_too(tmp_path: Path) -> None:
    bare = incident(id="bare", service="gone", footprint=Footprint())
    html = ask(tmp_path, "/desk/incidents/bare", bare, **READS).text
    assert "No single place or member rose clearly." in html
    assert "Nothing rose clearly." in html
