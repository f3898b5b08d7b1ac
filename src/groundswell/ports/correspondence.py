"""Questions that came by letter or under a post, and the way back to who asked: an address, kept sealed for some days.

An answer goes out once; a better one that takes its place, once more. It is noted as going before it goes, and what was taken the moment that is known: after a
crash what may have gone is sent once more, and never a third time but where the far side knows a repetition.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from groundswell.core.letter import Refusal
from groundswell.ports.notices import PostId

MAIL = "mail"
"""The way of letters; of posts it is the name of the channel."""


class WayBack(StrEnum):
    """How far the answer to one who asked is."""

    NONE = "none"
    """there is no way back: the sender is not known to be who it says, or the settings want none"""
    WAITING = "waiting"
    """for an answer"""
    READY = "ready"
    """there is one; it goes out when it is due"""
    SENDING = "sending"
    """it is going out, or about to: GoingLog says how far it was when the program ended"""
    TOLD = "told"
    """it went out"""
    UNSURE = "unsure"
    """nobody knows whether it arrived: it is not sent again"""
    HELD_BACK = "held_back"
    """it was not sent: this thread or this sender had been answered before, as often as may be. Since then such questions wait for the desk"""
    FAILED = "failed"
    """the far side would not have it, or could not be reached for a day"""
    LAPSED = "lapsed"
    """there was no answer for as long as the address may be kept"""


LIVE = (WayBack.WAITING, WayBack.READY, WayBack.SENDING)
"""The states in which something may still be sent by itself."""
KEPT = (*LIVE, WayBack.TOLD)
"""The states in which an address is kept: who was told something wrong is told what is right. In all others it is wiped."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who asked the question of this id by `way`, and what an answer has to know.

    `address` is where to (an e-mail address; of a post what its channel needs beside the post), `post` what is answered (ids of
    letters, oldest first, parted by spaces; a post's id), `subject` that of the letter. `thread` and `who` are marks that lead
    back to nobody: of the conversation, and of the sender.
    """

    question: str
    way: str
    at: datetime
    state: WayBack
    language: str = ""
    thread: str = ""
    who: str = ""
    address: str = field(default="", repr=False)
    post: PostId = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    due_at: datetime | None = None
    attempts: int = 0
    told: str = ""
    """the answer that went out last: the id of a reply of the desk, "page" what the program answered, "" none yet"""
    is_private: bool = False
    """nobody but who asked reads what is answered"""
    is_end_told: bool = False
    """they were told that the outage that they asked about is over"""


class Correspondence(Protocol):
    """Who asked by letter or post. Addresses go in and come out in plain words and lie sealed between."""

    async def put(self, correspondent: Correspondent) -> bool:
        """Keep it, durably; False where one of this question is there: that one stays."""
        ...

    async def of(self, questions: Collection[str]) -> Mapping[str, Correspondent]:
        """By question, who asked."""
        ...

    async def asked_since(self, who: str, since: datetime) -> int:
        """How many questions this mark has asked since."""
        ...

    async def told_since(self, who: str, since: datetime) -> int:
        """How many answers went to this mark since; also those of which nobody knows whether they did. Not what is going out: whoever
        sends to one mark sends one after the other."""
        ...

    async def is_told(self, thread: str, question: str) -> bool:
        """Whether an answer went into this thread to another question than this, as far as anybody knows."""
        ...

    async def make_ready(self, questions: Collection[str], now: datetime) -> int:
        """These have an answer: those that wait for one, or were told another one and still have an address, are due now. How many
        did."""
        ...

    async def make_released_ready(self, now: datetime) -> int:
        """Those that wait for an answer to what the program has answered by now are due now. How many are."""
        ...

    async def awaited(self) -> Sequence[str]:
        """The outages of which somebody was told, by the page or by the desk that tied its answer to one (which goes before), who still
        has an address and was not told the end."""
        ...

    async def make_end_ready(self, incident: str, now: datetime) -> int:
        """These are due now: the outage `incident` is over. How many they are."""
        ...

    async def claim(self, now: datetime, limit: int) -> Sequence[Correspondent]:
        """Up to `limit` that are due, put into `sending` with the attempt counted, durably."""
        ...

    async def settle(
        self,
        question: str,
        state: WayBack,
        now: datetime,
        due_at: datetime | None = None,
        *,
        told: str = "",
        is_end_told: bool = False,
        is_tried: bool = True,
    ) -> None:
        """What became of it, where it is `sending`; `told` is the answer that went out, "" none; with `is_end_told` it was the end of the outage; where it
        was not `is_tried`, but put off, the attempt counts for nothing. In a state that is not one of KEPT, everything that leads
        to a person is wiped."""
        ...

    async def going(self) -> Sequence[Correspondent]:
        """What is `sending`: at a start, what was when the last run ended."""
        ...

    async def forget(self, now: datetime, lapse_before: datetime, drop_before: datetime) -> int:
        """Those that wait since before the one lapse, their addresses wiped, and so are those of who was told; those from before the
        other go altogether."""
        ...

    async def counts(self) -> Mapping[tuple[str, WayBack], int]:
        """How many there are, by way and state."""
        ...

    async def cursor(self, way: str) -> str:
        """Up to where the posts of this channel were heard; "" at first."""
        ...

    async def move_cursor(self, way: str, cursor: str, at: datetime) -> None:
        """Note it, durably."""
        ...


@dataclass(frozen=True, slots=True)
class Going:
    """What is sent to who asked `question` leaves now; or, with what was `told` (as Correspondent.told has it, or "end"), the far side has taken it."""

    question: str
    told: str = ""


class GoingLog(Protocol):
    """What leaves and is not written down by `settle` yet. It outlives the process, and is quick enough for an event loop."""

    def note(self, going: Going) -> None:
        """Note it, before anything else happens. Raises nothing: what cannot be noted is only less sure."""
        ...

    def noted(self) -> Sequence[Going]:
        """All that was noted and may not be written down elsewhere, oldest first, by this process or one before it."""
        ...

    def forget(self, questions: Collection[str]) -> None:
        """What became of these is written down elsewhere. Raises nothing."""
        ...


# --- letters ----------------------------------------------------------------------------------------


class Letterbox(Protocol):
    """Takes letters from whoever listens for them."""

    def takes(self, address: str) -> bool:
        """Whether letters to this address are for us."""
        ...

    async def put(self, mail_from: str, recipients: Sequence[str], content: bytes) -> None:
        """When this returns the letter is dealt with for good: its question is durable, or it is none. Raises RecoverableError
        where it must come again."""
        ...


# --- posts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote under a post of ours, or to us. `name` is its own for ever; `id` and `address` are what its channel needs
    to answer it; `words` are plain and harmless; `who` is the account, `thread` the conversation; `is_private`: the answer is seen by
    nobody but who asked."""

    name: str
    id: PostId
    words: str
    who: str
    thread: str
    address: str = ""
    language: str = ""
    is_private: bool = False


class KnockKind(StrEnum):
    """What somebody wants of a bot."""

    START = "start"
    """to be told, or to know what this is"""
    STOP = "stop"
    """to be told no more"""
    GONE = "gone"
    """nothing: they have blocked it"""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door of a bot: not with a question, but about being told. `address` is their chat, `word` what stood in the
    link that they came by ("": none)."""

    kind: KnockKind
    address: str
    word: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """New posts, oldest first, and how far that is; `refused` are those that are no questions, by reason; `knocks` are no posts."""

    posts: Sequence[Post]
    cursor: str
    refused: Mapping[Refusal, int] = field(default_factory=dict)
    knocks: Sequence[Knock] = ()


class Ear(Protocol):
    """Hears what people write to one channel."""

    async def hear(self, cursor: str) -> Heard:
        """What is new since `cursor`; with "" nothing is: from now on. Bounded in time and size. Raises RecoverableError,
        PermanentError, ConfigError."""
        ...


class Door(Ear, Protocol):
    """An ear at which people also knock, and which can wait for that."""

    async def wait(self, cursor: str, seconds: int) -> None:
        """Until there is something new since `cursor`, or for so long; takes nothing, and may be cut off. Raises as `hear`."""
        ...
