"""The JSON that is read: services, series, incidents, receipts, and the health of the process."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import (
    Event,
    EventKind,
    Footprint,
    Share,
    State,
    Usual,
)
from groundswell.core.timegrid import minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Revision
from tests.town import NOON, incident, report
from tests.web.house import House, Shared, at_home, broken, problem


async def reported(house: House) -> str:
    """Three people say that Pictures fails, one that it works; counted. The first one's receipt."""
    receipts = []
    sayings: list[dict[str, object]] = [
        {"symptom": "feed", "country": "ES"},
        {"symptom": "feed", "country": "PT"},
        {},
        {"works": True},
    ]
    for number, said in enumerate(sayings):
        async with house.client(f"192.0.2.{number}") as client:
            answer = await client.post("/api/v1/reports", json={"service": "pictures", **said})
            receipts.append(answer.json()["receipt"])
    while await house.count.step():
        pass
    await house.parts.cube.watch(minute_of(NOON) - 30, minute_of(NOON))
    return str(receipts[0])


def test_services_are_listed_with_what_is_wrong_now(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        async with house.client() as client:
            listed = (await client.get("/api/v1/services")).json()["services"]
            found = (await client.get("/api/v1/services", params={"q": "pic"})).json()["services"]
            chosen = (await client.get("/api/v1/services", params={"category": "bank"})).json()["services"]
        assert [service["name"] for service in listed] == [
            "Bank",
            "Cloud",
            "Films",
            "Letters",
            "Pictures",
            "RingRing",
        ]
        by_slug = {service["slug"]: service for service in listed}
        assert by_slug["pictures"]["state"] == "open"
        assert by_slug["pictures"]["incident"] == incident().id
        assert by_slug["pictures"]["since"] == "2026-03-02T11:30:00Z"
        assert by_slug["letters"]["state"] is None
        assert [service["slug"] for service in found] == ["pictures"]
        assert [service["slug"] for service in chosen] == ["bank"]

    at_home(tmp_path, visit)


def test_a_service_says_how_many_reports_there_are_and_of_what(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await reported(house)
        await broken(house)
        async with house.client() as client:
            told = (await client.get("/api/v1/services/pictures")).json()
        assert (told["reports"], told["works"], told["usual"]) == (3, 1, None)
        assert told["shares"]["symptoms"][0]["value"] == "feed"
        assert told["shares"]["symptoms"][0]["share"] == pytest.approx(2 / 3, abs=1e-4)
        assert {share["value"]: share["name"] for share in told["shares"]["countries"]}["ES"] == "Spain"
        assert [symptom["slug"] for symptom in told["symptoms"]] == ["app", "feed", "log-in"]
        assert told["incident"]["ratio"] is None
        assert told["incident"]["footprint"]["countries"][1] == {
            "value": "",
            "name": "",
            "share": 0.5,
            "reports": 50,
            "usual": None,
        }
        assert told["headline"].startswith("Since 11:30 UTC")

    at_home(tmp_path, visit)


def test_no_number_is_told_longer_than_it_is_exact(tmp_path: Path) -> None:
    def floats(node: object) -> Iterator[float]:
        if isinstance(node, float):
            yield node
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from floats(part)

    async def visit(house: House) -> None:
        await reported(house)
        third = np.array([1 / 3])
        noon = minute_of(NOON)
        for minute in (noon - 15, noon):
            await house.parts.cube.put_usual(Usual(minute, 15, ("pictures",), third, third * 2))
        shares = Footprint(networks=(Share("as3352", 1 / 3, 1),))
        await house.parts.incidents.save([Revision(incident(ratio=10 / 3, footprint=shares), ())])
        told: list[float] = []
        async with house.client() as client:
            for path in (
                "",
                "/pictures",
                "/pictures/series?bin=1m",
                "/pictures/series?bin=1h",
                "/pictures/incidents",
            ):
                told += floats((await client.get(f"/api/v1/services{path}")).json())
            told += floats((await client.get("/api/v1/incidents")).json())
        assert {0.3333, 0.6667, 3.3333} <= set(told)
        assert [number for number in told if number != round(number, 4)] == []

    at_home(tmp_path, visit)


def test_what_is_misspelt_is_guessed_in_lists_and_in_problems(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            found = (await client.get("/api/v1/services", params={"q": "pictrues"})).json()["services"]
            nowhere = await client.get("/api/v1/services/pictrues")
            report = {"service": "pictures", "symptom": "fed"}
            symptom = await client.post("/api/v1/reports", json=report)
        assert [service["slug"] for service in found] == ["pictures"]
        assert "did you mean pictures?" in nowhere.json()["detail"]
        assert "did you mean feed?" in symptom.json()["detail"]

    at_home(tmp_path, visit)


def test_a_series_tells_no_data_from_zero(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await reported(house)
        noon = minute_of(NOON)
        for minute, expected in ((noon - 15, 1.5), (noon, 3.0)):
            await house.parts.cube.put_usual(
                Usual(minute, 15, ("pictures",), np.array([expected]), np.array([expected * 2]))
            )
        async with house.client() as client:
            quarter = (await client.get("/api/v1/services/pictures/series?hours=1")).json()
            minutes = (await client.get("/api/v1/services/pictures/series?hours=1&bin=1m")).json()
            hours = (await client.get("/api/v1/services/pictures/series?hours=2&bin=1h")).json()
        assert quarter["from"] == "2026-03-02T11:15:00Z"
        assert quarter["to"] == "2026-03-02T12:15:00Z"
        (line,) = quarter["lines"]
        assert line["reports"] == [None, 0, 0, 3]
        assert line["works"] == [None, 0, 0, 1]
        assert quarter["expected"] == [None, None, 1.5, 3.0]
        assert quarter["upper"] == [None, None, 3.0, 6.0]
        assert minutes["lines"][0]["reports"][-32:] == [None] + [0] * 30 + [3]
        assert minutes["expected"][-2:] == [pytest.approx(0.1), pytest.approx(0.2)]
        assert hours["lines"][0]["reports"] == [0, 3]
        assert hours["expected"] == [None, 3.0], "of the hour that runs, the quarters that have begun"

    at_home(tmp_path, visit)


def test_a_bin_watched_for_less_than_half_says_nothing_and_one_that_is_open_goes_by_what_has_come(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        noon = minute_of(NOON)
        await house.parts.cube.watch(noon - 45, noon - 39)
        await house.parts.cube.watch(noon - 30, noon - 23)
        await house.parts.cube.watch(noon, noon)
        house.clock.advance(minutes=2)
        async with house.client() as client:
            asked = "/api/v1/services/letters/series?hours=1"
            two = (await client.get(asked)).json()["lines"][0]["reports"]
            house.clock.advance(minutes=1)
            house.parts.offer.answers.clear()  # as each minute's round does
            three = (await client.get(asked)).json()["lines"][0]["reports"]
        assert two == [None, 0, None, 0]
        assert three == [None, 0, None, None]

    at_home(tmp_path, visit)


@pytest.mark.parametrize("what", ["", "/series", "/incidents", "/footprint"])
def test_a_service_is_asked_for_by_any_of_its_names(tmp_path: Path, what: str) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            by_slug = await client.get(f"/api/v1/services/pictures{what}")
            by_alias = await client.get(f"/api/v1/services/Pics{what}")
        assert by_slug.status_code == 200
        assert by_alias.json() == by_slug.json()

    at_home(tmp_path, visit)


def test_a_series_can_be_split_by_an_axis(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await reported(house)
        async with house.client() as client:
            split = (await client.get("/api/v1/services/pictures/series?hours=1&axis=symptom")).json()
            spain = (
                await client.get("/api/v1/services/pictures/series?hours=1&axis=country&value=ES")
            ).json()
            nothing = (
                await client.get("/api/v1/services/pictures/series?hours=1&axis=country&value=FR")
            ).json()
        assert [(line["value"], sum(filter(None, line["reports"]))) for line in split["lines"]] == [
            ("feed", 2)
        ]
        assert split["expected"] == split["visits"] == []
        assert [(line["name"], line["reports"][-1]) for line in spain["lines"]] == [("Spain", 1)]
        assert nothing["lines"][0]["reports"][-1] == 0

    at_home(tmp_path, visit)


def test_what_few_senders_call_themselves_is_told_to_nobody(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        names = ["okhttp"] * 5 + ["jane-is-a-thief"] * 4 + ["curl"]
        sent = [report("pictures", NOON, reporter=n, software=name) for n, name in enumerate(names, 1)]
        await house.parts.journal.append(sent)
        while await house.count.step():
            pass
        asked = "/api/v1/services/pictures/series?hours=1&axis=software"
        async with house.client() as client:
            split = (await client.get(asked)).json()["lines"]
            jane = (await client.get(f"{asked}&value=jane-is-a-thief")).json()["lines"]
        assert [(line["value"], sum(filter(None, line["reports"]))) for line in split] == [
            ("okhttp", 5),
            ("other", 5),
        ]
        assert not any(filter(None, jane[0]["reports"])), "nor whether anybody is called so"

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("hours=0", 400, "hours"),
        ("hours=2161", 400, "hours"),
        ("hours=many", 400, "hours"),
        ("axis=country&value=", 400, "value"),
        ("bin=5m", 400, "bin"),
        ("axis=colour", 400, "axis"),
        ("value=" + "v" * 81, 400, "value"),
        ("hours=2160&bin=1m", 422, "bin"),
        ("value=ES", 422, "value"),
        ("hours=200&bin=15m&axis=country", 422, "bin"),
    ],
)
def test_a_series_that_cannot_be_drawn_is_told_why(
    shared: Shared, query: str, status: int, field: str
) -> None:
    told = problem(shared.send("GET", f"/api/v1/services/pictures/series?{query}"))
    assert (told["status"], told["errors"][0]["field"]) == (status, field)


def test_incidents_can_be_read_with_their_events(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        over = incident(State.RESOLVED, id="letters-1", service="letters", resolved_at=NOON, score=1.0)
        await house.parts.incidents.save([Revision(over, ())])
        async with house.client() as client:
            every = (await client.get("/api/v1/incidents")).json()["incidents"]
            ongoing = (await client.get("/api/v1/incidents?state=open&state=easing")).json()["incidents"]
            later = (
                await client.get("/api/v1/incidents", params={"since": "2026-03-02T13:00:00+00:00"})
            ).json()["incidents"]
            one = (await client.get(f"/api/v1/incidents/{incident().id}")).json()
            events = (await client.get(f"/api/v1/incidents/{incident().id}/events")).json()
            of_letters = (await client.get("/api/v1/services/letters/incidents")).json()["incidents"]
        assert {each["id"] for each in every} == {incident().id, "letters-1"}
        assert [each["id"] for each in ongoing] == [incident().id]
        assert later == []
        assert one["summary"].startswith("Since 11:30 UTC: trouble with Pictures")
        assert events["events"] == [
            {
                "kind": "opened",
                "at": "2026-03-02T11:35:00Z",
                "note": "Many people say so.",
                "by": "groundswell",
            }
        ]
        assert [each["state"] for each in of_letters] == ["resolved"]

    at_home(tmp_path, visit)


def test_nobody_outside_learns_the_name_of_who_ruled_nor_why_somebody_acknowledged(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        at = f"/incidents/{incident().id}"
        events = (
            Event(incident().id, EventKind.ACKNOWLEDGED, NOON, "woke me up", "Zoe Quill"),
            Event(incident().id, EventKind.CAUSED, NOON, "A cable was cut.", "Zoe Quill"),
        )
        await house.parts.incidents.save([Revision(incident(), events)])
        machines = (
            "/feeds/all.atom",
            "/feeds/all.ics",
            f"/cap/{incident().id}.xml",
            "/api/v2/incidents.json",
        )
        async with house.client() as client:
            told = (await client.get(f"/api/v1{at}/events")).json()["events"][-2:]
            assert [(each["by"], each["note"]) for each in told] == [
                ("desk", "Whoever runs this site has seen it."),
                ("desk", "A cable was cut."),
            ]
            for path in (at, f"/es{at}", *machines):
                answer = await client.get(path)
                assert answer.status_code == 200, path
                assert "A cable was cut." in answer.text, path
                assert "Zoe" not in answer.text, path
                assert "woke" not in answer.text, path

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    "query",
    [
        "state=broken",
        "limit=0",
        "limit=501",
        "since=yesterday",
        "since=2026-03-02T12:00:00",
        "since=0001-01-01T00:00:00Z",
        "limit=1&limit=2&limit=x",
    ],
)
def test_a_list_of_incidents_that_cannot_be_drawn_is_told_why(shared: Shared, query: str) -> None:
    told = problem(shared.send("GET", f"/api/v1/incidents?{query}"))
    assert told["status"] == 400
    assert query.partition("=")[0] in told["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/services/none",
        "/api/v1/services/none/series",
        "/api/v1/services/none/footprint",
        "/api/v1/services/none/incidents",
        "/api/v1/incidents/none",
        "/api/v1/incidents/none/events",
        "/api/v1/receipts/none",
        "/problems/none",
    ],
)
def test_what_is_not_there_is_a_problem_in_words(shared: Shared, path: str) -> None:
    told = problem(shared.send("GET", path))
    assert told["status"] == 404
    assert told["detail"]


def test_what_happened_to_a_service_that_left_the_catalog_can_still_be_read(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        over = incident(State.RESOLVED, id="over", service="oldie", resolved_at=NOON, reason="It left.")
        await house.parts.incidents.save([Revision(over, ())])
        await house.parts.publish.run()
        async with house.client(accept="text/html") as client:
            page = await client.get("/incidents/over")
            told = (await client.get("/api/v1/incidents/over")).json()
            home = await client.get("/")
        assert (page.status_code, home.status_code) == (200, 200)
        assert "oldie is no longer watched here" in page.text
        assert 'href="/s/oldie"' not in page.text
        assert "trouble with oldie" in told["summary"]

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/v1/services/pictures/series?axis=colour", '"colour" is none of all, symptom, country'),
        ("/api/v1/services/pictures/series?bin=7m", '"7m" is none of 15m, 1d, 1h, 1m'),
        ("/api/v1/services/pictures/series?hours=x", "hours: must be a whole number, not text"),
        ("/api/v1/incidents?state=bad", '"bad" is none of suspected, open, easing'),
        ("/api/v1/incidents?limit=501", "limit: must be at most 500"),
        ("/api/v1/incidents?since=2023-05-21T22:09:00", "since: send the time with its offset"),
        ("/api/v1/incidents?foo=1", "foo: there is no such parameter; there are limit, since, state"),
        ("/api/v1/services/pictures?foo=1", "foo: nothing is asked for here"),
        ("/api/v1/services?category=nope", "category: there is no such; there are bank, carrier"),
    ],
)
def test_a_parameter_that_cannot_be_is_told_what_would_be_right(
    shared: Shared, path: str, words: str
) -> None:
    told = problem(shared.send("GET", path))
    assert (told["status"], words in told["detail"]) == (400, True)
    assert len(told["errors"]) == 1


def test_services_of_which_it_is_too_early_to_say_anything_are_listed_as_such(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.cube.watch(minute_of(NOON) - 20, minute_of(NOON))
        await house.parts.journal.append([report(at=NOON, reporter=n) for n in range(1, 31)])
        await house.count.drain()
        async with house.client() as client:
            listed = (await client.get("/api/v1/services")).json()
        assert {one["slug"]: one["early"] for one in listed["services"] if one["early"]} == {"pictures": 30}
        assert listed["counting_since"] == "2026-03-02T11:40:00Z"

    at_home(tmp_path, visit)


def test_a_store_that_cannot_be_reached_is_a_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await house.parts.journal.close()
        async with house.client() as client:
            answers = [
                await client.post("/api/v1/reports", json={"service": "pictures"}),
                await client.post(
                    "/s/pictures/report", data={"symptom": "app"}, headers={"accept": "application/json"}
                ),
            ]
        for answer in answers:
            assert problem(answer)["status"] == 503
            assert int(answer.headers["retry-after"]) > 0
            assert "nothing was taken" in answer.json()["detail"]

    at_home(tmp_path, visit)


def test_a_bug_of_ours_tells_nothing_of_our_insides_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def visit(house: House) -> None:
        async def broken_list(**_: object) -> list[object]:
            raise ZeroDivisionError("secret insides")

        house.parts.incidents.list = broken_list  # type: ignore[method-assign, assignment]
        async with house.client() as client:
            for path in ("/api/v1/incidents", "/api/v1/services"):
                answer = await client.get(path)
                assert problem(answer)["status"] == 500
                assert "secret" not in answer.text
                assert "ZeroDivision" not in answer.text

    at_home(tmp_path, visit)
    assert "secret insides" in caplog.text


def test_a_process_says_whether_it_lives_and_whether_it_can_work(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            assert (await client.get("/healthz")).json() == {"status": "alive", "faults": {}}
            assert (await client.get("/readyz")).json() == {"status": "ready", "faults": {}}
            house.faults["journal"] = str(StoreUnavailableError("the disk is full"))
            unready = await client.get("/readyz")
            figures = await client.get("/metrics")
        assert unready.status_code == 503
        assert unready.json()["faults"] == {"journal": "the disk is full"}
        assert "town_services 6.0" in figures.text
        assert re.match(r"text/plain; version=[\d.]+; charset=utf-8$", figures.headers["content-type"])

    at_home(tmp_path, visit)


def test_another_method_is_told_which_are_allowed(shared: Shared) -> None:
    for method, path, allowed in (
        ("POST", "/api/v1/services", "GET"),
        ("GET", "/api/v1/reports/bulk", "POST"),
        ("DELETE", "/api/v1/incidents/x", "GET"),
    ):
        answer = shared.send(method, path)
        assert problem(answer)["status"] == 405
        assert allowed in answer.headers["allow"]


def test_the_type_of_a_problem_can_be_looked_up(shared: Shared) -> None:
    where = problem(shared.send("GET", "/nowhere"))["type"]
    assert "404" in shared.send("GET", where).text
