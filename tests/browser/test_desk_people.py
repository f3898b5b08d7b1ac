"""The desk's people in a real browser: coming in, and a passkey of a real (virtual) authenticator."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from groundswell.flow.latch import Latch, Opens
from groundswell.ports.oncall import PAGE
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import load_secrets
from tests.browser.conftest import AGENT, DESK, OUTAGE, PHONE, faults, in_the_other_colours

PASSWORD = "correct horse battery"
_MAIN = "from groundswell.cli import main; main()"


@pytest.fixture(scope="module")
def site(address: str, folder: Path) -> str:
    """The instance by a name: a passkey is of a name, and an address is none."""
    return address.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def first(site: str, folder: Path, browser: Browser) -> Iterator[BrowserContext]:
    """The browser of the first administrator, who came in by the link."""
    told = subprocess.run(
        [sys.executable, "-c", _MAIN, "user", "link", "--data-dir", str(folder)],
        cwd=folder, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    link = re.search(r"/desk/join/[\w-]+", told)
    assert link is not None
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, service_workers="block")
    page = context.new_page()
    page.goto(site + link[0])
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Go in").click()
    page.wait_for_url("**/desk")
    _set_up_calls(page, site)
    yield context
    context.close()


def _set_up_calls(page: Page, site: str) -> None:
    """A schedule and a policy, as people fill them in; one way to be called, a pairing, an absence."""
    page.goto(f"{site}/desk/oncall/schedules/new")
    page.get_by_label("Name (small letters and dashes)").fill("ops")
    page.get_by_label("Title").fill("Operations")
    page.get_by_label("Who takes turns, one a line").fill("Ada")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/schedules/ops?*")
    page.goto(f"{site}/desk/oncall/policies/new")
    page.get_by_label("Name (small letters and dashes)").fill("night")
    page.get_by_label("Title").fill("Night")
    page.get_by_label("Calls", exact=True).first.fill("schedule ops\naccount Ada")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/policies/night?*")
    page.goto(f"{site}/desk/oncall/me")
    page.get_by_label("By", exact=True).select_option("hooks")
    page.get_by_label("Address, where it wants one").fill("https://hooks.town.example/ada")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/me?done=Added*")
    page.get_by_role("button", name="Pair this device").click()
    page.wait_for_url("**/me?done=This*")


def looked_at(page: Page) -> dict[str, object]:
    """What is wrong with a page on phone and desk, in light and dark."""
    wrong: dict[str, object] = {}
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for dark in (False, True):
            in_the_other_colours(page, dark)
            sticks_out = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if found := [*faults(page), *(["sticks out"] if sticks_out else [])]:
                wrong[f"{page.url}, {size['width']}, {'dark' if dark else 'light'}"] = found
    return wrong


def told(site: str, folder: Path, path: str, body: dict[str, object]) -> None:
    """A program does something at the desk meanwhile."""
    token = (folder / "token").read_text("utf-8").strip()
    request = Request(
        site + path,
        json.dumps(body).encode(),
        {"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    with urlopen(request, timeout=20) as answer:
        assert answer.status in (200, 201, 202)


def test_what_others_do_appears_and_what_is_being_written_stays(
    site: str, folder: Path, first: BrowserContext
) -> None:
    page = first.new_page()
    page.goto(f"{site}/desk/incidents/{OUTAGE}")
    note = page.locator("#note")
    note.click()
    note.type("Half a thou")
    page.evaluate("window.sameDocument = true")
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/notes", {"words": "The disks are full."})
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/duties", {"duty": "lead", "name": "Bo"})
    expect(page.locator("[data-part=notes]")).to_contain_text("The disks are full.")
    expect(page.locator("[data-said]")).to_contain_text("the notes")
    expect(page.locator("#duty-lead")).to_have_value("Bo")
    note.type("ght")
    assert note.input_value() == "Half a thought"
    assert page.evaluate("document.activeElement.id") == "note"
    assert page.evaluate("window.sameDocument"), "it was not loaded again"
    page.close()


def test_the_board_follows_a_ruling_without_a_reload(site: str, folder: Path, first: BrowserContext) -> None:
    page = first.new_page()
    page.goto(f"{site}/desk")
    page.evaluate("window.sameDocument = true")
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/duties", {"duty": "lead", "name": "Cleo"})
    expect(page.locator("[data-part=on]")).to_contain_text("Led by Cleo.")
    assert page.evaluate("window.sameDocument")
    page.close()


def test_a_call_is_answered_by_one_tap_on_a_paired_device_without_a_script(
    site: str, folder: Path, browser: Browser, first: BrowserContext
) -> None:
    page = first.new_page()
    page.goto(f"{site}/desk/oncall/me")
    page.get_by_role("button", name="Call me now, as a trial").click()
    expect(page.get_by_role("status")).to_contain_text("You are being called, 1 time.")
    paired = [each for each in first.cookies() if each["name"] == "desk-device"]
    page.close()
    called = first.new_page()
    called.goto(site + _link(folder))
    assert looked_at(called) == {}
    called.close()
    phone = browser.new_context(user_agent=AGENT, viewport=PHONE, java_script_enabled=False)
    phone.add_cookies(paired)  # type: ignore[arg-type]  # a cookie that was got is one that can be set
    page = phone.new_page()
    page.goto(site + _link(folder))
    assert looked_at_without_a_script(page) == []
    page.get_by_role("button", name="I have it").click()
    expect(page.locator("main .headline")).to_have_text("It works: this is how you will be called.")
    page.goto(site + _link(folder))
    expect(page.locator("main .headline")).to_have_text("You have it already.")
    phone.close()


def _link(folder: Path) -> str:
    """The address that the last message leads to."""

    async def look() -> str:
        async with open_stores(Settings(data_dir=folder), looking=True) as stores:
            notices = await stores.notices.list()
        key = next(each.key for each in notices if each.key.startswith(PAGE))
        return f"/desk/call/{Latch(load_secrets(folder).key).make(Opens.ANSWER, key)}"

    with ThreadPoolExecutor(1) as pool:  # a browser may hold this thread's loop
        return pool.submit(lambda: asyncio.run(look())).result()


def looked_at_without_a_script(page: Page) -> list[str]:
    """What can be seen to be wrong where no script runs: axe is one."""
    box = page.get_by_role("button", name="I have it").bounding_box()
    wrong = [] if box is not None and box["height"] >= 44 else [f"the button is small: {box}"]
    return [*wrong, *([] if page.locator("form").count() == 1 else ["more than one form"])]


def test_the_way_in_is_accessible_and_works_by_keyboard_and_without_a_script(
    site: str, browser: Browser, first: BrowserContext
) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/desk/account")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Name").focus()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/desk/sign-in")
    context.close()
    context = browser.new_context(user_agent=AGENT, service_workers="block")
    page = context.new_page()
    for path in ("/desk/sign-in", "/desk/join/nothing"):
        page.goto(site + path)
        assert looked_at(page) == {}
    context.close()


def test_a_passkey_is_made_and_lets_in_without_a_password_and_is_the_second_factor_after_one(
    site: str, first: BrowserContext, browser: Browser
) -> None:
    page = first.new_page()
    device = first.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{site}/desk/account")
    page.get_by_text("Add a passkey").click()
    form = page.locator("form[action='/desk/account/passkeys']")
    form.get_by_label("What to call it").fill("Test key")
    form.get_by_label("Present password").fill(PASSWORD)
    form.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/desk/account?note=passkey")
    expect(page.get_by_role("main")).to_contain_text("Test key")
    page.get_by_role("button", name="Sign out", exact=True).click()

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk")
    page.goto(f"{site}/desk/account")
    expect(page.get_by_role("main")).to_contain_text("by passkey")
    page.get_by_role("button", name="Sign out", exact=True).click()

    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/sign-in/second")
    assert looked_at(page) == {}
    page.goto(f"{site}/desk")
    page.wait_for_url("**/desk/sign-in?next=/desk")
    page.goto(f"{site}/desk/sign-in/second")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk")

    page.goto(f"{site}/desk/sign-in")  # who is in goes on
    page.wait_for_url("**/desk")
    page.get_by_role("button", name="Sign out", exact=True).click()
    device.send("WebAuthn.setUserVerified", {**made, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-told]")).to_contain_text("gave no passkey")
    assert "/desk/sign-in" in page.url
    device.send("WebAuthn.setUserVerified", {**made, "isUserVerified": True})
    credentials = device.send("WebAuthn.getCredentials", made)["credentials"]
    device.send("WebAuthn.removeCredential", {**made, "credentialId": credentials[0]["credentialId"]})
    rewound = {**credentials[0], "signCount": 0}
    device.send("WebAuthn.addCredential", {**made, "credential": rewound})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("opens nothing here")
    page.close()
