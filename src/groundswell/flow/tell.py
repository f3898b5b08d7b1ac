"""The desk's papers as the public reads them: statements that are published, work that is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Maintenance, Spoken, Words
from groundswell.core.incident import declared_words
from groundswell.core.model import ONGOING, Event, Incident, State
from groundswell.core.status import Answered
from groundswell.core.workarounds import NETWORKS_MIN, Workaround, WorkaroundState, helping, ranked
from groundswell.flow.plans import windows_of
from groundswell.ports import Desk, Filed, Incidents, StatementState
from groundswell.ports.questions import Questions, Reply
from groundswell.ports.workarounds import Workarounds

_TOLD = timedelta(days=30)
"""for so long after its end work is told to machines"""
_ALL = 10_000
LATELY = timedelta(hours=3)
"""so long after its end an outage explains what people ask, and an answer about it is told on"""
_ANSWERS_EACH = 8


class Tell:
    """Reads the desk on behalf of pages and machines; without a desk there is nothing to tell."""

    def __init__(
        self,
        desk: Desk | None,
        catalog: Catalog | None = None,
        site: str = "",
        *,
        questions: Questions | None = None,
        incidents: Incidents | None = None,
        workarounds: Workarounds | None = None,
        networks_min: int = NETWORKS_MIN,
    ) -> None:
        """`catalog` has the names of operators and `site` is that of this instance, where the two are not the same: without
        them nobody asks who says what. `questions` are None where no answers are shown in public; `incidents` tell which of
        them have stopped being true; votes of fewer connections than `networks_min` lift no workaround."""
        self._desk = desk
        self._catalog = catalog
        self._site = site
        self._questions = questions
        self._incidents = incidents
        self._workarounds = workarounds
        self._networks_min = networks_min

    async def said(self, incidents: Sequence[str]) -> Mapping[str, tuple[Spoken, ...]]:
        """What was published about each of these incidents, newest first."""
        found: dict[str, list[Spoken]] = {}
        if self._desk is not None and incidents:
            state = StatementState.PUBLISHED
            filed = await self._desk.statements(incidents=incidents, state=state, limit=_ALL)
            for each in filed:
                found.setdefault(each.statement.incident, []).append(self._spoken(each))
        return {
            name: tuple(sorted(each, key=lambda one: (one.at, one.id), reverse=True))
            for name, each in found.items()
        }

    async def declared(self, incidents: Iterable[Incident]) -> Mapping[str, str]:
        """What whoever declared one of these by hand wrote, by incident; of what was ruled to be none nothing stands."""
        if (known := self._incidents) is None:
            return {}
        standing = [each for each in incidents if each.state is not State.DISMISSED]
        by_hand = [each.id for each in standing if each.declared_at is not None]
        return {name: declared_words(await known.events(name)) for name in by_hand}

    async def words(self, event: Event) -> Mapping[str, tuple[str, str]]:
        """What was said in public with `event`, as (title, body) by language, the original first; nothing for other events. The
        title begins with who says so."""
        filed = (
            await self._desk.statement(event.statement)
            if self._desk is not None and event.statement
            else None
        )
        if filed is None or filed.statement.published_at is None:
            return {}
        spoken = self._spoken(filed)
        told = [spoken.told(text.language) for text in spoken.texts]
        return {words.language: (words.title, words.body) for words in told}

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
        return windows_of(await self._desk.maintenances(ending_after=at), at)

    async def answers(self, at: datetime) -> Mapping[str, tuple[Answered, ...]]:
        """What the desk has answered in public, by service, newest first; what was said while an outage was on only while it is."""
        found: dict[str, tuple[Answered, ...]] = {}
        for reply in await self._questions.replies(public=True) if self._questions is not None else ():
            shown = answered_of(reply)
            before = found.get(reply.service, ())
            if shown is not None and len(before) < _ANSWERS_EACH and await self._holds(reply, at):
                found[reply.service] = (*before, shown)
        return found

    async def _holds(self, reply: Reply, at: datetime) -> bool:
        if not reply.incident or self._incidents is None:
            return True
        incident = await self._incidents.get(reply.incident)
        return incident is not None and explains(incident, at) and knows_how_it_stands(reply, incident)

    def _spoken(self, filed: Filed) -> Spoken:
        """A statement that is published: the texts that were approved, or the first where it was let out as it stood."""
        said = filed.statement
        assert said.published_at is not None, "what is published has its time"
        approved = [text for text in said.texts if not text.is_draft] or list(said.texts[:1])
        texts = tuple(Words(text.language, text.title, text.body) for text in approved)
        return Spoken(
            *(said.id, said.incident, said.phase.value, said.published_at, texts, said.next_at),
            voice=said.voice,
            speaker=self.speaker(said.voice),
        )

    def speaker(self, voice: str) -> str:
        """Who says what is said as `voice`: the operator of that service, or the site; "" where nobody asks."""
        if not voice or self._catalog is None:
            return self._site
        return self._catalog.operator_name(voice)


def explains(incident: Incident, at: datetime) -> bool:
    """Whether `incident` is on, or was until so lately that people still ask about it."""
    if incident.state in ONGOING:
        return True
    return incident.state is State.RESOLVED and at - (incident.resolved_at or incident.updated_at) < LATELY


def knows_how_it_stands(reply: Reply, incident: Incident) -> bool:
    """Whether `incident`, which the answer is tied to, is on, or was over when the answer was written: what was written while it was on
    stands on no page after its end, where nothing says so."""
    return incident.state in ONGOING or reply.at > (incident.resolved_at or incident.updated_at)


def listed(replies: Iterable[Reply]) -> frozenset[str]:
    """The ids of those that stand on their services' pages, of `replies` that are true, newest first."""
    found: dict[str, list[str]] = {}
    for reply in replies:
        if reply.is_public and answered_of(reply) is not None:
            found.setdefault(reply.service, []).append(reply.id)
    return frozenset(id for ids in found.values() for id in ids[:_ANSWERS_EACH])  # noqa: A001


def answered_of(reply: Reply) -> Answered | None:
    """An answer as the public reads it; None where the question is not put any more."""
    texts = tuple(Words(text.language, text.title, text.body) for text in reply.shown if text.title)
    return Answered(reply.id, reply.service, reply.at, texts) if texts else None
