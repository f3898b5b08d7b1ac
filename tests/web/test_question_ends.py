"""Of which outage a question is its page knows, by whatever it was answered: that its end can be told, that it is asked whether it works
again, and that it is over."""

from __future__ import annotations

from pathlib import Path

import httpx

from groundswell.core.model import State
from groundswell.core.notice import Wish
from groundswell.core.statement import Text
from groundswell.flow.reply import Written
from tests.town import NOON
from tests.web.house import House, at_home, problem
from tests.web.test_wishes import stands

WHEN, OWN = "When is my feed back?", "How do I change my name?"
WISH = {"way": "email", "address": "anna@example.org", "asks": True}
TICK = 'name="asks"'


async def asked(client: httpx.AsyncClient, words: str) -> str:
    """The handle."""
    sent = await client.post("/ask", data={"words": words, "service": "pictures", "website": ""})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"].removeprefix("/q/"))


async def answered(house: House, handle: str, incident: str) -> None:
    question = await house.parts.asker.find(handle)
    assert question is not None
    text = Text("en", question.words, "We know of it.", is_draft=False)
    written = Written((text,), "pictures", (), incident, is_for_like=True)
    await house.parts.replier.answer(written, [question.id], "Ada")


async def wish_of(house: House, handle: str) -> Wish:
    question = await house.parts.asker.find(handle)
    assert question is not None
    (wish,) = await house.parts.undertake.of(f"question:{question.id}")
    return wish


def test_whoever_was_answered_about_an_outage_that_is_on_can_be_told_its_end(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            waits, other = await asked(client, WHEN), await asked(client, OWN)
            page = (await client.get(f"/q/{waits}")).text
            assert "Tell me when it is answered, and when the outage is over" in page
            assert "There has been an outage of Pictures since <time" in page
            assert 'href="/incidents/pictures-1">What is known of it' in page
            assert TICK in page
            page = (await client.get(f"/q/{other}")).text
            assert "Tell me when it is answered<" in page
            assert "There has been an outage" not in page
            assert TICK not in page, "it asks of no outage"
            for handle in (waits, other):
                sent = await client.post(f"/api/v1/questions/{handle}/wish", json=WISH)
                assert sent.status_code == 202, sent.text
            assert (await wish_of(house, waits)).incident == "pictures-1"
            assert (await wish_of(house, other)).incident == ""
            assert (await wish_of(house, other)).asks, "the desk may tie its answer to an outage"
            tied = await asked(client, WHEN)
            await answered(house, tied, "pictures-1")
            await answered(house, other, "")
            again = await asked(client, WHEN)
            for handle in (tied, again):
                page = (await client.get(f"/q/{handle}")).text
                assert "Tell me when the outage is over" in page
                assert TICK in page
                sent = await client.post(f"/q/{handle}/wish", data={"address": "anna@example.org"})
                assert sent.status_code == 200, sent.text
                wish = await wish_of(house, handle)
                assert wish.incident == "pictures-1"
                assert (wish.answered_at is not None) == (handle == tied), "the answer is told no more"
            page = (await client.get(f"/q/{other}")).text
            assert f'action="/q/{other}/wish"' not in page
            refused = await client.post(f"/api/v1/questions/{other}/wish", json=WISH)
            assert "has its answer" in problem(refused)["detail"]

    at_home(tmp_path, visit)


def test_all_who_asked_about_an_outage_are_asked_whether_it_works_again_and_read_that_it_is_over(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            tied, waits = await asked(client, WHEN), await asked(client, "When will it be back?")
            await answered(house, tied, "pictures-1")
            again, other = await asked(client, WHEN), await asked(client, OWN)
            pages = [f"/q/{handle}" for handle in (tied, again, waits, other)]
            asks = [f'action="{page}/again"' for page in pages]
            for state, is_asked in ((State.OPEN, False), (State.EASING, True)):
                await stands(house, state)
                shown = [ask in (await client.get(page)).text for page, ask in zip(pages, asks, strict=True)]
                assert shown == [is_asked, is_asked, is_asked, False]
            said = await client.post(f"{pages[1]}/again", data={"answer": "0"})
            assert "Your answer counts." in said.text
            await stands(house, State.RESOLVED, resolved_at=NOON)
            over = ["is over since <time" in (await client.get(page)).text for page in pages]
            assert over == [True, True, True, False]

    at_home(tmp_path, visit)


def test_what_was_told_before_the_end_is_said_to_be_what_was_known_then(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            early = await asked(client, "Is Pictures down?")
            assert "This is what is known now." in (await client.get(f"/q/{early}")).text
            house.clock.advance(minutes=9)
            await stands(house, State.RESOLVED, resolved_at=house.clock.now(), updated_at=house.clock.now())
            house.clock.advance(minutes=1)
            late = await asked(client, "Is Pictures down?")
            for handle, now, then in ((early, False, True), (late, True, False)):
                page = (await client.get(f"/q/{handle}")).text
                assert ("This is what is known now." in page) is now
                assert ("This is what was known then." in page) is then
                assert ("What was known then</h2>" in page) is then
                assert 'href="/s/pictures">If it still does not work for you, report it.' in page

    at_home(tmp_path, visit)


def test_where_what_was_on_was_no_outage_the_page_says_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            handle = await asked(client, "Is Pictures down?")
            await stands(house, State.DISMISSED)
            assert "Pictures: no outage after all." in (await client.get(f"/q/{handle}")).text
            assert "Pictures: doch keine Störung." in (await client.get(f"/de/q/{handle}")).text
            over = (await client.get(f"/api/v1/questions/{handle}")).json()["over"]
            assert (over["incident"], over["was_none"]) == ("pictures-1", True)
            await stands(house, State.DISMISSED, opened_at=None)
            page = (await client.get(f"/q/{handle}")).text
            assert "no outage after all" not in page, "a suspicion may still grow"

    at_home(tmp_path, visit)


def test_who_is_asked_by_a_message_whether_it_works_again_can_say_so_also_where_a_second_outage_opened_since(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await stands(house, State.OPEN)
        async with house.client(accept="text/html") as client:
            wishes, other = await asked(client, WHEN), await asked(client, WHEN)
            sent = await client.post(f"/api/v1/questions/{wishes}/wish", json=WISH)
            assert sent.status_code == 202, sent.text
            await stands(house, State.OPEN, "pictures-2")
            await stands(house, State.EASING)
            said = [
                (await client.post(f"/api/v1/questions/{each}/again", json={"works": True})).status_code
                for each in (wishes, other)
            ]
            assert said == [202, 409], "of the other nobody can tell which it is of"

    at_home(tmp_path, visit)
