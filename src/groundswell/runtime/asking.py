"""What the settings say of questions, put together: what is known, who takes questions, who answers them at the desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol

from groundswell.core.answer import (
    Answers,
    Asked,
    Before,
    Knowledge,
    Known,
    Triage,
    Vocabulary,
    answered_before,
    group,
    triage,
)
from groundswell.core.catalog import Catalog
from groundswell.flow.ask import Asker
from groundswell.flow.gather import Gather
from groundswell.flow.handles import Handles
from groundswell.flow.know import Know, More, Sift, calm_by
from groundswell.flow.recall import Recall
from groundswell.flow.release import Release
from groundswell.flow.reply import Replier
from groundswell.flow.tell import Tell
from groundswell.ports import Clock, Desk, Incidents
from groundswell.ports.correspondence import Correspondence
from groundswell.ports.questions import Questions
from groundswell.ports.subscriptions import Seal
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import fresh_word
from groundswell.web.language import offered
from groundswell.web.local_catalog import area_names, local_catalog

Forget = Callable[[str], Awaitable[object]]
"""Forgets who wants to be told of what is named."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The four."""

    know: Know
    asker: Asker
    replier: Replier
    release: Release


def sift_of(vocabulary: Callable[[], Vocabulary]) -> Sift:
    """Makes what questions are put to of what is known, when the first is put to it: whoever looks or deletes puts none."""

    def sift(known: Sequence[Known], answers: Answers) -> Callable[[Asked], Triage]:
        knowledge = cache(lambda: Knowledge.of(known, vocabulary(), answers))
        return lambda asked: triage(asked, knowledge=knowledge())

    return sift


def vocabulary_of(catalog: Catalog) -> Vocabulary:
    """The names of `catalog`, those of places in all languages."""
    local = [area_names(catalog, code) for code in offered()]
    return Vocabulary.of(catalog, [(name, code) for names in local for code, name in names.items()])


class AskStores(Protocol):
    """Where the legs read and write."""

    @property
    def seal(self) -> Seal: ...

    @property
    def questions(self) -> Questions: ...

    @property
    def correspondence(self) -> Correspondence: ...

    @property
    def incidents(self) -> Incidents: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def clock(self) -> Clock: ...


def asking_of(
    settings: Settings,
    stores: AskStores,
    key: bytes,
    forget_wishes: Forget | None = None,
    *more: More,
    drill: bool = False,
) -> Asking:
    """Who takes questions and answers them; with one, who wants to be told of it is forgotten with `forget_wishes`. `more` is what
    else is known than outages, statements and answers; `drill`: all that is told here is one."""
    questions, incidents, catalog, clock = stores.questions, stores.incidents, stores.catalog, stores.clock

    def operator(slug: str) -> str:
        found = catalog.operators.get(catalog.named(slug).operator)
        return settings.instance_name if settings.independent or found is None else found.name

    vocabulary = cache(partial(vocabulary_of, catalog))
    know = Know(
        catalog,
        incidents,
        Tell(
            stores.desk,
            catalog if settings.independent else None,
            settings.instance_name if settings.independent else "",
            incidents=incidents,
        ),
        questions,
        clock,
        sift_of(vocabulary),
        catalog_in=cache(partial(local_catalog, catalog)),
        languages=list(offered()),
        url=settings.web.url,
        operator=operator,
        more=more,
        exercise=drill,
        shows_public=settings.questions.public,
    )
    asker = Asker(
        questions,
        know,
        incidents,
        catalog,
        clock,
        Handles(key),
        settings.questions,
        url=settings.web.url,
        languages=list(offered()),
        mark=stores.seal.mark,
        make_word=fresh_word,
        forget_wishes=forget_wishes,
        correspondence=stores.correspondence,
    )

    def remember(asked: Sequence[Asked], kind: str, service: str, answers: Answers) -> Before | None:
        return answered_before(asked, kind, service, answers, vocabulary=vocabulary())

    replier = Replier(
        questions,
        know,
        incidents,
        clock,
        lambda asked: group(asked, vocabulary=vocabulary()),
        languages=list(offered()),
        make_word=fresh_word,
        recall=Recall(questions, incidents, clock, remember),
        places=cache(partial(area_names, catalog)),
    )
    return Asking(know, asker, replier, Release(questions, know, incidents, clock))


def calm_of(settings: Settings, gather: Gather, catalog: Catalog) -> More:
    """What is reported of services that have no outage, of operators that have one."""
    catalog_in = cache(partial(local_catalog, catalog))
    return calm_by(gather, catalog, catalog_in, list(offered()), settings.web.url)
