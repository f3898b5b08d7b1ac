"""A wish: to be told once when an outage is over, by who reported it or asked about it; or when the desk has answered a question.

It is of one service and of the outage that its report belongs to, which may open later, or that its question was told of. Its address is wiped
as soon as it has been told, or when nothing came of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from groundswell.core.notice.subscription import CONFIRM_FOR, Way

WISH_PREFIX: Final = "wish:"
"""what stands before its id in the id of its target"""
AGAIN_PREFIX: Final = "again-"
"""what stands at the beginning of the key of a message that asks whether it works again"""
QUESTION_PREFIX: Final = "question:"
"""what stands before the id of a question in what a wish is about"""
WISH_WAYS: Final = (Way.EMAIL, Way.PUSH, Way.TELEGRAM)
"""how somebody can wish to be told"""


class WishState(StrEnum):
    """How far a wish is fulfilled."""

    PENDING = "pending"
    """somebody wished; the address has not said yes"""
    WAITING = "waiting"
    """the outage is on, or has not opened yet"""
    TELLING = "telling"
    """the outage is over, and the message is on its way"""
    TOLD = "told"
    """done; the address is gone"""
    LAPSED = "lapsed"
    """no outage opened, or it lasted too long; the address is gone"""
    UNTOLD = "untold"
    """its last message did not get through for a day, or nobody knows whether it did, or the address refused; the address is gone"""


WISHED: Final = (WishState.PENDING, WishState.WAITING, WishState.TELLING)
"""The states of a wish that is still to be fulfilled."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to be told that it is over.

    `about` names the report or the question ("report:17", "question:abc"), `about_at` is when it was made; `url` is the page on
    which it is followed ("" for the wish's own). `incident` is the outage, "" while none is known; a question need have none:
    then the desk's answer is waited for. With `asks` it also wants to
    be asked, once, as the outage eases, whether it works again. `address` is kept sealed, and "" after the end. `asked` counts
    how often the address was asked for its yes, `ask_at` is when it is asked (again). `notice` is the key of the message under
    way, "" where none is; `questioned_at` when the question went out last, `questioned` how often, `answered_at` when the desk's answer did, or
    was read where this was wished; None again where another is to come.
    """

    id: str
    about: str
    service: str
    about_at: datetime
    way: Way
    language: str
    state: WishState
    made_at: datetime
    address: str = field(default="", repr=False)
    asks: bool = False
    url: str = field(default="", repr=False)
    incident: str = ""
    notice: str = ""
    confirmed_at: datetime | None = None
    questioned_at: datetime | None = None
    questioned: int = 0
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    asked: int = 0
    ask_at: datetime | None = None

    @property
    def question(self) -> str:
        """The id of the question that it is about; "" where it is about none."""
        return self.about.removeprefix(QUESTION_PREFIX) if self.about.startswith(QUESTION_PREFIX) else ""

    @property
    def target(self) -> str:
        """The id of its target."""
        return f"{WISH_PREFIX}{self.id}"

    def is_lapsed(self, now: datetime) -> bool:
        """Whether the time to say yes is over."""
        return self.state is WishState.PENDING and now >= self.made_at + CONFIRM_FOR
