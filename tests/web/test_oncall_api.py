"""On call for programs: kept, read and forgotten by JSON."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.access import Right, Role
from groundswell.core.accounts import EVERYWHERE, ApiToken, Scope
from groundswell.core.oncall import CallState
from tests.sources.test_calendar_file import calendar
from tests.town import NOON, incident
from tests.web.house import BEARER, problem
from tests.web.people.desk import account, browser
from tests.web.test_oncall import night

ROOT = "/api/v1/desk/oncall"
OPS: dict[str, Any] = {
    "id": "ops",
    "title": "Operations",
    "zone": "Europe/Madrid",
    "country": "DE-BY",
    "layers": [
        {
            "name": "week",
            "members": ["Ada", "bob"],
            "starts_on": "2026-03-02",
            "shift_hours": 24,
            "only": [{"weekdays": [0, 1], "from_time": "09:00", "until_time": "18:00"}],
        }
    ],
}
ALL: dict[str, Any] = {
    "id": "all",
    "title": "All",
    "steps": [
        {"whom": [{"kind": "schedule", "name": "ops"}, {"kind": "account", "name": "Bob"}], "wait_minutes": 7}
    ],
    "services": ["pictures"],
}


def test_what_is_kept_reads_back_and_says_who_is_on_call(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there, there.home.client(**BEARER) as client:
            await account(there.home, "Bob", Role.RESPONDER)
            kept = (await client.post(f"{ROOT}/schedules", json=OPS)).json()
            assert kept["layers"][0]["members"] == ["Ada", "Bob"]
            assert (await client.get(f"{ROOT}/schedules")).json()["schedules"] == [kept]
            policy = (await client.post(f"{ROOT}/policies", json=ALL)).json()
            assert policy["steps"] == ALL["steps"]
            now = (await client.get(f"{ROOT}/now")).json()
            assert (now["now"][0]["who"], now["now"][0]["until_at"], now["vacant"]) == (
                "Ada",
                "2026-03-02T17:00:00Z",
                [],
            )
            assert [(each["policy"], each["step"], each["why"]) for each in now["gaps"]] == [
                ("all", 1, "Bob has no way to be called: has named none yet")
            ]
            shifts = (
                await client.get(f"{ROOT}/schedules/ops/shifts?days=1&from=2026-03-02T00:00:00Z")
            ).json()["shifts"]
            assert [(each["from_at"][11:16], each["who"]) for each in shifts] == [
                ("00:00", None), ("08:00", "Ada"), ("17:00", None)]  # fmt: skip
            over = {
                "schedule": "ops",
                "who": "bob",
                "from_at": "2026-03-02T10:00:00Z",
                "until_at": "2026-03-02T14:00:00Z",
            }
            made = (await client.post(f"{ROOT}/overrides", json=over)).json()
            assert (made["who"], made["by"]) == ("Bob", "keeper")
            assert (await client.get(f"{ROOT}/now")).json()["now"][0]["who"] == "Bob"
            assert (await client.delete(f"{ROOT}/overrides/{made['id']}")).status_code == 204
            assert (await client.delete(f"{ROOT}/overrides/{made['id']}")).status_code == 404
            for path in ("policies/all", "schedules/ops"):
                assert (await client.delete(f"{ROOT}/{path}")).status_code == 204
                assert (await client.delete(f"{ROOT}/{path}")).status_code == 404
            assert (await client.get(f"{ROOT}/schedules/ops/shifts")).status_code == 404

    asyncio.run(story())


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("schedules", {**OPS, "zone": "Mars"}, "zone"),
        ("schedules", {**OPS, "layers": [{**OPS["layers"][0], "members": ["Zoe"]}]}, "members"),
        ("schedules", {**OPS, "layers": [{**OPS["layers"][0], "starts_on": "0001-01-01"}]}, "starts_on"),
        ("policies", {**ALL, "steps": [{"whom": [{"kind": "channel", "name": "none"}]}]}, "steps"),
        (
            "overrides",
            {"schedule": "ops", "from_at": "2026-03-02T10:00:00Z", "until_at": "2026-03-02T09:00:00Z"},
            "until_at",
        ),
        (
            "overrides",
            {"schedule": "ops", "from_at": "2026-03-01T10:00:00Z", "until_at": "2026-03-02T09:00:00Z"},
            "until_at",
        ),
        (
            "overrides",
            {"schedule": "ops", "from_at": "2096-03-01T10:00:00Z", "until_at": "2096-03-02T09:00:00Z"},
            "until_at",
        ),
    ],
)
def test_what_cannot_be_is_told_by_field(
    tmp_path: Path, path: str, wrong: dict[str, Any], field: str
) -> None:
    async def story() -> None:
        async with night(tmp_path) as there, there.home.client(**BEARER) as client:
            await account(there.home, "Bob", Role.RESPONDER)
            await account(there.home, "keeper", Role.RESPONDER)
            assert (await client.post(f"{ROOT}/schedules", json=OPS)).status_code == 200
            answer = await client.post(f"{ROOT}/{path}", json=wrong)
            assert answer.status_code == 422, answer.text
            assert problem(answer)["errors"][0]["field"] == field

    asyncio.run(story())


def test_calls_are_told_to_who_may_look_at_their_outage(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there, there.home.client(**BEARER) as client:
            await there.rings()
            await there.home.parts.called.leg.trial(there.ada.id, "Ada")
            (call,) = (await client.get(f"{ROOT}/calls?incident={incident().id}")).json()["calls"]
            assert (call["state"], call["summons"][0]["who"]) == (CallState.RINGING.value, "Ada")
            assert len((await client.get(f"{ROOT}/calls")).json()["calls"]) == 1, "a trial is nobody else's"
            await account(there.home, "Eve", Role.RESPONDER, Scope(("bank",)))
            async with browser(there.home) as eve:
                await eve.sign_in("Eve")
                assert (await eve.open(f"{ROOT}/calls")).json() == {"calls": []}

    asyncio.run(story())


def test_calendars_are_read_and_given_out_by_tokens_that_may(tmp_path: Path) -> None:
    shift = calendar("UID:1\nDTSTART:20260302T120000Z\nDTEND:20260302T180000Z\nSUMMARY:On call: bob")
    feed, away = f"{ROOT}/schedules/ops/calendar", f"{ROOT}/people/Ada/calendar"
    ics = {"content-type": "text/calendar"}

    async def story() -> None:
        async with night(tmp_path) as there, there.home.client(**BEARER) as keeper:
            await account(there.home, "Bob", Role.RESPONDER)
            far = OPS | {
                "calendar_url": "https://town.example/x.ics",
                "layers": [{**OPS["layers"][0], "only": []}],
            }
            assert (await keeper.post(f"{ROOT}/schedules", json=far)).json()["reads_calendar"] is True
            again = far | {"calendar_url": None}
            assert (await keeper.post(f"{ROOT}/schedules", json=again)).json()["reads_calendar"] is True
            tokens = {}
            for right in (Right.LOOK, Right.RULE):
                rights = frozenset({right, Right.LOOK})
                asked = ApiToken(0, right.value, "", rights, EVERYWHERE, "Ada", NOON)
                given = await there.home.parts.people.give_token(asked)
                assert given is not None
                tokens[right] = {"authorization": f"Bearer {given[1]}"}
            async with there.home.client() as client:

                async def told(path: str, right: Right, **more: Any) -> Any:
                    return await client.post(path, headers=tokens[right] | ics, **more)

                async def who() -> str:
                    rows = (await client.get(f"{ROOT}/now", headers=tokens[Right.LOOK])).json()["now"]
                    return str(rows[0]["who"])

                assert await who() == "Ada"
                assert (await told(feed, Right.LOOK, content=shift)).status_code == 403
                assert (await told(feed, Right.RULE, content=shift)).json() == {"read": 1}
                assert await who() == "Bob"
                assert problem(await told(feed, Right.RULE, content=b"x"))["errors"][0]["field"] == "calendar"
                address = (await client.get(feed, headers=tokens[Right.LOOK])).json()["address"]
                assert b"Operations: Bob" in (await client.get(address)).content
                moved = (await keeper.post(f"{feed}/move")).json()["address"]
                assert [(await client.get(each)).status_code for each in (address, moved)] == [404, 200]
                assert (await client.delete(feed, headers=tokens[Right.RULE])).status_code == 204
                assert await who() == "Ada"
                zoe = f"{ROOT}/people/Zoe/calendar"
                for path in (away, zoe):  # who rules marks nobody as away, and learns no names
                    assert (await told(path, Right.RULE, content=shift)).status_code == 403
                    assert (await client.delete(path, headers=tokens[Right.RULE])).status_code == 403
                gone = problem(await keeper.post(zoe, headers=ics, content=shift))
                assert (gone["detail"], gone.get("errors", [])) == ('there is no account "Zoe"', [])
                assert (await keeper.post(away, headers=ics, content=shift)).json() == {"read": 1}
                assert await who() == "Bob", "who stands in for Ada"
                assert (await keeper.delete(away)).status_code == 204
                assert await who() == "Ada"
                assert (await keeper.post(feed, json={})).status_code == 415

    asyncio.run(story())
