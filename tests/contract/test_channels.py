"""What every channel promises (see ports.notices.Channel), against far sides that insist on what the real ones do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.ports.notices import Channel, Greeting, Greets, Repeatable, Surroundings
from groundswell.runtime.channel_settings import WayConfig
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.plugins import TABLE, plugin
from groundswell.runtime.setting import settings_of
from groundswell.testing import OPENED_AT, check_channel, check_config
from tests.channels import far, far_mail, far_room

Texts = Callable[[], Sequence[str]]
Far = AbstractAsyncContextManager[tuple[dict[str, Any], Texts]]


@asynccontextmanager
async def _served(
    side: Any, settings: Callable[[str], dict[str, Any]]
) -> AsyncIterator[tuple[dict[str, Any], Texts]]:
    async with far.listening(side) as url:
        yield settings(url), side.texts


def alertmanager() -> Far:
    shown = {"authorization": "Bearer a-token"}
    return _served(far.FarAlertmanager(), lambda url: {**shown, "server": url})


def apprise() -> Far:
    return _served(far.FarHook(), lambda url: {"url": url.replace("http:", "json:")})


def bluesky() -> Far:
    shown = {"handle": "watch.example", "password": "app-password"}
    return _served(far.FarBluesky(), lambda url: {**shown, "server": url})


def chat() -> Far:
    return _served(far_room.FarRoom(), lambda url: {"url": f"{url}{far_room.DISCORD}"})


def discord() -> Far:
    shown = {"token": far.FarDiscord.token, "channel": "77"}
    return _served(far.FarDiscord(), lambda url: {**shown, "server": f"{url}/api"})


@asynccontextmanager
async def email() -> AsyncIterator[tuple[dict[str, Any], Texts]]:
    with far_mail.mail_server() as side:
        told = {"host": "127.0.0.1", "port": side.port, "security": "none"}
        yield {**told, "sender": "watch@town.example", "to": "you@town.example"}, side.texts


def mastodon() -> Far:
    return _served(far.FarMastodon(), lambda url: {"server": url, "token": far.FarMastodon.token})


def opsgenie() -> Far:
    return _served(far.FarOpsgenie(), lambda url: {"server": url, "key": far.FarOpsgenie.key})


def pagerduty() -> Far:
    return _served(far.FarPagerDuty(), lambda url: {"server": url, "routing_key": far.FarPagerDuty.key})


def push() -> Far:
    side = far_mail.FarPush()
    return _served(
        side, lambda url: {"contact": "mailto:us@town.example", "subscription": side.subscription(url)}
    )


def slack() -> Far:
    return _served(
        far.FarSlack(), lambda url: {"server": url, "token": far.FarSlack.token, "channel": "C012"}
    )


def telegram() -> Far:
    return _served(
        far.FarTelegram(), lambda url: {"server": url, "token": far.FarTelegram.token, "chat": "@town"}
    )


def webhook() -> Far:
    return _served(far.FarHook(), lambda url: {"url": f"{url}/hook", "secret": "a-secret"})


FAR: dict[str, Callable[[], Far]] = {
    "alertmanager": alertmanager,
    "apprise": apprise,
    "bluesky": bluesky,
    "chat": chat,
    "discord": discord,
    "email": email,
    "mastodon": mastodon,
    "opsgenie": opsgenie,
    "pagerduty": pagerduty,
    "push": push,
    "slack": slack,
    "telegram": telegram,
    "webhook": webhook,
}
TELLS_REPETITIONS = {
    "alertmanager",
    "opsgenie",
    "pagerduty",
    "bluesky",
    "discord",
    "mastodon",
    "push",
    "webhook",
}
"""Channels whose far side can tell that a message comes again."""


def test_every_channel_of_the_table_has_a_far_side_here() -> None:
    assert set(FAR) == set(TABLE["channel"])


@pytest.mark.parametrize("kind", TABLE["channel"])
def test_a_channel_keeps_its_promises(kind: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with FAR[kind]() as (settings, texts):
            http = OutgoingHttp(["127.0.0.1"])
            made = plugin("channel", kind)
            around = Surroundings(http, tmp_path, ManualClock(OPENED_AT))
            channel: Channel = made(made.Config(**settings), around)
            says = isinstance(channel, Repeatable) and channel.is_repeatable
            assert says == (kind in TELLS_REPETITIONS), "what may have arrived is sent again by that"
            try:
                await check_channel(channel, texts, tells_repetitions=kind in TELLS_REPETITIONS)
            finally:
                await http.close()

    asyncio.run(story())


CANNOT_BE_ASKED = {"apprise", "pagerduty", "webhook"}
"""Channels of which nothing can be asked without telling somebody."""


@pytest.mark.parametrize("kind", TABLE["channel"])
def test_a_channel_is_greeted_and_nobody_is_told(kind: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with FAR[kind]() as (settings, texts):
            http = OutgoingHttp(["127.0.0.1"])
            made = plugin("channel", kind)
            channel = made(made.Config(**settings), Surroundings(http, tmp_path, ManualClock(OPENED_AT)))
            try:
                said = await channel.greet() if isinstance(channel, Greets) else Greeting("", asked=False)
            finally:
                await http.close()
            assert said.asked == (kind not in CANNOT_BE_ASKED)
            assert bool(said.words) == said.asked
            assert not said.lacks
            assert not texts()

    asyncio.run(story())


@pytest.mark.parametrize("kind", TABLE["channel"])
def test_the_settings_of_a_channel_can_be_read_and_are_explained(kind: str) -> None:
    config = plugin("channel", kind).Config
    check_config(config)
    common = {setting.name for setting in settings_of(WayConfig, "")}
    assert not common & {setting.name for setting in settings_of(config, "")}


@pytest.mark.parametrize("kind", TABLE["channel"])
def test_every_channel_has_a_page_that_says_what_it_can_tell_about_repetitions(kind: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "channels" / f"{kind}.md"
    text = page.read_text()
    assert f'kind = "{kind}"' in text
    assert "## Repetitions" in text
    assert ("never a third time" in text) == (kind not in TELLS_REPETITIONS or kind == "discord")
    for setting in settings_of(plugin("channel", kind).Config, ""):
        assert f"`{setting.name}`" in text, setting.name
