"""Who subscribed, and how an address is kept: sealed wherever it lies, found by a mark that leads back to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from groundswell.core.notice import Ending, Subscription, SubscriptionState


class Seal(Protocol):
    """Keeps a text so that only this instance reads it."""

    def seal(self, text: str, purpose: str) -> str:
        """`text` sealed for `purpose`: it opens for nothing else. "" stays ""."""
        ...

    def open(self, sealed: str, purpose: str) -> str:
        """What was sealed. Raises CorruptStoreError where it is not of this instance, or was changed."""
        ...

    def mark(self, text: str) -> str:
        """The same for the same text, and of no use without the key."""
        ...


class Subscriptions(Protocol):
    """What people signed up for. Addresses go in and come out in plain words and lie sealed between."""

    async def put(self, subscription: Subscription) -> None:
        """Keep it as it is now; one of this id is replaced."""
        ...

    async def get(self, id: str) -> Subscription | None:  # noqa: A002
        """The one of this id."""
        ...

    async def at(self, address: str) -> Sequence[Subscription]:
        """All of this address that have not ended, oldest first. Those that ended have none."""
        ...

    async def list(
        self, states: Sequence[SubscriptionState] | None = None, limit: int = 1_000_000
    ) -> Sequence[Subscription]:
        """Subscriptions, oldest first."""
        ...

    async def to_ask(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """Those that wait for their address to be asked for its yes, and are due."""
        ...

    async def note_asked(self, id: str, asked: int, ask_at: datetime | None) -> None:  # noqa: A002
        """How often it was asked, and when it is asked again, where it is still pending."""
        ...

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """How many there are, by (way, state)."""
        ...

    async def confirm(self, id: str, at: datetime) -> bool:  # noqa: A002
        """It has said yes; False where none was pending."""
        ...

    async def end(self, id: str, ending: Ending, at: datetime) -> bool:  # noqa: A002
        """End it and wipe address and secret; False where there is none that is on."""
        ...

    async def erase(self, id: str) -> bool:  # noqa: A002
        """Forget it altogether; False where there is none."""
        ...

    async def forget(self, made_before: datetime, ended_before: datetime) -> int:
        """Forget those still pending that were made before the one, and what ended before the other; how many went."""
        ...


class Challenger(Protocol):
    """Asks a program whether it wants what somebody signed it up for."""

    async def challenge(self, url: str, secret: str, key: str, word: str, confirm_url: str) -> bool:
        """Whether it gives `word` back. Raises RecoverableError, PermanentError."""
        ...
