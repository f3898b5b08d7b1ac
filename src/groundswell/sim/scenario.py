"""A scenario: which people, which services, what goes wrong and when; and the reports that it makes.

A file in TOML says it all (see docs/explanation/simulation.md). The same file and seed give the same
reports, however they are asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.catalog import Catalog
from groundswell.core.model import Area, Network, NetworkKind, Operator, Service, SourceKind, Symptom
from groundswell.core.timegrid import MINUTES_PER_DAY, minute_of
from groundswell.errors import ConfigError
from groundswell.sim.clientele import Clientele, Strand, everyday_strands, visits_of
from groundswell.sim.crowd import Crowd, joined, uneven
from groundswell.sim.outage import BotBurst, NewsBump, Outage
from groundswell.sim.population import Population

_UNEVEN_MINUTES = 15


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is there: `countries` (all, if none is named), and the crowd's small habits.

    `repeat_share` of the reports come from somebody already heard in the same half hour. `software` are the programs that
    people report with, by platform, and their shares ("other" for platforms not named); without them nobody's is known.
    """

    countries: tuple[str, ...] = ()
    regions: dict[str, dict[str, float]] = {}
    networks: dict[str, dict[str, float]] = {}
    repeat_share: float = 0.03
    visits_per_report: float = 18.0
    software: dict[str, dict[str, float]] = {}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    label: str
    begins_at: datetime
    ends_at: datetime
    seed: int
    service: tuple[Clientele, ...]
    reconstructed: bool = False
    facts: dict[str, object] = {}
    people: People = People()
    outage: tuple[Outage, ...] = ()
    news_bump: tuple[NewsBump, ...] = ()
    bot_burst: tuple[BotBurst, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A stretch of time [begins_at, ends_at) in a simulated world. Build it with `Scenario.load`.

    Where `reconstructed`, show `label` beside everything that comes of it: the curve is ours, not a record.
    `facts` are what was published. `scale` thins or thickens all reports alike.
    """

    name: str
    title: str
    label: str
    reconstructed: bool
    facts: dict[str, object]
    begins_at: datetime
    ends_at: datetime
    seed: int
    scale: float
    people: People
    services: dict[str, Clientele]
    outages: tuple[Outage, ...]
    news_bumps: tuple[NewsBump, ...]
    bot_bursts: tuple[BotBurst, ...]
    population: Population

    @classmethod
    def names(cls) -> list[str]:
        """The scenarios that come with groundswell."""
        folder = files("groundswell.sim") / "scenarios"
        return sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml"))

    @classmethod
    def load(cls, name_or_path: str | Path, *, seed: int | None = None, scale: float = 1.0) -> Scenario:
        """A packaged scenario by its name, or one's own by its path. Raises ConfigError that says what to change."""
        name, text = _text_of(name_or_path)
        try:
            script = msgspec.convert(tomllib.loads(text), type=_File)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise ConfigError(f"scenario {name}: {error}") from error
        services = {service.slug: service for service in script.service}
        _check(name, script, services)
        try:
            population = Population.load(
                script.people.countries, script.people.regions, script.people.networks
            )
        except ConfigError as error:
            raise ConfigError(f"scenario {name}: {error}") from error
        return cls(
            name=name,
            title=script.title,
            label=script.label,
            reconstructed=script.reconstructed,
            facts=script.facts,
            begins_at=script.begins_at,
            ends_at=script.ends_at,
            seed=script.seed if seed is None else seed,
            scale=scale,
            people=script.people,
            services=services,
            outages=script.outage,
            news_bumps=script.news_bump,
            bot_bursts=script.bot_burst,
            population=population,
        )

    @property
    def first_minute(self) -> int:
        """The first minute in it."""
        return minute_of(self.begins_at)

    @property
    def last_minute(self) -> int:
        """The last minute in it."""
        return minute_of(self.ends_at) - 1

    def minutes(self, rng: np.random.Generator | None = None) -> Iterator[tuple[int, Batch]]:
        """Every minute, in order, with its reports in order of time (a Batch may be empty).

        People's reports are one row each; visits follow as rows of reporter 0 with their count.
        Complexity: a few dozen array operations per minute; memory holds one hour of expectations.
        """
        crowd = Crowd(
            self.population,
            self.strands(),
            rng if rng is not None else np.random.default_rng([self.seed, 0]),
            self.people.repeat_share,
            self.people.software,
        )
        return crowd.minutes(self.first_minute, self.last_minute)

    def batches(
        self, chunk_minutes: int, rng: np.random.Generator | None = None
    ) -> Iterator[tuple[int, Batch]]:
        """The same reports in chunks of `chunk_minutes`, each with its first minute."""
        chunk: list[Batch] = []
        first = self.first_minute
        for minute, batch in self.minutes(rng):
            if not chunk:
                first = minute
            chunk.append(batch)
            if len(chunk) == chunk_minutes:
                yield first, joined(chunk)
                chunk = []
        if chunk:
            yield first, joined(chunk)

    def history(
        self,
        days: int,
        *,
        bin_minutes: int = 1,
        by_country: bool = False,
        visits: bool = False,
        rng: np.random.Generator | None = None,
    ) -> Batch:
        """What was counted in the quiet `days` before: rows of reporter 0 with a count, to warm a baseline.

        One row per service, bin and answer (trouble, or works) that is not empty, oldest first; with
        `by_country` also per country, with `visits` also those. Repeats are left out: it is what was counted.
        """
        rng = rng if rng is not None else np.random.default_rng([self.seed, 1])
        last = self.first_minute - self.first_minute % bin_minutes
        at = np.arange(last - days * MINUTES_PER_DAY, last, bin_minutes)
        rhythm = self.population.rhythm(at + bin_minutes // 2) * bin_minutes
        counted = 1.0 - self.people.repeat_share
        rows: list[_Counted] = []
        quarter = (at - at[0]) // _UNEVEN_MINUTES
        for strand in self._everyday(visits=visits):
            factor = 1.0 if strand.kind is SourceKind.VISIT else counted
            swing = uneven(rng, np.array([strand.unevenness]), int(quarter[-1]) + 1)[0, quarter]
            if by_country:
                expected = rhythm * strand.everyday * swing[:, None] * factor
            else:
                expected = (rhythm @ strand.everyday * swing * factor)[:, None]
            rows.append(_Counted.of(strand, at, rng.poisson(expected)))
        countries = tuple(country.code for country in self.population.countries) if by_country else ("",)
        return _history(rows, countries)

    def strands(self) -> list[Strand]:
        """All sorts of reports in it, with how many to expect."""
        strands = self._everyday(visits=False)
        try:
            for outage in self.outages:
                strands += outage.strands(self.population, self.services)
            # Machines press without looking, and a headline's visits are its own.
            looking = [visits_of(strand, self.people.visits_per_report) for strand in strands]
            for burst in self.bot_bursts:
                strands += burst.strands(self.population, self.services)
            for bump in self.news_bumps:
                strands += bump.strands(self.population, self.services)
        except ConfigError as error:
            raise ConfigError(f"scenario {self.name}: {error}") from error
        return [self._scaled(strand) for strand in (*strands, *looking)]

    def catalog(self) -> Catalog:
        """A catalog of just what is in the scenario, for tests that need no other."""
        symptoms = dict.fromkeys(slug for service in self.services.values() for slug in service.symptoms)
        operators = dict.fromkeys(service.operator for service in self.services.values())
        categories = dict.fromkeys(service.category for service in self.services.values())
        countries = [Area(country.code, country.name) for country in self.population.countries]
        regions = [
            Area(code, code, country) for country, codes in self.people.regions.items() for code in codes
        ]
        racks = dict.fromkeys(slug for burst in self.bot_bursts for slug in burst.networks)
        return Catalog.of(
            services=[
                Service(
                    slug=service.slug,
                    name=service.name,
                    operator=service.operator,
                    category=service.category,
                    symptoms=tuple(service.symptoms),
                )
                for service in self.services.values()
            ],
            operators=[Operator(slug, _name(slug)) for slug in operators],
            symptoms=[Symptom(slug, _name(slug)) for slug in symptoms],
            categories={slug: _name(slug) for slug in categories},
            areas=[*countries, *regions],
            networks=[
                *(Network(slug, slug.upper()) for slug in self.population.networks.values if slug),
                *(Network(slug, slug.upper(), kind=NetworkKind.HOSTING) for slug in racks),
            ],
        )

    def _everyday(self, *, visits: bool) -> list[Strand]:
        strands = [
            strand
            for service in self.services.values()
            for strand in everyday_strands(service, self.population)
        ]
        if visits:
            strands += [visits_of(strand, self.people.visits_per_report) for strand in strands]
        return strands

    def _scaled(self, strand: Strand) -> Strand:
        if self.scale == 1.0:
            return strand
        return strand.times(self.scale)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Counts of one strand: parallel arrays over what is not empty."""

    service: str
    kind: SourceKind
    works: bool
    minute: NDArray[np.int64]
    country: NDArray[np.intp]
    count: NDArray[np.int64]

    @classmethod
    def of(cls, strand: Strand, at: NDArray[np.int64], counts: NDArray[np.int64]) -> _Counted:
        row, country = np.nonzero(counts)
        return cls(strand.service, strand.kind, strand.works, at[row], country, counts[row, country])


def _history(rows: list[_Counted], countries: tuple[str, ...]) -> Batch:
    sizes = [len(part.count) for part in rows]
    minute = np.concatenate([part.minute for part in rows])
    order = np.argsort(minute, kind="stable")

    def texts(values: list[str]) -> Column:
        column = Column.of(values)
        return Column(column.values, np.repeat(column.codes, sizes)[order])

    country = np.concatenate([part.country for part in rows]).astype(np.uint32)
    return Batch(
        service=texts([part.service for part in rows]),
        symptom=Column.constant("", len(order)),
        country=Column(countries, country[order]),
        region=Column.constant("", len(order)),
        network=Column.constant("", len(order)),
        platform=Column.constant("", len(order)),
        app_version=Column.constant("", len(order)),
        software=Column.constant("", len(order)),
        source_kind=texts([part.kind.value for part in rows]),
        works=np.repeat(np.array([part.works for part in rows], dtype=np.bool_), sizes)[order],
        observed_at=minute[order] * 60_000,
        reporter=np.zeros(len(order), dtype=np.uint64),
        count=np.concatenate([part.count for part in rows])[order],
    )


def _text_of(name_or_path: str | Path) -> tuple[str, str]:
    folder = files("groundswell.sim") / "scenarios"
    packaged = folder / f"{name_or_path}.toml"
    if isinstance(name_or_path, str) and "/" not in name_or_path and packaged.is_file():
        return name_or_path, packaged.read_text(encoding="utf-8")
    path = Path(name_or_path)
    try:
        return path.stem, path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f'no scenario "{name_or_path}": neither a file nor one of {", ".join(Scenario.names())}'
        ) from error


def _check(name: str, script: _File, services: dict[str, Clientele]) -> None:
    if script.begins_at.tzinfo is None or script.ends_at <= script.begins_at:
        raise ConfigError(
            f"scenario {name}: ends_at must come after begins_at, both with their offset (Z for UTC)"
        )
    named = [
        *(outage.service for outage in script.outage),
        *(sister for outage in script.outage for sister in outage.spillover),
        *(bump.service for bump in script.news_bump),
        *(burst.service for burst in script.bot_burst),
    ]
    if missing := set(named) - set(services):
        raise ConfigError(f"scenario {name}: no [[service]] with slug {', '.join(sorted(missing))}")


def _name(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
