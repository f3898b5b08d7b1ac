"""What is known now, for questions to be put to: outages that are on or were lately, what operators say, what the desk has
answered.

Read from the stores when somebody asks and the last look is some seconds old; what the desk has just answered is known at
once (`forget`). An answer that was true while an outage was on is known no more when that is over.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from threading import Thread
from typing import Final

import structlog

from groundswell.core.answer import Answers, Asked, Known, KnownKind, Triage
from groundswell.core.catalog import Catalog
from groundswell.core.headline import EARLY_REPORTS_MIN, headline
from groundswell.core.model import ONGOING, Incident, State
from groundswell.core.status import (
    Spoken,
    is_announced,
    is_counting,
    service_headline,
    spoke_at,
    told_incident,
)
from groundswell.flow.gather import Gather
from groundswell.flow.shelve import Shelve
from groundswell.flow.tell import LATELY, Tell, explains
from groundswell.ports import Clock, Incidents
from groundswell.ports.questions import Questions, Reply

_log = structlog.get_logger(__name__)
_LOOK: Final = timedelta(seconds=2)
_ALL: Final = 1_000
_NEAR_MAX: Final = 20

Sift = Callable[[Sequence[Known], Answers], Callable[[Asked], Triage]]
"""What is known, and the desk's answers, become what questions are put to."""
More = Callable[[], Awaitable[Sequence[Known]]]
"""Something else that is known: what helped others."""


class Know:
    """The leg. `catalog_in` gives the catalog in the language of a code; `operator` is who speaks for a service; `more` are other
    providers of what is known (workarounds). Of an `exercise` every outage is told as one. Answers of the desk that may stand on a service's page do where
    this `shows_public` ones."""

    def __init__(
        self,
        catalog: Catalog,
        incidents: Incidents,
        tell: Tell,
        questions: Questions,
        clock: Clock,
        sift: Sift,
        *,
        catalog_in: Callable[[str], Catalog],
        languages: Sequence[str],
        url: str,
        operator: Callable[[str], str],
        more: Sequence[More] = (),
        exercise: bool = False,
        shows_public: bool = True,
    ) -> None:
        self._catalog = catalog
        self._incidents = incidents
        self._tell = tell
        self._clock = clock
        self._sift = sift
        self._catalog_in = catalog_in
        self._languages = tuple(languages)
        self._url = url.rstrip("/")
        self._operator = operator
        self._more = tuple(more)
        self._exercise = exercise
        self._shows_public = shows_public
        self._looked_at: datetime | None = None
        self._put_to: tuple[tuple[Known, ...], Answers] | None = None
        self._triage: Callable[[Asked], Triage] | None = None
        self._looking = asyncio.Lock()
        self._shelve = Shelve(questions, self._reply, self.forget)
        self._beginning: asyncio.Task[None] | None = None

    async def triage(self, asked: Asked) -> Triage:
        """What comes of a question. Raises StoreUnavailableError."""
        return (await self._look())(asked)

    def begin(self) -> None:
        """Look at what is known before anybody asks, and read the lists of signs in a thread: the first look at many answers of the desk takes seconds."""
        self._beginning = asyncio.create_task(self._begin(), name="know")

    async def close(self) -> None:
        """Look at nothing more that nobody has asked for."""
        if (beginning := self._beginning) is not None:
            beginning.cancel()
            await asyncio.wait({beginning})
        await self._shelve.close()

    async def _begin(self) -> None:
        try:
            triage = await self._look()
        except Exception:  # noqa: BLE001  who asks looks again
            _log.exception("what is known could not be read at the start")
        else:  # neither who asks meanwhile nor the end of the process waits for it
            Thread(target=self._read_lists, args=(triage,), name="know", daemon=True).start()

    def _read_lists(self, triage: Callable[[Asked], Triage]) -> None:
        try:
            for words in ("is it down?", "落ちてますか"):
                triage(Asked("", words, self._clock.now(), "en", ""))
        except Exception:  # noqa: BLE001  who asks reads them
            _log.exception("the lists of signs could not be read at the start")

    async def _look(self) -> Callable[[Asked], Triage]:
        """What questions are put to now."""
        now = self._clock.now()
        async with self._looking:
            last = self._looked_at
            if self._triage is None or last is None or not timedelta(0) <= now - last < _LOOK:
                self._looked_at = now
                try:
                    put_to = await self._known()
                except BaseException:
                    self._looked_at = None
                    raise
                if self._triage is None or put_to != self._put_to:
                    self._triage, self._put_to = self._sift(*put_to), put_to
            return self._triage

    def forget(self) -> None:
        """What was known may be so no more: the next question is put to what is known then."""
        self._looked_at = None

    async def _known(self) -> tuple[tuple[Known, ...], Answers]:
        """All of it, the desk's answers apart."""
        now = self._clock.now()
        recent = await self._incidents.list(since=now - LATELY, limit=_ALL)
        ongoing = await self._incidents.list(states=ONGOING, limit=_ALL)
        incidents = {each.id: each for each in (*ongoing, *recent) if explains(each, now)}
        said = await self._tell.said(sorted(incidents))
        declared = await self._tell.declared(incidents.values())
        found = [
            self._outage(each, now, said.get(each.id, ()), declared.get(each.id, ""))
            for each in incidents.values()
            if each.service in self._catalog.services
        ]
        found += [self._spoken(spoken[0], incidents[id]) for id, spoken in said.items() if spoken]  # noqa: A001
        found += await self._planned(now)
        for more in self._more:
            found += await more()
        return tuple(found), await self._shelve.answers(incidents)

    def _outage(self, incident: Incident, now: datetime, said: Sequence[Spoken], declared: str) -> Known:
        spoke = spoke_at(said, incident)
        texts = {
            language: headline(
                (catalog := self._catalog_in(language)).named(incident.service),
                incident,
                at=now.replace(second=0, microsecond=0),
                reports=-1,
                usual=math.nan,
                whole=True,
                drill=self._exercise,
                spoke_at=spoke,
                catalog=catalog,
                language=language,
            )
            for language in self._languages
        }
        return Known(
            id=incident.id,
            kind=KnownKind.LIVE,
            service=incident.service,
            texts=texts,
            url=f"{self._url}/incidents/{incident.id}",
            at=incident.updated_at,
            symptoms=tuple(share.value for share in incident.footprint.symptoms if share.value),
            incident=incident.id,
            since=incident.began_at,
            until=incident.resolved_at if incident.state is State.RESOLVED else None,
            state=incident.state,
            certainty=incident.certainty,
            members=incident.members,
            is_few=incident.peak_reports < EARLY_REPORTS_MIN,
            is_declared=incident.declared_at is not None,
            said=(
                *((("", declared),) if declared else ()),
                *(
                    (each.language, f"{each.title}\n{each.body}")
                    for one in reversed(said)
                    for each in one.texts
                ),
            ),
            declared=declared,
            declared_at=incident.declared_at,
            operator=self._catalog.declarer(incident.voice),
        )

    def _spoken(self, spoken: Spoken, incident: Incident) -> Known:
        return Known(
            id=spoken.id,
            kind=KnownKind.NOTICE,
            service=incident.service,
            texts=_texts((each.language, each.title, each.body) for each in spoken.texts),
            url=f"{self._url}/incidents/{incident.id}",
            at=spoken.at,
            incident=incident.id,
            operator=spoken.speaker or self._operator(incident.service),
            next_at=spoken.next_at,
            members=incident.members,
        )

    async def _planned(self, now: datetime) -> list[Known]:
        return [
            Known(
                id=each.id,
                kind=KnownKind.NOTICE,
                service=slug,
                texts=_texts((words.language, words.title, words.body) for words in each.texts),
                url=f"{self._url}/s/{slug}",
                at=each.from_at,
                operator=self._operator(slug),
                since=each.from_at,
                until=each.until_at,
            )
            for each in await self._tell.planned(now)
            if is_announced(each, now)
            for slug in each.services
            if slug in self._catalog.services
        ]

    def _reply(self, reply: Reply, words: Sequence[str]) -> Known:
        titles = [text.title for text in reply.shown if text.title]
        return Known(
            id=reply.id,
            kind=KnownKind.ANSWERED,
            service=reply.service,
            texts={text.language: text.body for text in reply.shown},
            url=f"{self._url}/s/{reply.service}" if reply.is_public and self._shows_public else "",
            at=reply.at,
            asked=tuple(dict.fromkeys([*titles, *words])),
            incident=reply.incident,
            sources=reply.sources,
            titles=tuple(titles),
        )


def _texts(said: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    return {language: body or title for language, title, body in said}


def calm_by(
    gather: Gather,
    catalog: Catalog,
    catalog_in: Callable[[str], Catalog],
    languages: Sequence[str],
    url: str,
) -> More:
    """What is reported of services that have no outage, while one of the same operator has: for who asks whether that is hit too."""

    async def known() -> Sequence[Known]:
        recent = await gather.recent()
        hit = {slug for each in recent if each.state in ONGOING for slug in each.members or (each.service,)}
        operators = {catalog.named(slug).operator for slug in hit} - {""}
        near = [slug for slug, each in catalog.services.items() if each.operator in operators]
        if not (near := [slug for slug in near if slug not in hit][:_NEAR_MAX]):
            return []
        views = await gather.outlines(near, recent)
        return [
            Known(
                id=f"calm-{view.service.slug}",
                kind=KnownKind.CALM,
                service=view.service.slug,
                texts={code: service_headline(view, catalog_in(code), code) for code in languages},
                url=f"{url.rstrip('/')}/s/{view.service.slug}",
                at=view.at.replace(second=0, microsecond=0),
            )
            for view in views
            if told_incident(view) is None and is_counting(view.series)
        ]

    return known
