"""Web push into a real browser: the page's own script and worker, what the server really encrypts and posts, the notification.

Stood in for: the push service. Chromium without a window has none (its PushManager refuses), so `subscribe` answers with keys
that the page made and an endpoint of ours on loopback; what is posted there is opened with these keys (RFC 8291) and handed
to the worker as the browser would (CDP). Chromium's own service can be pointed elsewhere (--gcm-checkin-url, --gcm-registration-url,
--gcm-mcs-endpoint), but only to one that speaks its protocol (protobuf over TLS); ours would be as much a stand-in as this one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, CDPSession, Page, expect
from py_vapid import Vapid02

from tests.browser.conftest import AGENT, PHONE, serving
from tests.browser.far_sides import standing
from tests.channels.far import Answer, Asked
from tests.system.conftest import eventually

SETTINGS = """
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
PUSH_SERVICE = """
const coded = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
window.wasRefused = PushManager.prototype.subscribe;
PushManager.prototype.subscribe = async function (options) {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const auth = crypto.getRandomValues(new Uint8Array(16));
  window.keys = { ...(await crypto.subtle.exportKey("jwk", pair.privateKey)), auth: coded(auth), site: options.applicationServerKey };
  const p256dh = coded(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { toJSON: () => ({ endpoint: ENDPOINT, keys: { p256dh, auth: coded(auth) } }) };
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
TOLD_SECONDS_MAX = 30.0


@dataclass
class PushService:
    """Where the server posts; the browser behind it has `keys`."""

    posted: list[Asked] = field(default_factory=list)

    async def __call__(self, asked: Asked) -> Answer:
        self.posted.append(asked)
        return Answer(201)

    def opened(self, keys: dict[str, str], count: int) -> bytes:
        """The message that came as the `count`th, opened with the browser's keys."""
        asked = eventually(lambda: self.posted, lambda seen: len(seen) >= count, TOLD_SECONDS_MAX)[count - 1]
        assert asked.headers["content-encoding"] == "aes128gcm"
        assert Vapid02.verify(asked.headers["authorization"])
        assert f"k={keys['site']}" in asked.headers["authorization"], "by the key that the page was given"
        number = int.from_bytes(decoded(keys["d"]), "big")
        told = http_ece.decrypt(
            asked.body,
            private_key=ec.derive_private_key(number, ec.SECP256R1()),
            auth_secret=decoded(keys["auth"]),
            version="aes128gcm",
        )
        return bytes(told)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Phone:
    """A browser that may show notifications, and a line to its worker."""

    page: Page
    line: CDPSession
    registrations: list[dict[str, Any]]

    def deliver(self, site: str, told: bytes) -> None:
        """What a push service's message comes to."""
        registration = self.registrations[-1]["registrationId"]
        self.line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": site, "registrationId": registration, "data": told.decode()},
        )

    def in_worker(self, script: str) -> Any:
        (worker,) = self.page.context.service_workers
        return worker.evaluate(script)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address, and the token of the instance."""
    folder: Path = tmp_path_factory.mktemp("pushing")
    (folder / "groundswell.toml").write_text(SETTINGS)
    with serving(folder) as address:
        yield address.replace("127.0.0.1", "localhost"), (folder / "token").read_text().strip()


@pytest.fixture
def phone(whole_browser: Browser, site: tuple[str, str]) -> Iterator[Phone]:
    context = whole_browser.new_context(user_agent=AGENT, viewport=PHONE)
    context.grant_permissions(["notifications"], origin=site[0])
    page = context.new_page()
    page.set_default_timeout(20_000)
    line, registrations = context.new_cdp_session(page), []
    line.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"])
    )
    line.send("ServiceWorker.enable")
    yield Phone(page, line, registrations)
    context.close()


def test_a_browser_signs_up_says_yes_by_itself_is_told_of_an_outage_and_a_click_opens_it(
    site: tuple[str, str], phone: Phone
) -> None:
    (address, token), page, service = site, phone.page, PushService()
    with standing(service) as (url,):
        page.add_init_script(PUSH_SERVICE.replace("ENDPOINT", json.dumps(f"{url}/push/of-this-phone")))
        page.goto(f"{address}/subscribe?service=instagram")
        page.evaluate("navigator.serviceWorker.ready")
        page.get_by_role("button", name="Tell me in this browser").click()
        expect(page.locator("[data-push-said]")).to_have_text("You will be told")
        keys = page.evaluate("keys")

        question = service.opened(keys, 1)
        assert "/confirm/" in json.loads(question)["url"]
        with page.context.expect_event("request", lambda request: "/confirm/" in request.url) as confirmed:
            phone.deliver(address, question)
        answer = confirmed.value.response()
        assert answer is not None
        assert answer.status == 200

        told = {
            "act": "declare",
            "incident": "",
            "services": ["instagram"],
            "reason": "No photo loads.",
            "by": "Ada",
        }
        ruled = httpx.post(
            f"{address}/api/v1/desk/rulings",
            json=told,
            headers={"authorization": f"Bearer {token}"},
            timeout=20,
            verify=False,
        )
        assert ruled.status_code < 300, ruled.text
        news = service.opened(keys, 2)
        phone.deliver(address, news)
        said = json.loads(news)
        shown = eventually(
            lambda: phone.in_worker(SHOWN),
            lambda all_: any("Instagram" in each["title"] for each in all_),
            TOLD_SECONDS_MAX,
        )
        assert {name: shown[-1][name] for name in ("title", "body", "tag", "lang")} == {
            name: said[name] for name in ("title", "body", "tag", "lang")
        }
        phone.in_worker(
            "async () => { for (const each of await registration.getNotifications())"
            " if (!each.title.includes('Instagram')) each.close(); }"
        )
        clicked = phone.in_worker(CLICK)
        assert clicked == {"opened": [urlsplit(said["url"]).path], "left": 0}
        page.goto(address + clicked["opened"][0])
        expect(page.locator("h1")).to_contain_text("Instagram")
