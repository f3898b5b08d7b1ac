"""One-time codes and recovery codes: asked for after the password, each taken once, hard to guess."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyotp

from tests.web.house import House, at_home
from tests.web.people.desk import PASSWORD, Browser, account, browser, with_codes


async def is_in(ada: Browser) -> bool:
    return (await ada.open("/desk")).status_code == 200


def test_one_time_codes_are_asked_for_after_the_password_and_taken_once(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            key, _ = await with_codes(house, ada)
            assert await is_in(ada)
            totp = pyotp.TOTP(key)
        sealed = (await house.parts.people.people.credentials(1)).codes
        assert key.encode() not in sealed
        assert (await house.parts.people.people.account(1)).has_second  # type: ignore[union-attr]
        async with browser(house) as ada, browser(house) as thief:
            house.clock.advance(timedelta(minutes=1))
            code = totp.at(house.clock.now())
            for each in (ada, thief):
                step = await each.sign_in("Ada", next="/desk/account")
                assert step.headers["location"] == "/desk/sign-in/second"
                assert not await is_in(each)
            entered = await ada.send(
                "/desk/sign-in/second", "/desk/sign-in/second", code=f"{code[:3]} {code[3:]}"
            )
            assert entered.headers["location"] == "/desk/account"
            again = await thief.send("/desk/sign-in/second", "/desk/sign-in/second", code=code)
            assert (again.status_code, "was used already" in again.text) == (401, True)
            assert not await is_in(thief)
            house.clock.advance(timedelta(seconds=30))
            stale = await thief.send("/desk/sign-in/second", "/desk/sign-in/second", code=code)
            assert stale.status_code == 401, "nor in the next half minute, in which it would still be near"
            house.clock.advance(timedelta(minutes=11))
            over = await thief.open("/desk/sign-in/second")
            assert over.headers["location"] == "/desk/sign-in", "the step before is over"

    at_home(tmp_path, visit)


def test_what_is_tried_is_counted_by_way_and_outcome(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        tried = house.parts.people.tried
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada", password="a wrong one, and long")
            await ada.sign_in("Nobody")
            await ada.sign_in("Ada")
            _, recovery = await with_codes(house, ada)
        assert tried == {("password", "refused"): 2, ("password", "in"): 1}
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            await ada.send("/desk/sign-in/second", "/desk/sign-in/second", code="000000")
            await ada.send("/desk/sign-in/second", "/desk/sign-in/second", code=recovery[0])
        assert tried["password", "second"] == 1
        assert (tried["code", "refused"], tried["code", "in"]) == (1, 1)
        async with browser(house) as thief:
            answers = [
                (await thief.sign_in("Ada", password=f"guess number {n}")).status_code for n in range(12)
            ]
        assert answers[-1] == 429
        assert tried["password", "held"] == answers.count(429)
        assert tried["password", "refused"] == 2 + answers.count(401)

    at_home(tmp_path, visit)


def test_a_recovery_code_lets_in_once(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            _, codes = await with_codes(house, ada)
        for told, status in ((codes[0].upper().replace("-", " "), 303), (codes[0], 401), (codes[1], 303)):
            async with browser(house) as ada:
                await ada.sign_in("Ada")
                answer = await ada.send("/desk/sign-in/second", "/desk/sign-in/second", code=told)
                assert answer.status_code == status
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            await ada.send("/desk/sign-in/second", "/desk/sign-in/second", code=codes[2])
            assert "7 recovery codes are left" in (await ada.open("/desk/account")).text
            await ada.send("/desk/account", "/desk/account/codes/off", current=PASSWORD)
            assert await is_in(ada)
        async with browser(house) as ada:
            assert (await ada.sign_in("Ada")).headers["location"] == "/desk"

    at_home(tmp_path, visit)


def test_guessing_codes_is_slowed_down_and_a_link_does_not_go_round_them(tmp_path: Path) -> None:
    async def visit(house: House) -> None:
        ada_account = await account(house, "Ada")
        async with browser(house) as ada:
            await ada.sign_in("Ada")
            await with_codes(house, ada)
        async with browser(house) as thief:
            await thief.sign_in("Ada")
            told = [
                (
                    await thief.send("/desk/sign-in/second", "/desk/sign-in/second", code=f"{number:06d}")
                ).status_code
                for number in range(12)
            ]
            assert told[:10] == [401] * 10
            assert told[-1] == 429
            link = await house.parts.people.invitation(ada_account)
            new = "a new and long one"
            answer = await thief.send(link, link, password=new, again=new)
            assert answer.headers["location"] == "/desk/sign-in/second"
            assert not await is_in(thief)

    at_home(tmp_path, visit)
