"""Web push into a real browser: its own PushManager, what the server really encrypts and posts, the push event, the notification.

The browser is told of a push service of ours (push_service.py) in the place of Google's. Stood in for: the host in the subscription's
address, which Chromium has built in; and the click, which no protocol does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from py_vapid import Vapid02

from tests.browser import chromium
from tests.browser.conftest import AGENT, PHONE, serving
from tests.browser.push_service import TOKEN, PushService, service_on_loopback, switches
from tests.system.conftest import eventually
from tests.system.process import FEW, only

SETTINGS = """
catalog = "few.toml"
[web]
public_url = ""
[channels]
allow_private_subscribers = ["127.0.0.1"]
[channels.browsers]
kind = "push"
contact = "mailto:keeper@town.example"
tells = false
[subscriptions]
push = "browsers"
"""
ADDRESS = """
const own = PushSubscription.prototype.toJSON;
PushSubscription.prototype.toJSON = function () {
  return { ...own.call(this), endpoint: HERE + new URL(this.endpoint).pathname };
};
"""
CLICK = """async () => {
  const [shown] = await registration.getNotifications();
  const opened = [];
  clients.openWindow = async url => { opened.push(url); };
  dispatchEvent(new NotificationEvent("notificationclick", { notification: shown }));
  return { opened, left: (await registration.getNotifications()).length };
}"""
"""No protocol clicks on a notification: the worker's own listener is called with the one that is shown."""
SHOWN = "async () => (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang }))"
CONFIRMED = 'groundswell_subscriptions{state="confirmed",way="push"} 1.0'
TOLD_SECONDS_MAX = 120.0
ASKED_SECONDS_MAX = 240.0
"""the second question goes out after two minutes"""


@dataclass
class Phone:
    """A browser that may show notifications, and the push service that it is signed in to."""

    context: BrowserContext
    page: Page
    service: PushService

    def in_worker(self, script: str) -> Any:
        """What `script` says in the worker of the page."""
        (worker,) = self.context.service_workers
        return worker.evaluate(script)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address, and the token of the instance."""
    folder: Path = tmp_path_factory.mktemp("pushing")
    (folder / "few.toml").write_text(only(FEW))
    (folder / "groundswell.toml").write_text(SETTINGS)
    with serving(folder) as address:
        yield address.replace("127.0.0.1", "localhost"), (folder / "token").read_text().strip()


@pytest.fixture
def phone(site: tuple[str, str], tmp_path: Path) -> Iterator[Phone]:
    """With a profile of its own: a window that leaves nothing behind has no push."""
    service = PushService()
    with service_on_loopback(service, tmp_path) as (http, line), sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=str(chromium.required(chromium.find())),
            headless=False,
            args=["--headless=new", "--no-sandbox", "--disable-gpu", *switches(http, line)],
            ignore_default_args=["--disable-background-networking"],
            user_agent=AGENT,
            viewport=PHONE,
        )
        context.set_default_timeout(30_000)
        context.grant_permissions(["notifications"], origin=site[0])
        context.add_init_script(ADDRESS.replace("HERE", json.dumps(http)))
        yield Phone(context, context.new_page(), service)
        context.close()


def test_a_browser_signs_up_says_yes_by_itself_is_told_of_an_outage_and_a_click_opens_it(
    site: tuple[str, str], phone: Phone
) -> None:
    (address, token), page = site, phone.page
    page.goto(f"{address}/subscribe?service=instagram")
    page.evaluate("navigator.serviceWorker.ready")
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.locator("[data-push-said]")).to_have_text("You will be told", timeout=30_000)
    # What was asked by push the worker answers alone; what is lost on the way of a busy machine is asked once more.
    eventually(
        lambda: httpx.get(f"{address}/metrics").text, lambda figures: CONFIRMED in figures, ASKED_SECONDS_MAX
    )

    told = {"act": "declare", "services": ["instagram"], "reason": "No photo loads.", "by": "Ada"}
    ruled = httpx.post(
        f"{address}/api/v1/desk/rulings",
        json=told,
        headers={"authorization": f"Bearer {token}"},
        timeout=20,
        verify=False,
    )
    assert ruled.status_code < 300, ruled.text
    shown = eventually(
        lambda: phone.in_worker(SHOWN),
        lambda all_: any("Instagram" in each["title"] for each in all_),
        TOLD_SECONDS_MAX,
    )
    assert (shown[-1]["lang"], bool(shown[-1]["body"]), bool(shown[-1]["tag"])) == ("en", True, True)
    for asked in phone.service.posted:
        assert asked.path.endswith(TOKEN)
        assert asked.headers["content-encoding"] == "aes128gcm"
        assert b"Instagram" not in asked.body
        assert Vapid02.verify(asked.headers["authorization"])
        assert f"k={phone.service.registered['sender']}" in asked.headers["authorization"], "the page's key"
    phone.in_worker(
        "async () => { for (const each of await registration.getNotifications())"
        " if (!each.title.includes('Instagram')) each.close(); }"
    )
    clicked = phone.in_worker(CLICK)
    assert (len(clicked["opened"]), clicked["left"]) == (1, 0)
    page.goto(address + clicked["opened"][0])
    expect(page.locator("h1")).to_contain_text("Instagram")
