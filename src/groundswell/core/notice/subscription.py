"""What a subscription is: who wants to hear what, how and when, and how far that is agreed.

Nobody is told anything before they have said yes at the address itself; what ended keeps no address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from groundswell.core.notice.message import Route

CONFIRM_FOR: Final = timedelta(hours=48)
"""for so long a sign-up waits for its yes; then it is forgotten"""
PREFIX: Final = "subscription:"
"""what stands before its id in the id of its target"""


class Way(StrEnum):
    """How somebody is told. The words are kinds of channels."""

    EMAIL = "email"
    """by e-mail"""
    WEBHOOK = "webhook"
    """by a request to a program of theirs"""
    PUSH = "push"
    """by their browser"""
    CHAT = "chat"
    """in a room of a chat, by its incoming webhook"""
    TELEGRAM = "telegram"
    """in their chat with our bot on Telegram, which they open themselves: that is the yes"""


def unused(way: Way, carriers: Iterable[Way]) -> str:
    """What to tell who asks for a `way` of which none of the `carriers` is."""
    there = ", ".join(sorted(each.value for each in carriers))
    return f'this site tells nobody by "{way.value}"' + (
        f"; it tells by {there}" if there else ", nor in any other way"
    )


class SubscriptionState(StrEnum):
    """How far a subscription is agreed."""

    PENDING = "pending"
    """somebody signed up; the address has not said yes"""
    CONFIRMED = "confirmed"
    """it is told"""
    ENDED = "ended"
    """nothing is told any more, and the address is gone"""


class Ending(StrEnum):
    """Why a subscription ended."""

    ASKED = "asked"
    """who had it ended it"""
    REFUSED = "refused"
    """the address does not take what is sent to it"""
    KEEPER = "keeper"
    """whoever runs this site ended it"""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants to hear what. `address` and `secret` are kept sealed, and are "" after the end.

    `asked` counts how often the address was asked for its yes, `ask_at` is when it is asked (again), None: not any more.
    """

    id: str
    way: Way
    route: Route
    language: str
    state: SubscriptionState
    made_at: datetime
    address: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    asked: int = 0
    ask_at: datetime | None = None

    @property
    def target(self) -> str:
        """The id of its target."""
        return f"{PREFIX}{self.id}"

    def is_lapsed(self, now: datetime) -> bool:
        """Whether the time to say yes is over."""
        return self.state is SubscriptionState.PENDING and now >= self.made_at + CONFIRM_FOR
