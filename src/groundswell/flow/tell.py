"""The desk's papers as the public reads them: statements that are published, work that is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from groundswell.core.desk import Maintenance, Words
from groundswell.core.model import Event
from groundswell.core.status import Spoken
from groundswell.core.workarounds import NETWORKS_MIN, Workaround, WorkaroundState, helping, ranked
from groundswell.ports import Desk, Filed, StatementState
from groundswell.ports.workarounds import Workarounds

_TOLD = timedelta(days=30)
"""for so long after its end work is told to machines"""
_ALL = 10_000


class Tell:
    """Reads the desk on behalf of pages and machines; without a desk there is nothing to tell."""

    def __init__(
        self, desk: Desk | None, workarounds: Workarounds | None = None, networks_min: int = NETWORKS_MIN
    ) -> None:
        """`networks_min`: votes of fewer connections lift no workaround."""
        self._desk = desk
        self._workarounds = workarounds
        self._networks_min = networks_min

    async def said(self, incidents: Sequence[str]) -> Mapping[str, tuple[Spoken, ...]]:
        """What was published about each of these incidents, newest first."""
        found: dict[str, list[Spoken]] = {}
        if self._desk is not None and incidents:
            state = StatementState.PUBLISHED
            filed = await self._desk.statements(incidents=incidents, state=state, limit=_ALL)
            for each in filed:
                found.setdefault(each.statement.incident, []).append(spoken_of(each))
        return {
            name: tuple(sorted(each, key=lambda one: (one.at, one.id), reverse=True))
            for name, each in found.items()
        }

    async def words(self, event: Event) -> Mapping[str, tuple[str, str]]:
        """What was said in public with `event`, as (title, body) by language, the original first; nothing for other events."""
        filed = (
            await self._desk.statement(event.statement)
            if self._desk is not None and event.statement
            else None
        )
        if filed is None or filed.statement.published_at is None:
            return {}
        return {text.language: (text.title, text.body) for text in spoken_of(filed).texts}

    async def ways(self, ongoing: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[Workaround, ...]]:
        """What helps now by service, most reliable first, where these are `ongoing`: service → ids of its incidents."""
        if self._workarounds is None:
            return {}
        found: dict[str, list[Workaround]] = {}
        shown = await self._workarounds.list(states=(WorkaroundState.SHOWN,), limit=_ALL)
        for each in ranked(shown, self._networks_min):
            found.setdefault(each.service, []).append(each)
        return {slug: helping(each, ongoing.get(slug, ())) for slug, each in found.items()}

    async def ways_tied(self) -> Mapping[str, tuple[Workaround, ...]]:
        """What helps, or helped until it was over, by the incident that it is for, most reliable first."""
        if self._workarounds is None:
            return {}
        states = (WorkaroundState.SHOWN, WorkaroundState.EXPIRED)
        found: dict[str, list[Workaround]] = {}
        for each in await self._workarounds.list(states=states, limit=_ALL):
            if each.incident:
                found.setdefault(each.incident, []).append(each)
        return {incident: ranked(each, self._networks_min, states) for incident, each in found.items()}

    async def planned(self, at: datetime) -> tuple[Maintenance, ...]:
        """Work that is planned, on, or was over (or called off) lately, earliest first."""
        if self._desk is None:
            return ()
        return tuple(await self._desk.maintenances(ending_after=at - _TOLD))

    async def windows(self, at: datetime) -> Mapping[str, str]:
        """Which services are being worked on at `at`: service → the maintenance's id. For the judge."""
        if self._desk is None:
            return {}
        on = [each for each in await self._desk.maintenances(ending_after=at) if each.is_on(at)]
        return {slug: each.id for each in on for slug in each.services}


def spoken_of(filed: Filed) -> Spoken:
    """A statement that is published: the texts that were approved, or the first where it was let out as it stood."""
    said = filed.statement
    assert said.published_at is not None, "what is published has its time"
    approved = [text for text in said.texts if not text.is_draft] or list(said.texts[:1])
    texts = tuple(Words(text.language, text.title, text.body) for text in approved)
    return Spoken(said.id, said.incident, said.phase.value, said.published_at, texts, said.next_at)
