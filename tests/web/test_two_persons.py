"""Two persons for a statement: who reads it may say which translations are read, and publish, in one step; who changes words
is its author."""

import asyncio
from pathlib import Path

from groundswell.flow.utter import StatementsConfig
from groundswell.ports import StatementState
from tests.web.people.desk import account, browser
from tests.web.test_desk_pages import NAME, desk, send

TWO = StatementsConfig(approval=True, languages=("en", "es"), seconds_max=5)
SPEAK = f"/desk/incidents/{NAME}/speak"
WORDS = {
    "phase": "investigating",
    "next_in": "none",
    "language": "en,es",
    "title_en": "Log-in fails",
    "body_en": "We look into it.",
    "title_es": "No se puede entrar",
    "body_es": "Lo miramos.",
}


def test_the_second_person_approves_translations_and_publishes_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, TWO) as (home, client), browser(home) as ada:
            await send(client, SPEAK, {**WORDS, "action": "wait"})
            (filed,) = await home.parts.desk.statements()
            path, name = f"/desk/statements/{filed.statement.id}", filed.statement.id
            mine = (await client.get(path)).text
            assert "it waits for somebody else to read and publish it" in mine
            assert "Publish now" not in mine
            await account(home, "Ada")
            await ada.sign_in("Ada")
            page = await ada.open(path)
            assert "keeper wrote this. You may tick" in page.text
            assert "Publish in English and Español, as read" in page.text
            out = await ada.fill(page, SPEAK, **WORDS, fine_es="1", action="publish")
            assert "Published" in out.headers["location"]
            said = await home.parts.desk.statement(name)
            assert said is not None
            assert said.step is StatementState.PUBLISHED
            assert (said.statement.by, said.statement.approved_by) == ("keeper", "Ada")
            assert [text.is_draft for text in said.statement.texts] == [False, False]

    asyncio.run(story())


def test_who_changes_a_word_of_it_is_its_author_and_waits_for_somebody_else(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, TWO) as (home, client), browser(home) as ada:
            await send(client, SPEAK, {**WORDS, "action": "wait"})
            (filed,) = await home.parts.desk.statements()
            await account(home, "Ada")
            await ada.sign_in("Ada")
            page = await ada.open(f"/desk/statements/{filed.statement.id}")
            mended = {**WORDS, "body_es": "Lo estamos mirando.", "fine_es": "1", "action": "publish-read"}
            refused = await ada.fill(page, SPEAK, **mended)
            assert refused.status_code == 422
            (kept,) = await home.parts.desk.statements()
            assert (kept.step, kept.statement.by) == (StatementState.WAITING, "Ada")
            revision = str(kept.revision)
            again = {**WORDS, "body_es": "Lo estamos mirando.", "statement": kept.statement.id}
            theirs = await send(
                client, SPEAK, {**again, "fine_es": "1", "revision": revision, "action": "publish"}
            )
            assert theirs.status_code == 303
            assert "Published" in theirs.headers["location"]

    asyncio.run(story())


def test_an_author_who_ticks_their_own_translation_does_not_publish_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, TWO) as (home, client):
            await send(client, SPEAK, {**WORDS, "action": "wait"})
            (filed,) = await home.parts.desk.statements()
            named = {"statement": filed.statement.id, "revision": str(filed.revision)}
            answer = await send(client, SPEAK, {**WORDS, **named, "fine_es": "1", "action": "publish-read"})
            assert answer.status_code == 422
            (kept,) = await home.parts.desk.statements()
            assert kept.step is not StatementState.PUBLISHED
            path = f"/api/v1/desk/statements/{kept.statement.id}/publish"
            answer = await client.post(path, json={"revision": kept.revision})
            assert answer.json()["errors"][0]["field"] == "approved_by"

    asyncio.run(story())
