"""A subscriber's life with real parts: an instance on its files, mail over SMTP, webhooks and web push over HTTP, all on loopback."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from groundswell.channels.webhook import signature
from groundswell.core.model import Event, EventKind, State
from groundswell.core.statement import Phase, Statement, Text
from groundswell.ports import Filed, Revision, StatementState
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings, load_settings
from groundswell.runtime.roles import Work
from tests.channels.far import Answer, Asked, listening
from tests.channels.far_mail import FarMail, FarPush, mail_server, text_of
from tests.town import NOON, incident

ANNA = "anna.secret@example.org"
CATALOG = """
only = true
categories = { social = "Social" }
symptoms = { app = "App" }
operators = { grand = { name = "Grand" } }
services = { pictures = { name = "Pictures", operator = "grand", category = "social", symptoms = ["app"] } }
"""
SETTINGS = """
instance_name = "Town Watch"
catalog = "catalog.toml"
[web]
public_url = "https://watch.example"
[channels]
allow_private_subscribers = ["127.0.0.1"]
[channels.mail]
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "watch@watch.example"
tells = false
[channels.hook]
kind = "webhook"
tells = false
[channels.push]
kind = "push"
contact = "mailto:keeper@watch.example"
tells = false
[subscriptions]
email = "mail"
webhook = "hook"
push = "push"
"""


@dataclass
class Story:
    """An instance that runs by hand, its clock, and the far sides."""

    folder: Path
    instance: Instance
    work: Work
    clock: ManualClock
    mail: FarMail

    async def ask(self, method: str, path: str, **told: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.instance.app, client=("192.0.2.7", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="https://watch.example") as client:
            return await client.request(method, path, **told)

    async def sign_up(self, **told: Any) -> dict[str, Any]:
        answer = await self.ask(
            "POST", "/api/v1/subscriptions", json={"way": "email", "address": ANNA} | told
        )
        assert answer.status_code == 202, answer.text
        signed: dict[str, Any] = answer.json()
        return signed

    async def settled(self) -> None:
        await self.instance.signed.attend.run()
        await self.instance.signed.gathering.run()
        await self.instance.announce.deliver()

    async def happens(
        self, kind: EventKind, state: State = State.OPEN, named: str = "pictures-1", **stood: object
    ) -> None:
        now = self.clock.now()
        stands = incident(
            state, id=named, began_at=now, suspected_at=now, opened_at=now, updated_at=now, **stood
        )
        await self.instance.incidents.save([Revision(stands, (Event(named, kind, now, "", after=stands),))])
        await self.work._tell()
        await self.settled()

    async def says(self, named: str, title: str) -> None:
        """The operator's statement, as the desk and the judge leave it."""
        desk, now = self.instance.mend.desk, self.clock.now()
        stands = await self.instance.incidents.get(named)
        assert stands is not None
        said = Statement("the-word", named, Phase.INVESTIGATING, (Text("de", title, ""),), "anna", now)
        filed = await desk.put_statement(Filed(said, StatementState.DRAFT, 0))
        await desk.publish(said.id, filed.revision, "anna", now)
        event = Event(named, EventKind.STATED, now, title, by="anna", after=stands, statement=said.id)
        await self.instance.incidents.save([Revision(stands, (event,))])
        await self.work._tell()

    async def confirmed(self, **told: Any) -> None:
        await self.sign_up(**told)
        await self.settled()
        assert (await self.ask("POST", self.link(self.mail.letters.pop(), "confirm"))).status_code == 200

    def link(self, letter: EmailMessage, what: str) -> str:
        found = re.search(rf"https://watch\.example(\S*/{what}/?\S*)", text_of(letter))
        assert found, text_of(letter)
        return found[1]

    def bytes_on_disk(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


@asynccontextmanager
async def opened(
    folder: Path, mail: FarMail, at: datetime = NOON, settings: str = SETTINGS
) -> AsyncIterator[Story]:
    folder.mkdir(exist_ok=True)
    (folder / "catalog.toml").write_text(CATALOG)
    (folder / "groundswell.toml").write_text(settings.replace("{port}", str(mail.port)))
    read: Settings = load_settings(folder / "groundswell.toml", {}, {"data_dir": str(folder / "data")})
    clock = ManualClock(at)
    async with open_instance(read, clock, {}) as instance:
        work = Work(instance)
        await work.begin()
        yield Story(folder / "data", instance, work, clock, mail)


def lived(folder: Path, story: Callable[[Story], Awaitable[None]], at: datetime = NOON) -> None:
    async def whole() -> None:
        with ExitStack() as stack:
            mail = stack.enter_context(mail_server())
            async with opened(folder, mail, at) as life:
                await story(life)

    asyncio.run(whole())


def test_who_said_yes_is_told_once_of_the_beginning_and_the_end_and_never_after_one_click(
    tmp_path: Path,
) -> None:
    async def story(life: Story) -> None:
        await life.sign_up(services=["pictures"])
        await life.settled()
        (question,) = life.mail.letters
        assert question["To"] == ANNA
        assert question["List-Unsubscribe"] is None
        await life.happens(EventKind.OPENED, named="pictures-0")
        assert len(life.mail.letters) == 1  # nobody has said yes
        yes = life.link(question, "confirm")
        assert (await life.ask("GET", yes)).status_code == 200
        assert (await life.ask("POST", yes)).status_code == 200
        await life.happens(EventKind.OPENED)
        await life.settled()
        assert len(life.mail.letters) == 2
        opened = life.mail.letters[1]
        assert "Pictures" in opened["Subject"]
        assert opened["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        life.clock.set(life.clock.now() + timedelta(hours=1))
        await life.happens(EventKind.RESOLVED, State.RESOLVED, resolved_at=life.clock.now())
        assert len(life.mail.letters) == 3
        assert ANNA.encode() not in life.bytes_on_disk()
        leave = str(opened["List-Unsubscribe"]).strip(" <>").removeprefix("https://watch.example")
        form = {"content-type": "application/x-www-form-urlencoded"}
        left = await life.ask("POST", leave, headers=form, content="List-Unsubscribe=One-Click")
        assert left.status_code == 200
        await life.happens(EventKind.OPENED, named="pictures-2")
        assert len(life.mail.letters) == 3
        assert await life.instance.signed.subscribe.of_address(ANNA) == []

    lived(tmp_path / "one", story)
    log_and_files = b"".join(path.read_bytes() for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert ANNA.encode() not in log_and_files
    assert b"example.org" not in log_and_files


def test_a_second_question_to_one_address_waits_for_an_hour(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.sign_up(severity_min=2)
        await life.sign_up(severity_min=3)
        await life.settled()
        assert len(life.mail.letters) == 1
        life.clock.set(life.clock.now() + timedelta(minutes=59))
        await life.settled()
        assert len(life.mail.letters) == 1
        life.clock.set(life.clock.now() + timedelta(minutes=2))
        await life.settled()
        assert len(life.mail.letters) == 2

    lived(tmp_path, story)


def test_who_does_not_say_yes_within_two_days_is_forgotten(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.sign_up()
        await life.settled()
        life.clock.set(life.clock.now() + timedelta(hours=48, seconds=1))
        assert (await life.ask("POST", life.link(life.mail.letters[0], "confirm"))).status_code == 404
        assert await life.instance.signed.attend.forget() == 1
        assert await life.instance.signed.subscribe.of_address(ANNA) == []

    lived(tmp_path, story)


def test_the_night_is_quiet_and_the_morning_tells_what_is_still_on(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        night = {"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Berlin", "urgent": True}
        await life.confirmed(**night)
        await life.happens(EventKind.OPENED, named="pictures-1")
        life.clock.set(life.clock.now() + timedelta(hours=1))
        await life.happens(EventKind.RESOLVED, State.RESOLVED, named="pictures-1")
        await life.happens(EventKind.OPENED, named="pictures-2")
        assert life.mail.letters == []
        await life.happens(EventKind.OPENED, named="pictures-3", severity=5)
        assert len(life.mail.letters) == 1  # critical, and allowed
        life.clock.set(NOON.replace(hour=6, minute=0, second=1) + timedelta(days=1))
        await life.settled()
        await life.settled()
        assert len(life.mail.letters) == 2
        told = text_of(life.mail.letters[1])
        assert "/incidents/pictures-2" in told
        assert "/incidents/pictures-1" not in told  # began and ended while nobody was to be disturbed
        await life.happens(EventKind.RESOLVED, State.RESOLVED, named="pictures-2")
        assert len(life.mail.letters) == 3

    lived(tmp_path, story, NOON.replace(hour=23))


def test_a_digest_is_one_message_in_the_language_that_was_chosen(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.confirmed(digest="hourly", language="de")
        await life.happens(EventKind.OPENED, named="pictures-1")
        life.clock.set(life.clock.now() + timedelta(minutes=10))
        await life.happens(EventKind.RESOLVED, State.RESOLVED, named="pictures-1")
        await life.happens(EventKind.OPENED, named="pictures-2")
        await life.says("pictures-2", "Wir arbeiten daran")
        await life.happens(EventKind.GREW, named="pictures-2")
        assert life.mail.letters == []
        life.clock.set(life.clock.now() + timedelta(minutes=51))
        await life.settled()
        (digest,) = life.mail.letters
        assert digest["Subject"] == "Town Watch: Neues von 2 Ausfällen"
        assert text_of(digest).index("/incidents/pictures-1") < text_of(digest).index("/incidents/pictures-2")
        assert "Wir arbeiten daran" in text_of(digest)

    lived(tmp_path, story)


def test_a_mailbox_that_is_no_more_ends_the_subscription_and_its_address_is_wiped(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.confirmed()
        life.mail.replies.append("550 5.1.1 no such mailbox")
        await life.happens(EventKind.OPENED)
        await life.settled()
        assert await life.instance.signed.subscribe.of_address(ANNA) == []
        assert life.instance.signed.attend.counts == {("email", "ended"): 1}
        life.clock.set(life.clock.now() + timedelta(days=31))
        assert await life.instance.signed.attend.forget() == 1

    lived(tmp_path, story)


def test_a_subscription_outlives_the_end_of_a_run_between_two_steps(tmp_path: Path) -> None:
    async def first(life: Story) -> None:
        await life.confirmed()
        (found,) = await life.instance.signed.subscribe.of_address(ANNA)
        await life.instance.announce._notices.erase_target(found.target)  # killed before it became a target

    async def second(life: Story) -> None:
        await life.happens(EventKind.OPENED)
        assert len(life.mail.letters) == 1

    lived(tmp_path, first)
    lived(tmp_path, second)


def test_a_webhook_that_gives_the_word_back_is_told_and_signed_for(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        calls: list[Asked] = []

        async def echo(asked: Asked) -> Answer:
            calls.append(asked)
            return (
                Answer(200, asked.document["data"]) if "challenge" in asked.document["type"] else Answer(204)
            )

        async def deaf(asked: Asked) -> Answer:
            calls.append(asked)
            return Answer(200, {"challenge": "something else"})

        async with listening(echo) as good, listening(deaf) as bad:
            signed = await life.sign_up(way="webhook", address=f"{good}/hook")
            await life.sign_up(way="webhook", address=f"{bad}/hook")
            await life.settled()
            assert len(calls) == 2
            await life.happens(EventKind.OPENED)
        assert len(calls) == 3
        told = calls[2]
        sent = told.headers["groundswell-signature"]
        seconds = int(sent.partition("t=")[2].partition(",")[0])
        assert sent == signature(signed["secret"], told.body, datetime.fromtimestamp(seconds, NOON.tzinfo))
        assert (await life.ask("DELETE", f"/api/v1/subscriptions/{signed['handle']}")).status_code == 204

    lived(tmp_path, story)


def test_a_browser_says_yes_by_what_it_is_pushed(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        far = FarPush()
        async with listening(far) as url:
            await life.sign_up(way="push", push=json.loads(far.subscription(url)))
            await life.settled()
            for _ in range(3):  # the first may be lost, and nobody learns of it: it replaces itself
                life.clock.set(life.clock.now() + timedelta(minutes=2))
                await life.settled()
            assert life.instance.signed.attend.asked["push"] == 2
            (question,) = far.shown.values()
            yes = question["url"].removeprefix("https://watch.example")
            assert yes.startswith("/confirm/")
            assert (await life.ask("POST", yes)).status_code == 200
            await life.happens(EventKind.OPENED)
            assert any("Pictures" in told["title"] for told in far.shown.values())
            far.gone = True
            await life.happens(EventKind.OPENED, named="pictures-2")
            await life.settled()
            assert life.instance.signed.attend.counts == {("push", "ended"): 1}

    lived(tmp_path, story)


def test_changed_wishes_hold_from_the_next_event(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        await life.confirmed()
        (found,) = await life.instance.signed.subscribe.of_address(ANNA)
        handle = life.instance.signed.subscribe.handle_of(found)
        route = replace(found.route, severity_min=5)
        assert await life.instance.signed.subscribe.change(handle, route, "ar")
        await life.happens(EventKind.OPENED, named="pictures-1", severity=2)
        assert life.mail.letters == []
        await life.happens(EventKind.OPENED, named="pictures-2", severity=5)
        assert life.mail.letters[0]["Content-Language"] == "ar"

    lived(tmp_path, story)


def test_a_strangers_webhook_that_is_away_is_asked_five_times_and_not_for_two_days(tmp_path: Path) -> None:
    async def story(life: Story) -> None:
        calls: list[Asked] = []

        async def away(asked: Asked) -> Answer:
            calls.append(asked)
            return Answer(503)

        async with listening(away) as url:
            await life.sign_up(way="webhook", address=f"{url}/hook")
            for _ in range(8):
                await life.instance.signed.attend.run()
                life.clock.advance(timedelta(hours=6))
        assert len(calls) == 5

    lived(tmp_path, story)
