"""Templates at the desk: written, kept within a seat's scope, begun from, and filled with words that stay words."""

import asyncio
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from groundswell.core.access import Role
from groundswell.core.accounts import Scope
from groundswell.flow.advise import Written
from groundswell.flow.utter import StatementsConfig
from tests.web.people.desk import account, browser
from tests.web.test_desk_pages import EVIL, NAME, desk, send

BODY = "{service} fails since {the_since}. Until then: {workaround}. The cause: {cause}"
OUT: dict[str, Any] = {
    "id": "out",
    "name": "It is out",
    "occasion": "identified",
    "texts": [{"language": "en", "title": "{service} is out", "body": BODY}],
    "services": ["pictures"],
}
COMPOSER = f"/desk/incidents/{NAME}/speak"
DRAFT = f"/api/v1/desk/incidents/{NAME}/draft"


def written(page: str) -> dict[str, str]:
    fields = re.findall(r'<input id="(title_\w+)"[^>]* value="([^"]*)"', page)
    fields += re.findall(r'<textarea id="(body_\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in fields}


def test_a_statement_is_begun_from_a_template_and_what_it_lacks_is_drafted_and_marked(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, StatementsConfig(languages=("en", "de"), seconds_max=5)) as (home, client):
            await client.post("/api/v1/desk/templates", json=OUT)
            await home.parts.advise.write(
                Written("pictures", "Log out and in again.", "en", (), (), ""), "Ada"
            )
            fresh = (await client.get(COMPOSER)).text
            assert '<optgroup label="identified"><option value="out">It is out</option>' in fresh
            told = {"phase": "investigating", "next_in": "30", "language": ["en", "de"], "template": "out"}
            page = (await send(client, COMPOSER, {**told, "action": "draft"})).text
            texts = written(page)
            assert texts["title_en"] == "Pictures is out"
            assert re.fullmatch(
                r"Pictures fails since .* UTC\. Until then: Log out and in again\.", texts["body_en"]
            )
            assert "funktioniert seit" in texts["body_de"]
            assert "(draft: not in the template)" in page
            assert "no words in Deutsch: drafted" in page
            assert "nothing to put in {cause}" in page
            assert '<option value="identified" selected>Identified</option>' in page
            assert "Say at what time you speak next" in page  # checked as any other
            again = (await send(client, COMPOSER, {**told, **texts, "action": "look"})).text
            assert written(again) == texts
            kept = await send(
                client, COMPOSER, {**told, **texts, "phase": "identified", "action": "publish-read"}
            )
            assert kept.status_code == 303, kept.text
            (filed,) = await home.parts.desk.statements(incidents=[NAME])
            assert filed.statement.texts[0].title == "Pictures is out"

    asyncio.run(story())


def test_programs_keep_templates_begin_from_them_and_remove_them(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (_, client):
            first = (await client.post("/api/v1/desk/templates", json=OUT)).json()
            assert (first["version"], first["places"]) == (1, ["service", "the_since", "workaround", "cause"])
            again = await client.post("/api/v1/desk/templates", json={**OUT, "services": []})
            assert again.json()["version"] == 2
            listed = (await client.get("/api/v1/desk/templates")).json()["templates"]
            assert [each["id"] for each in listed] == ["out"]
            begun = (await client.get(DRAFT, params={"template": "out"})).json()
            assert begun["texts"][0]["title"] == "Pictures is out"
            assert begun["phase"] == "identified"
            assert (begun["template"], begun["drafted"]) == ("out", [])
            assert begun["left_out"] == ["workaround", "cause"]
            own = (await client.get(DRAFT)).json()
            assert (own["template"], own["phase"]) == ("", "investigating")
            assert (await client.delete("/api/v1/desk/templates/out")).status_code == 204
            assert (await client.delete("/api/v1/desk/templates/out")).status_code == 404
            assert (await client.get(DRAFT, params={"template": "out"})).status_code == 404
            lines = (await client.get("/desk/audit.jsonl")).text.splitlines()
            noted = [json.loads(line)["act"] for line in lines]
            assert {
                "template written, version 1",
                "template written, version 2",
                "template removed, version 2",
            } <= set(noted)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"texts": [{"language": "en", "body": "{servce}"}]}, "body_en", "{service}, {people_see}"),
        ({"texts": [{"language": "en", "title": "{", "body": "x"}]}, "title_en", "by itself"),
        ({"texts": [{"language": "en", "body": " "}]}, "body_en", "filled in"),
        ({"texts": [{"language": "xx", "body": "x"}]}, "language", "none of"),
        ({"texts": [{"language": "en", "body": "x"}] * 2}, "texts", "one text in each"),
        ({"services": ["nobody"]}, "services", "catalog"),
        ({"name": " "}, "name", "filled in"),
        ({"occasion": "maintenance", "texts": [{"language": "en", "body": "x"}]}, "title_en", "filled in"),
    ],
)
def test_a_template_that_cannot_be_is_told_why(
    tmp_path: Path, change: dict[str, Any], field: str, fault: str
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            answer = await client.post("/api/v1/desk/templates", json={**OUT, **change})
            assert answer.status_code == 422, answer.text
            (error,) = answer.json()["errors"]
            assert error["field"] == field
            assert fault in answer.json()["detail"]
            assert not await home.parts.desk.templates()

    asyncio.run(story())


def test_a_seat_writes_templates_of_its_services_and_sees_those_that_may_be_about_them(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            await account(home, "Bob", Role.COMMUNICATOR, Scope(("films",), ()))
            await account(home, "Eve", Role.VIEWER)
            for name, services in (("all", []), ("pics", ["pictures"]), ("both", ["pictures", "films"])):
                told = {**OUT, "id": name, "name": f"For {name}", "services": services}
                assert (await client.post("/api/v1/desk/templates", json=told)).status_code == 200
            path = "/desk/templates"
            mine = {"id": "mine", "name": "Mine", "occasion": "resolved", "body_en": "Over."}
            async with browser(home) as bob:
                await bob.sign_in("Bob")
                page = (await bob.open(path)).text
                assert "For all" in page
                assert "For both" in page
                assert "For pics" not in page
                assert '<option value="pictures"' not in page
                assert "/remove" not in page
                assert (await bob.open(f"{path}/pics")).status_code == 404
                for about in ("", "pictures"):
                    refused = await bob.send(path, path, **mine, services=about)
                    assert refused.status_code == 403, about
                for name in ("all", "pics", "both"):
                    taken = await bob.send(path, path, **{**mine, "id": name}, services="films")
                    assert taken.status_code == 403, name
                assert (await bob.send(path, path, **mine, services="films")).status_code == 303
                form = (await bob.open(f"{path}/mine")).text
                assert written(form)["body_en"] == "Over."
                assert (await bob.send(path, f"{path}/mine/remove")).status_code == 303
                assert "Mine" not in (await bob.open(path)).text
            async with browser(home) as eve:
                await eve.sign_in("Eve")
                page = (await eve.open(path)).text
                assert "For pics" in page
                assert "Keep it" not in page
                for page in (await eve.open("/desk")).text, (await eve.open(f"/desk/incidents/{NAME}")).text:
                    main = page.partition("</header>")[2]
                    assert "Write a statement" not in main, "who may only look is offered nothing else"
                    assert "<form" not in main
            assert [each.id for each in await home.parts.desk.templates()] == ["all", "both", "pics"]

    asyncio.run(story())


def test_words_of_templates_and_of_facts_are_never_markup_nor_read_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            told = {"id": "evil", "name": EVIL, "occasion": "investigating"}
            told |= {"title_en": f"{EVIL} {{service}}", "body_en": f"{EVIL} {{workaround}}"}
            assert (await send(client, "/desk/templates", told)).status_code == 303
            way = Written("pictures", f"{EVIL} {{service}} {{nothing}}", "en", (), (), "")
            await home.parts.advise.write(way, "Ada")
            for path in ("/desk/templates", "/desk/templates/evil", COMPOSER, f"{COMPOSER}?template=evil"):
                answer = await client.get(path, headers={"accept": "text/html"})
                assert answer.status_code == 200, path
                assert "<script>alert" not in answer.text, path
                assert "<img src=x" not in answer.text, path
            assert written(answer.text)["body_en"] == f"{EVIL} {EVIL} {{service}} {{nothing}}"
            client.headers["accept"] = "text/html"
            wrong = await send(client, "/desk/templates", {**told, "body_en": f"{{{EVIL}}}"})
            assert wrong.status_code == 422
            assert "<script>alert" not in wrong.text

    asyncio.run(story())


def test_planned_work_takes_its_words_from_a_template(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            words = {"title": "Work on {service}", "body": "From {since} to {until}. Parts: {where}."}
            works = {**OUT, "id": "works", "occasion": "maintenance", "services": ["films"]}
            works["texts"] = [{"language": "en", **words}]
            for template in (OUT, works):
                assert (await client.post("/api/v1/desk/templates", json=template)).status_code == 200
            path = "/desk/maintenance/new"
            offered = (await client.get(path)).text
            assert '<option value="works">' in offered
            assert '<option value="out">' not in offered
            told = {"services": "films", "from_at": "2026-03-02T13:00", "until_at": "2026-03-02T14:00"}
            told |= {"title_de": "Arbeiten", "body_de": "Bald."}
            page = (await send(client, path, {**told, "action": "fill", "template": "works"})).text
            texts = written(page)
            assert texts["title_en"] == "Work on Films"
            assert texts["body_en"] == "From 13:00 UTC to 14:00 UTC."
            assert texts["title_de"] == "Arbeiten"
            assert "nothing to put in {where}" in page
            assert 'value="2026-03-02T13:00"' in page
            assert not await home.parts.desk.maintenances(ending_after=home.parts.clock.now())
            assert (await send(client, path, {**told, **texts})).status_code == 303
            (kept,) = await home.parts.desk.maintenances(ending_after=home.parts.clock.now())
            assert kept.texts[0].title == "Work on Films"
            assert (await client.get(f"{COMPOSER}?template=works")).status_code == 404

    asyncio.run(story())
