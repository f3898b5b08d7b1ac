"""The Instagram evening from the operator's chair: a real process, a real browser, everybody who is told on loopback."""

from __future__ import annotations

import asyncio
import re
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from groundswell.core.notice import NoticeState
from groundswell.ports.notices import Notice
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import Settings
from tests.browser.conftest import AGENT, DESK
from tests.browser.evening import Evening, evening
from tests.browser.far_sides import standing
from tests.channels.far import FarHook, FarMastodon, FarTelegram
from tests.channels.far_mail import FarMail, mail_server, text_of
from tests.system.conftest import eventually

PASSWORD = "correct horse battery"
LUCIA = "lucia@town.example"
SETTINGS = """
instance_name = "Town Watch"
[web]
port = {port}
public_url = "http://localhost:{port}"
[statements]
languages = ["en", "es"]
[channels]
allow_private = ["127.0.0.1"]
[channels.mail]
kind = "email"
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "watch@town.example"
tells = false
[channels.receiver]
kind = "webhook"
url = "{hook}/outages"
secret = "a-secret-of-ours"
[channels.toots]
kind = "mastodon"
server = "{mastodon}"
token = "{mastodon_token}"
updates = "edit"
[channels.chat]
kind = "telegram"
server = "{telegram}"
token = "{telegram_token}"
chat = "@town"
updates = "edit"
[subscriptions]
email = "mail"
"""
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
TOLD_SECONDS_MAX = 20.0


@dataclass
class Night:
    """The instance and everybody whom it tells."""

    evening: Evening
    mail: FarMail
    hook: FarHook = field(default_factory=FarHook)
    mastodon: FarMastodon = field(default_factory=FarMastodon)
    telegram: FarTelegram = field(default_factory=FarTelegram)

    def said_everywhere(self, english: str, spanish: str) -> None:
        """Wait until each has been told this."""
        for texts, words in (
            (self.mastodon.texts, english),
            (self.telegram.texts, english),
            (self.hook.texts, english),
            (self.letters, spanish),
        ):
            eventually(texts, lambda seen, words=words: any(words in text for text in seen), TOLD_SECONDS_MAX)  # type: ignore[misc]

    def letters(self) -> list[str]:
        """What Lucía was told, after the question whether she wants it."""
        return [f"{letter['Subject']}\n{text_of(letter)}" for letter in self.mail.letters[1:]]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """It is 21:40, nothing is wrong yet."""
    hook, mastodon, telegram = FarHook(), FarMastodon(), FarTelegram()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with mail_server() as mail, standing(hook, mastodon, telegram) as urls:
        settings = SETTINGS.format(
            port=port,
            mail=mail.port,
            hook=urls[0],
            mastodon=urls[1],
            telegram=urls[2],
            mastodon_token=FarMastodon.token,
            telegram_token=FarTelegram.token,
        )
        with evening(tmp_path_factory.mktemp("evening"), settings) as begun:
            yield Night(begun, mail, hook, mastodon, telegram)


@dataclass
class Operator:
    """Ada at her desk, who counts her clicks."""

    page: Page
    clicks: int = 0

    def press(self, what: Locator) -> None:
        """One click."""
        what.click()
        self.clicks += 1

    def button(self, words: str) -> None:
        """Press the button with these words."""
        self.press(self.page.get_by_role("button", name=words, exact=True))


def has_come_in(context: BrowserContext, night: Night) -> Operator:
    """By the link that the first start prints; then out, and in again with a passkey."""
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(night.evening.address + night.evening.link)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Go in").click()
    page.wait_for_url("**/desk")
    page.goto(f"{night.evening.address}/desk/account")
    page.get_by_text("Add a passkey").click()
    form = page.locator("form[action='/desk/account/passkeys']")
    form.get_by_label("Present password").fill(PASSWORD)
    form.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/desk/account?note=passkey")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk")
    return Operator(page)


def signs_up(browser: Browser, night: Night) -> None:
    """Lucía wants to hear of Instagram, in Spanish, and says so twice."""
    context = browser.new_context(user_agent=AGENT, locale="es-ES")
    page = context.new_page()
    page.goto(f"{night.evening.address}/es/subscribe?service=instagram")
    page.locator("#address").fill(LUCIA)
    page.locator("form[data-subscribe] button.main").click()
    eventually(lambda: len(night.mail.letters), lambda count: count == 1, TOLD_SECONDS_MAX)
    (question,) = night.mail.letters
    asked = re.search(r"http://localhost\S*/confirm/\S+", text_of(question))
    assert asked is not None, text_of(question)
    page.goto(asked[0])
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Recibirás avisos")
    context.close()


def test_the_evening_from_the_operator_s_chair(browser: Browser, night: Night) -> None:
    context = browser.new_context(user_agent=AGENT, viewport=DESK)
    ada = has_come_in(context, night)
    signs_up(browser, night)
    _outage_is_seen(ada, night)
    first = _first_statement(ada, night)
    _promise_is_kept(ada, night, first)
    _it_is_over(ada, night)
    context.close()


def _outage_is_seen(ada: Operator, night: Night) -> None:
    page = ada.page
    expect(page.get_by_role("main")).to_contain_text("Nothing is on.")
    night.evening.until("22:00")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Nobody has acknowledged it.")
    page.locator(".board").get_by_role("link", name="Since").click()
    page.wait_for_url("**/desk/incidents/instagram-*")
    ada.button("Acknowledge")
    expect(page.locator("p.notice[role=status]")).to_have_text("Done.")
    expect(page.locator(".timeline")).to_contain_text("ruled by Ada")
    night.said_everywhere("Instagram", "Instagram")


def _first_statement(ada: Operator, night: Night) -> str:
    """From the open incident to everybody in two clicks, in two languages; its title."""
    page, ada.clicks = ada.page, 0
    ada.press(page.get_by_role("link", name="Write a statement"))
    english, spanish = (page.locator(f"#title_{code}").input_value() for code in ("en", "es"))
    assert "Instagram" in english
    assert english != spanish
    ada.button("Publish in English and Español, as read")
    night.said_everywhere(english, spanish)
    assert ada.clicks == 2
    expect(page.locator("p.notice[role=status]")).to_have_text("Published.")
    expect(page.locator("[data-part=due]")).to_contain_text("Next word due in")
    for path, words in (("/s/instagram", english), ("/es/s/instagram", spanish)):
        page.goto(night.evening.address + path)
        expect(page.get_by_role("main")).to_contain_text(words)
    return english


def _promise_is_kept(ada: Operator, night: Night, first: str) -> None:
    """At four fifths of the time the board warns; the next statement comes in time, in place of the first on channels."""
    page = ada.page
    page.goto(f"{night.evening.address}/desk/statements")
    due = page.locator("table").nth(1).locator("time").nth(1).get_attribute("datetime")
    assert due is not None
    minute = int(due[14:16]) or 60
    night.evening.until(f"{int(due[11:13]) - (minute == 60)}:{minute - 3:02}")
    page.goto(f"{night.evening.address}/desk")
    expect(page.locator(".board .late")).to_contain_text("Next word due in 2 min")
    page.locator(".board").get_by_role("link", name="Write a statement").click()
    assert "nothing new to tell yet" in page.locator("#body_en").input_value().lower()
    page.get_by_label("How far the work is").select_option("identified")
    page.locator("#title_en").fill("Instagram: we have found what is wrong")
    page.locator("#title_es").fill("Instagram: hemos encontrado la causa")
    posts = len(night.mastodon.posts), len(night.telegram.posts)
    edits = [post.edits for post in (*night.mastodon.posts.values(), *night.telegram.posts.values())]
    page.get_by_label("Read and approved").check()
    ada.button("Publish now")
    night.said_everywhere("we have found what is wrong", "hemos encontrado la causa")
    # What we noticed ourselves is one post and what the operator says another: neither takes the other down.
    assert (len(night.mastodon.posts), len(night.telegram.posts)) == posts == (2, 2)
    told = [*night.mastodon.posts.values(), *night.telegram.posts.values()]
    assert [post.edits > before for before, post in zip(edits, told, strict=True)] == [False, True] * 2
    assert all(first not in post.text for post in told[1::2])
    page.goto(f"{night.evening.address}/desk/statements")
    expect(page.get_by_role("main")).to_contain_text("1 promise kept, 0 missed")


def _it_is_over(ada: Operator, night: Night) -> None:
    page = ada.page
    page.goto(f"{night.evening.address}/desk")
    page.locator(".board").get_by_role("link", name="Since").click()
    ada.button("It is over")
    expect(page.locator("p.notice[role=status]")).to_have_text("Done.")
    night.said_everywhere("it is over", "ha terminado")
    page.goto(f"{night.evening.address}/desk")
    expect(page.get_by_role("main")).to_contain_text("Nothing is on.")


def test_each_was_told_each_thing_once(night: Night) -> None:
    with ThreadPoolExecutor() as apart:  # the browser holds this thread's loop
        notices = apart.submit(asyncio.run, _notices(night.evening.data_dir)).result()
    assert {notice.state for notice in notices} == {NoticeState.SENT}
    assert {notice.attempts for notice in notices} == {1}
    by_target = Counter(notice.target for notice in notices)
    assert len(night.hook.calls) == len(night.hook.taken) == by_target["channel:receiver"]
    toots, messages = night.mastodon.posts.values(), night.telegram.posts.values()
    assert len(toots) + sum(post.edits for post in toots) == by_target["channel:toots"]
    told = len(messages) + sum(each.edits for each in messages)
    assert told <= by_target["channel:chat"], "what says the same is not edited"
    letters = [str(letter["Message-ID"]) for letter in night.mail.letters]
    assert len(set(letters)) == len(letters)
    assert all(letter["To"] == LUCIA for letter in night.mail.letters)


async def _notices(data_dir: Path) -> list[Notice]:
    async with open_stores(Settings(data_dir=data_dir), looking=True) as stores:
        return list(await stores.notices.list(limit=1000))
