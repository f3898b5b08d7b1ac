"""From the words of the model to the shapes of the wire."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.headline import cause_words, incident_line
from groundswell.core.impact import people_hit
from groundswell.core.incident import in_public
from groundswell.core.model import (
    SERVICE,
    Axis,
    Event,
    Footprint,
    HeldRise,
    Incident,
    PartKind,
    Service,
    Share,
)
from groundswell.core.phrases import phrases
from groundswell.core.scope import cause_certainty
from groundswell.core.status import ServiceView, is_counting, service_headline
from groundswell.web.wire import (
    CauseOut,
    CauseValueOut,
    EventOut,
    ExplanationOut,
    FootprintOut,
    HeldRiseOut,
    IncidentOut,
    PeopleOut,
    ServiceListed,
    ServiceOut,
    SharedCauseOut,
    ShareOut,
    SymptomOut,
)
from groundswell.web.wording import people_definition

DECIMALS_MAX = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """Makes wire shapes; knows the names of things, where this instance lives, and whether all that it tells is an exercise."""

    catalog: Catalog
    public_url: str = ""
    exercise: bool = False

    def link(self, path: str) -> str:
        """`path` as others can follow it."""
        return self.public_url.rstrip("/") + path

    def value_name(self, axis: Axis, value: str) -> str:
        """How people call a value of `axis`."""
        if not value:
            return ""
        match axis:
            case Axis.SYMPTOM:
                return self.catalog.symptom_name(value)
            case Axis.COUNTRY | Axis.REGION:
                return self.catalog.area_name(value)
            case Axis.NETWORK:
                network = self.catalog.networks.get(value)
                return network.name if network else value
            case _:
                return value

    def name_on(self, axis: str, value: str) -> str:
        """The same for an axis that may be the members of an incident."""
        return self.catalog.named(value).name if axis == SERVICE else self.value_name(Axis(axis), value)

    def incident(self, incident: Incident, at: datetime) -> IncidentOut:
        """An incident as it reads at `at`."""
        service = self.catalog.named(incident.service)
        return IncidentOut(
            id=incident.id,
            service=incident.service,
            state=incident.state,
            severity=incident.severity,
            certainty=incident.certainty,
            summary=self._summary(service, incident, at),
            exercise=self.exercise,
            began_at=incident.began_at,
            suspected_at=incident.suspected_at,
            updated_at=incident.updated_at,
            opened_at=incident.opened_at,
            peaked_at=incident.peaked_at,
            eased_at=incident.eased_at,
            resolved_at=incident.resolved_at,
            acknowledged_at=incident.acknowledged_at,
            ratio=known(incident.ratio),
            reports=incident.reports,
            peak_reports=incident.peak_reports,
            footprint=self.footprint(incident.footprint, incident),
            into=incident.into,
            reason=incident.reason,
            members=list(incident.members),
            cause=self._cause(incident),
            people=self._people(incident),
            self_url=self.link(f"/api/v1/incidents/{incident.id}"),
        )

    def _summary(self, service: Service, incident: Incident, at: datetime) -> str:
        line = incident_line(service, incident, at=at, catalog=self.catalog)
        return phrases("en").sentences["drill"].format(sentence=line) if self.exercise else line

    def _people(self, incident: Incident) -> PeopleOut | None:
        found = people_hit(incident, self.catalog)
        if found is None:
            return None
        words, told = people_definition(found, self.catalog), found.people
        return PeopleOut(told.low, told.high, told.reports, told.calibrated, found.of or None, words)

    def _cause(self, incident: Incident) -> SharedCauseOut | None:
        if not incident.cause:
            return None
        return SharedCauseOut(
            incident.cause, PartKind(incident.cause_kind), self.catalog.part(incident.cause).name
        )

    def footprint(self, footprint: Footprint, incident: Incident | None) -> FootprintOut:
        """Shares with their names."""
        return FootprintOut(
            symptoms=self._shares(Axis.SYMPTOM, footprint.symptoms),
            countries=self._shares(Axis.COUNTRY, footprint.countries),
            networks=self._shares(Axis.NETWORK, footprint.networks),
            platforms=self._shares(Axis.PLATFORM, footprint.platforms),
            regions=self._shares(Axis.REGION, footprint.regions),
            versions=self._shares(Axis.APP_VERSION, footprint.versions),
            explanation=self.explanation(incident),
        )

    def explanation(self, incident: Incident | None) -> ExplanationOut | None:
        """What explains the excess of an incident, in names and words."""
        explanation = incident.footprint.explanation if incident is not None else None
        if incident is None or explanation is None:
            return None
        return ExplanationOut(
            at=explanation.at,
            since=explanation.since,
            reports=explanation.reports,
            expected=explanation.expected,
            causes=[
                CauseOut(
                    values=[
                        CauseValueOut(axis, value, self.name_on(axis, value))
                        for axis, value in cause.values.items()
                    ],
                    words=cause_words(cause, incident, catalog=self.catalog),
                    excess=round(cause.excess, DECIMALS_MAX),
                    share=round(cause.share, DECIMALS_MAX),
                    score=round(cause.score, DECIMALS_MAX),
                    certainty=cause_certainty(cause),
                )
                for cause in explanation.causes
            ],
        )

    def listed(
        self,
        service: Service,
        incident: Incident | None,
        early: int = 0,
        counting_since: datetime | None = None,
    ) -> ServiceListed:
        """A service in a list, with its incident that is not over."""
        return ServiceListed(
            slug=service.slug,
            name=service.name,
            operator=self._operator(service),
            category=service.category,
            url=service.url,
            state=incident.state if incident else None,
            incident=incident.id if incident else None,
            since=incident.began_at if incident else None,
            early=early,
            counting_since=counting_since,
            self_url=self.link(f"/api/v1/services/{service.slug}"),
        )

    def service(self, view: ServiceView) -> ServiceOut:
        """All about one service."""
        service = view.service
        shares = Footprint(view.symptoms, view.countries, view.networks, view.platforms)
        return ServiceOut(
            slug=service.slug,
            name=service.name,
            operator=self._operator(service),
            category=service.category,
            url=service.url,
            status_url=service.status_url,
            aliases=list(service.aliases),
            components=list(service.components),
            depends_on=list(service.depends_on),
            symptoms=[SymptomOut(slug, self.catalog.symptom_name(slug)) for slug in service.symptoms],
            at=view.at,
            headline=service_headline(view, self.catalog, drill=self.exercise),
            exercise=self.exercise,
            reports=view.reports if is_counting(view.series) else None,
            usual=known(view.usual),
            works=view.works,
            visits=view.visits,
            shares=self.footprint(shares, None),
            incident=self.incident(view.incident, view.at) if view.incident else None,
            past=[self.incident(incident, view.at) for incident in view.past],
            blames=view.blames,
            page=self.link(f"/s/{service.slug}"),
            self_url=self.link(f"/api/v1/services/{service.slug}"),
        )

    def _operator(self, service: Service) -> str:
        return self.catalog.operators[service.operator].name

    def _shares(self, axis: Axis, shares: Iterable[Share]) -> list[ShareOut]:
        name: Callable[[str], str] = lambda value: self.value_name(axis, value)  # noqa: E731
        return [
            ShareOut(
                share.value,
                name(share.value),
                round(share.share, DECIMALS_MAX),
                share.reports,
                known(share.usual) if share.usual is not None else None,
            )
            for share in shares
        ]


def said_ratio(share: Share, silent: float) -> float | None:
    """How a share compares with its usual one, among those who say something; None where that is not known."""
    if not share.value or not share.usual or silent >= 1.0:
        return None
    return share.share / (1.0 - silent) / share.usual


def silence(shares: Iterable[Share]) -> float:
    """The part that says nothing."""
    return sum(share.share for share in shares if not share.value)


def event(event: Event) -> EventOut:
    """One change of an incident, as others are told of it."""
    event = in_public(event)
    return EventOut(event.kind, event.at, event.note, event.by)


def held_rise(rise: HeldRise) -> HeldRiseOut:
    """A rise that was held to be no outage."""
    return HeldRiseOut(
        rise.service,
        rise.reason,
        rise.part,
        rise.began_at,
        rise.last_at,
        rise.reports,
        known(rise.expected),
        known(rise.score),
    )


def known(number: float) -> float | None:
    """A number for JSON: null where it is not known or not finite, no longer than it is exact."""
    return round(number, DECIMALS_MAX) if math.isfinite(number) else None
