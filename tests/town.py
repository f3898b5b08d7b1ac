"""The small town of the tests: six services, two countries, three networks."""

from datetime import UTC, datetime, timedelta

from groundswell.core.catalog import Catalog
from groundswell.core.model import (
    Area,
    Certainty,
    Incident,
    Network,
    NetworkKind,
    Operator,
    Report,
    Service,
    State,
    Submission,
    Symptom,
    Visitor,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""

SYMPTOMS = ("app", "feed", "log-in", "website", "calls", "signal")


def town() -> Catalog:
    """Six services: two of one operator, one that stands on another, a carrier and two loners."""
    return Catalog.of(
        services=[
            Service("pictures", "Pictures", "grand", "social", ("app", "feed", "log-in"), aliases=("pics",)),
            Service("letters", "Letters", "grand", "messaging", ("app", "log-in")),
            Service("cloud", "Cloud", "nimbus", "cloud", ("website",)),
            Service("films", "Films", "reel", "streaming", ("app", "website"), depends_on=("cloud",)),
            Service("ringring", "RingRing", "ring", "carrier", ("calls", "signal")),
            Service("bank", "Bank", "till", "bank", ("app", "log-in")),
        ],
        operators=[Operator(slug, slug.title()) for slug in ("grand", "nimbus", "reel", "ring", "till")],
        symptoms=[Symptom(slug, slug.title()) for slug in SYMPTOMS],
        categories={
            slug: slug.title() for slug in ("social", "messaging", "cloud", "streaming", "carrier", "bank")
        },
        areas=[
            Area("ES", "Spain"),
            Area("PT", "Portugal"),
            Area("ES-MD", "Madrid", "ES"),
            Area("PT-11", "Lisbon", "PT"),
        ],
        networks=[
            Network("as3352", "Town Fixed", "ES"),
            Network("as12430", "Town Mobile", "ES", NetworkKind.MOBILE),
            Network("as16509", "Racks", "", NetworkKind.HOSTING),
        ],
    )


def report(service: str = "pictures", at: datetime = NOON, **told: object) -> Report:
    """A report on `service` at `at`; anything else as told."""
    return Report(service=service, observed_at=at, **told)  # type: ignore[arg-type]


def submission(service: str = "pictures", *, visitor: Visitor | None = None, **told: object) -> Submission:
    """A submission received at noon; anything else as told."""
    told.setdefault("received_at", NOON)
    return Submission(service=service, visitor=visitor or Visitor(reporter=7, origin=9), **told)  # type: ignore[arg-type]


def incident(state: State = State.OPEN, **told: object) -> Incident:
    """An incident of Pictures that began half an hour before noon; anything else as told."""
    values: dict[str, object] = {
        "id": "pictures-2026-03-02",
        "service": "pictures",
        "state": state,
        "severity": 2,
        "certainty": Certainty.LIKELY,
        "began_at": NOON - timedelta(minutes=30),
        "suspected_at": NOON - timedelta(minutes=28),
        "opened_at": None if state is State.SUSPECTED else NOON - timedelta(minutes=25),
        "updated_at": NOON,
        "ratio": 10.0,
        "reports": 100,
        "peak_reports": 100,
        "score": 50.0,
    }
    return Incident(**{**values, **told})  # type: ignore[arg-type]
