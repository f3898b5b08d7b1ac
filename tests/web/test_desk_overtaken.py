"""Two at the desk answer the same: who comes second is shown what the other wrote, and nothing of either is lost."""

import asyncio
from pathlib import Path

from groundswell.core.access import Role
from groundswell.ports.questions import Reply
from tests.web.house import BEARER, House, broken, house, problem
from tests.web.people.desk import Browser, account, browser
from tests.web.test_desk_questions import API, COMPOSER, NAME, ask

THEIRS = "In the settings."
MINE = "Under Profile, says Bob."
TOLD = {"action": "publish", "service": "pictures"}


async def answers(home: House) -> list[str]:
    return sorted(each.texts[0].body for each in await home.parts.questions.replies())


async def with_body(home: House, body: str) -> Reply:
    return next(each for each in await home.parts.questions.replies() if each.texts[0].body == body)


def test_who_answers_or_betters_after_another_is_shown_that_first_and_takes_its_place_on_a_second_yes(
    tmp_path: Path,
) -> None:
    async def story(home: House, ada: Browser, bob: Browser) -> None:
        first, *_ = await ask(home, NAME.words, "how do i change my NAME")
        pages = [await each.open(f"{COMPOSER}?pile={first.id}") for each in (ada, bob)]
        assert (await ada.fill(pages[0], COMPOSER, **TOLD, body_en=THEIRS)).status_code == 303
        refused = await bob.fill(pages[1], COMPOSER, **TOLD, body_en=MINE)
        assert (refused.status_code, await answers(home)) == (200, [THEIRS])
        assert "Ada has answered here meanwhile" in refused.text
        assert f"<p>{THEIRS}</p>" in refused.text
        assert ">Publish in its place<" in refused.text
        assert f">{MINE}</textarea>" in refused.text, "what was typed is not lost"
        assert (await bob.fill(refused, COMPOSER, **TOLD, body_en=MINE)).status_code == 303
        newest = await with_body(home, MINE)
        pages = [await each.open(f"{COMPOSER}?reply={newest.id}") for each in (ada, bob)]
        assert "has answered here meanwhile" not in pages[0].text
        assert (await ada.fill(pages[0], COMPOSER, **TOLD, body_en="Both.")).status_code == 303
        refused = await bob.fill(pages[1], COMPOSER, **TOLD, body_en=MINE)
        assert ("<p>Both.</p>" in refused.text, f">{MINE}</textarea>" in refused.text) == (True, True)
        assert await answers(home) == sorted(["Both.", THEIRS])
        assert (await bob.fill(refused, COMPOSER, **TOLD, body_en=MINE)).status_code == 303
        assert await answers(home) == sorted([MINE, THEIRS])
        newest = await with_body(home, MINE)
        pages = [await each.open(f"{COMPOSER}?reply={newest.id}") for each in (ada, bob)]
        assert (await ada.fill(pages[0], COMPOSER, **TOLD, body_en="Both.")).status_code == 303
        await home.parts.replier.withdraw((await with_body(home, "Both.")).id)
        refused = await bob.fill(pages[1], COMPOSER, **TOLD, body_en=MINE)
        assert "that one taken back: who had it waits again" in refused.text
        assert f">{MINE}</textarea>" in refused.text

    async def run() -> None:
        async with house(tmp_path) as home, browser(home) as ada, browser(home, "192.0.2.8") as bob:
            await broken(home)
            for name, person in (("Ada", ada), ("Bob", bob)):
                await account(home, name, Role.COMMUNICATOR)
                await person.sign_in(name)
            await story(home, ada, bob)

    asyncio.run(run())


def test_a_program_that_answers_after_another_is_refused_with_what_that_wrote(tmp_path: Path) -> None:
    async def story() -> None:
        async with house(tmp_path) as home, home.client(**BEARER) as client:
            await broken(home)
            (asked,) = await ask(home, NAME.words)
            told = {"service": "pictures", "questions": [asked.id]}

            def said(body: str) -> list[dict[str, str]]:
                return [{"language": "en", "title": "", "body": body}]

            first = await client.post(f"{API}/replies", json={**told, "texts": said(THEIRS)})
            stands = first.json()["reply"]["id"]
            second = {**told, "texts": said(MINE)}
            found = problem(await client.post(f"{API}/replies", json=second))
            assert found["type"] == "/problems/overtaken"
            assert stands in str(found["detail"])
            assert THEIRS in str(found["detail"])
            assert await answers(home) == [THEIRS]
            better = {"texts": said("Better."), "supersedes": stands, "service": "pictures"}
            assert (await client.post(f"{API}/replies", json=better)).status_code == 201
            other = {**better, "texts": said("Other.")}
            found = problem(await client.post(f"{API}/replies", json=other))
            assert found["type"] == "/problems/overtaken"
            assert "Better." in str(found["detail"])
            (newest,) = await home.parts.questions.replies()
            assert (
                await client.post(f"{API}/replies", json={**second, "over": [newest.id]})
            ).status_code == 201

    asyncio.run(story())


def test_who_sends_an_answer_again_gets_the_one_that_stands_and_nobody_is_told_twice(tmp_path: Path) -> None:
    async def story() -> None:
        async with house(tmp_path) as home, home.client(**BEARER) as client:
            await broken(home)
            asked = await ask(home, NAME.words, "how do i change my NAME")
            told = {
                "service": "pictures",
                "questions": [asked[0].id],
                "texts": [{"language": "en", "body": THEIRS}],
            }
            sent = [await client.post(f"{API}/replies", json=told) for _ in range(2)]
            assert [each.status_code for each in sent] == [201, 201]
            assert sent[0].json() == sent[1].json()
            wider = {**told, "is_for_like": True}
            assert problem(await client.post(f"{API}/replies", json=wider))["type"] == "/problems/overtaken"
            more = {**told, "questions": [each.id for each in asked]}
            assert problem(await client.post(f"{API}/replies", json=more))["type"] == "/problems/overtaken"
            better = {**told, "questions": [], "supersedes": sent[0].json()["reply"]["id"]}
            better["texts"] = [{"language": "en", "body": MINE}]
            sent = [await client.post(f"{API}/replies", json=better) for _ in range(2)]
            assert [each.status_code for each in sent] == [201, 201]
            assert sent[0].json() == sent[1].json()
            assert await answers(home) == [MINE]

    asyncio.run(story())
