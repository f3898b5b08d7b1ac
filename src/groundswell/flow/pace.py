"""Beside `announce`: when each target is told, by its own clock, and for how long; and the messages that gather what was held back
for one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Spoken
from groundswell.core.model import Event
from groundswell.core.notice import (
    AGAIN_PREFIX,
    WISH_PREFIX,
    HeldNews,
    Rhythm,
    Sender,
    Sort,
    compose,
    due,
    fold,
)
from groundswell.ports import Clock, Incidents
from groundswell.ports.notices import Draft, HeldBack, Notice, Notices
from groundswell.ports.oncall import PAGE

_AT_ONCE_MAX: Final = 200
_NEWS_MAX: Final = 50
"""so many pieces of news stand in one message; of more, how many they are"""

SpokenOf = Callable[[Sequence[str]], Awaitable[Mapping[str, tuple[Spoken, ...]]]]
"""What was said in public about incidents, newest first."""


async def nothing_spoken(_incidents: Sequence[str]) -> Mapping[str, tuple[Spoken, ...]]:
    """Of who knows of no statements."""
    return {}


class Letters(Protocol):
    """The words of what is not about one incident, in every language."""

    def gathered(self, language: str, count: int) -> str:
        """The title of a message with news of `count` outages."""
        ...

    def further(self, language: str, count: int) -> str:
        """That there are `count` more."""
        ...


@dataclass(frozen=True, slots=True)
class When:
    """When a target is told; `held`: not by itself."""

    due_at: datetime
    held: bool


def when(rhythm: Rhythm, now: datetime, severity: int) -> When:
    """When who has `rhythm` is told of what is known at `now`."""
    if rhythm.is_plain:
        return When(now, held=False)
    at = due(rhythm, now, severity, _zone(rhythm.zone))
    return When(at, held=at > now)


def sort_of(notice: Notice) -> Sort:
    """What it tells; its key and its target say so."""
    if notice.key.startswith(PAGE):
        return Sort.CALL
    if notice.key.startswith(AGAIN_PREFIX):
        return Sort.ASKS
    return Sort.WISH if notice.target.startswith(WISH_PREFIX) else Sort.NEWS


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # it was one when it was chosen
        return ZoneInfo("UTC")


class Gathering:
    """Puts what was held back for a target into one message when its time has come."""

    def __init__(
        self,
        notices: Notices,
        incidents: Incidents,
        catalog: Catalog,
        clock: Clock,
        sender: Sender,
        letters: Letters,
        *,
        make_key: Callable[[], str],
        catalog_in: Callable[[str], Catalog] | None = None,
        spoken: SpokenOf = nothing_spoken,
    ) -> None:
        """`catalog_in` gives the catalog with its names in a language, `spoken` all that was said about incidents, newest first."""
        self._notices = notices
        self._incidents = incidents
        self._catalog_in = catalog_in or (lambda _language: catalog)
        self._clock = clock
        self._sender = sender
        self._letters = letters
        self._make_key = make_key
        self._spoken = spoken

    async def run(self) -> int:
        """Gather what is due; return how many messages were made of it."""
        made = 0
        while batch := await self._notices.held(self._clock.now(), _AT_ONCE_MAX):
            for held in batch:
                made += await self._gather(held)
        return made

    async def _gather(self, held: HeldBack) -> int:
        events: Mapping[int, Event] = dict(zip([each.id for each in held.notices], held.events, strict=True))
        spoken = await self._spoken(list({event.incident for event in events.values()}))
        closing = {each.id for words in spoken.values() for each in words if each.closes}
        news = [
            HeldNews(number, event.kind, event.incident, event.statement in closing)
            for number, event in events.items()
        ]
        folded = fold(news, held.known, held.target.route.rhythm.digest)
        draft = None
        if folded.told:
            now = self._clock.now()
            own = {each.id: each.said for each in held.notices}
            told = [(events[each.notice], own[each.notice]) for each in folded.told]
            said = await self._said(held, told, spoken)
            draft = Draft(held.target.id, self._make_key(), None, "", now, now, said)
        await self._notices.fold(draft, folded.covered, folded.dropped)
        return draft is not None

    async def _said(
        self,
        held: HeldBack,
        told: list[tuple[Event, tuple[str, str] | None]],
        spoken: Mapping[str, tuple[Spoken, ...]],
    ) -> tuple[str, str]:
        language, parts = held.target.language, []
        for event, own in told[-_NEWS_MAX:]:
            incident = event.after or await self._incidents.get(event.incident)
            assert incident is not None, "an event has an incident"
            message = compose(
                "",
                event,
                incident,
                (),
                sender=self._sender,
                catalog=self._catalog_in(language),
                language=language,
                said=own,
                spoken=spoken.get(event.incident, ()),
            )
            parts.append((message.title, "\n".join(filter(None, (message.body, message.url)))))
        if len(parts) == 1:
            return parts[0]
        body = "\n\n".join(f"{title}\n{text}" for title, text in parts)
        if more := len(told) - len(parts):
            body += f"\n\n{self._letters.further(language, more)}"
        return self._letters.gathered(language, len({event.incident for event, _ in told})), body
