"""What operators say they changed: both shapes, told once, and every fault with its field."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.town import NOON
from tests.web.house import BEARER, House, Shared, at_home, problem

PATH = "/api/v1/desk/changes"
OWN: dict[str, Any] = {
    "service": "Pics",
    "summary": "Version 7.1 for everybody",
    "at": "2026-03-02T13:40:00+02:00",
    "component": "android",
    "links": [{"href": "https://town.example/7.1", "text": "notes"}],
    "source": "pipeline",
}
PAGERDUTY: dict[str, Any] = {
    "routing_key": "r0ut1ng",
    "payload": {
        "summary": "Build Success - Increase snapshot create timeout to 30 seconds",
        "timestamp": "2026-03-02T11:42:58.315+0000",
        "source": "acme-build-pipeline-tool-default-i-9999",
        "custom_details": {"service": "letters", "component": "log-in", "build_state": "passed", "run": [1]},
    },
    "links": [{"href": "https://town.example/pulls/2", "text": "View more"}],
    "images": [],
}


def send(shared: Shared, said: object, path: str = PATH, **headers: str) -> httpx.Response:
    return shared.send("POST", path, json=said, headers=BEARER | headers)


def test_a_change_in_our_own_shape_is_kept_and_listed(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BEARER) as client:
            answer = await client.post(PATH, json=OWN)
            assert answer.status_code == 202
            told = answer.json()
            assert told == {
                **OWN,
                "id": told["id"],
                "service": "pictures",
                "at": "2026-03-02T11:40:00Z",
                "received_at": "2026-03-02T12:00:00Z",
            }
            assert (await client.get(PATH)).json() == {"changes": [told]}

    at_home(tmp_path, visit)


def test_a_change_event_of_pagerduty_is_read_as_one(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BEARER) as client:
            told = (await client.post(PATH, json=PAGERDUTY)).json()
            assert (told["service"], told["component"]) == ("letters", "log-in")
            assert told["at"] == "2026-03-02T11:42:58.315000Z"
            assert told["source"] == PAGERDUTY["payload"]["source"]
            assert told["links"] == PAGERDUTY["links"]
            bare = {"routing_key": "r", "payload": {"summary": "Switched over"}}
            told = (await client.post(f"{PATH}?service=bank", json=bare)).json()
            assert (told["service"], told["at"]) == ("bank", "2026-03-02T12:00:00Z")
            assert "r0ut1ng" not in (await client.get(PATH)).text

    at_home(tmp_path, visit)


def test_what_is_told_again_is_one_change(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BEARER) as client:

            async def tell(said: object, **headers: str) -> str:
                answer = await client.post(PATH, json=said, headers=headers)
                assert answer.status_code == 202, answer.text
                return str(answer.json()["id"])

            first = await tell(OWN)
            house.clock.set(NOON + timedelta(hours=3))
            assert await tell({**OWN, "service": "pictures", "at": "2026-03-02T11:40:00Z"}) == first
            assert await tell({**OWN, "at": "2026-03-02T11:41:00Z"}) != first
            keyed = await tell(OWN, **{"idempotency-key": "k1"})
            assert keyed != first
            assert await tell(OWN, **{"idempotency-key": '"k1"'}) == keyed
            undated = {"payload": {"summary": "x", "custom_details": {"service": "bank"}}}
            ids = {await tell(undated), await tell(undated)}
            house.clock.set(NOON + timedelta(hours=4))
            assert len(ids) == 1
            assert await tell(undated) not in ids
            late = await tell(undated, **{"idempotency-key": "k2"})
            house.clock.set(NOON + timedelta(hours=5))
            assert await tell(undated, **{"idempotency-key": "k2"}) == late
            other = await client.post(
                PATH, json={**OWN, "summary": "else"}, headers={"idempotency-key": "k1"}
            )
            assert problem(other)["type"] == "/problems/key-reused"
            assert len((await client.get(PATH)).json()["changes"]) == 6

    at_home(tmp_path, visit)


def test_changes_are_narrowed_by_service_and_time(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(**BEARER) as client:
            await client.post(PATH, json=OWN)
            await client.post(PATH, json=PAGERDUTY)

            async def services(**asked: str) -> list[str]:
                return [each["service"] for each in (await client.get(PATH, params=asked)).json()["changes"]]

            assert await services() == ["letters", "pictures"]
            assert await services(service="pics") == ["pictures"]
            assert await services(since="2026-03-02T11:41:00Z") == ["letters"]
            assert await services(limit="1") == ["letters"]
            assert problem(await client.get(PATH, params={"service": "pictres"}))["status"] == 422
            problem(await client.get(PATH, params={"since": "2026-03-02T11:41:00"}))

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("said", "field", "fault"),
    [
        ({**OWN, "service": ""}, "service", "is missing"),
        ({**OWN, "service": "pictres"}, "service", "did you mean pictures?"),
        ({**OWN, "summary": ""}, "summary", "must not be empty"),
        ({**OWN, "summary": "a\x00b"}, "summary", "control characters"),
        ({key: OWN[key] for key in OWN if key != "at"}, "at", "is missing"),
        ({**OWN, "at": "2026-03-02T11:40:00"}, "at", "offset"),
        ({**OWN, "at": "2026-03-02T12:11:00Z"}, "at", "future"),
        ({**OWN, "at": "2025-11-01T00:00:00Z"}, "at", "90 days ago"),
        ({**OWN, "at": "0001-01-01T00:00:00+14:00"}, "at", "years"),
        ({**OWN, "kind": "deploy"}, "kind", "is not a field"),
        ({**OWN, "links": [{"href": "javascript:alert(1)"}]}, "links[0].href", "https://"),
        ({**OWN, "links": [{"href": "https://["}]}, "links[0].href", "https://"),
        ({**OWN, "links": [{"href": "https://a"}] * 11}, "links", "at most 10"),
        ({"payload": {}}, "payload.summary", "is missing"),
        ({"payload": {"summary": "x", "timestamp": "noon"}}, "payload.timestamp", "offset"),
        ({"payload": {"summary": "x", "timestamp": "2026-03-02T11:40:00"}}, "payload.timestamp", "offset"),
        (
            {"payload": {"summary": "x", "custom_details": {"service": 7}}},
            "payload.custom_details.service",
            "must be text",
        ),
        (
            {"payload": {"summary": "x", "custom_details": {"component": "c" * 81}}},
            "payload.custom_details.component",
            "at most 80",
        ),
        ({"payload": {"summary": "x"}}, "service", "payload.custom_details.service"),
    ],
)
def test_a_fault_in_a_change_names_the_field_and_what_would_be_right(
    shared: Shared, said: dict[str, Any], field: str, fault: str
) -> None:
    answer = send(shared, said)
    (error,) = problem(answer)["errors"]
    assert answer.status_code == 422
    assert error["field"] == field
    assert fault in error["fault"]


def test_what_is_no_json_object_is_malformed(shared: Shared) -> None:
    for body in (b"", b"{", b"[]", b"\xff"):
        headers = {**BEARER, "content-type": "application/json"}
        assert problem(shared.send("POST", PATH, content=body, headers=headers))["status"] in (400, 422)
    assert problem(shared.send("POST", PATH, content=b"{}", headers=BEARER))["status"] == 415
    assert problem(send(shared, OWN, **{"idempotency-key": "\t"}))["status"] == 400
    assert problem(send(shared, OWN, f"{PATH}?servce=bank"))["status"] == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_changes_need_the_token(shared: Shared, method: str) -> None:
    answer = shared.send(method, PATH, json=OWN if method == "POST" else None)
    assert problem(answer)["status"] == 401
