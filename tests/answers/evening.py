"""The Instagram evening as it is known at 22:50 UTC, and others: the facts at the head of a file of questions, told by the real headline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Triage, Vocabulary, triage
from groundswell.core.catalog import Catalog
from groundswell.core.headline import headline
from groundswell.core.model import Certainty, Footprint, Incident, Share, State
from groundswell.core.phrases import LANGUAGES
from groundswell.runtime.asking import vocabulary_of
from groundswell.stores.catalog_toml import load_catalog
from groundswell.web.local_catalog import local_catalog
from tests.answers.questions import Known as Told
from tests.answers.questions import Question, QuestionSet, Via

AT = datetime(2023, 5, 21, 22, 50, tzinfo=UTC)
SYMPTOMS = (
    Share("app", 0.46, 46_000),
    Share("feed", 0.21, 21_000),
    Share("server-connection", 0.17, 17_000),
    Share("", 0.07, 7_000),
    Share("log-in", 0.06, 6_000),
    Share("website", 0.03, 3_000),
)
"""what the simulated evening of the package reports, in which the footprint is of all countries"""
INSTAGRAM = "instagram"
COUNTRIES = (Share("US", 0.53, 53_000), Share("GB", 0.29, 29_000), Share("CA", 0.13, 13_000))


@cache
def catalog(language: str = "en") -> Catalog:
    """The catalog of the package in `language`."""
    return load_catalog(None) if language == "en" else local_catalog(catalog(), language)


@cache
def vocabulary() -> Vocabulary:
    """Its names."""
    return vocabulary_of(catalog())


def now(told: Told) -> datetime:
    """When the questions are asked."""
    return AT if told.service == INSTAGRAM else told.said_at + timedelta(minutes=10)


def outage(told: Told, state: State = State.OPEN) -> Incident:
    """The incident, as the judge holds it at that time; of another service than Instagram no part is known to fail."""
    footprint = Footprint(symptoms=SYMPTOMS, countries=COUNTRIES, reports=100_000)
    return Incident(
        id=f"{told.service}-{told.since:%Y-%m-%d}",
        service=told.service,
        state=state,
        severity=5,
        certainty=Certainty.LIKELY,
        began_at=told.since,
        suspected_at=told.since + timedelta(minutes=4),
        opened_at=told.since + timedelta(minutes=9),
        updated_at=now(told),
        ratio=410.0,
        reports=100_000,
        peak_reports=180_000,
        score=900.0,
        footprint=footprint if told.service == INSTAGRAM else Footprint(reports=100_000),
    )


def live(incident: Incident, **said: object) -> Known:
    """What is known of `incident`; anything else as told."""
    texts = {
        language: headline(
            catalog().services[incident.service],
            incident,
            at=incident.updated_at,
            reports=incident.reports,
            usual=250.0,
            catalog=catalog(language),
            language=language,
        )
        for language in LANGUAGES
    }
    symptoms = tuple(share.value for share in incident.footprint.symptoms if share.value)
    values: dict[str, object] = {
        "id": incident.id,
        "kind": KnownKind.LIVE,
        "service": incident.service,
        "texts": texts,
        "url": f"/i/{incident.id}",
        "at": incident.updated_at,
        "symptoms": symptoms,
        "since": incident.began_at,
        "state": incident.state,
        "certainty": incident.certainty,
    }
    return Known(**{**values, **said})  # type: ignore[arg-type]


def calm(service: str, at: datetime = AT) -> Known:
    """That nothing unusual is reported of `service`."""
    texts = {
        language: headline(
            catalog().services[service],
            None,
            at=at,
            reports=20,
            usual=25.0,
            catalog=catalog(language),
            language=language,
        )
        for language in LANGUAGES
    }
    return Known(f"calm-{service}", KnownKind.CALM, service, texts, f"/s/{service}", at)


def knowledge(told: Told) -> Knowledge:
    """All that is known: the outage, what its operator said, what helped, and who is calm."""
    incident = outage(told)
    return Knowledge.of(
        [
            live(incident),
            Known(
                "statement-1",
                KnownKind.NOTICE,
                told.service,
                {"en": told.said},
                f"/i/{incident.id}#statement-1",
                told.said_at,
                incident=incident.id,
                operator=told.operator,
            ),
            *([_way(told)] if told.workaround else []),
            *(calm(service, now(told)) for service in told.calm),
        ],
        vocabulary(),
    )


def by_hand() -> Knowledge:
    """The same outage as the desk declared it, of which one report has come."""
    at, words = AT - timedelta(minutes=10), "People are logged out and cannot log in again."
    footprint = Footprint(symptoms=(Share("feed", 1.0, 1),), reports=1)
    incident = Incident(
        *("by-hand", INSTAGRAM, State.OPEN, 1, Certainty.OBSERVED, at, at, AT, 1.0, 1, 1, 0.0),
        opened_at=at,
        declared_at=at,
        footprint=footprint,
    )
    said = {"is_few": True, "is_declared": True, "said": (("", words),), "declared": words, "declared_at": at}
    return Knowledge.of([live(incident, **said)], vocabulary())


def _way(told: Told) -> Known:
    return Known(
        "workaround-1",
        KnownKind.WORKAROUND,
        told.service,
        {"en": told.workaround},
        f"/s/{told.service}#helped",
        now(told),
        incident=outage(told).id,
    )


def asked(question: Question, at: datetime = AT) -> Asked:
    """As it comes in: a page tells its language, a letter and a post do not."""
    hint = question.language if question.via is Via.PAGE else ""
    return Asked(question.id, question.words, at, hint, question.asked_on)


def played(some: QuestionSet) -> Iterator[tuple[Question, Triage]]:
    """Each question of a file with what comes of it."""
    known = knowledge(some.known)
    for question in some.question:
        yield question, triage(asked(question, now(some.known)), known)
