"""The desk in a browser: every page, every form, and what the public reads of it."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from groundswell.core.model import Act, EventKind, Ruling, State
from groundswell.core.notice import REFUSALS_MAX, Fault, TargetState
from groundswell.core.statement import Limit, Phase, Text, Unit
from groundswell.core.timegrid import minute_of
from groundswell.errors import InputError
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.mend import Mend
from groundswell.flow.utter import StatementsConfig
from groundswell.ports import Revision, StatementState
from groundswell.ports.notices import Draft, Target
from groundswell.stores.relational import RelationalIncidents
from groundswell.web.desk.previews import previews
from groundswell.web.language import offered
from tests.town import NOON, incident
from tests.web.house import BEARER, House, broken, house
from tests.web.people.desk import account

NAME = incident().id
EVIL = '<script>alert(1)</script><img src=x onerror="a()">'
FORM = {"content-type": "application/x-www-form-urlencoded"}
PAGES = (
    "/desk",
    f"/desk/incidents/{NAME}",
    f"/desk/incidents/{NAME}/speak",
    "/desk/statements",
    "/desk/maintenance",
    "/desk/maintenance/new",
    "/desk/comments",
    "/desk/declare",
    "/desk/runbooks",
    "/desk/templates",
    "/desk/ties",
)


@asynccontextmanager
async def desk(
    folder: Path, config: StatementsConfig | None = None, *, is_own: bool = False
) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    """A house in which Pictures is out, with a judge who applies what is ruled; somebody at its desk. Its services `is_own`, or
    somebody else's."""
    async with house(folder, speaking=config or StatementsConfig(seconds_max=5), is_own=is_own) as home:
        await broken(home)
        parts = home.parts
        judge = Judge(
            *(parts.catalog, parts.cube, parts.incidents, parts.journal, JudgeConfig()),
            planned=parts.gather.tell.windows,
        )
        await judge.start(minute_of(NOON))

        async def apply() -> None:
            while True:
                await parts.journal.wait_for_ruling(1.0)
                await judge.ruled()

        task = asyncio.create_task(apply())
        try:
            async with home.client(**BEARER) as client:
                yield home, client
        finally:
            task.cancel()


async def send(client: httpx.AsyncClient, path: str, told: Mapping[str, object]) -> httpx.Response:
    return await client.post(path, data=told, headers=FORM)


async def told_to_one(home: House, statement: str) -> None:
    """A notice of it for a channel, as the announcer makes one when the judge has applied the ruling."""
    outbox, notices = home.parts.incidents, home.parts.called.notices
    assert isinstance(outbox, RelationalIncidents)
    async with asyncio.timeout(5):
        while not (found := [one for one in await outbox.pending() if one.event.statement == statement]):
            await asyncio.sleep(0.02)
    await notices.put_targets([Target("channel:toots", "toots", "mastodon")])
    await notices.take([Draft("channel:toots", "key", found[0].id, NAME, NOON, NOON)])


async def public(home: House, path: str) -> str:
    async with home.client() as client:
        return (await client.get(path, headers={"accept": "text/html"})).text


def test_every_page_of_the_desk_is_there_for_who_may_look_and_for_nobody_else(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            for path in PAGES:
                answer = await client.get(path, headers={"accept": "text/html"})
                assert answer.status_code == 200, path
                assert re.findall("<script(?! type=.module. src=)", answer.text) == [], path
                assert answer.headers["cache-control"] == "no-store", path
                async with home.client() as stranger:
                    assert (await stranger.get(path)).status_code == 401, path
            notices = home.parts.called.notices
            assert "tells nobody any more" not in (await client.get("/desk")).text
            await notices.put_targets([Target("channel:toots", "toots", "mastodon")])
            await notices.set_target("channel:toots", TargetState.DISABLED, "401: the token is <revoked>")
            assert (
                "too often (<bdi>401: the token is &lt;revoked&gt;</bdi>)" in (await client.get("/desk")).text
            )
            for _ in range(REFUSALS_MAX):
                await home.parts.called.refusals.heard("mail", Fault("535: not <you>", ours=True))
            page = (await client.get("/desk")).text
            assert "we are refused.</b> The last answer: <q><bdi>535: not &lt;you&gt;</bdi></q>" in page
            assert "<code>[channels.mail]</code>" in page, "and who has to act, on what"
            await home.parts.called.refusals.heard("mail", None)
            assert "we are refused" not in (await client.get("/desk")).text

    asyncio.run(story())


def test_what_is_drafted_in_any_language_can_be_sent_as_it_stands(tmp_path: Path) -> None:
    async def story() -> None:
        codes = tuple(offered())
        async with desk(tmp_path, StatementsConfig(languages=codes, seconds_max=5)) as (home, client):
            composer = f"/desk/incidents/{NAME}/speak"
            page = (await client.get(composer)).text
            fields = re.findall(r'<input id="(title_\w+)"[^>]* value="([^"]*)"', page)
            fields += re.findall(r'<textarea id="(body_\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
            told: dict[str, object] = {name: html.unescape(text) for name, text in fields}
            assert len(told) == 2 * len(codes)
            told |= {"phase": "investigating", "next_in": "30", "language": codes, "action": "publish-read"}
            answer = await send(client, composer, told)
            assert answer.status_code == 303, answer.text
            (filed,) = await home.parts.desk.statements(incidents=[NAME])
            assert {text.language: text.body for text in filed.statement.texts} == {
                code: told[f"body_{code}"] for code in codes
            }

    asyncio.run(story())


@pytest.mark.parametrize(
    ("words", "status"), [("मन\u200dमाना\u3000家族", 303), ("right \u202e to left", 422), ("null \0", 422)]
)
def test_what_a_language_needs_is_no_control_character(tmp_path: Path, words: str, status: int) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (_, client):
            answer = await send(client, f"/desk/incidents/{NAME}/notes", {"words": words})
            assert answer.status_code == status

    asyncio.run(story())


def test_a_draft_says_what_the_desk_chose_and_is_shown_as_channels_will_show_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, is_own=True) as (home, client):
            toots = Limit("toots", 800, Unit.GRAPHEMES, 23, kind="mastodon")
            fitted = previews(replace(home.parts, limits=(toots,)), incident(), Text("en", "It fails", "So."))
            names = [each.channel for each in fitted]
            assert ("toots" in names, "Mastodon" in names, "Slack" in names) == (True, False, True)
            composer = f"/desk/incidents/{NAME}/speak"
            page = (await client.get(composer)).text
            assert 'data-page="desk_compose"' in page
            assert "We know of no way around it yet." in page
            told = {"phase": "investigating", "next_in": "30", "language": "en", "action": "draft"}
            chosen = await send(client, composer, {**told, "doing": "undoing", "advice": "website"})
            (body,) = re.findall(r'<textarea id="body_en"[^>]*>(.*?)</textarea>', chosen.text, re.DOTALL)
            assert "We are undoing our last change. The website works: please use it meanwhile." in body
            assert '<option value="undoing" selected>' in chosen.text
            told |= {
                "title_en": "We look",
                "body_en": f"Photos fail. {'We look. ' * 60}Our next update: by 23:59 UTC.",
            }
            looked = html.unescape((await send(client, composer, {**told, "action": "look"})).text)
            assert "The desk counts down to" in looked
            order = [looked.index(word) for word in ("A phone's screen", "Elsewhere", "<b>Mastodon")]
            assert order == sorted(order), "one's own channels first"
            shown = re.findall(r'<p class="as-told"[^>]*>(.*?)</p>', looked, re.DOTALL)
            assert all("We look\n\nPhotos fail. " in each for each in shown)
            assert sum("Our next update: by 23:59 UTC." in each for each in shown) == len(shown) - 1
            due = {
                "due": "2026-03-02T12:20",
                "body_en": "Photos fail. Our next update: by 12:20 UTC.",
                "next_in": "30",
            }
            moved = (await send(client, composer, {**told, **due, "action": "look"})).text
            assert "Our next update: by 12:30 UTC." in moved
            assert "counts down" not in moved
            over = await send(client, composer, {**told, "phase": "resolved", "action": "draft"})
            assert "How it ended" in over.text
            wrong = await send(client, composer, {**told, "doing": "praying", "action": "draft"})
            assert wrong.status_code == 422
            late = {**told, "next_in": "at", "next_at": "2026-03-02T11:00", "action": "save"}
            refused = await client.post(composer, data=late, headers={**FORM, "accept": "text/html"})
            assert (refused.status_code, "is over already" in refused.text) == (422, True)
            assert f">{told['body_en']}</textarea>" in refused.text, "what was written is not lost"
            asked = {"doing": "adding", "advice": "later"}
            draft = (await client.get(f"/api/v1/desk/incidents/{NAME}/draft", params=asked)).json()
            assert "We are adding capacity. Please try again later." in draft["texts"][0]["body"]

    asyncio.run(story())


def test_who_has_seen_it_is_not_asked_again_and_what_is_alone_is_merged_into_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (_, client):
            at = f"/desk/incidents/{NAME}"
            page = (await client.get(at)).text
            assert 'name="act" value="acknowledge"' in page
            assert 'name="act" value="merge"' not in page
            assert (await send(client, f"{at}/act", {"act": "acknowledge"})).status_code == 303
            assert 'name="act" value="acknowledge"' not in (await client.get(at)).text
            again = await client.post("/api/v1/desk/rulings", json={"act": "acknowledge", "incident": NAME})
            assert (again.status_code, "has been acknowledged" in again.text) == (422, True)
            never = await client.post("/api/v1/desk/rulings", json={"act": "reopen", "incident": NAME})
            assert never.status_code == 422

    asyncio.run(story())


def test_who_has_a_duty_and_no_account_is_said_to_be_reminded_of_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            await account(home, "Ada")
            at = f"/desk/incidents/{NAME}"
            await send(client, f"{at}/duties", {"lead": "ada", "communicator": "Adda", "scribe": ""})
            page = (await client.get(at)).text
            assert '<option value="Ada"></option>' in page
            assert page.count("No account has this name") == 1
            assert 'id="no-communicator"' in page

    asyncio.run(story())


def test_from_an_open_incident_to_a_published_statement_it_is_two_clicks(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            board = (await client.get("/desk")).text
            (composer,) = re.findall(r'href="(/desk/incidents/[^"]+/speak)"', board)
            page = (await client.get(composer)).text  # the first click
            form = dict(re.findall(r'<input type="hidden" name="(statement|revision)" value="([^"]*)"', page))
            (title,) = re.findall(r'name="title_en"[^>]* value="([^"]+)"', page)
            body = re.findall(r'<textarea id="body_en"[^>]*>(.*?)</textarea>', page, re.DOTALL)[0]
            assert "Pictures" in body
            next_at = re.findall(r'name="next_at"[^>]* value="([^"]+)"', page)[0]
            told = {**form, "phase": "investigating", "next_in": "at", "next_at": next_at, "language": "en"}
            told |= {"title_en": title, "body_en": body, "action": "publish"}
            answer = await send(client, composer, told)  # the second
            assert answer.status_code == 303, answer.text
            events = await home.parts.incidents.events(NAME)
            assert (events[-1].kind, events[-1].note) == (EventKind.STATED, title)
            shown = await public(home, "/s/pictures")
            assert title in shown
            assert "Next word by" in shown
            assert title in await public(home, f"/incidents/{NAME}")
            assert title in (await client.get("/desk/statements")).text
            assert "Next word due" in (await client.get("/desk")).text
            await home.parts.publish.run()
            summary = (await client.get("/api/v2/summary.json")).json()
            assert title in summary["incidents"][0]["incident_updates"][0]["body"]
            for feed in ("/feeds/all.atom", "/feeds/pictures.ics", f"/cap/{NAME}.xml"):
                assert title[:30] in (await client.get(feed)).text, feed
            again = await send(client, composer, told)
            assert again.status_code == 422  # it is published, and changes no more
            told = {"act": "dismiss", "reason": "a drill"}
            assert (await send(client, f"/desk/incidents/{NAME}/act", told)).status_code == 303
            await home.parts.publish.run()
            assert "Next word by" not in await public(home, f"/incidents/{NAME}"), (
                "nobody can keep it any more"
            )
            assert re.search(r"lapsed\b", (await client.get("/desk/statements")).text)

    asyncio.run(story())


def test_what_people_write_is_never_html(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at = f"/desk/incidents/{NAME}"
            for path, told in {
                f"{at}/notes": {"words": EVIL},
                f"{at}/tasks": {"words": EVIL, "assignee": EVIL},
                f"{at}/links": {"address": "https://town.example/?q=<b>", "words": EVIL},
                f"{at}/duties": {"lead": EVIL, "communicator": "", "scribe": ""},
                "/desk/runbooks": {
                    "id": "evil",
                    "title": EVIL,
                    "markdown": f"# {EVIL}\n\n- [ ] {EVIL}\n\n[x](javascript:a())",
                },
                f"{at}/act": {"act": "cause", "kind": "other", "reason": EVIL},
                "/desk/declare": {"services": "bank", "reason": EVIL},
                "/desk/maintenance/new": {
                    "services": "films",
                    "components": EVIL,
                    "from_at": "2026-03-02T11:00",
                    "until_at": "2026-03-02T14:00",
                    "title_en": EVIL,
                    "body_en": EVIL,
                },
                f"{at}/speak": {
                    "phase": "investigating",
                    "next_in": "30",
                    "language": "en",
                    "title_en": EVIL,
                    "body_en": EVIL,
                    "action": "publish",
                },
            }.items():
                answer = await send(client, path, told)
                assert answer.status_code == 303, (path, answer.text)
            await send(client, f"{at}/runbooks", {"id": "evil"})
            assert (await client.post(f"/api/v1/desk/incidents/{NAME}/links")).status_code == 415
            await home.parts.publish.run()
            for path in (*PAGES, "/", "/s/pictures", "/s/films", "/s/bank", f"/incidents/{NAME}"):
                text = (await client.get(path, headers={"accept": "text/html"})).text
                assert "<script>alert" not in text, path
                assert "<img src=x" not in text, path
                assert "javascript:a()" not in re.findall(r'href="([^"]*)"', text), path
            link = await send(client, f"{at}/links", {"address": "javascript:a()", "words": "x"})
            assert link.status_code == 422

    asyncio.run(story())


def test_acts_are_ruled_and_applied_before_the_page_is_shown_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at = f"/desk/incidents/{NAME}/act"
            assert (await send(client, at, {"act": "acknowledge"})).status_code == 303
            kept = await home.parts.incidents.get(NAME)
            assert kept is not None
            assert kept.acknowledged_at == NOON
            assert (await send(client, at, {"act": "dismiss"})).status_code == 422  # it has to say why
            assert (await send(client, at, {"act": "declare"})).status_code == 422
            done = await send(client, at, {"act": "dismiss", "reason": "a drill"})
            assert "Done" in done.headers["location"]
            kept = await home.parts.incidents.get(NAME)
            assert kept is not None
            assert kept.state is State.DISMISSED

    asyncio.run(story())


def test_a_statement_that_needs_a_second_person_is_not_published_by_its_author(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path, StatementsConfig(approval=True, seconds_max=5)) as (home, client):
            at = f"/desk/incidents/{NAME}/speak"
            assert "Publish now" not in (await client.get(at)).text
            told = {"phase": "investigating", "next_in": "30", "language": "en", "title_en": "Log-in fails"}
            kept = await send(client, at, {**told, "body_en": "We look into it.", "action": "save"})
            (filed,) = await home.parts.desk.statements()
            with pytest.raises(InputError, match="has not sent it for approval"):
                await home.parts.utter.publish(filed.statement.id, filed.revision, "Bo")
            told |= {"statement": filed.statement.id, "revision": f"{filed.revision}"}
            kept = await send(client, at, {**told, "body_en": "We look into it.", "action": "wait"})
            assert kept.status_code == 303
            (filed,) = await home.parts.desk.statements()
            assert filed.step is StatementState.WAITING
            assert "Log-in fails" in (await client.get("/desk")).text
            path = f"/api/v1/desk/statements/{filed.statement.id}/publish"
            answer = await client.post(path, json={"revision": filed.revision})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "approved_by")
            out, _ = await home.parts.utter.publish(filed.statement.id, filed.revision, "Bo")
            assert (out.statement.by, out.statement.approved_by) == ("keeper", "Bo")
            await told_to_one(home, out.statement.id)
            for page in (f"/desk/incidents/{NAME}", f"/desk/statements/{out.statement.id}"):
                assert "Told 0 of 1 channel; 1 on the way" in (await client.get(page)).text

    asyncio.run(story())


def test_programs_read_the_papers_and_write_them(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            at = f"/api/v1/desk/incidents/{NAME}"
            assert (await client.post(f"{at}/notes", json={"words": "disk?"})).status_code == 201
            (task,) = (await client.post(f"{at}/tasks", json={"words": "look", "assignee": "Bo"})).json()
            (task,) = (await client.post(f"{at}/tasks", json={"id": task["id"], "done": True})).json()
            assert task["done_by"] == "keeper"
            draft = (await client.get(f"{at}/draft")).json()
            kept = await client.post(
                "/api/v1/desk/statements",
                json={
                    "incident": NAME,
                    "phase": "identified",
                    "texts": [{"language": "en", "title": "A disk", "body": draft["texts"][0]["body"]}],
                    "next_at": (NOON + timedelta(minutes=20)).isoformat(),
                },
            )
            said = kept.json()
            other = replace(incident(), id="films-of-today", service="films")
            await home.parts.incidents.save([Revision(other, ())])
            moved = {"incident": other.id, "id": said["id"], "phase": "identified", "texts": said["texts"]}
            stolen = await client.post("/api/v1/desk/statements", json=moved)
            assert (stolen.status_code, stolen.json()["errors"][0]["field"]) == (422, "incident")
            path = f"/api/v1/desk/statements/{said['id']}/publish"
            assert (await client.post(path, json={"revision": 9})).status_code == 422
            late = {**moved, "incident": NAME, "revision": 1, "next_at": NOON.isoformat()}
            assert (await client.post("/api/v1/desk/statements", json=late)).status_code == 200
            refused = await client.post(path, json={"revision": 2})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "next_at")
            in_time = {**late, "revision": 2, "next_at": (NOON + timedelta(minutes=20)).isoformat()}
            await client.post("/api/v1/desk/statements", json=in_time)
            assert (await client.post(path, json={"revision": 3})).json()["state"] == "published"
            papers = (await client.get(f"{at}/papers")).json()
            assert [note["words"] for note in papers["notes"]] == ["disk?"]
            clocks = {each["mark"]: each["after_seconds"] for each in papers["clocks"]}
            assert (clocks["first_report"], clocks["first_statement"], clocks["restored"]) == (0, 1800, None)
            assert (await client.post(f"{at}/tasks", json={"id": 99, "done": True})).status_code == 404
            link = await client.post(
                f"{at}/links", json={"address": "https://disk.example", "words": "disks"}
            )
            assert (link.status_code, link.json()["address"]) == (201, "https://disk.example")
            assert (await client.post(f"{at}/links", json={"address": "javascript:a()"})).status_code == 422
            (duty,) = (await client.post(f"{at}/duties", json={"duty": "lead", "name": "Bo"})).json()
            assert duty == {"duty": "lead", "name": "Bo"}
            assert (await client.post(f"{at}/duties", json={"duty": "lead"})).json() == []
            book = {
                "id": "disks",
                "title": "Disks",
                "markdown": "- [ ] look\n- [ ] swap",
                "service": "pictures",
            }
            kept = await client.post("/api/v1/desk/runbooks", json=book)
            assert kept.json()["steps"] == ["look", "swap"]
            listed = (await client.get("/api/v1/desk/runbooks")).json()["runbooks"]
            assert [each["id"] for each in listed] == ["disks"]
            tasks = (await client.post(f"{at}/runbooks", json={"runbook": "disks"})).json()
            assert [each["words"] for each in tasks] == ["look", "swap"]  # the first was there already
            others = {**book, "id": "films", "service": "films"}
            await client.post("/api/v1/desk/runbooks", json=others)
            assert (await client.post(f"{at}/runbooks", json={"runbook": "films"})).status_code == 404

    asyncio.run(story())


def test_what_was_published_and_never_told_is_told_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, _):
            utter, parts = home.parts.utter, home.parts
            open_one = await parts.incidents.get(NAME)
            assert open_one is not None
            filed = await utter.keep(await utter.drafted(open_one, Phase.INVESTIGATING, "Ada", None))
            await parts.desk.publish(filed.statement.id, filed.revision, "Ada", NOON)  # and the power goes
            mend = Mend(parts.desk, parts.incidents, parts.journal, home.clock, 30)
            assert await mend.run() == 0  # whoever wrote it may be about to rule it
            assert await mend.run(timedelta()) == 1
            assert await mend.run(timedelta()) == 0
            rulings = await parts.journal.rulings(0)
            assert [entry.content.act for entry in rulings if isinstance(entry.content, Ruling)] == [
                Act.SPEAK
            ]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/desk/incidents/{NAME}/notes", {"words": ""}),
        (f"/desk/incidents/{NAME}/notes", {"words": "a\x00b"}),
        (f"/desk/incidents/{NAME}/act", {"act": "explode"}),
        (f"/desk/incidents/{NAME}/act", {"act": "cause", "kind": "weather", "reason": "x"}),
        (f"/desk/incidents/{NAME}/act", {"act": "split", "services": "letters"}),
        (f"/desk/incidents/{NAME}/speak", {"phase": "later", "action": "publish"}),
        (f"/desk/incidents/{NAME}/speak", {"phase": "resolved", "next_at": "soon", "next_in": "at"}),
        ("/desk/declare", {"services": "pictures", "reason": "x"}),
        ("/desk/declare", {"services": ["films", "bank"], "reason": "x"}),
        ("/desk/declare", {"services": "nobody", "reason": "x"}),
        ("/desk/runbooks", {"id": "../x", "title": "x", "markdown": "x"}),
        ("/desk/maintenance/new", {"services": "films"}),
    ],
)
def test_a_form_that_cannot_be_is_told_why(tmp_path: Path, path: str, told: dict[str, object]) -> None:
    async def story() -> None:
        async with desk(tmp_path) as (home, client):
            await home.parts.incidents.save([Revision(incident(), ())])
            assert (await send(client, path, told)).status_code == 422

    asyncio.run(story())
