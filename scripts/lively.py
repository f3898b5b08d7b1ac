"""A lively bad evening, for scripts/screenshots.py: what people and the desk do while it lasts, by the ways that they do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from groundswell.core.access import Role
from groundswell.core.accounts import EVERYWHERE, Grant, Scope
from groundswell.core.model import Incident
from groundswell.core.oncall import Layer, Policy, Schedule, Step, Whom, WhomKind
from groundswell.flow.latch import Opens
from groundswell.ports.oncall import Reach
from groundswell.runtime.build import Instance
from groundswell.runtime.clock import ManualClock

PASSWORD = "correct horse battery"  # noqa: S105  of people who are made up
ADA, BOB, MAHA, LENA = "Ada", "Bob Ngata", "مها الخطيب", "Lena Guttenberg-Wolfsschlugen"
TELLING = Path(__file__).resolve().parent.parent / "tests" / "browser" / "ways.toml"
SETTINGS = f"""
instance_name = "Town Watch"
[web]
comments = true
design = true
[statements]
languages = ["en", "es", "ar"]
{TELLING.read_text("utf-8")}"""
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
WAYS = (
    ("Log out, wait a minute and log in again: photos came back for me.", (41, 9)),
    ("The site in a browser works; only the app fails.", (23, 4)),
    ("Switch from Wi-Fi to mobile data, or the other way round.", (6, 11)),
    (
        "Clear the cache of the app under Settings, Apps, Storage. You have to log in again afterwards.",
        (3, 1),
    ),
)
QUESTIONS = (
    ("I paid for advertising today and nobody sees it. Do I get my money back?", "instagram"),
    ("Will I be charged for ads that were not shown this evening?", "instagram"),
    ("¿Me devuelven el dinero de los anuncios de hoy?", "instagram"),
    ("Werden mir die Anzeigen von heute Abend berechnet?", "instagram"),
    ("Are the drafts I had in the app lost?", "instagram"),
    ("My drafts are gone, will they come back?", "instagram"),
    ("Is my account hacked or is it this outage? I was logged out by itself", "instagram"),
    ("Since when have you known about this?", ""),
    ("هل ستعود الصور التي لم تُنشر؟", "instagram"),
    ("Does this also hit the business suite where I answer my customers?", "facebook"),
)
STATEMENT = (
    {
        "language": "en",
        "title": "Photos and stories do not load on Instagram",
        "body": "We see that photos and stories do not load for many people. We are looking into it.\n\n"
        "Messages work. Nothing that you have posted is lost.",
    },
    {
        "language": "es",
        "title": "Las fotos y las historias no se cargan en Instagram",
        "body": "Vemos que a muchas personas no se les cargan las fotos ni las historias. Lo estamos investigando.",
    },
)
RUNBOOK = """# When photos do not load

First look at whether it is us or the way to us.

- [ ] Look at the error rate of the image servers by region
- [ ] Ask the network people about Lisbon and Madrid
- [ ] Stop the roll-out that is on
- [ ] Write the first statement within 15 minutes

| Who | Where |
|---|---|
| Image servers | #images |
| Network | +34 000 00 00 |
"""


@dataclass(frozen=True)
class Lively:
    """Paths that only those know who were told them, by the name of the page; and the sign-in of an administrator."""

    paths: Mapping[str, str]
    desk: Mapping[str, str]


class Hand:
    """Somebody who sends what they have to say, each time from another connection."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._token = token
        self._turn = 0

    async def tell(self, path: str, body: Mapping[str, Any], *, desk: bool = False) -> Any:
        """POST it; the answer."""
        self._turn += 1
        sender = f"203.{self._turn % 90 + 1}.{self._turn // 90}.9"
        headers = {"user-agent": AGENT, "x-forwarded-for": sender}
        if desk:
            headers["authorization"] = f"Bearer {self._token}"
        answer = await self._client.post(path, json=body, headers=headers)
        if answer.is_error:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    async def look(self, path: str) -> Any:
        """GET it, as the desk; the answer."""
        answer = await self._client.get(path, headers={"authorization": f"Bearer {self._token}"})
        return answer.raise_for_status().json()

    async def form(self, path: str, body: Mapping[str, str]) -> str:
        """POST a form; the path of the page that comes of it."""
        answer = await self._client.post(path, data=body, headers={"user-agent": AGENT})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise SystemExit(f"{path}: {answer.status_code} {answer.text}")
        return answer.headers["location"]


async def live_it_up(
    instance: Instance, client: httpx.AsyncClient, outage: Incident, clock: ManualClock
) -> Lively:
    """The evening of `outage`, at the time of `clock`."""
    now = clock.now()
    hand = Hand(client, instance.secrets.token)
    ids = await _people(instance, now)
    await _papers(hand, outage, now)
    await _statement(hand, outage, "investigating", now + timedelta(minutes=15), publish=True)
    clock.advance(timedelta(seconds=20))
    await _statement(hand, outage, "identified", now + timedelta(minutes=45), publish=False)
    await _maintenance(hand, now)
    await _workarounds(hand, outage)
    desk = await _questions(hand)
    call = await _oncall(instance, ids, outage, now)
    asked = await hand.form(
        "/ask", {"words": "Is it down for others too? I cannot log in", "service": "instagram"}
    )
    waits = await hand.form("/ask", {"words": "Can I get an invoice for last month?", "service": "instagram"})
    receipt = await hand.form(f"/s/{outage.service}/report", {"symptom": ""})
    key = {"p256dh": "B" * 87, "auth": "a" * 22}
    push = {"way": "push", "push": {"endpoint": "https://push.town.example/a", "keys": key}}
    wish = await hand.tell(f"/api/v1/receipts/{receipt[3:]}/wish", push)
    hook = {"way": "webhook", "address": "https://hooks.town.example/outages", "services": [outage.service]}
    signed = await hand.tell("/api/v1/subscriptions", hook)
    words = (
        "Photos have not loaded since half past nine, Lisbon",
        "لا تظهر الصور منذ نصف ساعة",
        "Stories load, the feed does not",
    )
    await instance.quote.begin()
    for each in words:
        report = {"service": outage.service, "symptom": "", "comment": each, "country": "PT"}
        await hand.tell("/api/v1/reports", report)
    await instance.quote.run()
    waiting = (await hand.look("/api/v1/desk/comments"))["comments"]
    for one in waiting[1:]:
        await hand.tell(f"/api/v1/desk/comments/{one['id']}", {"state": "shown", "by": ADA}, desk=True)
    paths = {
        "question-answered": asked,
        "question-waits": waits,
        "receipt": receipt,
        "wish": f"/wish/{wish['handle']}",
        "subscription": f"/subscription/{signed['handle']}",
        "told-leave": f"/subscription/{signed['handle']}/end",
        "told-wish-leave": f"/wish/{wish['handle']}/end",
    }
    return Lively(paths, {**desk, "call": call})


async def _people(instance: Instance, now: datetime) -> dict[str, int]:
    people, passwords, ids = instance.people.people, instance.people.passwords, {}
    for name, role, scope in (
        (ADA, Role.ADMINISTRATOR, EVERYWHERE),
        (BOB, Role.RESPONDER, Scope(("instagram", "facebook"), ())),
        (LENA, Role.COMMUNICATOR, Scope((), ("meta",))),
        (MAHA, Role.VIEWER, EVERYWHERE),
    ):
        made = await people.add(name, [Grant(role, scope)], now)
        if made is None:
            raise SystemExit(f"no room for {name}")
        ids[name] = made.id
        await people.set_password(made.id, await passwords.hashed(PASSWORD))
    await people.ask(ids[LENA], "instagram", now)
    await people.ask(ids[BOB], "paypal", now)
    return ids


async def _papers(hand: Hand, outage: Incident, now: datetime) -> None:
    about = f"/api/v1/desk/incidents/{outage.id}"
    runbook = {"id": "photos", "title": "Photos do not load", "markdown": RUNBOOK, "service": outage.service}
    await hand.tell("/api/v1/desk/runbooks", runbook, desk=True)
    await hand.tell(f"{about}/runbooks", {"runbook": "photos"}, desk=True)
    for words in (
        "Error rate of the image servers is at 38 % in Madrid.",
        "The roll-out is stopped since 22:21.",
    ):
        await hand.tell(f"{about}/notes", {"words": words}, desk=True)
    link = {
        "address": "https://dash.town.example/images?region=eu-south",
        "words": "Image servers, Europe south",
    }
    await hand.tell(f"{about}/links", link, desk=True)
    for duty, name in (("lead", ADA), ("communicator", LENA)):
        await hand.tell(f"{about}/duties", {"duty": duty, "name": name}, desk=True)
    change = {
        "service": outage.service,
        "summary": "Version 285.1 for everybody",
        "at": (now - timedelta(minutes=70)).isoformat(),
        "component": "android",
    }
    await hand.tell("/api/v1/desk/changes", change, desk=True)


async def _statement(hand: Hand, outage: Incident, phase: str, next_at: datetime, *, publish: bool) -> None:
    body = {"incident": outage.id, "phase": phase, "texts": STATEMENT, "next_at": next_at.isoformat()}
    made = await hand.tell("/api/v1/desk/statements", body, desk=True)
    if publish:
        seen = {"revision": made["revision"]}
        await hand.tell(f"/api/v1/desk/statements/{made['id']}/publish", seen, desk=True)


async def _maintenance(hand: Hand, now: datetime) -> None:
    for title, services, hours in (
        ("New racks in Porto", ["instagram", "facebook"], 26),
        ("Moving the database", ["github"], -1),
    ):
        await hand.tell(
            "/api/v1/desk/maintenances",
            {
                "services": services,
                "from_at": (now + timedelta(hours=hours)).isoformat(),
                "until_at": (now + timedelta(hours=hours + 3)).isoformat(),
                "texts": [
                    {"language": "en", "title": title, "body": "Uploads may be slow for some minutes."}
                ],
            },
            desk=True,
        )


async def _workarounds(hand: Hand, outage: Incident) -> None:
    for words, (helped, failed) in WAYS:
        made = await hand.tell(
            "/api/v1/desk/workarounds",
            {"service": outage.service, "incident": outage.id, "words": words},
            desk=True,
        )
        for turn in range(helped + failed):
            await hand.tell(f"/api/v1/workarounds/{made['id']}/vote", {"helped": turn < helped})
    for words in ("Update the app to 285.2, it came out an hour ago", "Restart the phone"):
        await hand.tell(f"/api/v1/services/{outage.service}/workarounds", {"words": words})


async def _questions(hand: Hand) -> dict[str, str]:
    handles, waits = [], []
    for words, service in QUESTIONS:
        body = {"words": words} | ({"service": service} if service else {})
        asked = await hand.tell("/api/v1/questions", body)
        handles.append(asked["handle"])
        waits += [asked["handle"]] if asked["state"] == "waiting" else []
    english = "Drafts are kept on your device. Do not delete the app; they are there again when it is over."
    reply = {
        "questions": [handles[4][:12], handles[5][:12]],
        "service": "instagram",
        "texts": [
            {"language": "en", "title": "Are my drafts lost?", "body": english},
            {
                "language": "es",
                "title": "¿He perdido mis borradores?",
                "body": "No: están en su dispositivo.",
            },
        ],
        "is_public": True,
    }
    await hand.tell("/api/v1/desk/replies", reply, desk=True)
    return {"pile": f"/desk/questions/answer?pile={waits[-1][:12]}"}


async def _oncall(instance: Instance, ids: Mapping[str, int], outage: Incident, now: datetime) -> str:
    """Two schedules and a policy; the call that the outage makes. The path that answers it."""
    oncall = instance.called.oncall
    first = now.date() - timedelta(days=21)
    week = Layer("week", (ids[ADA], ids[BOB], ids[LENA]), first, 9 * 60, 168)
    await oncall.put_schedule(Schedule("operations", "Operations", "Europe/Madrid", (week,), ADA, now))
    night = Layer("nights", (ids[BOB], ids[LENA]), first, 20 * 60, 24)
    await oncall.put_schedule(
        Schedule("nights", "Nights and weekends", "Atlantic/Azores", (night,), ADA, now)
    )
    for name in (ADA, BOB, LENA):
        await oncall.put_reach(
            Reach(
                f"mail-{ids[name]}", ids[name], "mail", "email", "My mail", now, f"{ids[name]}@town.example"
            )
        )
    steps = (
        Step((Whom(WhomKind.ACCOUNT, str(ids[ADA])), Whom(WhomKind.SCHEDULE, "operations")), 5),
        Step((Whom(WhomKind.SCHEDULE, "nights"),), 10),
    )
    await oncall.put_policy(
        Policy(
            "photos",
            "Photos fail",
            steps,
            ADA,
            outage.began_at - timedelta(days=1),
            services=(outage.service,),
            drills=True,
        )
    )
    await instance.called.leg.run()
    found = [each for each in await instance.called.notices.list(limit=200) if each.key.startswith("page-")]
    if not found:
        return "/desk/call/nothing"
    return f"/desk/call/{instance.called.latch.make(Opens.ANSWER, found[0].key)}"
