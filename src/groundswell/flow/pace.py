"""Beside `announce`: when each target is told, by its own clock; and the messages that gather what was held back for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from groundswell.core.catalog import Catalog
from groundswell.core.model import Event
from groundswell.core.notice import HeldNews, Rhythm, Sender, compose, due, fold
from groundswell.ports import Clock, Incidents
from groundswell.ports.notices import Draft, HeldBack, Notices

_AT_ONCE_MAX: Final = 200
_NEWS_MAX: Final = 50
"""so many incidents stand in one message; of more, how many they are"""


class Letters(Protocol):
    """The words of what is not about one incident, in every language."""

    def gathered(self, language: str, count: int) -> str:
        """The title of a message with `count` pieces of news."""
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
    ) -> None:
        """`catalog_in` gives the catalog with its names in a language."""
        self._notices = notices
        self._incidents = incidents
        self._catalog_in = catalog_in or (lambda _language: catalog)
        self._clock = clock
        self._sender = sender
        self._letters = letters
        self._make_key = make_key

    async def run(self) -> int:
        """Gather what is due; return how many messages were made of it."""
        made = 0
        while batch := await self._notices.held(self._clock.now(), _AT_ONCE_MAX):
            for held in batch:
                made += await self._gather(held)
        return made

    async def _gather(self, held: HeldBack) -> int:
        events: Mapping[int, Event] = dict(zip([each.id for each in held.notices], held.events, strict=True))
        news = [HeldNews(number, event.kind, event.incident) for number, event in events.items()]
        folded = fold(news, held.known, held.target.route.rhythm.digest)
        draft = None
        if folded.told:
            now = self._clock.now()
            own = {each.id: each.said for each in held.notices}
            said = await self._said(held, [(events[each.notice], own[each.notice]) for each in folded.told])
            draft = Draft(held.target.id, self._make_key(), None, "", now, now, said)
        await self._notices.fold(draft, folded.covered, folded.dropped)
        return draft is not None

    async def _said(
        self, held: HeldBack, told: list[tuple[Event, tuple[str, str] | None]]
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
            )
            parts.append((message.title, "\n".join(filter(None, (message.body, message.url)))))
        if len(parts) == 1:
            return parts[0]
        body = "\n\n".join(f"{title}\n{text}" for title, text in parts)
        if more := len(told) - len(parts):
            body += f"\n\n{self._letters.further(language, more)}"
        return self._letters.gathered(language, len(told)), body
