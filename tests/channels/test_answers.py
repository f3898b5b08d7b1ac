"""Answers to people who asked under a post: into their thread, to them, in their language, cut to what fits, changing nothing that
stands, and once, whatever is sent again; by the interfaces of others on loopback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from groundswell.core.notice import Message, Purpose, Sender, word
from groundswell.errors import PermanentError, RecoverableError, UncertainError
from groundswell.ports.notices import Channel, Target
from groundswell.testing import OPENED_AT
from tests.channels import far
from tests.channels.far import Answer, Asked
from tests.channels.test_dialects import told

THEIRS = {
    "mastodon": "91",
    "telegram": "91",
    "bluesky": "at://bo/1 cid-1 at://root cid-0",
    "slack": "C012 1600000000.000091 1600000000.000001",
    "discord": "91",
}
"""what was asked, as its channel names it"""
ADDRESSES = {
    "mastodon": "bo@far.example direct",
    "telegram": "-77",
    "bluesky": "",
    "slack": "U7",
    "discord": "7",
}
LETTERS_MAX = {"mastodon": 500, "telegram": 4096, "bluesky": 300, "slack": 3000, "discord": 2000}
PAGE = "https://watch.example/incidents/20261122-pictures"
KINDS = sorted(THEIRS)


@dataclass
class Side:
    """A far side on which somebody has asked; it notes what it is sent."""

    kind: str

    def __post_init__(self) -> None:
        made: Any = {
            "mastodon": far.FarMastodon,
            "telegram": far.FarTelegram,
            "bluesky": far.FarBluesky,
            "slack": far.FarSlack,
            "discord": far.FarDiscord,
        }
        self.far = made[self.kind]()
        if self.kind != "bluesky":
            number: Any = 91 if self.kind == "telegram" else THEIRS[self.kind].split()[self.kind == "slack"]
            self.far.posts[number] = far.Post("Is it down?")
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, asked: Asked) -> Answer:
        if asked.method != "GET" and not asked.path.endswith("createSession"):
            self.sent.append(asked.document.get("record", asked.document))
        if self.kind == "telegram":
            named = asked.document.get("reply_parameters", {})
            if named and named["message_id"] not in self.far.posts:
                assert not named["allow_sending_without_reply"]
                words = "Bad Request: message to be replied not found"
                return Answer(400, {"ok": False, "error_code": 400, "description": words})
        answer: Answer = await self.far(asked)
        return answer

    @property
    def texts(self) -> list[str]:
        """What we wrote that stands there."""
        return [text for text in self.far.texts() if text != "Is it down?"]

    def settings(self, url: str) -> dict[str, Any]:
        match self.kind:
            case "mastodon":
                return {"server": url, "token": far.FarMastodon.token, "updates": "edit"}
            case "telegram":
                return {"server": url, "token": far.FarTelegram.token, "chat": "@watch", "updates": "edit"}
            case "slack":
                return {"server": url, "token": far.FarSlack.token, "channel": "C012", "updates": "edit"}
            case "discord":
                server = f"{url}/api"
                return {"server": server, "token": far.FarDiscord.token, "channel": "77", "updates": "edit"}
        return {"server": url, "handle": "watch.example", "password": "app-password"}


def answer(key: str = "answer-q", body: str = "Ja, seit 11:30 UTC.") -> Message:
    sender = Sender("Town Watch", "https://watch.example")
    made = word(key, ("", body), OPENED_AT, sender=sender, purpose=Purpose.REPLY, language="de")
    return replace(made, url=PAGE)


def answered(kind: str, *messages: Message, theirs: str = "") -> Side:
    side = Side(kind)
    target = Target("asked:q", "social", kind, ADDRESSES[kind])

    async def story(channel: Channel) -> None:
        for message in messages:
            await channel.send(message, target, theirs or THEIRS[kind], message.id)

    told(kind, side, side.settings, story)
    return side


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_goes_under_what_was_asked_in_the_askers_language(kind: str) -> None:
    side = answered(kind, answer())
    (sent,) = side.sent
    (text,) = side.texts
    assert "Ja, seit 11:30 UTC." in text
    assert PAGE in text
    parts: dict[str, Callable[[], object]] = {
        "mastodon": lambda: (sent["in_reply_to_id"], sent["language"]),
        "telegram": lambda: (sent["reply_parameters"]["message_id"], sent["chat_id"]),
        "bluesky": lambda: (sent["reply"]["parent"]["uri"], sent["reply"]["root"]["uri"], sent["langs"]),
        "slack": lambda: (sent["channel"], sent["thread_ts"], sent["text"].split()[0]),
        "discord": lambda: (
            sent["message_reference"]["message_id"],
            sent["allowed_mentions"]["replied_user"],
        ),
    }
    expected = {
        "mastodon": ("91", "de"),
        "telegram": (91, "-77"),
        "bluesky": ("at://bo/1", "at://root", ["de"]),
        "slack": ("C012", "1600000000.000001", "<@U7>"),
        "discord": ("91", True),
    }
    assert parts[kind]() == expected[kind]


def test_on_mastodon_the_asker_is_spoken_to_and_what_was_asked_in_private_is_answered_in_private() -> None:
    side = answered("mastodon", answer())
    assert side.texts[0].startswith("@bo@far.example Ja")
    assert side.sent[0]["visibility"] == "direct"


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_answer_is_cut_to_what_the_far_side_takes_and_keeps_its_page(kind: str) -> None:
    side = answered(kind, answer(body="Das ist so und nicht anders. " * 300))
    (text,) = side.texts
    assert LETTERS_MAX[kind] - 60 < len(text) <= LETTERS_MAX[kind]
    assert text.endswith(PAGE)
    assert "…" in text


@pytest.mark.parametrize("kind", ["bluesky", "discord", "mastodon"])
def test_an_answer_that_is_sent_again_is_the_same_post(kind: str) -> None:
    assert len(answered(kind, answer(), answer()).texts) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_is_an_answer_of_its_own_and_changes_nothing_that_stands(kind: str) -> None:
    side = answered(kind, answer(), answer("answer-q-reply2", "Dies berichtigt es: nein."))
    assert len(side.texts) == 2
    assert "Ja, seit" in side.texts[0]
    assert all(getattr(post, "edits", 0) == 0 for post in side.far.posts.values())


@pytest.mark.parametrize("kind", ["mastodon", "telegram", "slack", "discord"])
def test_who_has_taken_their_question_down_is_not_answered_in_front_of_all(kind: str) -> None:
    with pytest.raises(PermanentError):
        answered(kind, answer(), theirs=THEIRS[kind].replace("91", "92"))


def test_on_slack_a_look_that_failed_has_written_nothing_and_is_made_again() -> None:
    side = Side("slack")
    side.far.fault = "internal_error"
    target = Target("asked:q", "social", "slack", ADDRESSES["slack"])

    async def story(channel: Channel) -> None:
        with pytest.raises(RecoverableError, match="internal_error") as found:
            await channel.send(answer(), target, THEIRS["slack"], "answer-q")
        assert not isinstance(found.value, UncertainError), "that is given up"

    told("slack", side, side.settings, story)
    assert side.sent == []
