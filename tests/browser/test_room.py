"""A room of a chat is typed into the form to sign up on. What follows in the room: tests/system/test_chat_subscriptions.py."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import AGENT, PHONE
from tests.channels.far_room import DISCORD


def test_a_room_is_typed_into_the_form_which_says_what_it_wants_and_what_comes_next(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/de/subscribe?service=instagram")
    field = page.get_by_label("E-Mail-Adresse, oder die https-Adresse eines Webhooks")
    expect(field).to_have_accessible_description(re.compile("Slack oder Discord"))
    field.fill(f"http://127.0.0.1:9{DISCORD}")
    page.locator("form[data-subscribe] button.main").click()
    expect(page.locator("h1")).to_have_text("Sieh in den Raum")
    context.close()
