"""What helped others: proposed by people, let through at the desk, voted on by one tap, gone at once when the desk says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx

from groundswell.core.model import Footprint, Share, State
from groundswell.core.workarounds import NOBODY, cautious
from groundswell.flow.advise import WorkaroundsConfig
from groundswell.ports import Revision
from groundswell.web.desk.templates import helps_of
from tests.town import incident
from tests.web.house import BEARER, House, at_home, broken, problem

DESK = "/api/v1/desk/workarounds"
OPEN = "/api/v1/services/pictures/workarounds"
FORM = {"content-type": "application/x-www-form-urlencoded"}
EVIL = '<script>alert(1)</script> " onmouseover="a()" {{ 7 * 7 }} &amp; <img src=x onerror=a()>'
HEADING = "What helped others"


async def wrote(house: House, words: str = "Open it in a browser", **told: object) -> str:
    """The id of something that the desk wrote."""
    async with house.client(**BEARER) as client:
        answer = await client.post(DESK, json={"service": "pictures", "words": words, **told})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def page(house: House, path: str = "/s/pictures") -> str:
    async with house.client(accept="text/html") as client:
        return (await client.get(path)).text


async def decide(house: House, id: str, state: str) -> httpx.Response:  # noqa: A002
    async with house.client(**BEARER) as client:
        return await client.post(f"{DESK}/{id}", json={"state": state})


async def vote(house: House, id: str, said: str, address: str) -> httpx.Response:  # noqa: A002
    async with house.client(address, accept="text/html") as client:
        return await client.post(
            f"/workarounds/{id}", data={"helped": "1" if said == "yes" else "0"}, headers=FORM
        )


async def listed(house: House) -> list[dict[str, Any]]:
    async with house.client() as client:
        found: list[dict[str, Any]] = (await client.get(OPEN)).json()["workarounds"]
        return found


def test_what_the_desk_writes_is_on_the_page_and_in_the_api_at_once(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        assert HEADING not in await page(house)
        id = await wrote(house, symptoms=["app"], platforms=["android"])  # noqa: A001
        for path in ("/s/pictures", "/s/pictures/live", f"/workarounds/{id}", "/workarounds?service=pics"):
            shown = await page(house, path)
            assert "Open it in a browser" in shown, path
            assert "Only for: App" in shown, path
            assert "Nobody has said yet whether it helps." in shown, path
        assert HEADING not in await page(house, "/s/letters")
        (one,) = await listed(house)
        assert (one["id"], one["by"], one["helped"], one["tried"]) == (id, "desk", 0, 0)
        assert one["url"].endswith(f"/workarounds/{id}")

    at_home(tmp_path, visit)


def test_a_proposal_is_scrubbed_and_waits_for_the_desk(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        words = "Ask ana@example.org, or log out and in again: https://evil.example/x"
        async with house.client(accept="text/html") as client:
            told = {"service": "pictures", "words": words, "website": ""}
            answer = await client.post("/workarounds", data=told, headers=FORM)
            assert answer.status_code == 200
            assert "Somebody reads it before others see it" in answer.text
        assert "log out and in again" not in await page(house)
        assert await listed(house) == []
        async with house.client(**BEARER) as client:
            (waits,) = (await client.get(DESK)).json()["workarounds"]
            assert waits["texts"][0]["words"] == "Ask […], or log out and in again: […]"
            assert (waits["by"], waits["writer"], waits["state"]) == ("user", "", "proposed")
        assert (await vote(house, waits["id"], "yes", "198.51.100.1")).status_code == 404
        assert (await decide(house, waits["id"], "shown")).status_code == 200
        shown = await page(house)
        assert "log out and in again" in shown
        assert "Found by somebody who uses it." in shown

    at_home(tmp_path, visit)


def test_who_proposed_something_has_a_link_to_delete_it_even_when_all_see_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            told = {"service": "pictures", "words": "Log out and in again", "website": ""}
            thanks = (await client.post("/workarounds", data=told, headers=FORM)).text
            (own,) = re.findall(r'href="(/workarounds/[^"?]{34})"', thanks)
            async with house.client(**BEARER) as desk:
                (waits,) = (await desk.get(DESK)).json()["workarounds"]
            unread = (await client.get(own)).text
            assert "Log out and in again" in unread
            assert "helped others" not in unread, "nobody else has read it"
            await decide(house, waits["id"], "shown")
            await wrote(house, "Use the browser")
            page_of_own = (await client.get(own)).text
            assert "Delete what I wrote" in page_of_own
            assert "Delete what I wrote" not in await page(house, f"/workarounds/{waits['id']}")
            of_id = await client.post(f"/workarounds/{waits['id']}", data={"delete": "1"}, headers=FORM)
            assert of_id.status_code == 404, "the public address is no key"
            gone = await client.post(own, data={"delete": "1"}, headers=FORM)
            assert "Nothing of it is kept." in gone.text
            assert "Use the browser" in gone.text, "what others have told stands"
            assert "Log out and in again" not in gone.text + await page(house)
            assert (await client.get(own)).status_code == 404

    at_home(tmp_path, visit)


def test_one_tap_says_whether_it_helped_and_a_second_of_the_same_person_takes_its_place(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        id = await wrote(house)  # noqa: A001
        for place in range(1, 6):
            answer = await vote(house, id, "yes" if place > 1 else "no", f"198.51.{place}.1")
            assert answer.status_code == 200
            assert "Thank you" in answer.text
        (one,) = await listed(house)
        assert (one["helped"], one["tried"]) == (4, 5)
        await vote(house, id, "yes", "198.51.1.1")
        (one,) = await listed(house)
        assert (one["helped"], one["tried"]) == (5, 5)
        await house.parts.publish.run({"pictures"})
        assert "5 of 5 say that it helped." in await page(house)
        async with house.client("203.0.113.9") as client:
            told = await client.post(f"/api/v1/workarounds/{id}/vote", json={"helped": False})
            assert (told.json()["helped"], told.json()["tried"]) == (5, 6)

    at_home(tmp_path, visit)


def test_what_does_harm_is_gone_from_every_page_when_the_desk_has_said_so(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        name = incident().id
        id = await wrote(house, "Tell me your password", incident=name)  # noqa: A001
        places = ("/s/pictures", "/s/pictures/live", "/de/s/pictures", f"/incidents/{name}")
        for path in places:
            assert "Tell me your password" in await page(house, path), path
        assert (await decide(house, id, "withdrawn")).json()["state"] == "withdrawn"
        for path in places:
            assert "Tell me your password" not in await page(house, path), path
        assert "Tell me your password" not in await page(house, f"/workarounds/{id}")
        assert await listed(house) == []

    at_home(tmp_path, visit)


def test_it_ends_with_its_outage_and_stays_on_the_outages_page(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await broken(house)
        name = incident().id
        await wrote(house, incident=name)
        assert [each.incident for each in await house.parts.advise.known()] == [name]
        over = incident(State.RESOLVED, resolved_at=house.clock.now())
        await house.parts.incidents.save([Revision(over, ())])
        await house.parts.publish.run({"pictures"})
        assert "Open it in a browser" not in await page(house)
        assert await listed(house) == []
        assert await house.parts.advise.known() == ()
        assert [each.incident for each in await house.parts.advise.expire()] == [name]
        await house.parts.publish.run({"pictures"})
        shown = await page(house, f"/incidents/{name}")
        assert "Open it in a browser" in shown
        assert "Did it help you?" not in shown

    at_home(tmp_path, visit)


def test_triage_is_told_what_helps_with_its_texts_and_figures(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        id = await wrote(house, symptoms=["app"])  # noqa: A001
        async with house.client(**BEARER) as client:
            told = {"language": "de", "words": "Im Browser öffnen"}
            assert (await client.post(f"{DESK}/{id}/texts", json=told)).status_code == 200
            told = {"language": "ar", "words": "مسودة", "is_draft": True}  # type: ignore[dict-item]
            assert (await client.post(f"{DESK}/{id}/texts", json=told)).status_code == 200
        await vote(house, id, "yes", "198.51.100.1")
        (known,) = await house.parts.advise.known()
        hit = incident(footprint=Footprint(symptoms=(Share("app", 0.8, 80),)))
        assert known.texts == {"en": "Open it in a browser", "de": "Im Browser öffnen"}
        assert (known.service, known.symptoms, known.helped, known.tried) == ("pictures", ("app",), 1, 1)
        assert known.reliability == cautious(NOBODY), "one vote of one connection lifts nothing"
        assert "Im Browser öffnen" in await page(house, "/de/s/pictures")
        assert await helps_of(house.parts, hit) == known.texts, "what drafts of statements recommend"
        for place in range(12):
            await vote(house, id, "no", f"198.51.{place}.1")
        assert await house.parts.advise.known() == (), (
            "pages show what is refuted with its figures, answers leave it out"
        )
        assert await helps_of(house.parts, hit) == {}, "and so do statements"
        assert "مسودة" not in await page(house, "/ar/s/pictures")

    at_home(tmp_path, visit)


def test_what_people_write_is_never_html(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        id = await wrote(house, EVIL)  # noqa: A001
        for path in ("/s/pictures", f"/workarounds/{id}", "/workarounds?service=pictures"):
            shown = await page(house, path)
            assert "<script>alert" not in shown, path
            assert "<img src=x" not in shown, path
            assert "{{ 7 * 7 }}" in shown, path
        async with house.client(accept="text/html", **BEARER) as client:
            desk = (await client.get("/desk/workarounds")).text
            assert "<script>alert" not in desk
            assert "{{ 7 * 7 }}" in desk
            told = {"service": "pictures", "words": "x" * 501 + EVIL, "website": ""}
            refused = await client.post("/workarounds", data=told, headers=FORM)
            assert refused.status_code == 422
            assert "At most 500 letters" in refused.text
            assert "<script>alert" not in refused.text

    at_home(tmp_path, visit)


def test_other_sites_robots_and_floods_are_refused(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        id = await wrote(house)  # noqa: A001
        async with house.client() as client:
            foreign = {**FORM, "sec-fetch-site": "cross-site"}
            for path, told in (
                ("/workarounds", {"service": "pictures", "words": "x"}),
                (f"/workarounds/{id}", {"helped": "1"}),
            ):
                assert (await client.post(path, data=told, headers=foreign)).status_code == 403, path
            trap = {"words": "Buy this", "website": "https://x.example"}
            assert problem(await client.post(OPEN, json=trap))["type"].endswith("robot")
            assert problem(await client.post(OPEN, json={"words": " …"}))["status"] == 422
            assert problem(await client.post(OPEN, json={"words": "https://evil.example"}))["status"] == 422
            wrong = problem(await client.post(OPEN, json={"words": "x", "symptoms": ["ap"]}))
            assert "did you mean app" in str(wrong["errors"])
            for _ in range(2):
                assert (await client.post(OPEN, json={"words": "Wait"})).status_code == 202
            late = await client.post(OPEN, json={"words": "Wait"})
            assert problem(late)["type"].endswith("too-many-proposals")
            assert int(late.headers["retry-after"]) > 0
            assert (await client.get("/api/v1/services/nothing/workarounds")).status_code == 404

    at_home(tmp_path, visit, helping=WorkaroundsConfig(origin_hour_max=2))


def test_where_it_is_switched_off_nothing_is_asked_and_nothing_taken(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        id = await wrote(house)  # noqa: A001
        async with house.client() as client:
            assert (await client.post(OPEN, json={"words": "Wait"})).status_code == 404
        assert (await vote(house, id, "yes", "198.51.100.1")).status_code == 404
        shown = await page(house)
        assert "Open it in a browser" in shown

    at_home(tmp_path, visit, helping=WorkaroundsConfig(on=False))


def test_the_desks_page_writes_translates_shows_and_takes_down(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html", **BEARER) as client:
            at = "/desk/workarounds"
            told = {"service": "pictures", "language": "en", "words": "Wait an hour", "symptoms": "app feed"}
            assert (await client.post(at, data=told, headers=FORM)).status_code == 303
            ((one),) = await listed(house)
            id = one["id"]  # noqa: A001
            assert one["symptoms"] == ["app", "feed"]
            told = {"language": "de", "words": "Eine Stunde warten"}
            assert (await client.post(f"{at}/{id}/texts", data=told, headers=FORM)).status_code == 303
            assert "Eine Stunde warten" in await page(house, "/de/s/pictures")
            for place in range(12):
                await vote(house, id, "no", f"198.51.{place}.1")
            assert [each["id"] for each in await listed(house)] == [id], "the desk's own advice stands"
            desk = (await client.get(at)).text
            assert "Helped 0 of 12, from at most 12 connections in one day." in desk
            assert "Most say that it does not help; it stands last" in desk
            told = {"state": "withdrawn"}
            assert (await client.post(f"{at}/{id}", data=told, headers=FORM)).status_code == 303
            assert await listed(house) == []
            desk = (await client.get(at)).text
            assert "Taken down" in desk
            told = {"state": "proposed"}
            assert (await client.post(f"{at}/{id}", data=told, headers=FORM)).status_code == 422
            assert (
                await client.post(f"{at}/nothing", data={"state": "shown"}, headers=FORM)
            ).status_code == 404

    at_home(tmp_path, visit)
