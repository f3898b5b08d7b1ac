"""What is over in words and still on: the desk says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from groundswell.core.model import State
from tests.web.test_desk_pages import NAME, desk, send


def test_a_statement_that_it_is_over_ends_nothing_and_the_desk_says_so(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at, notice = f"/desk/incidents/{NAME}", "press “It is over” when it is."
            told = {
                "language": "en",
                "title_en": "Pictures: over",
                "body_en": "It is over.",
                "action": "publish",
            }
            for phase, is_told in (("monitoring", False), ("resolved", True)):
                home.clock.advance(timedelta(seconds=1))
                answer = await send(client, f"{at}/speak", {**told, "phase": phase, "next_in": "none"})
                assert answer.status_code == 303, answer.text
                kept = await home.parts.incidents.get(NAME)
                assert kept is not None
                assert kept.state is State.OPEN, "a statement ends nothing"
                for path in ("/desk", at):
                    page = (await client.get(path)).text
                    assert (notice in page) == is_told, path
                    assert page.count('value="resolve"') == (path == at or is_told), "one button"
            assert (await send(client, f"{at}/act", {"act": "resolve"})).status_code == 303
            assert notice not in (await client.get(at)).text

    asyncio.run(story())
