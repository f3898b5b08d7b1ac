"""An outage that was declared by hand calls like any other and is answered at the desk, unless whoever declares it is on it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from groundswell.core.access import Role
from groundswell.core.model import EventKind
from groundswell.core.oncall import CallState, Policy, Step, Whom, WhomKind
from groundswell.ports.oncall import Reach
from tests.town import NOON
from tests.web.house import problem
from tests.web.people.desk import account
from tests.web.test_desk_pages import desk, send


def test_what_is_declared_calls_unless_whoever_declares_it_says_that_they_are_on_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            called, incidents = home.parts.called, home.parts.incidents
            ada = await account(home, "Ada", Role.RESPONDER)
            await called.oncall.put_reach(Reach("m", ada.id, "mail", "email", "Mail", NOON, "a@x.example"))
            step, ours = Step((Whom(WhomKind.ACCOUNT, str(ada.id)),)), ("bank", "films", "letters")
            await called.oncall.put_policy(Policy("all", "All", (step,), "Ada", NOON, ours))

            async def calls() -> list[tuple[str, CallState]]:
                await called.leg.run()
                return [(each.incident, each.state) for each in await called.oncall.calls()]

            assert "checked> I am on it" in (await client.get("/desk/declare")).text
            told = {"services": "bank", "reason": "No payments."}
            assert (await send(client, "/desk/declare", told | {"acknowledge": "1"})).status_code == 303
            api = {"act": "declare", "services": ["letters"], "reason": "x", "acknowledge": True}
            assert (await client.post("/api/v1/desk/rulings", json=api)).status_code == 202
            assert await calls() == []
            (bank,) = await incidents.list(service="bank")
            assert [each.kind for each in await incidents.events(bank.id)] == [
                EventKind.DECLARED,
                EventKind.ACKNOWLEDGED,
            ]
            wrong = await client.post("/api/v1/desk/rulings", json=api | {"act": "confirm"})
            assert problem(wrong)["errors"][0]["field"] == "acknowledge"

            await send(client, "/desk/declare", {"services": "films", "reason": "No films."})
            (films,) = await incidents.list(service="films")
            assert await calls() == [(films.id, CallState.RINGING)]
            page = f"/desk/incidents/{films.id}"
            button = 'value="acknowledge"><button class="main"'
            board = (await client.get("/desk")).text
            assert "Nobody has answered the call." in board
            assert (button in board, button in (await client.get(page)).text) == (True, True)
            assert (await send(client, f"{page}/act", {"act": "acknowledge"})).status_code == 303
            assert await calls() == [(films.id, CallState.ANSWERED)]
            assert 'value="acknowledge"' not in (await client.get(page)).text
            again = await send(client, f"{page}/act", {"act": "acknowledge"})
            assert (again.status_code, "without a reason" in again.text) == (422, True)

    asyncio.run(story())
