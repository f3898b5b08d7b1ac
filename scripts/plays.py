"""What somebody does at the desk to come to one of its rarer states, for scripts/states.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.async_api import Page
from rare import BOARD, LATE
from tests.browser.full_desk import ADA, ON, PASSWORD, SHARED

Step_ = Callable[[Page, str], Awaitable[None]]


async def token(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/tokens")
    await page.locator("#name").fill("probes of the north")
    await page.locator("input[name=rights][value=look]").check()
    await page.get_by_role("button", name="Make token").click()


async def invitation(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/people")
    await page.locator("#name").fill("Hopper")
    await page.locator("input[name=role][value=viewer]").check()
    await page.get_by_role("button", name="Make an account and a link").click()


async def welcome(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/people")
    await page.locator("#name").fill("Lovelace")
    await page.locator("input[name=role][value=viewer]").check()
    await page.get_by_role("button", name="Make an account and a link").click()
    await page.goto(await page.get_by_role("status").locator("code").inner_text())


async def codes(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/account")
    await page.get_by_text("Set up", exact=True).click()
    await page.locator("form[action='/desk/account/codes'] input[name=current]").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()


async def codes_wrong(page: Page, address: str) -> None:
    await codes(page, address)
    await page.locator("#code").fill("000000")
    await page.get_by_role("button", name="Use one-time codes").click()


async def recovery(page: Page, address: str) -> None:
    await codes(page, address)
    key = (await page.locator("p code").inner_text()).replace(" ", "")
    await page.locator("#code").fill(pyotp.TOTP(key).now())
    await page.get_by_role("button", name="Use one-time codes").click()
    KEY[:] = [key, await page.locator(".names code").first.inner_text()]


async def second(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in")
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def second_wrong(page: Page, address: str) -> None:
    await second(page, address)
    await page.locator("#code").fill("123456")
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def oidc(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in/oidc")


async def limits(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in")
    for _ in range(14):
        await page.get_by_label("Name").fill(ADA)
        await page.get_by_label("Password").fill("wrong horse battery")
        await page.get_by_role("button", name="Sign in", exact=True).click()


async def passkey(page: Page, address: str) -> None:
    line = await page.context.new_cdp_session(page)
    await line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.goto(f"{address}/desk/account")
    await page.get_by_text("Add a passkey", exact=True).click()
    await page.locator("#label").fill("work phone")
    await page.locator("#current-key").fill(PASSWORD)
    await page.get_by_role("button", name="Add passkey").click()
    await page.get_by_text("work phone").first.wait_for()
    await page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


async def refused(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/incidents/{ON}")
    await page.locator("#note").evaluate("each => { each.required = false; }")
    await page.get_by_role("button", name="Write it down").click()


async def sent(page: Page, address: str) -> None:
    """What somebody wrote waits for another."""
    await page.goto(f"{address}/desk/incidents/{BOARD}/speak")
    await page.get_by_role("button", name="Send for approval").click()


async def own_waits(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/statements/s-mine")


async def open_acts(page: Page, address: str) -> None:
    """All that can be ruled, unfolded."""
    await page.goto(f"{address}/desk/incidents/{SHARED}")
    await page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


async def signed_out(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/incidents/{LATE}/speak")
    await page.locator("#title_en").fill("What I have written for ten minutes")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Keep as a draft").click()


async def second_brought(page: Page, address: str) -> None:
    """What was written goes along through the second step."""
    await page.goto(f"{address}/desk/sign-in")
    await second(page, address)
    await page.locator("#code").fill(pyotp.TOTP(KEY[0]).at(datetime.now(UTC) + timedelta(seconds=30)))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await signed_out(page, address)
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.locator("#code").fill(KEY[1])
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.locator("#title_en").wait_for()


KEY: list[str] = []


async def signed_in_again(page: Page, address: str) -> None:
    await signed_out(page, address)
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


PLAYED: Mapping[str, Step_] = {
    "token": token, "invitation": invitation, "welcome": welcome, "codes": codes, "codes-wrong": codes_wrong, "form-refused": refused,
    "sent": sent, "own-waits": own_waits, "open-acts": open_acts, "signed-out": signed_out, "signed-in-again": signed_in_again,
    "oidc": oidc, "passkey": passkey, "recovery": recovery, "second": second, "second-wrong": second_wrong,
    "second-brought": second_brought, "limits": limits,
}  # fmt: skip
"""What is come to by doing something, in this order."""
