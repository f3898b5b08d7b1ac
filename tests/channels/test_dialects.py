"""What is particular to each dialect: answers and changes, posts that were taken down, faults in its own words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.model import EventKind
from groundswell.core.statement import Limit, Text, post
from groundswell.core.statement.length import fits
from groundswell.errors import ConfigError, GoneError, LaterError, PermanentError, RecoverableError
from groundswell.ports.notices import Bounded, Channel, Surroundings, Target
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.plugins import plugin
from groundswell.testing import OPENED_AT, sample_message
from tests.channels import far

T = TypeVar("T")
TARGET = Target("channel:x", "x", "x")
OPENED = sample_message(key="one")
GREW = sample_message(EventKind.GREW, key="two")
OVER = sample_message(EventKind.RESOLVED, key="three")


def told(
    kind: str,
    side: Any,
    settings: Callable[[str], dict[str, Any]],
    story: Callable[[Channel], Awaitable[T]],
) -> T:
    async def whole() -> T:
        async with far.listening(side) as url:
            http = OutgoingHttp(["127.0.0.1"])
            made = plugin("channel", kind)
            channel = made(made.Config(**settings(url)), Surroundings(http, Path(), ManualClock(OPENED_AT)))
            try:
                return await story(channel)
            finally:
                await http.close()

    return asyncio.run(whole())


async def three(channel: Channel) -> list[str]:
    """An outage from its beginning to its end; the ids of its posts."""
    ids: list[str] = []
    for message in (OPENED, GREW, OVER):
        earlier = ids[-1] if ids else None
        ids.append((await channel.send(message, TARGET, earlier, message.id)).post_id)
    return ids


def mastodon(url: str) -> dict[str, Any]:
    return {"server": url, "token": far.FarMastodon.token}


def slack(url: str) -> dict[str, Any]:
    return {"server": url, "token": far.FarSlack.token, "channel": "C012"}


def telegram(url: str) -> dict[str, Any]:
    return {"server": url, "token": far.FarTelegram.token, "chat": "@town"}


def discord(url: str) -> dict[str, Any]:
    return {"server": f"{url}/api", "token": far.FarDiscord.token, "channel": "77"}


SIDES: dict[str, tuple[Callable[[], Any], Callable[[str], dict[str, Any]]]] = {
    "mastodon": (far.FarMastodon, mastodon),
    "slack": (far.FarSlack, slack),
    "telegram": (far.FarTelegram, telegram),
    "discord": (far.FarDiscord, discord),
}


@pytest.mark.parametrize("kind", SIDES)
def test_news_of_an_outage_answers_the_post_about_it(kind: str) -> None:
    make, settings = SIDES[kind]
    side = make()
    told(kind, side, lambda url: settings(url) | {"updates": "thread"}, three)
    names = [str(name) for name in side.posts]
    parents = [post.parent for post in side.posts.values()]
    # In a thread of Slack everything answers the first; elsewhere each answers the one before.
    assert parents == ["", names[0], names[0] if kind == "slack" else names[1]]


@pytest.mark.parametrize("kind", SIDES)
def test_news_of_an_outage_changes_the_post_about_it(kind: str) -> None:
    make, settings = SIDES[kind]
    side = make()
    ids = told(kind, side, lambda url: settings(url) | {"updates": "edit"}, three)
    (post,) = side.posts.values()
    assert post.edits == 2
    assert "over" in post.text
    assert len(set(ids)) == 1


@pytest.mark.parametrize("kind", SIDES)
def test_a_long_statement_loses_sentences_and_neither_its_title_nor_the_promise_nor_the_page(
    kind: str,
) -> None:
    make, settings = SIDES[kind]
    side = make()
    long = "Photos do not load. " + "Somebody is looking at it. " * 300 + "Our next update: by 12:20 UTC."
    said = replace(OPENED, title="Pictures: outage", body=long + " \U0001f600" * 500)

    async def story(channel: Channel) -> Limit:
        assert isinstance(channel, Bounded)
        await channel.send(said, TARGET, None, said.id)
        return channel.limit

    limit = told(kind, side, settings, story)
    (text,) = [each.text for each in side.posts.values()]
    assert text.startswith("Pictures: outage\n\nPhotos do not load. ")
    assert "Our next update: by 12:20 UTC." in text
    assert text.endswith(said.url)
    assert fits(text.replace(said.url, "x" * limit.link) if limit.link else text, limit)
    assert text == post(Text("en", said.title, said.body), limit, said.url).body, "as the desk shows it"


@pytest.mark.parametrize("updates", ["thread", "edit"])
@pytest.mark.parametrize("kind", SIDES)
def test_a_post_that_somebody_has_taken_down_is_no_fault(kind: str, updates: str) -> None:
    make, settings = SIDES[kind]
    side = make()

    async def story(channel: Channel) -> None:
        first = await channel.send(OPENED, TARGET, None, OPENED.id)
        side.posts.clear()
        second = await channel.send(GREW, TARGET, first.post_id, GREW.id)
        assert second.post_id

    told(kind, side, lambda url: settings(url) | {"updates": updates}, story)
    assert len(side.posts) == 1


def test_a_webhook_of_discord_takes_posts_and_changes() -> None:
    side = far.FarDiscord()
    told("discord", side, lambda url: {"url": f"{url}/hooks/88/secret"}, three)
    (post,) = side.posts.values()
    assert post.edits == 2


def test_answers_on_bluesky_name_the_first_post_and_the_last_and_an_ended_session_is_opened_anew() -> None:
    side = far.FarBluesky(calls_max=2)
    shown = {"handle": "watch.example", "password": "app-password"}
    told("bluesky", side, lambda url: {**shown, "server": url}, three)
    first, second, third = side.posts
    uri = "at://did:plc:watch/app.bsky.feed.post/"
    assert side.posts[third]["reply"]["root"] == {"uri": uri + first, "cid": f"cid-{first}"}
    assert side.posts[third]["reply"]["parent"] == {"uri": uri + second, "cid": f"cid-{second}"}
    assert side.posts[second]["reply"]["parent"] == side.posts[second]["reply"]["root"]
    assert side.sessions == 2


def test_notices_of_one_instant_are_different_posts_on_bluesky() -> None:
    side = far.FarBluesky(calls_max=1000)
    shown = {"handle": "watch.example", "password": "app-password"}

    async def story(channel: Channel) -> None:
        for number in range(200):
            await channel.send(OPENED, TARGET, None, f"key-{number}")

    told("bluesky", side, lambda url: {**shown, "server": url}, story)
    assert len(side.posts) == side.writes == 200


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("mastodon", lambda url: {"server": url, "token": "wrong"}),
        ("slack", lambda url: {"server": url, "token": "wrong", "channel": "C012"}),
        ("telegram", lambda url: {"server": url, "token": "1:wrong-token", "chat": "@town"}),
        ("discord", lambda url: {"server": f"{url}/api", "token": "wrong", "channel": "77"}),
        ("bluesky", lambda url: {"server": url, "handle": "watch.example", "password": "wrong"}),
    ],
)
def test_a_wrong_token_speaks_of_us_and_of_no_receiver_and_is_not_repeated_in_the_fault(
    kind: str, settings: Callable[[str], dict[str, Any]]
) -> None:
    side = far.FarBluesky() if kind == "bluesky" else SIDES[kind][0]()

    async def story(channel: Channel) -> None:
        with pytest.raises(ConfigError) as fault:
            await channel.send(OPENED, TARGET, None, OPENED.id)
        assert "wrong" not in str(fault.value)

    told(kind, side, settings, story)


def test_a_far_side_that_wants_to_be_left_alone_says_for_how_long() -> None:
    answers = {
        "telegram": far.Answer(
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": 7},
            },
        ),
        "discord": far.Answer(429, {"message": "You are being rate limited.", "retry_after": 7.0}),
        "slack": far.Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"}),
        "mastodon": far.Answer(429, {"error": "Too many requests"}, {"Retry-After": "7"}),
    }
    for kind, answer in answers.items():

        async def side(_asked: far.Asked, answer: far.Answer = answer) -> far.Answer:
            return answer

        async def story(channel: Channel) -> None:
            with pytest.raises(LaterError) as fault:
                await channel.send(OPENED, TARGET, None, OPENED.id)
            assert fault.value.seconds == 7

        told(kind, side, SIDES[kind][1], story)


@pytest.mark.parametrize(
    ("error", "fault"),
    [("internal_error", RecoverableError), ("channel_not_found", GoneError), ("no_text", PermanentError)],
)
def test_the_faults_of_slack_come_with_a_status_of_success(error: str, fault: type[Exception]) -> None:
    side = far.FarSlack()
    side.fault = error

    async def story(channel: Channel) -> None:
        with pytest.raises(fault, match=error):
            await channel.send(OPENED, TARGET, None, OPENED.id)

    told("slack", side, slack, story)


def test_what_would_be_markup_on_slack_is_plain_text_there() -> None:
    side = far.FarSlack()
    message = replace(OPENED, title="<!channel> & more")
    told("slack", side, slack, lambda channel: channel.send(message, TARGET, None, "k"))
    assert "&lt;!channel&gt; &amp; more" in side.texts()[0]


@pytest.mark.parametrize("kind", SIDES)
def test_an_answer_that_is_no_json_may_pass(kind: str) -> None:
    async def side(_asked: far.Asked) -> far.Answer:
        return far.Answer(200, body=b"<html>we will be back soon</html>")

    async def story(channel: Channel) -> None:
        with pytest.raises(RecoverableError):
            await channel.send(OPENED, TARGET, None, OPENED.id)

    told(kind, side, SIDES[kind][1], story)
