"""What an operator says, on its way out: drafted from what is known, approved, published as a ruling.

Published first in the desk's papers (with the promise it makes), then ruled: the judge writes the event and its outbox in one
transaction, so that channels and pages follow. What a crash leaves between the two, the leg `mend` rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from groundswell.core.access import Actor
from groundswell.core.catalog import Catalog
from groundswell.core.incident import declared_words
from groundswell.core.model import Act, Incident, Ruling
from groundswell.core.statement import (
    Action,
    Advice,
    Cure,
    Facts,
    Phase,
    Place,
    Statement,
    StatementKind,
    Template,
    Text,
    draft,
    fill,
    known_of,
    still_working,
)
from groundswell.core.statement.facts import facts_of
from groundswell.core.statement.promise import cadence
from groundswell.errors import InputError
from groundswell.ports import Clock, Desk, Filed, Incidents, Journal, StatementState


@dataclass(frozen=True, slots=True)
class StatementsConfig:
    """Settings of [statements]."""

    approval: bool = False
    """Whether a statement needs a second person's approval before it is published."""

    languages: tuple[str, ...] = ("en",)
    """Codes of the languages that a statement is drafted in; the first is the one that it is written in."""

    runbooks: Path | None = None
    """A directory of runbooks: Markdown files, named for a service's slug, for a category's, or `any.md`. They stand
    beside those that are written at the desk, and are read whenever somebody looks."""

    reminds: bool = True
    """Whether who leads and who speaks (else who let the last statement out) is told when four fifths of the time of a promise are gone, and once more when it is missed: by the ways on which they are called (`oncall.channels`)."""

    reminds_by: str = ""
    """The name of a channel (`[channels.NAME]`), your own mail for instance, that is told of it where none of them has such a way; never one that the public reads. Empty: the desk and the log alone."""

    seconds_max: Annotated[float, Meta(ge=0, le=30)] = 2.0
    """Seconds for which the desk waits, after somebody has ruled, for the judge to have applied it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody knows that the incident does not: what is done about it, what readers can do, how it ended. None: what is usual
    in the phase, and what helps others."""

    action: Action | None = None
    advice: Advice | None = None
    cure: Cure | None = None


USUAL: Final = Chosen()
NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Begun:
    """A statement that was begun from a template: the languages (codes) that it lacks and that were drafted, and the places of
    which nothing was known, so that their sentences were left out."""

    filed: Filed
    drafted: tuple[str, ...] = ()
    left_out: tuple[Place, ...] = ()


class Utter:
    """Writes, approves and publishes statements."""

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        incidents: Incidents,
        clock: Clock,
        catalog_in: Callable[[str], Catalog],
        config: StatementsConfig,
        *,
        is_own: bool = False,
    ) -> None:
        """`catalog_in` gives the catalog in the language of a code. `is_own`: who runs this instance is the operator itself."""
        self._is_own = is_own
        self._desk = desk
        self._journal = journal
        self._incidents = incidents
        self._clock = clock
        self._catalog_in = catalog_in
        self.config = config

    async def drafted(
        self,
        incident: Incident,
        phase: Phase,
        by: str,
        next_at: datetime | None,
        helps: Mapping[str, str] = NOTHING,
        chosen: Chosen = USUAL,
        *,
        voice: str = "",
    ) -> Filed:
        """A draft for `phase` in every language that is wanted, not kept yet (revision 0); `helps` is what helps meanwhile, by
        language. It says that the work goes on where the last one was for the same phase and nothing else was `chosen`. Without a
        `voice`, the site that speaks does not run the service: it says what it sees."""
        at = self._clock.now()
        before = await self._published(incident.id)
        is_same = bool(before) and before[0].statement.phase is phase and chosen.action is None
        same = before[0].statement if is_same else None
        kind = StatementKind.STILL_WORKING if same is not None else StatementKind.NEWS
        texts = [
            _text(replace(facts, is_first=not before), phase, language, same)
            for language, facts in (await self._facts(incident, at, next_at, helps, chosen, voice)).items()
        ]
        name = f"{incident.id}-{at:%H%M%S%f}"
        said = Statement(
            name,
            incident.id,
            phase,
            tuple(texts),
            by,
            at,
            kind=kind,
            next_at=next_at,
            is_cause_known=bool(incident.known_cause),
        )
        return Filed(said, StatementState.DRAFT, 0)

    async def begun(
        self,
        incident: Incident,
        template: Template,
        by: str,
        next_at: datetime | None,
        helps: Mapping[str, str],
        chosen: Chosen = USUAL,
        *,
        voice: str = "",
    ) -> Begun:
        """The same from `template`, which is for a phase. What the template lacks is drafted."""
        phase = template.occasion.phase
        assert phase is not None, "a template of planned work is for no statement"
        filed = await self.drafted(incident, phase, by, next_at, helps, chosen, voice=voice)
        known_in = await self._facts(incident, filed.statement.made_at, next_at, helps, chosen, voice)
        texts: list[Text] = []
        drafted: list[str] = []
        left_out: dict[Place, None] = {}
        for text in filed.statement.texts:
            language = text.language
            words = template.text(language)
            if words is None:
                drafted.append(language)
                texts.append(text)
                continue
            known = known_of(known_in[language], phase, language, helps.get(language, ""))
            title, body = fill(words.title, known), fill(words.body, known)
            left_out |= dict.fromkeys((*title.unknown, *body.unknown))
            texts.append(replace(text, title=title.words.strip() or text.title, body=body.words.strip()))
        said = replace(filed.statement, texts=tuple(texts))
        return Begun(replace(filed, statement=said), tuple(drafted), tuple(left_out))

    async def _facts(
        self,
        incident: Incident,
        at: datetime,
        next_at: datetime | None,
        helps: Mapping[str, str],
        chosen: Chosen,
        voice: str,
    ) -> dict[str, Facts]:
        """What is known, by language; the cause and what was declared are written in the first alone."""
        by_hand = incident.declared_at is not None
        said = declared_words(await self._incidents.events(incident.id)) if by_hand else ""
        found = {}
        for language in self.config.languages:
            facts = facts_of(
                incident, at=at, catalog=self._catalog_in(language), language=language, next_at=next_at
            )
            is_main = language == self.config.languages[0]
            found[language] = replace(
                facts,
                declared_words=said if is_main else "",
                cause_words=incident.known_cause if is_main else "",
                is_cause_known=bool(incident.known_cause),
                action=chosen.action,
                advice=chosen.advice,
                cure=chosen.cure or facts.cure,
                workaround=helps.get(language, ""),
                is_helped=bool(helps),
                is_watchers=not voice,
            )
        return found

    def next_at(self, incident: Incident, phase: Phase) -> datetime | None:
        """When to promise the next word, by how bad it is; a closing statement promises none by itself."""
        if phase is Phase.RESOLVED:
            return None
        after = self._clock.now() + cadence(incident.severity)
        return after.replace(second=0, microsecond=0) + timedelta(minutes=-after.minute % 5)

    async def keep(self, filed: Filed) -> Filed:
        """Keep a draft, or what waits for approval. Raises InputError where somebody changed it meanwhile."""
        return await self._desk.put_statement(filed)

    def voice(self, actor: Actor, incident: Incident) -> str:
        """The service as whose operator `actor` speaks of `incident`; "" where it is the site that speaks."""
        return self.voice_on(actor, (incident.service, *incident.members))

    def voice_on(self, actor: Actor, services: Sequence[str]) -> str:
        """The same of an outage of `services` that is still to be declared, the one that stands for all first."""
        return actor.voice(services) or (services[0] if self._is_own and services else "")

    async def publish(self, id: str, revision: int, by: str, voice: str = "") -> tuple[Filed, int]:  # noqa: A002
        """Approve and publish this revision as the word of the operator of the service `voice` or ("") of the site; return it
        and the sequence of its ruling.

        Raises InputError where it is another revision or published, where its author may not approve it or has not sent it for
        approval yet, or where the next word that it promises is late already.
        """
        kept = await self._desk.statement(id)
        if kept is None:
            raise InputError("statement", f"there is no statement {id}")
        if self.config.approval and kept.statement.by == by:
            raise InputError("approved_by", f"{by} wrote it: somebody else has to approve it")
        if self.config.approval and kept.step is StatementState.DRAFT:
            raise InputError("approved_by", f"{kept.statement.by} has not sent it for approval yet")
        now, next_at = self._clock.now(), kept.statement.next_at
        if next_at is not None and next_at <= now and kept.step is not StatementState.PUBLISHED:
            raise InputError("next_at", "the time by which it promises the next word is over already")
        incident = await self._incidents.get(kept.statement.incident)
        if incident is None:
            raise InputError("incident", f"there is no incident {kept.statement.incident}")
        if incident.state.value in ("dismissed", "merged"):
            raise InputError(
                "incident", f"it is {incident.state}: reopen it, or speak of the one that it is part of"
            )
        if not any(text.title.strip() for text in kept.statement.texts):
            raise InputError("texts", "a statement has a title in one language at least")
        out = await self._desk.publish(id, revision, by, now, voice)
        return out, await self._journal.rule(speaking(out.statement))

    async def approve(self, id: str, language: str, by: str) -> Filed:  # noqa: A002
        """Let the text in `language` of a statement that is published out too: who reads the page in it finds it there, and nobody is
        told once more. Raises InputError where it is not published, has no such text, or its author may not approve it."""
        kept = await self._desk.statement(id)
        if kept is None or kept.step is not StatementState.PUBLISHED:
            raise InputError("statement", "it is not published: languages are approved with it")
        if self.config.approval and kept.statement.by == by:
            raise InputError("approved_by", f"{by} wrote it: somebody else has to approve it")
        texts = {text.language: text for text in kept.statement.texts}
        if language not in texts or not texts[language].title.strip():
            raise InputError("language", f"it has no text in it; there is {', '.join(texts)}")
        if not texts[language].is_draft:
            return kept
        out = await self._desk.approve(id, language, by, self._clock.now())
        assert out is not None, "what is published stays"
        return out

    async def _published(self, incident: str) -> Sequence[Filed]:
        return await self._desk.statements(incidents=[incident], state=StatementState.PUBLISHED)


def _text(facts: Facts, phase: Phase, language: str, same: Statement | None) -> Text:
    if same is not None and phase is not Phase.RESOLVED:
        return still_working(facts, same, language)
    return draft(facts, phase, language)


def speaking(said: Statement) -> Ruling:
    """What is journaled of a statement that is out."""
    assert said.published_at is not None, "what is published has its time"
    title = next((text.title for text in said.texts if text.title), "")
    return Ruling(
        Act.SPEAK, said.incident, said.by, said.published_at, title, statement=said.id, voice=said.voice
    )
