"""Whose word a statement is: that of an operator who has claimed the service, or of the site's own desk."""

import asyncio
import re
from pathlib import Path

from groundswell.core.access import Role
from groundswell.core.accounts import ClaimState
from groundswell.core.incident import declared
from groundswell.core.model import Act, Ruling
from groundswell.ports import Revision
from tests.town import NOON
from tests.web.house import House
from tests.web.people.desk import Browser, account, browser
from tests.web.test_desk_pages import FORM, NAME, desk, public


async def _says(page: Browser, title: str, phase: str = "investigating") -> None:
    """Write and publish, as a person does it."""
    at = f"/desk/incidents/{NAME}/speak"
    hidden = r'<input type="hidden" name="(csrf|statement|revision)" value="([^"]*)"'
    told = dict(re.findall(hidden, (await page.open(at)).text))
    told |= {"phase": phase, "next_in": "30", "language": "en", "title_en": title}
    told |= {"body_en": "We look into it.", "action": "publish"}
    answer = await page.client.post(at, data=told, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303, answer.text


async def _claimed(home: House, name: str, service: str = "pictures") -> None:
    """An account that speaks for the operator of a service."""
    made = await account(home, name, Role.COMMUNICATOR)
    people = home.parts.people.people
    await people.ask(made.id, service, NOON)
    (claim,) = await people.claims(made.id)
    await people.decide(claim.id, ClaimState.CONFIRMED, "Ada", NOON)


def test_a_statement_of_who_has_claimed_the_service_is_the_operators_and_any_other_is_the_sites(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            await account(home, "Ada", Role.COMMUNICATOR)
            await _claimed(home, "Bob")
            async with browser(home, "192.0.2.8") as ada, browser(home, "192.0.2.9") as bob:
                await ada.sign_in("Ada")
                await bob.sign_in("Bob")
                composer = await ada.open(f"/desk/incidents/{NAME}/speak")
                assert "not as the operator’s word" in composer.text
                await _says(ada, "Log-in fails")
                for path in ("/s/pictures", f"/incidents/{NAME}"):
                    page = await public(home, path)
                    assert "What Town says" in page, path
                    assert "The words of this site’s desk, not of Grand" in page, path
                home.clock.advance(minutes=1)
                composer = await bob.open(f"/desk/incidents/{NAME}/speak")
                assert "as Grand’s own word" in composer.text
                await _says(bob, "A disk is full", "identified")
            for path in ("/s/pictures", f"/incidents/{NAME}"):
                page = await public(home, path)
                assert "What Grand says" in page, path
                assert "The operator’s own words." in page, path
                assert '<span class="voice">(Town)</span>' in page, path
            assert "Lo que dice Grand" in await public(home, f"/es/incidents/{NAME}")
            for path in ("/s/pictures", "/s/pictures/7d", "/s/pictures/90d"):
                page = await public(home, path)
                assert page.count('class="mark"') == 2 + 1, f"{path}: two in the chart, one in the key"
                assert "<small>(statement)</small>" in page, path
            await home.parts.publish.run()
            (told,) = (await client.get("/api/v2/summary.json")).json()["incidents"]
            bodies = [update["body"].partition(":")[0] for update in told["incident_updates"]]
            assert bodies[:2] == ["Grand", "Town"]
            feed = (await client.get("/feeds/all.atom")).text
            assert "Grand: A disk is full" in feed
            assert "Town: Log-in fails" in feed
            cap = (await client.get(f"/cap/{NAME}.xml")).text
            assert re.findall("<senderName>([^<]*)", cap)[0] == "Grand"
            api = "/api/v1/desk/statements"
            said = {each["voice"]: each["id"] for each in (await client.get(api)).json()["statements"]}
            for voice, status in (("", 422), ("pictures", 403)):  # it has no words in German
                asked = await client.post(f"{api}/{said[voice]}/languages", json={"language": "de"})
                assert asked.status_code == status, "an operator's word is let out by nobody else"
            voices = [
                each["voice"] for each in (await client.get("/api/v1/desk/statements")).json()["statements"]
            ]
            assert sorted(voices) == ["", "pictures"]
            entries = await home.parts.journal.rulings(0)
            spoken = [entry.content for entry in entries if isinstance(entry.content, Ruling)]
            assert [(each.act, each.voice) for each in spoken] == [(Act.SPEAK, ""), (Act.SPEAK, "pictures")]

    asyncio.run(story())


def test_an_outage_that_its_operator_declares_is_the_operators_word_from_the_first_minute(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, _):
            await _claimed(home, "Bob", "letters")
            at = "/desk/declare"
            async with browser(home, "192.0.2.9") as bob:
                await bob.sign_in("Bob")
                assert "as the word of Grand" in (await bob.open(at)).text
                typed = {"reason": "A disk is full", "service_1": "lettres"}
                refused = await bob.send(at, at, **typed)
                assert (refused.status_code, "did you mean" in refused.text) == (422, True)
                done = await bob.send(at, at, **typed | {"service_1": "letters"})
                assert done.status_code == 303, done.text
            page = await public(home, done.headers["location"].replace("/desk", "").partition("?")[0])
            assert "says Grand." in page
            assert "Declared by this site" not in page
            assert "(Grand)" in page

    asyncio.run(story())


def test_the_page_of_an_outage_shows_the_crowds_clock_beside_the_operators(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            page = await public(home, f"/incidents/{NAME}")
            assert page.count("not yet") == 4  # acknowledged, first statement, restored, confirmed by users
            ruling = {"act": "acknowledge", "incident": NAME}
            assert (await client.post("/api/v1/desk/rulings", json=ruling)).status_code == 202
            for _ in range(100):
                if (
                    "not yet" not in (page := await public(home, f"/incidents/{NAME}"))
                    or page.count("not yet") < 4
                ):
                    break
                await asyncio.sleep(0.05)
                await home.parts.publish.run()
            clocks = page[page.index('<dl class="clocks">') :]
            marks = re.findall("<dt>([^<]*)", clocks)[:7]
            assert marks == [
                *("First report (estimated)", "Suspected", "Outage declared", "Seen by this site"),
                *("First statement", "Said to be restored", "Confirmed by users"),
            ]
            assert clocks.count("not yet") == 3

    asyncio.run(story())


def test_a_desk_that_is_not_the_operators_drafts_what_it_sees_beginning_with_what_it_declared(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            said = Ruling(
                Act.DECLARE, "", "Ada", NOON, reason="Films stop after a minute.", services=("films",)
            )
            films, events = declared(said, "films-1")
            await home.parts.incidents.save([Revision(films, events)])
            at = f"/desk/incidents/{films.id}/speak"
            await _claimed(home, "Bob", "films")
            async with browser(home, "192.0.2.9") as bob:
                await bob.sign_in("Bob")
                theirs = (await bob.open(f"{at}?phase=resolved")).text
            ours = (await client.get(f"{at}?phase=resolved")).text
            assert "We have fixed it, and it works again." in theirs
            assert "How it ended" in theirs
            for operators in ("We have fixed", "We are sorry", "How it ended", "What we will change"):
                assert operators not in ours
            assert "From what we see, the trouble is over." in ours
            assert "Nothing to remark." in ours
            first = (await client.get(f"/api/v1/desk/incidents/{films.id}/draft?doing=fixing")).json()
            body = first["texts"][0]["body"]
            assert body.startswith("Films stop after a minute. Films has not been working properly")
            assert "We are watching what people report." in body, "what is done is the operator's to say"
            borrowed = {"phase": "resolved", "language": "en", "title_en": "Over", "action": "look"}
            looked = await client.post(at, data={**borrowed, "body_en": "We have fixed it."}, headers=FORM)
            assert "You do not run the service" in looked.text

    asyncio.run(story())
