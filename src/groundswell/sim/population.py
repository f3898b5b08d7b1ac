"""Who there is: people online by country, when they are awake, what they hold in their hands.

Countries stand in a packaged table; habits (rhythm, platforms, networks, voice) are assumptions beside it.
Everything is an array with one column per country, so that a crowd is drawn at once.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK, minutes_of_week
from groundswell.errors import ConfigError

OTHER = "other"
"""In a table of shares: everybody who is not named."""

Floats = NDArray[np.float64]
Shares = Mapping[str, float]


def share_of(shares: Shares, name: str) -> float:
    """The share of `name`, or that of everybody who is not named, or none."""
    return shares.get(name, shares.get(OTHER, 0.0))


@dataclass(frozen=True, slots=True)
class Country:
    """One country: `online` people on the internet, their main time zone, how readily they report."""

    code: str
    name: str
    online: float
    time_zone: str
    voice: float


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """How people divide over `values`, per country: `shares` (countries, values), rows sum to 1."""

    values: tuple[str, ...]
    shares: Floats

    @classmethod
    def of(cls, by_row: Sequence[Shares]) -> Mix:
        """One row per table of shares; what a row leaves over is "", nobody knows."""
        values = ("", *dict.fromkeys(value for row in by_row for value in row))
        place = {value: column for column, value in enumerate(values)}
        shares = np.zeros((len(by_row), len(values)))
        for index, row in enumerate(by_row):
            for value, share in row.items():
                shares[index, place[value]] = share
        total = shares.sum(axis=1)
        if (total > 1 + 1e-9).any():
            raise ConfigError(f"shares of {', '.join(values[1:])} sum to {total.max():.3f}: at most 1")
        shares[:, 0] = np.maximum(0.0, 1.0 - total)
        return cls(values, shares)

    def struck(self, affected: Shares) -> tuple[Mix, Floats]:
        """The mix of those whom an outage strikes that hits each value by `affected`, and their part per country."""
        if not affected:
            return self, np.ones(len(self.shares))
        unknown = set(affected) - set(self.values) - {OTHER}
        if unknown:
            raise ConfigError(
                f"affected names {', '.join(sorted(unknown))}, which nobody in the population has"
            )
        weights = self.shares * np.array([share_of(affected, value) for value in self.values])
        part = weights.sum(axis=1)
        # A country that is not struck at all keeps its mix: nothing will be drawn from it.
        divisor = np.where(part > 0, part, 1.0)[:, None]
        return Mix(self.values, np.where(part[:, None] > 0, weights / divisor, self.shares)), part


class _Rhythm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    weekday: tuple[float, ...]
    weekend: tuple[float, ...]
    days: tuple[float, ...]


class _Platforms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    countries: tuple[str, ...]
    shares: dict[str, float]


class _Habits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rhythm: _Rhythm
    voice: dict[str, float]
    platforms: dict[str, _Platforms]
    networks: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """People by country; every array has one column (or row) per country, in the order of `countries`."""

    countries: tuple[Country, ...]
    platforms: Mix
    networks: Mix
    regions: Mix
    week: Floats
    """how active people are at each local minute of the week, from Monday 00:00; mean 1"""

    @classmethod
    def load(
        cls,
        only: Sequence[str] = (),
        regions: Mapping[str, Shares] | None = None,
        networks: Mapping[str, Shares] | None = None,
    ) -> Population:
        """The packaged world, or `only` some of its countries; `regions` and `networks` by country go before ours."""
        here = files("groundswell.sim")
        habits = msgspec.convert(
            tomllib.loads((here / "habits.toml").read_text(encoding="utf-8")), type=_Habits
        )
        lines = (here / "countries.csv").read_text(encoding="utf-8").splitlines()
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        known = {row["code"] for row in rows}
        said = {*only, *(regions or {}), *(networks or {})}
        if missing := said - known:
            raise ConfigError(
                f"no country {', '.join(sorted(missing))} in the population; it has {', '.join(sorted(known))}"
            )
        countries = tuple(
            Country(
                code=row["code"],
                name=row["name"],
                online=float(row["population"]) * float(row["online_pct"]) / 100,
                time_zone=row["time_zone"],
                voice=share_of(habits.voice, row["code"]),
            )
            for row in rows
            if not only or row["code"] in only
        )
        lived_in = {**habits.networks, **(networks or {})}
        return cls(
            countries=countries,
            platforms=Mix.of([_platforms(habits, country.code) for country in countries]),
            networks=Mix.of([lived_in.get(country.code, {}) for country in countries]),
            regions=Mix.of([(regions or {}).get(country.code, {}) for country in countries]),
            week=_week(habits.rhythm),
        )

    def per_country(self, shares: Shares) -> Floats:
        """`shares` as an array over the countries. Raises ConfigError when one is named that is not here."""
        codes = [country.code for country in self.countries]
        if missing := set(shares) - set(codes) - {OTHER}:
            raise ConfigError(f"no country {', '.join(sorted(missing))} in this scenario's population")
        return np.array([share_of(shares, code) for code in codes])

    @property
    def online(self) -> Floats:
        """People on the internet, per country."""
        return np.array([country.online for country in self.countries])

    @property
    def voice(self) -> Floats:
        """How readily people report, per country; the United States are 1."""
        return np.array([country.voice for country in self.countries])

    def rhythm(self, minutes: NDArray[np.int64]) -> Floats:
        """How active people are at each of `minutes` (UTC), by their own clocks: (minutes, countries), mean 1 over a week."""
        hours, which = np.unique(minutes // 60, return_inverse=True)
        by_zone: dict[str, Floats] = {}
        for zone in {country.time_zone for country in self.countries}:
            local = minutes + _offsets(zone, hours)[which]
            by_zone[zone] = self.week[minutes_of_week(local)]
        return np.stack([by_zone[country.time_zone] for country in self.countries], axis=1)


def _platforms(habits: _Habits, code: str) -> Shares:
    for group in habits.platforms.values():
        if code in group.countries:
            return group.shares
    return habits.platforms[OTHER].shares


def _offsets(zone: str, hours: NDArray[np.int64]) -> NDArray[np.int64]:
    """Minutes that clocks in `zone` are ahead of UTC at the start of each hour: clocks change on the hour."""
    clock = ZoneInfo(zone)
    none = timedelta()
    offsets = [
        (datetime.fromtimestamp(hour * 3600, tz=clock).utcoffset() or none) // timedelta(minutes=1)
        for hour in hours.tolist()
    ]
    return np.array(offsets, dtype=np.int64)


def _week(rhythm: _Rhythm) -> Floats:
    """The hours' values stand at half past; between them the line is straight."""
    hours = [
        day * hour
        for index, day in enumerate(rhythm.days)
        for hour in (rhythm.weekend if index >= 5 else rhythm.weekday)
    ]
    assert len(hours) * 60 == MINUTES_PER_WEEK == 7 * MINUTES_PER_DAY, "seven days of 24 hours"
    middle = np.arange(len(hours)) * 60.0 + 30.0
    week: Floats = np.interp(np.arange(MINUTES_PER_WEEK) + 0.5, middle, hours, period=MINUTES_PER_WEEK)
    scaled: Floats = week / week.mean()
    return scaled
