"""How people come in at the desk, and how others do not."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from groundswell.core.access import Role
from groundswell.core.accounts import Grant
from groundswell.web.parts import WebConfig
from groundswell.web.people.browser import inward
from groundswell.web.people.config import DeskConfig
from groundswell.web.people.passwords import Cost, Passwords
from groundswell.web.people.seal import digest
from tests.town import NOON
from tests.web.house import House, at_home
from tests.web.people.desk import PASSWORD, Browser, account, browser, with_codes


async def is_in(ada: Browser) -> bool:
    return (await ada.open("/desk")).status_code == 200


def test_the_first_administrator_comes_by_a_link_that_works_once(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        entrance = house.parts.people
        old = await entrance.first_link()
        link = await entrance.first_link()
        assert old is not None
        assert link is not None
        async with browser(house) as ada, browser(house) as eve:
            assert (await ada.open(old)).status_code == 404, "a newer one takes its place"
            short = await ada.send(link, link, name="Ada", password="short", again="short")
            assert (short.status_code, "at least 12 letters" in short.text) == (422, True)
            other = await ada.send(link, link, name="Ada", password=PASSWORD, again=PASSWORD + "!")
            assert "The two passwords differ" in other.text
            answer = await ada.send(link, link, name="Ada", password=PASSWORD, again=PASSWORD)
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
            assert await is_in(ada)
            assert (await eve.open(link)).status_code == 404
        (one,) = await entrance.people.accounts()
        assert (one.name, one.grants) == ("Ada", (Grant(Role.ADMINISTRATOR),))
        assert await entrance.first_link() is None

    at_home(tmp_path, visit)


def test_a_link_is_over_after_its_time(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        link = await house.parts.people.first_link()
        assert link is not None
        house.clock.advance(timedelta(hours=25))
        async with browser(house) as ada:
            assert (await ada.open(link)).status_code == 404

    at_home(tmp_path, visit)


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_over_https_from_other_hosts(
    tmp_path: Path,
) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            form = {"name": "Ada", "password": PASSWORD}
            answer = await ada.client.post(
                "/desk/sign-in", data=form, headers={"origin": "https://town.example"}
            )
            (kept,) = [
                each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-desk=")
            ]
        for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert word.lower() in kept.lower()
        assert "domain" not in kept.lower()

    at_home(tmp_path, visit, WebConfig(public_url="https://town.example"))


def test_who_signs_in_gets_a_new_session_whatever_the_browser_had(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            ada.keep("desk", "planted-by-somebody-else")
            await ada.sign_in("Ada")
            first = ada.session
            assert first != "planted-by-somebody-else"
            (session,) = await house.parts.people.people.sessions(1)
            assert session.digest == digest(first), "only the digest of the id is kept"
            assert (session.device, session.way) == ("Firefox on Linux", "password")
            changed = await ada.send(
                "/desk/account",
                "/desk/account/password",
                current=PASSWORD,
                password="another long one",
                again="another long one",
            )
            assert changed.status_code == 303
            assert ada.session != first
            assert await is_in(ada)
            ada.keep("desk", first)
            assert not await is_in(ada), "the session of before is over"

    at_home(tmp_path, visit)


def test_another_password_signs_out_everybody_else_and_wants_the_present_one(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, browser(house) as thief:
            await ada.sign_in("Ada")
            await thief.sign_in("Ada")
            wrong = await ada.send(
                "/desk/account", "/desk/account/password", current="x", password="y" * 12, again="y" * 12
            )
            assert "Your present password is another" in wrong.text
            new = "another long one"
            await ada.send(
                "/desk/account", "/desk/account/password", current=PASSWORD, password=new, again=new
            )
            assert (await is_in(ada), await is_in(thief)) == (True, False)
            assert (await thief.sign_in("Ada")).status_code == 401
            assert (await thief.sign_in("Ada", new)).status_code == 303

    at_home(tmp_path, visit)


def test_a_session_ends_when_it_is_idle_and_in_any_case_after_its_time(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            for _ in range(5):
                house.clock.advance(timedelta(hours=11))
                assert await is_in(ada)
            house.clock.advance(timedelta(hours=12))
            assert not await is_in(ada)
            await ada.sign_in("Ada")
            for _ in range(10):
                house.clock.advance(timedelta(hours=10))
                await is_in(ada)
            assert not await is_in(ada)

    at_home(tmp_path, visit, desk=DeskConfig(session_hours=99))


def test_signing_out_ends_the_session_in_the_database_too(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            kept = ada.session
            answer = await ada.send("/desk", "/desk/sign-out")
            assert answer.headers["location"] == "/desk/sign-in"
            ada.keep("desk", kept)
            assert not await is_in(ada)
            assert await house.parts.people.people.sessions(1) == []

    at_home(tmp_path, visit)


def test_who_does_not_fit_is_told_the_same_whether_there_is_an_account_or_not(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        ada = await account(house, "Ada")
        await account(house, "Bob")
        await house.parts.people.people.disable(ada.id, NOON)
        async with browser(house) as eve:
            told = [
                await eve.sign_in(name, password)
                for name, password in (("Bob", "wrong"), ("Nobody", "wrong"), ("Ada", PASSWORD), ("", ""))
            ]
        assert [answer.status_code for answer in told] == [401] * 4
        assert all("Name or password is wrong." in answer.text for answer in told)

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
def test_what_another_site_sends_is_refused_at_every_form(tmp_path: Path, headers: dict[str, str]) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            form = {"name": "Ada", "password": PASSWORD}
            assert (await ada.client.post("/desk/sign-in", data=form, headers=headers)).status_code == 403
            await ada.sign_in("Ada")
            page = await ada.open("/desk/people")
            csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
            assert csrf is not None
            told = {"csrf": csrf[1], "name": "Eve", "role": "administrator"}
            answer = await ada.client.post("/desk/people", data=told, headers=headers)
            assert answer.status_code == 403
        assert [one.name for one in await house.parts.people.people.accounts()] == ["Ada"]

    at_home(tmp_path, visit)


def test_a_form_without_the_word_of_this_session_is_refused(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada, browser(house) as again:
            await ada.sign_in("Ada")
            await again.sign_in("Ada")
            page = await again.open("/desk/people")
            others = re.search(r'name="csrf" value="(\w+)"', page.text)
            assert others is not None
            for word in ({}, {"csrf": ""}, {"csrf": others[1]}, {"csrf": "é"}):
                told = {**word, "name": "Eve", "role": "administrator"}
                assert (await ada.client.post("/desk/people", data=told)).status_code == 403
            ruling = {"act": "dismiss", "incident": "x"}
            told_json = await ada.client.post("/api/v1/desk/rulings", json=ruling, headers={"accept": "*/*"})
            assert told_json.json()["type"] == "/problems/cross-site", "nor does the API act by cookie alone"
        assert len(await house.parts.people.people.accounts()) == 1

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/desk//evil",
        "/desk\\..",
        "/desk/\n",
        "/s/x",
        "desk",
        "/deskx",
        "",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(tmp_path: Path, goal: str) -> None:
    assert inward(goal) == "/desk"

    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            answer = await ada.client.post(
                "/desk/sign-in", data={"name": "Ada", "password": PASSWORD, "next": goal}
            )
            assert answer.headers["location"] == "/desk"
            on = await ada.client.get("/desk/sign-in", params={"next": goal})
            assert on.headers["location"] == "/desk"

    at_home(tmp_path, visit)


def test_whoever_wanted_a_page_comes_to_it(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            asked = await ada.open("/desk/audit?who=Bob")
            assert asked.headers["location"] == "/desk/sign-in?next=/desk/audit%3Fwho%3DBob"
            page = await ada.open(asked.headers["location"])
            answer = await ada.fill(page, "/desk/sign-in", name="Ada", password=PASSWORD)
            assert answer.headers["location"] == "/desk/audit?who=Bob"

    at_home(tmp_path, visit)


def test_guessing_from_one_place_is_slowed_down_more_and_more(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as eve:
            names = [f"name {number}" for number in range(10)]
            assert {(await eve.sign_in(name, "guess")).status_code for name in names} == {401}
            waits = []
            for _ in range(12):
                held = await eve.sign_in("Ada")
                assert held.status_code == 429, "nothing is looked at, not even what is right"
                waits.append(re.search(r"Try again in (\d+ \w+)", held.text)[1])  # type: ignore[index]
                house.clock.advance(timedelta(minutes=15))
                assert (await eve.sign_in("other", "guess")).status_code == 401
            assert waits[0] == "1 second"
            assert waits[4] == "16 seconds"
            assert waits[-1] == "15 minutes"

    at_home(tmp_path, visit)


def test_strangers_cannot_keep_the_owner_out(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            await ada.send("/desk", "/desk/sign-out")
            for number in range(1, 30):
                async with browser(house, f"198.51.100.{number}") as eve:
                    last = await eve.sign_in("Ada", "guess")
            assert last.status_code == 429, "from many places too"
            async with browser(house, "203.0.113.9") as new:
                assert (await new.sign_in("Ada")).status_code == 429
                assert (await ada.sign_in("Ada")).status_code == 303, "a browser that is known goes on"
                house.clock.advance(timedelta(seconds=61))
                assert (await new.sign_in("Ada")).status_code == 303, "another after a minute at most"

    at_home(tmp_path, visit)


def test_the_mark_of_a_known_browser_is_ours_and_of_one_name(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        await account(house, "Eve")
        async with browser(house, "203.0.113.9") as eve:
            await eve.sign_in("Eve")
            await eve.send("/desk", "/desk/sign-out")
            for number in range(1, 30):
                async with browser(house, f"198.51.100.{number}") as other:
                    await other.sign_in("Ada", "guess")
            assert (await eve.sign_in("Ada", "guess")).status_code == 429
            eve.keep("desk-known", "1.forged." + "0" * 64)
            assert (await eve.sign_in("Ada", "guess")).status_code == 429

    at_home(tmp_path, visit)


def test_passwords_are_kept_as_argon2id_and_made_anew_when_the_cost_has_risen(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        real = await Passwords().hashed(PASSWORD)
        assert real.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        await account(house, "Ada")
        before = (await house.parts.people.people.credentials(1)).password
        house.parts.people.passwords = Passwords(Cost(2, 16, 1))
        async with browser(house) as ada:
            await ada.sign_in("Ada")
        after = (await house.parts.people.people.credentials(1)).password
        assert before != after
        assert "m=16,t=2,p=1" in after
        assert await house.parts.people.passwords.fits(after, PASSWORD)
        assert not await house.parts.people.passwords.fits(after, PASSWORD + "!")
        assert not await house.parts.people.passwords.fits("", PASSWORD)

    at_home(tmp_path, visit)


def test_nothing_secret_and_no_address_is_logged_or_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    async def visit(house: House) -> None:
        await account(house, "Ada")
        link = await house.parts.people.first_link()
        assert link is None
        async with browser(house, "192.0.2.77") as ada:
            await ada.sign_in("Ada", "a wrong password")
            await ada.sign_in("my password in the wrong field", PASSWORD)
            await ada.sign_in("Ada")
            key, codes = await with_codes(house, ada)
            session = ada.session
            lines = (await ada.open("/desk/audit.jsonl")).text
        notes = [
            (one.actor, one.act, one.thing, one.outcome) for one in await house.parts.people.people.noted()
        ]
        assert ("Ada", "sign in", "password", "refused") in notes
        assert ("Ada", "sign in", "password", "done") in notes
        assert ("Ada", "set up one-time codes", "", "done") in notes
        told = caplog.text + lines + repr(notes)
        for secret in (
            PASSWORD,
            "a wrong password",
            "in the wrong field",
            key,
            *codes,
            session,
            "192.0.2.77",
        ):
            assert secret not in told

    at_home(tmp_path, visit)


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://desk.lan:8000", "desk.lan:8000", 303),
        ("https://desk.lan", "desk.lan", 303),
        ("http://desk.lan:8001", "desk.lan:8000", 403),
        ("http://evil.example", "desk.lan", 403),
    ],
)
def test_without_a_public_address_the_host_that_was_asked_for_is_ours(
    tmp_path: Path, origin: str, host: str, status: int
) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            headers = {"origin": origin, "host": host, "cookie": 'other={"a": 1}; desk-known=x'}
            form = {"name": "Ada", "password": PASSWORD}
            assert (await ada.client.post("/desk/sign-in", data=form, headers=headers)).status_code == status

    at_home(tmp_path, visit)


def test_a_body_that_is_no_form_is_refused(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        async with browser(house) as ada:
            answers: list[httpx.Response] = [
                await ada.client.post("/desk/sign-in", json={"name": "Ada"}),
                await ada.client.post(
                    "/desk/sign-in",
                    content=b"name=%ff",
                    headers={"content-type": "application/x-www-form-urlencoded"},
                ),
                await ada.client.post("/desk/sign-in", data={f"f{number}": "" for number in range(600)}),
            ]
        assert [each.status_code for each in answers] == [415, 400, 400]

    at_home(tmp_path, visit)
