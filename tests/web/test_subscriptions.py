"""Subscribing as people and programs do it: by the pages without a script, and by the API."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from groundswell.core.notice import Digest, Rhythm, SubscriptionState, Way
from groundswell.flow.handles import Purpose
from groundswell.web.parts import WebConfig
from tests.web.house import House, at_home, problem

FORM = {"content-type": "application/x-www-form-urlencoded"}
PUSH = {"endpoint": "https://push.example/anna", "keys": {"p256dh": "B" * 87, "auth": "a" * 22}}
ROOM = "https://ptb.discord.com/api/webhooks/8812345678/secret-of-discord_0123456789"
SIGN_UP = {"way": "email", "address": "Anna@Example.org", "services": ["pictures"]}


async def pending(house: House, address: str) -> list[str]:
    found = await house.parts.subscribe.of_address(address)
    return [each.id for each in found]


async def confirmed(house: House, address: str = "anna@example.org") -> tuple[str, str]:
    """The handles of the yes and of the subscription of an address that said yes."""
    subscribe = house.parts.subscribe
    (found,) = await subscribe.of_address(address)
    yes = subscribe.handles.make(Purpose.CONFIRM, found.id)
    async with house.client() as client:
        assert (await client.post(f"/confirm/{yes}")).status_code == 200
    return yes, subscribe.handle_of(found)


def test_somebody_signs_up_says_yes_changes_it_and_leaves_without_a_script(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.get("/subscribe?service=pictures")
            assert 'value="Pictures"' in page.text
            sent = await client.post(
                "/subscribe",
                headers=FORM,
                content="service=Pictures&address=Anna%40Example.org&digest=daily&quiet_from=22:00&quiet_to=07:00"
                "&time_zone=Europe/Madrid&severity_min=3&country=ES&language=de",
            )
            assert "Look into your mailbox" in sent.text
            (found,) = await house.parts.subscribe.of_address("anna@example.org")
            assert found.route.services == ("pictures",)
            assert found.route.countries == ("ES",)
            assert found.route.severity_min == 3
            assert found.route.rhythm == Rhythm(Digest.DAILY, 22 * 60, 7 * 60, "Europe/Madrid")
            yes, handle = house.parts.subscribe.handles.make(Purpose.CONFIRM, found.id), ""
            asked = await client.get(f"/confirm/{yes}")
            assert f'action="/confirm/{yes}"' in asked.text
            (found,) = await house.parts.subscribe.of_address("anna@example.org")
            assert found.state is SubscriptionState.PENDING  # a program that follows links says no yes
            said = await client.post(f"/confirm/{yes}")
            match = re.search(r"/subscription/([\w-]+)", said.text)
            assert match
            handle = match[1]
            shown = await client.get(f"/subscription/{handle}")
            assert "anna@example.org" in shown.text
            assert (
                shown.headers["cache-control"].endswith("max-age=0")
                or "no-store" in shown.headers["cache-control"]
            )
            assert shown.headers["x-robots-tag"] == "noindex"
            saved = await client.post(
                f"/subscription/{handle}", headers=FORM, content="service=Bank,+Films&language=en"
            )
            assert "Saved." in saved.text
            changed = await house.parts.subscribe.find(handle)
            assert changed is not None
            assert changed.route.services == ("bank", "films")
            assert changed.route.rhythm.is_plain
            assert "Stop" in (await client.get(f"/subscription/{handle}/end")).text
            assert await house.parts.subscribe.of_address("anna@example.org")
            left = await client.post(
                f"/subscription/{handle}/end", headers=FORM, content="List-Unsubscribe=One-Click"
            )
            assert "wiped" in left.text
            assert await pending(house, "anna@example.org") == []

    at_home(tmp_path, visit)


def test_what_a_program_gets_is_all_that_is_kept_and_a_delete_leaves_nothing(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            sent = await client.post("/api/v1/subscriptions", json=SIGN_UP)
            assert sent.status_code == 202
            assert set(sent.json()) == {"detail"} or set(sent.json()) == {"state", "detail"}
            _, handle = await confirmed(house)
            told = (await client.get(f"/api/v1/subscriptions/{handle}")).json()
            assert told["address"] == "anna@example.org"
            assert told["state"] == "confirmed"
            assert told["route"]["services"] == ["pictures"]
            assert told["target"]["state"] == "on"
            assert (await client.delete(f"/api/v1/subscriptions/{handle}")).status_code == 204
            assert problem(await client.get(f"/api/v1/subscriptions/{handle}"))["status"] == 404
            assert problem(await client.delete(f"/api/v1/subscriptions/{handle}"))["status"] == 404

    at_home(tmp_path, visit)


def test_the_answer_never_tells_whether_an_address_is_known(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            first = await client.post("/api/v1/subscriptions", json=SIGN_UP)
            await confirmed(house)
            again = await client.post("/api/v1/subscriptions", json=SIGN_UP)
            other = await client.post(
                "/api/v1/subscriptions", json=SIGN_UP | {"address": "nobody@example.org"}
            )
            assert first.content == again.content == other.content
            assert len(await pending(house, "anna@example.org")) == 1

    at_home(tmp_path, visit)


def test_one_connection_signs_up_a_few_times_an_hour(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client, house.client("198.51.100.9") as other:
            for number in range(5):
                told = SIGN_UP | {"address": f"a{number}@example.org"}
                assert (await client.post("/api/v1/subscriptions", json=told)).status_code == 202
            refused = await client.post("/api/v1/subscriptions", json=SIGN_UP)
            assert problem(refused)["type"] == "/problems/too-many-sign-ups"
            assert 0 < int(refused.headers["retry-after"]) <= 3600
            assert (await other.post("/api/v1/subscriptions", json=SIGN_UP)).status_code == 202

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"way": "chat", "address": "https://hooks.example/services/T01/B01/abcdefghijkl"}, "address"),
        (
            {"way": "chat", "address": "http://discord.com/api/webhooks/8812345678/secret-of-discord_012"},
            "address",
        ),
        ({"way": "chat", "address": "anna@example.org"}, "address"),
        ({"address": "no address"}, "address"),
        ({"address": "anna@example.org\r\nBcc: x@example.org"}, "address"),
        ({"services": ["nowhere"]}, "services"),
        ({"countries": ["ES-MD"]}, "countries"),
        ({"categories": ["none"]}, "categories"),
        ({"language": "xx"}, "language"),
        ({"digest": "weekly"}, "digest"),
        ({"quiet_from": "22:00"}, "quiet_from"),
        ({"quiet_from": "25:00", "quiet_to": "07:00"}, "quiet_from"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"severity_min": 6}, "severity_min"),
        ({"way": "webhook", "address": "ftp://hooks.example"}, "address"),
        ({"way": "webhook", "address": "https://me:word@hooks.example/"}, "address"),
        ({"way": "push"}, "push"),
        ({"way": "pigeon"}, "way"),
    ],
)
def test_what_cannot_be_subscribed_to_is_told_by_its_field(
    tmp_path: Path, told: dict[str, object], field: str
) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            answer = problem(await client.post("/api/v1/subscriptions", json=SIGN_UP | told))
            assert answer["status"] == 422
            assert answer["errors"][0]["field"] == field

    at_home(tmp_path, visit)


def test_a_naive_bot_and_a_page_of_others_sign_nobody_up(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            bot = await client.post(
                "/api/v1/subscriptions", json=SIGN_UP | {"website": "https://buy.example"}
            )
            assert problem(bot)["type"] == "/problems/robot"
            for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
                answer = await client.post("/api/v1/subscriptions", json=SIGN_UP, headers=said)
                assert problem(answer)["type"] == "/problems/cross-site"
            assert await pending(house, "anna@example.org") == []

    at_home(tmp_path, visit)


def test_who_reads_our_copy_on_another_host_may_send_the_forms_that_it_has_and_no_others(
    tmp_path: Path,
) -> None:
    forms = {
        "/subscribe": {"address": "anna@example.org", "service": "pictures"},
        "/ask": {"words": "Is it down?", "service": "pictures"},
        "/workarounds": {"words": "Log out and in again.", "service": "pictures"},
        "/workarounds/none": {"helped": "1"},
    }

    async def visit(house: House) -> None:
        async with house.client(**{"sec-fetch-site": "cross-site", "accept": "text/html"}) as client:
            for path, told in forms.items():
                for origin, is_ours in (("https://copy.example", True), ("https://evil.example", False)):
                    answer = await client.post(path, data=told, headers={"origin": origin})
                    assert (answer.status_code != 403) is is_ours, (path, origin)
            client.headers["origin"] = "https://copy.example"
            for path in ("/yours", "/r/none/delete"):
                assert (await client.post(path, data={"delete": "1"})).status_code == 403, path
            told = {"way": "email", "address": "anna@example.org"}
            assert (await client.post("/api/v1/subscriptions", json=told)).status_code == 403
            assert len(await pending(house, "anna@example.org")) == 1

    at_home(tmp_path, visit, WebConfig(report_origins=("https://copy.example",)))


def test_a_webhook_learns_its_secret_once_and_a_browser_brings_its_keys(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            told = {"way": "webhook", "address": "https://hooks.example/told"}
            hook = (await client.post("/api/v1/subscriptions", json=told)).json()
            assert len(hook["secret"]) > 30
            kept = (await client.get(f"/api/v1/subscriptions/{hook['handle']}")).text
            assert hook["secret"] not in kept
            push = (await client.post("/api/v1/subscriptions", json={"way": "push", "push": PUSH})).json()
            assert "secret" not in push
            assert (await client.get("/api/v1/push-key")).json()["key"].startswith("BAAA")
            page = await client.post("/subscribe", headers=FORM, content="address=https://hooks.example/two")
            assert "shown this once" in page.text

    at_home(tmp_path, visit)


def test_a_room_is_known_by_its_address_and_nobody_is_shown_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.get("/subscribe")
            assert 'aria-describedby="room"' in page.text
            assert "make an incoming webhook there" in page.text
            sent = await client.post("/subscribe", headers=FORM, content=f"address={ROOM}&service=Pictures")
            assert "Look into the room" in sent.text
            told = {"way": "chat", "address": ROOM, "services": ["bank"]}
            answer = (await client.post("/api/v1/subscriptions", json=told)).json()
            assert set(answer) == {"detail"}, "the room alone learns what opens it"
            found = await house.parts.subscribe.of_address(ROOM.replace("ptb.", ""))
            assert [(each.way, each.secret) for each in found] == [(Way.CHAT, "")] * 2
            handle = house.parts.subscribe.handle_of(found[0])
            shown = await client.get(f"/subscription/{handle}")
            kept = (await client.get(f"/api/v1/subscriptions/{handle}")).json()
            assert kept["address"] == "https://discord.com/…"
            assert kept["address"] in shown.text
            assert "secret-of-discord" not in shown.text + str(kept)

    at_home(tmp_path, visit)


def test_a_button_leads_to_the_bot_without_an_address(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.get("/de/subscribe")
            assert (
                '<button name="way" value="telegram" formnovalidate>In Telegram benachrichtigen</button>'
                in page.text
            )
            sent = await client.post(
                "/de/subscribe", headers=FORM, content="way=telegram&service=Pictures&severity_min=3"
            )
            assert (sent.status_code, "Ein Schritt fehlt noch" in sent.text) == (200, True)
            link = re.search(r'href="https://t\.me/town_bot\?start=([\w-]{34})" rel="noreferrer"', sent.text)
            assert link is not None, sent.text
            assert "/subscription/" not in sent.text, "the chat alone learns what opens it"
            found = await house.parts.subscribe.join(link[1], "4711")
            assert found is not None
            assert (found.language, found.route.services, found.route.severity_min) == (
                "de",
                ("pictures",),
                3,
            )
            assert await house.parts.subscribe.join(link[1], "4712") is None
            shown = await client.get(f"/subscription/{house.parts.subscribe.handle_of(found)}")
            assert (shown.status_code, "4711" in shown.text) == (200, False)

    at_home(tmp_path, visit)


def test_a_handle_that_was_changed_or_is_for_something_else_opens_nothing(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            await client.post("/api/v1/subscriptions", json=SIGN_UP)
            yes, handle = await confirmed(house)
            for wrong in (yes, handle[:-1] + ("A" if handle[-1] != "A" else "B"), "x", handle + "x"):
                assert (await client.get(f"/api/v1/subscriptions/{wrong}")).status_code == 404
                assert (await client.post(f"/subscription/{wrong}/end")).status_code == 404
            assert (await client.get(f"/confirm/{handle}")).status_code == 404
            assert await pending(house, "anna@example.org")

    at_home(tmp_path, visit)


def test_who_typed_a_wrong_name_keeps_what_was_chosen_and_reads_what_may_have_been_meant(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.post(
                "/subscribe", headers=FORM, content="service=Picturs&address=a%40example.org"
            )
            assert page.status_code == 422
            assert "Pictures" in page.text
            assert 'value="a@example.org"' in page.text

    at_home(tmp_path, visit)


def test_the_pages_speak_the_language_of_their_path_and_so_will_the_messages(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.get("/ar/subscribe")
            assert 'dir="rtl"' in page.text
            await client.post("/de/subscribe", headers=FORM, content="address=a%40example.org")
            (found,) = await house.parts.subscribe.of_address("a@example.org")
            assert found.language == "de"

    at_home(tmp_path, visit)


def test_several_at_once_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with house.client() as client:
            told = [
                client.post("/api/v1/subscriptions", json=SIGN_UP | {"services": [s]})
                for s in ("bank", "films")
            ]
            answers = await asyncio.gather(*told)
            assert {answer.status_code for answer in answers} == {202}
            assert len(await pending(house, "anna@example.org")) == 2

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("address=nobody", "Eine E-Mail-Adresse sieht so aus"),
        ("service=Picturs&address=a%40example.org", "Kein Dienst hier heißt „Picturs“. Meinst du Pictures?"),
        ("address=a%40example.org&quiet_from=22:00", "Gib beide Zeiten an oder keine"),
        ("address=a%40example.org&time_zone=Mars", "Wähle eine Zeitzone"),
        ("address=a%40example.org&severity_min=9", "steht nicht zur Wahl"),
    ],
)
def test_what_was_wrong_with_a_form_is_told_in_the_language_of_its_page_and_what_was_typed_stays(
    tmp_path: Path, typed: str, words: str
) -> None:
    async def visit(house: House) -> None:
        async with house.client(accept="text/html") as client:
            page = await client.post("/de/subscribe", headers=FORM, content=f"{typed}&urgent=1")
            assert page.status_code == 422
            told = re.search(r'role="alert">([^<]*)<', page.text)
            assert told is not None
            assert words in told[1]
            assert ('value="Picturs"' in page.text) == ("Picturs" in typed)
            assert "checked" in page.text, "what else was chosen"

    at_home(tmp_path, visit)
