"""The page that a call's message leads to, where the call ends while the button is pressed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from groundswell.core.oncall import CallState
from tests.web.test_oncall import FORM, night


@pytest.mark.parametrize(
    ("by", "status", "says", "outcome"),
    [("Ada", 200, "nobody else is called", "done"), ("Bob", 410, "Bob has it.", "refused")],
)
def test_who_presses_while_the_call_ends_reads_who_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str, status: int, says: str, outcome: str
) -> None:
    async def story() -> None:
        async with night(tmp_path) as there:
            await there.pair()
            link, oncall = await there.rings(), there.home.parts.called.oncall
            answer = oncall.answer

            async def late(key: str, name: str, at: datetime) -> bool:
                (call,) = await oncall.calls()
                await oncall.finish(call.id, CallState.ANSWERED, by, at)
                return await answer(key, name, at)

            monkeypatch.setattr(oncall, "answer", late)
            page = await there.phone.client.post(link, data={}, headers=FORM)
            assert (page.status_code, says in page.text, "<form" in page.text) == (status, True, False)
            (noted,) = await there.home.parts.people.people.noted(act="answer call")
            assert (noted.actor, noted.outcome) == ("Ada", outcome)

    asyncio.run(story())
