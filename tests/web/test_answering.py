"""A call that rings is answered at the desk."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from groundswell.core.model import Act, Event, EventKind
from groundswell.ports import Revision
from tests.town import NOON, incident
from tests.web.test_oncall import night


def test_what_was_declared_or_came_back_is_answered_at_the_desk_like_any_other(tmp_path: Path) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.desk.sign_in("Ada")
            now = incident(acknowledged_at=NOON - timedelta(days=1))
            reopened = Event(now.id, EventKind.REOPENED, NOON, "again")
            await there.home.parts.incidents.save([Revision(now, (reopened,))])
            page, button = (
                f"/desk/incidents/{now.id}",
                'value="acknowledge"><button class="main" accesskey="a"',
            )
            assert 'value="acknowledge"' not in (await there.desk.open(page)).text, "nobody is called"
            await there.rings()
            board = (await there.desk.open("/desk")).text
            assert "Nobody has answered the call." in board
            assert button in board
            assert button in (await there.desk.open(page)).text
            for act in ("cause", "acknowledge"):
                sent = await there.desk.send(
                    page, f"{page}/act", act=act, kind="change", reason="A change." * (act == "cause")
                )
                assert sent.status_code == 303, sent.text
            rulings = await there.rulings()
            assert [(each.act, bool(each.reason)) for each in rulings] == [
                (Act.CAUSE, True),
                (Act.ACKNOWLEDGE, True),
            ]
            await there.home.parts.incidents.save(
                [Revision(now, (Event(now.id, EventKind.CAUSED, NOON, "A change.", "Ada"),))]
            )
            assert 'value="acknowledge"' not in (await there.desk.open(page)).text, "answered"
            again = await there.desk.send(page, f"{page}/act", act="acknowledge")
            assert (again.status_code, "without a reason" in again.text) == (422, True)

    asyncio.run(story())
