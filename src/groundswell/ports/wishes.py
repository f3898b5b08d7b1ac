"""Who wants to be told, once, when an outage is over or a question is answered: the wishes of those who reported or asked, and
what they answered when they were asked whether it works again.

`Wishing` is what a room calls that takes a wish (a receipt's page, a question's); `Wishes` is where they are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from groundswell.core.model import Visitor
from groundswell.core.notice import Way, Wish, WishState
from groundswell.ports.notices import Draft, Target


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody asks for: to be told at `address` (as typed) when what `about` is about is over.

    `about` is "report:SEQUENCE" or "question:ID", `service` its service ("" only of a question that waits for an answer), `about_at` when it was made, `url` the path of the
    page on which it is followed ("/r/...", without a language; "" for the wish's own page). `asks`: also ask, once, as it
    eases, whether it works again. `incident` is the outage where it is known already. `is_answered`: it is wished beside the desk's
    answer to the question, which is told no more.
    """

    about: str
    service: str
    about_at: datetime
    way: Way
    address: str = field(repr=False)
    language: str = "en"
    asks: bool = False
    url: str = ""
    incident: str = ""
    is_answered: bool = False


class Wishing(Protocol):
    """Takes wishes."""

    @property
    def ways(self) -> tuple[Way, ...]:
        """How somebody can be told here; () where nobody can."""
        ...

    async def wish(self, wished: Wished, visitor: Visitor) -> str:
        """Take it from `visitor`. The handle of it; "" for e-mail: there only the mailbox learns it,
        and the answer is the same whatever is known of the address. On Telegram the link that leads to the bot, where the yes is said.

        Raises InputError (way, address, language, service), LaterError (too many).
        """
        ...

    async def forget_about(self, about: str) -> int:
        """Forget all wishes of this report or question, at once; how many there were. What was answered stays: `flow.withdraw`
        forgets both."""
        ...


class Occasion(StrEnum):
    """What a message to somebody who wished says."""

    AGAIN = "again"
    """does it work again?"""
    ANSWERED = "answered"
    """the desk has answered the question, for good or until it answers better"""
    RELEASED = "released"
    """the program has answered it while it waited for the desk, which may still"""
    OVER = "over"
    """the outage is over"""


@dataclass(frozen=True, slots=True)
class Fed:
    """A wish whose message is to go: the `state` that it is in from then on, its `target` and its `draft`. `incident` is the outage
    that it waits for from then on, "" none, None as it was."""

    wish: str
    state: WishState
    target: Target
    draft: Draft
    occasion: Occasion = Occasion.OVER
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the person behind `about` said when asked whether it works again; `sequence` is its report's in the journal. Of what is
    only begun (it may be there, or not yet, or never) that is not known: there stands minus the millisecond `at`, which no other answer
    has, so that a deletion finds the report by it."""

    about: str
    sequence: int
    works: bool
    at: datetime

    @property
    def is_begun(self) -> bool:
        """Whether it is not known whether the journal has it."""
        return self.sequence < 0


class Wishes(Protocol):
    """Wishes and answers. Addresses go in and come out in plain words and lie sealed between."""

    async def put(self, wish: Wish) -> None:
        """Keep it as it is now; one of this id is replaced."""
        ...

    async def get(self, id: str) -> Wish | None:  # noqa: A002
        """The one of this id."""
        ...

    async def of(self, about: str) -> Sequence[Wish]:
        """All of a report or question, oldest first."""
        ...

    async def at(self, address: str) -> Sequence[Wish]:
        """All of this address that are still to be fulfilled, oldest first."""
        ...

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """How many there are, by (way, state)."""
        ...

    async def to_ask(self, now: datetime, limit: int) -> Sequence[Wish]:
        """Those that wait for their address to be asked for its yes, and are due."""
        ...

    async def note_asked(self, id: str, asked: int, ask_at: datetime | None) -> None:  # noqa: A002
        """How often it was asked, and when it is asked again, where it is still pending."""
        ...

    async def confirm(self, id: str, at: datetime, address: str = "") -> bool:  # noqa: A002
        """It has said yes, from `address` where that is known only now, in one write; False where none was pending."""
        ...

    async def unbound(self) -> Mapping[str, datetime]:
        """The services of wishes about reports to be fulfilled that have no outage yet, and the earliest `about_at` of each."""
        ...

    async def bind(self, incident: str, services: Sequence[str], first: datetime, last: datetime) -> int:
        """Those about reports without an outage that are about one of `services` in [first, last] are about `incident`; how many."""
        ...

    async def unbind(self, incident: str) -> int:
        """Those that wait for `incident` have no outage again: it was none. Not those about a question whose answer they have had: for them
        nothing else is to come."""
        ...

    async def give_over(
        self, incident: str, services: Collection[str], first: datetime, last: datetime
    ) -> int:
        """The same of those alone that are about reports on these services from `first` to `last`: they may belong to another outage."""
        ...

    async def awaited(self) -> Mapping[str, int]:
        """The outages that confirmed wishes wait for, and how many."""
        ...

    async def to_tell(self, incident: str, limit: int) -> Sequence[Wish]:
        """Waiting ones of `incident` that have no message under way, oldest first."""
        ...

    async def to_question(self, incident: str, limit: int, again_before: datetime) -> Sequence[Wish]:
        """The same of those that want to be asked whether it works again, and have not been; or were once, in a browser, before that, and have not answered."""
        ...

    async def answered(self, limit: int) -> Sequence[Wish]:
        """Waiting ones about a question that the desk has answered, or the program while they waited, which have not been told the answer and have no message under
        way, oldest first."""
        ...

    async def feed(self, fed: Sequence[Fed], now: datetime) -> int:
        """Make targets and notices of these and note them as under way: one transaction, or nothing. A wish that has one
        under way, or does not wait any more, is passed over. What else of the same address on the same service waits for the same outage by
        the same way is asked, or told the end, by the one message: who reported twice is one person. Who is told the end and goes on waiting has not
        been told the answer to come. Returns how many went."""
        ...

    async def under_way(self) -> int:
        """How many messages of wishes are not finished, less those that wait for another attempt: who cannot be reached now keeps
        nobody waiting who can."""
        ...

    async def settle(self, now: datetime) -> Mapping[str, int]:
        """Of messages that are finished, forget target and notice; who has been told is told, who could not be is untold, and
        both lose their address: one transaction. Returns how many, by what became of the notice."""
        ...

    async def erase(self, id: str) -> bool:  # noqa: A002
        """Forget it altogether, its target and notices too; False where there is none."""
        ...

    async def lapse(self, unbound_before: datetime, made_before: datetime, now: datetime) -> int:
        """Let go, and wipe the address of, those about reports without an outage that are about a time before the one, and all that were
        made before the other and have no message under way; how many."""
        ...

    async def forget(
        self, pending_before: datetime, ended_before: datetime, answered_before: datetime
    ) -> int:
        """Forget those still pending that were made before the first, what ended before the second, and answers given before the
        third; how many wishes went."""
        ...

    async def begin_answer(self, begun: Answered) -> None:
        """Note what is about to be said."""
        ...

    async def note_answer(self, begun: Answered, sequence: int | None) -> bool:
        """It has been said, and is this report; None: it was not taken, and is no answer. False, and nothing kept, where what was begun
        has been forgotten meanwhile."""
        ...

    async def answers(self, about: str) -> Sequence[Answered]:
        """What was said by the person behind `about`, oldest first; before it what is only begun."""
        ...

    async def lost(self, about: str = "") -> Sequence[str]:
        """The questions ("question:ID"), or this one, of which answers are kept that nobody's link opens any more: neither the question
        is kept nor a wish about it that has said yes."""
        ...

    async def erase_answers(self, about: str) -> int:
        """Forget them."""
        ...
