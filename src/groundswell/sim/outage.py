"""What goes wrong, as scripts: outages, headlines that only draw a crowd, machines that only pretend to be one.

Each script becomes Strands: how many reports of which sort to expect, by minute and country. An outage is
given either as a curve of reports (when the past is rebuilt) or by whom it strikes (then people meet it at
their own pace, and a few of them report it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import msgspec
import numpy as np

from groundswell.core.model import SourceKind
from groundswell.core.timegrid import minute_of
from groundswell.errors import ConfigError
from groundswell.sim.clientele import Clientele, Strand
from groundswell.sim.population import OTHER, Floats, Mix, Population

REPORT_DELAY_MINUTES_MAX = 30
SPILLOVER_LATE_MINUTES_MAX = 90
_AFTER_MINUTES = 240
"""how long after a script's end its last answers may come"""


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reports per bucket where `share` is 1; every country has its share of them."""

    reports: tuple[float, ...]
    share: dict[str, float]
    bucket_minutes: int = 15


PROPENSITY = 0.003, 0.03
"""which part of those who meet an outage report it, as is assumed wherever people are estimated from reports: a script beyond that
would rehearse a crowd that the estimate calls impossible"""

SPILLOVER_MAX = 0.08
"""which part of an outage's reports goes to one bystander at most, as is assumed wherever they are told apart"""


class Strike(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How hard it strikes, and how readily people tell.

    All who try meet it once it has set in over `onset_minutes`, until `restored_at`, when it fades over
    `recovery_minutes`. People try `tries_per_hour` times; of those who meet it `propensity` report it
    (times the country's voice), within half an hour.
    """

    onset_minutes: float = 5.0
    recovery_minutes: float = 20.0
    tries_per_hour: float = 2.0
    propensity: float = 0.01

    def __post_init__(self) -> None:
        least, most = PROPENSITY
        if not least <= self.propensity <= most:
            raise ValueError(
                f"propensity {self.propensity:g}: between 0.3 and 3 % of those who are hit report it: write {least} to {most}"
            )


class Affected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of the users that an outage strikes, by place, network and device; "other" for the rest."""

    country: dict[str, float] = msgspec.field(default_factory=lambda: {OTHER: 1.0})
    region: dict[str, float] = {}
    network: dict[str, float] = {}
    platform: dict[str, float] = {}


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A service fails from `begins_at` until it is (mostly) `restored_at`.

    `works_during` answers "works for me" per report while it is on, `works_after` per report afterwards, of
    all reports so far. `spillover` is the part of its reports that goes to a sister's page instead, late. `software` is the one
    program that fails, and sends all reports of it: a release gone wrong.
    """

    service: str
    begins_at: datetime
    restored_at: datetime
    symptoms: dict[str, float] = {}
    curve: Curve | None = None
    strike: Strike | None = None
    affected: Affected = Affected()
    works_during: float = 0.01
    works_after: float = 0.08
    spillover: dict[str, float] = {}
    software: str = ""

    def __post_init__(self) -> None:
        for sister, share in self.spillover.items():
            if not 0.0 <= share <= SPILLOVER_MAX:
                raise ValueError(
                    f"spillover {sister} = {share:g}: at most 8 % of an outage's reports go to one other service: write 0 to {SPILLOVER_MAX}"
                )

    def strands(self, population: Population, services: Mapping[str, Clientele]) -> list[Strand]:
        """What the outage adds to the everyday."""
        if (self.curve is None) == (self.strike is None):
            raise ConfigError(f"outage of {self.service}: give either a curve or a strike")
        service = services[self.service]
        first = minute_of(self.begins_at)
        platforms, of_platforms = population.platforms.struck(self.affected.platform)
        networks, of_networks = population.networks.struck(self.affected.network)
        regions, of_regions = population.regions.struck(self.affected.region)
        if self.curve is not None:
            trouble = np.outer(
                per_minute(self.curve.reports, self.curve.bucket_minutes),
                population.per_country(self.curve.share),
            )
        else:
            part = population.per_country(self.affected.country) * of_platforms * of_networks * of_regions
            trouble = self._met(service, population, part)
        trouble = np.vstack([trouble, np.zeros((_AFTER_MINUTES, trouble.shape[1]))])
        everyday = np.zeros(trouble.shape[1])
        told = Strand(
            service.slug,
            everyday,
            trouble,
            first,
            symptoms=self.symptoms or service.symptoms,
            regions=regions,
            networks=networks,
            platforms=platforms,
            software=self.software,
        )
        works = replace(told, surge=self._works(trouble), symptoms={}, works=True)
        late = delayed(trouble, _lateness()) if self.spillover else trouble
        blamed = [
            replace(told, service=sister, surge=share * late, symptoms=services[sister].symptoms)
            for sister, share in self.spillover.items()
        ]
        return [told, works, *blamed]

    def _met(self, service: Clientele, population: Population, part: Floats) -> Floats:
        """Reports per minute when people meet the outage as they come to use the service."""
        assert self.strike is not None
        first, restored = minute_of(self.begins_at), minute_of(self.restored_at)
        last = restored + int(self.strike.recovery_minutes) + 1
        minutes = np.arange(first, last)
        level = np.interp(
            minutes + 0.5,
            [first, first + self.strike.onset_minutes, restored, last],
            [0.0, 1.0, 1.0, 0.0],
        )
        tries = self.strike.tries_per_hour / 60 * population.rhythm(minutes) * level[:, None]
        unaware = np.exp(-np.cumsum(tries, axis=0))
        newly = -np.diff(unaware, axis=0, prepend=1.0)
        telling = service.people(population) * part * population.voice * self.strike.propensity
        padded = np.vstack([newly * telling, np.zeros((REPORT_DELAY_MINUTES_MAX, len(telling)))])
        return delayed(padded, _hesitation())

    def _works(self, trouble: Floats) -> Floats:
        """A few say so while it is on; many once it is back, as they come to try again."""
        restored = minute_of(self.restored_at) - minute_of(self.begins_at)
        answers = self.works_during * trouble
        after = len(trouble) - restored
        if after > 0:
            so_far = trouble[:restored].sum(axis=0)
            lag = np.arange(after) + 0.5
            answers[restored:] += self.works_after * np.outer(_normed(lag * np.exp(-lag / 20.0)), so_far)
        return answers


class NewsBump(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A headline sends people to look: visits rise at once and fade; a few press whatever button is there."""

    service: str
    begins_at: datetime
    visits_per_minute: float
    fades_minutes: float = 40.0
    reports_per_visit: float = 0.003
    country: dict[str, float] = msgspec.field(default_factory=lambda: {OTHER: 1.0})

    def strands(self, population: Population, services: Mapping[str, Clientele]) -> list[Strand]:
        """Visits, and reports whose symptoms are spread evenly."""
        weight = population.online * population.voice * population.per_country(self.country)
        lag = np.arange(int(6 * self.fades_minutes)) + 0.5
        shape = self.visits_per_minute * np.exp(-lag / self.fades_minutes) * np.minimum(1.0, lag / 3.0)
        visits = np.outer(shape, weight / max(weight.sum(), 1e-12))
        nothing = np.zeros(len(weight))
        first = minute_of(self.begins_at)
        symptoms = services[self.service].symptoms
        even = {symptom: 1.0 / len(symptoms) for symptom in symptoms}
        return [
            Strand(self.service, nothing, visits, first, kind=SourceKind.VISIT),
            Strand(self.service, nothing, visits * self.reports_per_visit, first, symptoms=even),
        ]


class BotBurst(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A script presses the button over and over: many reports, few pseudonyms, few networks, one symptom.

    Or a net of machines that one script drives: without `reporters` each report has a pseudonym of its own, without `networks`
    they come from those of the country's people, without a `country` or `symptom` as everybody's do. `software` sends them all.
    """

    service: str
    begins_at: datetime
    minutes: int
    reports_per_minute: float
    reporters: int = 0
    country: str = ""
    networks: tuple[str, ...] = ()
    symptom: str = ""
    software: str = ""

    def strands(self, population: Population, services: Mapping[str, Clientele]) -> list[Strand]:
        """The burst; a machine knows no hesitation."""
        service = services[self.service]
        people = service.people(population) * population.voice
        where = population.per_country({self.country: 1.0}) if self.country else people / people.sum()
        if self.symptom and self.symptom not in service.symptoms:
            raise ConfigError(f"bot burst on {self.service}: the service has no symptom {self.symptom}")
        from_where = {network: 1.0 / len(self.networks) for network in self.networks}
        surge = np.outer(np.full(self.minutes, self.reports_per_minute), where)
        return [
            Strand(
                self.service,
                np.zeros(len(where)),
                surge,
                minute_of(self.begins_at),
                symptoms={self.symptom: 1.0} if self.symptom else service.symptoms,
                networks=Mix.of([from_where] * len(where)) if self.networks else None,
                reporters=self.reporters,
                software=self.software,
            )
        ]


def per_minute(reports: tuple[float, ...], bucket_minutes: int) -> Floats:
    """Reports per minute whose sums per bucket are `reports`, without steps at the buckets' edges.

    An edge takes the geometric mean of its neighbours, so a rise by tenfold stays steep and comes late.
    """
    mean = np.array([0.0, *reports, 0.0]) / bucket_minutes
    edge = np.sqrt(mean[:-1] * mean[1:])
    level = mean[1:-1]
    # The middle makes the two straight halves hold the bucket's sum; where they cannot, the sum is forced below.
    middle = np.maximum(2 * level - (edge[:-1] + edge[1:]) / 2, level / 4)
    knots = np.arange(2 * len(reports) + 1) * bucket_minutes / 2
    heights = np.empty(len(knots))
    heights[0::2], heights[1::2] = edge, middle
    minutes = np.interp(np.arange(len(reports) * bucket_minutes) + 0.5, knots, heights)
    by_bucket = minutes.reshape(len(reports), bucket_minutes)
    total = by_bucket.sum(axis=1, keepdims=True)
    scaled: Floats = by_bucket * (np.array(reports)[:, None] / np.where(total > 0, total, 1.0))
    return scaled.ravel()


def delayed(rates: Floats, kernel: Floats) -> Floats:
    """`rates` (minutes, countries), each minute spread over the later ones by `kernel`; what falls beyond is lost."""
    later = np.zeros_like(rates)
    for lag, weight in enumerate(kernel[: len(rates)].tolist()):
        later[lag:] += weight * rates[: len(rates) - lag]
    return later


def _hesitation() -> Floats:
    """From meeting trouble to reporting it: seconds to half an hour, half within four minutes (log-normal)."""
    lag = np.arange(REPORT_DELAY_MINUTES_MAX) + 0.5
    return _normed(np.exp(-(np.log(lag / 4.0) ** 2) / 2) / lag)


def _lateness() -> Floats:
    """From a report about the culprit to one that blames its sister: mostly soon, up to an hour and a half."""
    lag = np.arange(SPILLOVER_LATE_MINUTES_MAX) + 0.5
    return _normed(np.exp(-lag / 20.0))


def _normed(weights: Floats) -> Floats:
    normed: Floats = weights / weights.sum()
    return normed
