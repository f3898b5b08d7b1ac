"""What people use: a service, who uses it, and how much trouble is reported on a day when nothing is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec
import numpy as np

from groundswell.core.model import SourceKind
from groundswell.sim.population import OTHER, Floats, Mix, Population, Shares


class Clientele(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service and those who use it.

    `users` is the share of each country's internet population, `background` the reports of individual
    trouble per 15 minutes over all countries (mean of a week), `works` how many say "works for me" per such
    report, `symptoms` the usual mix. `unevenness` is how much the background swings from one quarter hour
    to the next beyond chance (coefficient of variation).
    """

    slug: str
    name: str
    operator: str
    category: str
    symptoms: dict[str, float]
    background: float
    users: dict[str, float] = msgspec.field(default_factory=lambda: {OTHER: 0.2})
    works: float = 0.05
    unevenness: float = 0.0

    def people(self, population: Population) -> Floats:
        """How many use it, per country."""
        return population.online * population.per_country(self.users)

    def background_per_minute(self, population: Population) -> Floats:
        """Mean reports of individual trouble per minute, per country."""
        weight = self.people(population) * population.voice
        mean: Floats = weight / max(weight.sum(), 1e-12) * self.background / 15
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class Strand:
    """One sort of report on one service, and how many of it to expect per minute and country.

    `everyday` (countries,) follows the rhythm of each country's days; `surge` (minutes, countries) from
    `first_minute` on comes on top. `symptoms` is empty where nothing is said. `regions`, `networks` and
    `platforms` stand in for the population's where an outage strikes some more than others.
    `reporters` > 0: a machine with so many pseudonyms speaks, not that many people. `software` is what sends all of it;
    where it is "", each person's own does.
    """

    service: str
    everyday: Floats
    surge: Floats
    first_minute: int
    symptoms: Shares = field(default_factory=dict)
    kind: SourceKind = SourceKind.PERSON
    works: bool = False
    unevenness: float = 0.0
    regions: Mix | None = None
    networks: Mix | None = None
    platforms: Mix | None = None
    reporters: int = 0
    software: str = ""

    def times(self, factor: float) -> Strand:
        """The same with `factor` times as many reports."""
        return replace(self, everyday=self.everyday * factor, surge=self.surge * factor)

    def slice(self, first_minute: int, minutes: int) -> Floats:
        """The surge over the given minutes, zeros where it is not on."""
        window = np.zeros((minutes, len(self.everyday)))
        low = max(first_minute, self.first_minute)
        high = min(first_minute + minutes, self.first_minute + len(self.surge))
        if low < high:
            window[low - first_minute : high - first_minute] = self.surge[
                low - self.first_minute : high - self.first_minute
            ]
        return window


def everyday_strands(service: Clientele, population: Population) -> list[Strand]:
    """The reports of a day when nothing is wrong: individual trouble, and some who say that it works."""
    trouble = service.background_per_minute(population)
    nothing = np.zeros((0, len(trouble)))
    return [
        Strand(service.slug, trouble, nothing, 0, symptoms=service.symptoms, unevenness=service.unevenness),
        Strand(service.slug, trouble * service.works, nothing, 0, works=True),
    ]


def visits_of(strand: Strand, visits_per_report: float) -> Strand:
    """Those who look at the service's page, for all who report there."""
    return Strand(
        service=strand.service,
        everyday=strand.everyday * visits_per_report,
        surge=strand.surge * visits_per_report,
        first_minute=strand.first_minute,
        kind=SourceKind.VISIT,
        unevenness=strand.unevenness,
    )
