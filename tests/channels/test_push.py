"""Web push to a service on loopback that opens what it is sent, as a browser would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.channels.push import KEY_NAME, Push, public_key
from groundswell.core.model import EventKind
from groundswell.errors import ConfigError, GoneError, PermanentError
from groundswell.ports.notices import Surroundings, Target
from groundswell.runtime import secrets
from groundswell.runtime.clock import ManualClock
from groundswell.testing import OPENED_AT, sample_message
from tests.channels.far import listening
from tests.channels.far_mail import FarPush

OPENED = sample_message(key="one")
TARGET = Target("subscription:1", "push", "push")


def pushed(far: FarPush, folder: Path, story: Callable[[Push, Target], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with listening(far) as url:
            http = OutgoingHttp(allow_strangers=["127.0.0.1"])
            around = Surroundings(http, folder, ManualClock(OPENED_AT))
            channel = Push(Push.Config(contact="mailto:us@town.example"), around)
            try:
                await story(channel, replace(TARGET, address=far.subscription(url)))
            finally:
                await http.close()

    asyncio.run(whole())


def test_a_browser_opens_what_was_sent_and_knows_who_sent_it(tmp_path: Path) -> None:
    far = FarPush()

    async def story(channel: Push, target: Target) -> None:
        await channel.send(OPENED, target, None, OPENED.id)

    pushed(far, tmp_path, story)
    (told,) = far.shown.values()
    assert told["title"] == OPENED.title
    assert told["url"] == OPENED.url
    assert told["tag"] == OPENED.thread
    assert far.claims["sub"] == "mailto:us@town.example"
    assert far.claims["aud"].startswith("http://127.0.0.1:")
    assert 0 < far.claims["exp"] - OPENED_AT.timestamp() <= 24 * 3600
    (call,) = far.calls
    assert call.headers["urgency"] == "high"


def test_news_replace_what_stands_on_the_screen_and_a_long_text_is_cut(tmp_path: Path) -> None:
    far = FarPush()
    over = replace(sample_message(EventKind.RESOLVED, key="two"), body="Ω" * 9000)

    async def story(channel: Push, target: Target) -> None:
        await channel.send(OPENED, target, None, OPENED.id)
        await channel.send(over, target, "one", over.id)

    pushed(far, tmp_path, story)
    (told,) = far.shown.values()
    assert "over" in told["title"]
    assert told["body"].endswith("Ω…")
    assert len({call.headers["topic"] for call in far.calls}) == 1


def test_a_subscription_that_has_ended_is_gone_and_nonsense_is_refused(tmp_path: Path) -> None:
    far = FarPush()
    far.gone = True

    async def story(channel: Push, target: Target) -> None:
        with pytest.raises(GoneError):
            await channel.send(OPENED, target, None, OPENED.id)
        for address in ("", "{}", "[1]", '{"endpoint": "https://push.example", "keys": {}}'):
            with pytest.raises(PermanentError):
                await channel.send(OPENED, replace(target, address=address), None, OPENED.id)
        bad = '{"endpoint": "https://push.example/1", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}'
        with pytest.raises(PermanentError):
            await channel.send(OPENED, replace(target, address=bad), None, OPENED.id)

    pushed(far, tmp_path, story)


def test_the_key_is_made_once_for_its_owner_alone_and_a_broken_one_is_told(tmp_path: Path) -> None:
    first = public_key(tmp_path)
    assert len(first) == 65
    assert public_key(tmp_path) == first
    path = tmp_path / KEY_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert secrets.PUSH_KEY_NAME == KEY_NAME
    path.write_text("nonsense")
    with pytest.raises(ConfigError, match="vapid"):
        public_key(tmp_path)
