"""What operators say and read by the API."""

from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import (
    Act,
    Held,
    HeldRise,
    Ruling,
    State,
)
from groundswell.core.timegrid import minute_of
from groundswell.ports import Revision
from tests.town import NOON, incident
from tests.web.house import BEARER, House, Shared, at_home, broken, problem


def test_a_ruling_is_journaled(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        said = {"act": "dismiss", "incident": incident().id, "by": "Ada", "reason": "a drill"}
        async with house.client(**BEARER) as client:
            answer = await client.post("/api/v1/desk/rulings", json=said)
        assert answer.status_code == 202
        assert answer.json() == {
            "sequence": 1,
            "act": "dismiss",
            "incident": incident().id,
            "ruled_at": "2026-03-02T12:00:00Z",
        }
        entry = await house.parts.journal.at(1)
        assert entry is not None
        assert entry.content == Ruling(Act.DISMISS, incident().id, "Ada", NOON, "a drill")

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"act": "dismiss", "incident": "none"}, 404),
        ({"act": "explode", "incident": incident().id}, 422),
        ({"act": "merge", "incident": incident().id}, 422),
        ({"act": "merge", "incident": incident().id, "into": incident().id}, 422),
        ({"act": "merge", "incident": incident().id, "into": "none"}, 422),
        ({"act": "merge", "incident": incident().id, "into": "over"}, 422),
        ({"act": "dismiss", "incident": incident().id, "into": "other"}, 422),
        ({"act": "dismiss", "incident": incident().id, "by": "a\x00b"}, 422),
        ({"act": "dismiss", "incident": incident().id, "colour": "red"}, 422),
        ({"incident": incident().id}, 422),
    ],
)
def test_a_ruling_that_cannot_be_is_told_why(shared: Shared, said: dict[str, str], status: int) -> None:
    over = incident(State.RESOLVED, id="over", service="films", resolved_at=NOON)
    shared.runner.run(shared.house.parts.incidents.save([Revision(incident(), ()), Revision(over, ())]))
    answer = shared.send("POST", "/api/v1/desk/rulings", json=said, headers=BEARER)
    assert problem(answer)["status"] == status


def test_an_incident_is_not_reopened_beside_another_of_its_service_that_is_on(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        over = incident(State.RESOLVED, id="over", resolved_at=NOON)
        await house.parts.incidents.save([Revision(incident(), ()), Revision(over, ())])
        async with house.client(**BEARER) as client:
            answer = await client.post("/api/v1/desk/rulings", json={"act": "reopen", "incident": "over"})
        assert (problem(answer)["status"], incident().id in answer.text) == (422, True)

    at_home(tmp_path, visit)


def test_an_act_that_there_is_not_is_told_which_there_are(shared: Shared) -> None:
    said = {"act": "explode", "incident": "x"}
    answer = shared.send("POST", "/api/v1/desk/rulings", json=said, headers=BEARER)
    assert problem(answer)["detail"] == f'act: "explode" is none of {", ".join(Act)}'


def test_operators_read_what_was_held_back_and_why(tmp_path: Path) -> None:
    def rise(service: str, reason: Held, minute: int, part: str = "") -> HeldRise:
        at = NOON + timedelta(minutes=minute)
        return HeldRise(service, reason, part, at, at + timedelta(minutes=5), 40, 2.5, 8.0)

    async def visit(house: House) -> None:
        rises = [rise("pictures", Held.ROBOT, 0, "country ES"), rise("bank", Held.BUMP, 20)]
        await house.parts.incidents.put_held(rises)
        async with house.client(**BEARER) as client:
            told = (await client.get("/api/v1/desk/held")).json()["held"]
            assert told[1] == {
                "service": "pictures",
                "reason": "robot",
                "part": "country ES",
                "began_at": "2026-03-02T12:00:00Z",
                "last_at": "2026-03-02T12:05:00Z",
                "reports": 40,
                "usual": 2.5,
                "score": 8.0,
            }
            assert told[0]["reason"] == "bump"
            later = await client.get("/api/v1/desk/held", params={"since": "2026-03-02T12:10:00Z"})
            assert [each["service"] for each in later.json()["held"]] == ["bank"]
            assert len((await client.get("/api/v1/desk/held?limit=1")).json()["held"]) == 1
            problem(await client.get("/api/v1/desk/held", params={"since": "2026-03-02T12:10:00"}))
        async with house.client() as stranger:
            answer = await stranger.get("/api/v1/desk/held")
            assert problem(answer)["status"] == 401
            assert "pictures" not in answer.text

    at_home(tmp_path, visit)


def test_operators_read_which_services_may_be_tied(tmp_path: Path) -> None:
    def out(service: str, day: int) -> Revision:
        at = NOON - timedelta(days=day)
        return Revision(incident(State.RESOLVED, id=f"{service}-{day}", service=service, began_at=at), ())

    async def visit(house: House) -> None:
        await house.parts.cube.watch(minute_of(NOON) - 300 * 1440, minute_of(NOON))
        for day in (10, 20, 30):
            for service in ("bank", "ringring", "films", "cloud"):
                await house.parts.incidents.save([out(service, day + 100 * (service in ("films", "cloud")))])
        async with house.client(**BEARER) as client:
            told = (await client.get("/api/v1/desk/ties")).json()
            (tie,) = told["ties"]
            assert (told["since"], told["hours"]) == ("2025-03-02T12:00:00Z", 7200)
            assert (tie["service"], tie["on"], tie["together"]) == ("ringring", "bank", 3)
            assert tie["toml"] == 'ringring = [{ on = "bank", strength = 0.88 }]'
            assert 1 < tie["low"] < tie["lift"] < tie["high"]
            known = (await client.get("/api/v1/desk/ties?known=true")).json()["ties"]
            assert {each["known"] for each in known} == {"", "cloud"}
            assert len((await client.get("/api/v1/desk/ties?known=true&limit=1")).json()["ties"]) == 1
            assert problem(await client.get("/api/v1/desk/ties?known=perhaps"))["status"] == 400
            page = (await client.get("/desk/ties")).text
            assert '<th scope="row">RingRing on Bank</th><td>3 <small>of 3 and 3</small></td>' in page
            assert "ringring = [{ on = &#34;bank&#34;, strength = 0.88 }]" in page
            assert "Films" not in page
        async with house.client() as stranger:
            assert problem(await stranger.get("/api/v1/desk/ties"))["status"] == 401
            assert (await stranger.get("/desk/ties")).status_code == 401

    at_home(tmp_path, visit)


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic dGhlOnRva2Vu", "Bearer \xe9"])
def test_a_ruling_needs_the_token(shared: Shared, shown: str) -> None:
    answer = shared.send(
        "POST",
        "/api/v1/desk/rulings",
        json={},
        headers=[(b"authorization", shown.encode("latin-1"))] if shown else [],
    )
    assert problem(answer)["status"] == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
