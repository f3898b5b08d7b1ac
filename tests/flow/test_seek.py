"""The question for the yes: how often it is put, what counts, and who is forgotten. On real SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.notice import Way
from groundswell.errors import ConfigError, PermanentError, RecoverableError
from groundswell.flow.blame import Refusals
from groundswell.flow.seek import ASKED_MAX, Seek
from groundswell.runtime.clock import ManualClock
from groundswell.stores.relational import RelationalNotebook, RelationalSubscriptions, open_database
from tests.contract.test_subscriptions import ANNA, SEAL
from tests.town import NOON

HOUR = timedelta(hours=1)


class House:
    """Who is asked, and how many attempts it came to while `fault` was raised at each."""

    def __init__(self, kept: RelationalSubscriptions, seek: Seek, clock: ManualClock) -> None:
        self.kept = kept
        self.seek = seek
        self.clock = clock
        self.attempts = 0
        self.fault: Exception | None = None

    async def _send(self) -> None:
        self.attempts += 1
        if self.fault is not None:
            raise self.fault

    async def asks(self, fault: Exception | None, *, stranger: bool = False) -> list[bool]:
        """Whoever is due is asked once; whether each question went out."""
        self.fault = fault
        due = await self.kept.to_ask(self.clock.now(), 20)
        return [await self.seek.put(each, "mail", self._send, stranger=stranger) for each in due]


def lived(story: Callable[[House], Awaitable[None]]) -> None:
    async def whole() -> None:
        database, clock = open_database("sqlite://"), ManualClock(NOON)
        try:
            kept = RelationalSubscriptions(database, SEAL)
            await kept.put(ANNA)
            refusals = Refusals(RelationalNotebook(database), clock)
            await story(House(kept, Seek(kept, clock, {}, refusals), clock))
        finally:
            await database.close()

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("fault", "stranger", "counts"),
    [
        (RecoverableError("away"), False, False),
        (RecoverableError("away"), True, True),
        (ConfigError("535 no"), True, False),
    ],
)
def test_an_attempt_that_asked_nobody_counts_only_where_it_was_the_server_of_a_stranger(
    fault: Exception, stranger: bool, counts: bool
) -> None:
    async def story(house: House) -> None:
        for _ in range(2 * ASKED_MAX):
            await house.asks(fault, stranger=stranger)
            house.clock.advance(12 * HOUR)
        assert house.attempts == (ASKED_MAX if counts else 2 * ASKED_MAX)

    lived(story)


def test_what_is_wrong_with_one_keeps_no_other_and_comes_again() -> None:
    async def story(house: House) -> None:
        other = replace(ANNA, id="other------2", address="other@example.org", way=Way.PUSH)
        await house.kept.put(other)
        assert await house.asks(UnicodeEncodeError("ascii", "ü", 0, 1, "a bug")) == [False, False]
        assert await house.asks(None) == []
        house.clock.advance(HOUR)
        assert await house.asks(None) == [True, True]

    lived(story)


def test_who_will_not_have_it_is_forgotten() -> None:
    async def story(house: House) -> None:
        assert await house.asks(PermanentError("550 5.1.1 no such mailbox")) == [False]
        assert await house.kept.get(ANNA.id) is None

    lived(story)
