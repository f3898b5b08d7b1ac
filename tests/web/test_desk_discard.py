"""A draft that nobody needs: who may discard it, and what stays."""

import asyncio
from pathlib import Path

from groundswell.core.access import Role
from groundswell.ports import StatementState
from tests.web.people.desk import account, browser
from tests.web.test_desk_pages import NAME, desk, send

SPEAK = f"/desk/incidents/{NAME}/speak"
WORDS = {"phase": "investigating", "next_in": "none", "language": "en", "title_en": "Log-in fails"}


def test_its_author_and_administrators_discard_a_draft_and_nobody_else(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, _), browser(home) as ada, browser(home, "192.0.2.8") as bob:
            await account(home, "Ada", Role.COMMUNICATOR)
            await account(home, "Bob", Role.COMMUNICATOR)
            await ada.sign_in("Ada")
            await bob.sign_in("Bob")
            fresh = await ada.open(SPEAK)
            assert "Discard this draft" not in fresh.text, "nothing is kept yet"
            await ada.fill(fresh, SPEAK, **WORDS, action="save")
            (filed,) = await home.parts.desk.statements()
            path = f"/desk/statements/{filed.statement.id}"
            theirs = await bob.open(path)
            assert "Discard this draft" not in theirs.text
            assert (await bob.fill(theirs, SPEAK, action="discard")).status_code == 403
            seen = await ada.open(path)
            assert "Discard this draft" in seen.text
            await ada.fill(seen, SPEAK, **{**WORDS, "title_en": "Nobody logs in"}, action="save")
            assert (await ada.fill(seen, SPEAK, action="discard")).status_code == 422, (
                "it was changed meanwhile"
            )
            done = await ada.send(path, SPEAK, action="discard")
            assert "discarded" in done.headers["location"]
            assert await home.parts.desk.statements() == []
            assert (await ada.open(path)).status_code == 404
            kept = await ada.fill(seen, SPEAK, **WORDS, action="save")
            assert (kept.status_code, "somebody has discarded it meanwhile" in kept.text) == (422, True)
            (again,) = [await ada.fill(kept, SPEAK, **WORDS, action="publish")]
            assert again.status_code == 303, "it is there again"
            out = await ada.fill(kept, SPEAK, **{**WORDS, "title_en": "Nobody"}, action="publish")
            assert (out.status_code, "write the next one</a>" in out.text) == (422, True)
            assert 'value="Nobody"' in out.text
            assert ("takes its place" in out.text, "<button" in out.text.split('class="compose"')[1]) == (
                False,
                False,
            )
            (mine, stale, refused) = await home.parts.people.people.noted(act="statement discarded")
            assert [each.actor for each in (mine, stale, refused)] == ["Ada", "Ada", "Bob"]
            assert mine.thing == filed.statement.id

    asyncio.run(story())


def test_a_program_discards_a_draft_and_not_what_is_published(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at = "/api/v1/desk/statements"
            await send(client, SPEAK, {**WORDS, "action": "save"})
            (draft,) = await home.parts.desk.statements()
            assert (await client.delete(f"{at}/{draft.statement.id}")).status_code == 204
            assert (await client.delete(f"{at}/{draft.statement.id}")).status_code == 404
            await send(client, SPEAK, {**WORDS, "action": "publish"})
            (out,) = await home.parts.desk.statements()
            assert (await client.delete(f"{at}/{out.statement.id}")).status_code == 422
            assert [each.step for each in await home.parts.desk.statements()] == [StatementState.PUBLISHED]

    asyncio.run(story())
