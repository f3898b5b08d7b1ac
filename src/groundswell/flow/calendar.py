"""By which clock a service and a country live: daylight saving and public holidays, as hours to add to UTC.

Rhythms are learned, so only changes matter: a change to summer time is one hour more, and a public holiday
reads like the Sunday before it. Holidays come from the `holidays` package, zones from tzdata.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from groundswell.core.catalog import Catalog
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of
from groundswell.errors import InputError

_SUNDAY = 6
_CODE: Final = re.compile("[A-Z]{2}")
PLACE_LETTERS_MAX: Final = 24
"""letters of a country, or of a part of one"""


class Calendar:
    """The clocks of a catalog's services and of countries."""

    def __init__(self, catalog: Catalog) -> None:
        self._zones = {slug: service.time_zone for slug, service in catalog.services.items()}
        self._distinct = frozenset(self._zones.values())

    def of_service(self, slug: str, minute: int) -> int:
        """Hours to add to UTC for the time of week by which the service's people live at `minute`."""
        return self._of_zone(self._zones[slug], minute)

    def of_country(self, country: str, minute: int, *, feasts: bool = True) -> int:
        """The same for the people of an ISO country; of several zones the first that tzdata names."""
        zone = _zone_of(country)
        return _hours(zone, country if feasts else "", minute // 60) if zone else 0

    def of_services(self, minute: int, *, feasts: bool = True) -> list[int]:
        """`of_service` of all services, in the catalog's order: asked once a zone. Without `feasts` a public holiday is a day
        like others: for weeks that are read by the clock of their last day."""
        hours = {zone: self._of_zone(zone, minute, feasts) for zone in self._distinct}
        return [hours[zone] for zone in self._zones.values()]

    def changed(self, minute: int, within_minutes: int) -> list[bool]:
        """Of all services, in the catalog's order, whether their clock was set to summer time, or back, within so many minutes:
        asked once a zone."""
        changed = {zone: self._zone_changed(zone, minute, within_minutes) for zone in self._distinct}
        return [changed[zone] for zone in self._zones.values()]

    def country_changed(self, country: str, minute: int, within_minutes: int) -> bool:
        """The same of an ISO country; of several zones the first that tzdata names."""
        zone = _zone_of(country)
        return bool(zone) and self._zone_changed(zone, minute, within_minutes)

    def _of_zone(self, zone: str, minute: int, feasts: bool = True) -> int:
        return 0 if zone == "UTC" else _hours(zone, _country_of(zone) if feasts else "", minute // 60)

    def _zone_changed(self, zone: str, minute: int, within_minutes: int) -> bool:
        if zone == "UTC":
            return False
        return _offset(zone, minute // 60) != _offset(zone, (minute - within_minutes) // 60)


def _hours(zone: str, country: str, hour: int) -> int:
    offset = _offset(zone, hour)
    return offset - 24 * _days_since_sunday(country, (hour + offset) // 24) if country else offset


@lru_cache(maxsize=4096)
def _days_since_sunday(country: str, day: int) -> int:
    """Of a public holiday (days since 1970) that is no Sunday; 0 of all other days."""
    here = instant_of(day * MINUTES_PER_DAY)
    is_feast = here.weekday() != _SUNDAY and here.date() in _holidays(country, here.year)
    return here.weekday() + 1 if is_feast else 0


def _offset(zone: str, hour: int) -> int:
    begins, ends = _offsets_around(zone, hour // 24)
    return begins if begins == ends else _offset_at(zone, hour)


@lru_cache(maxsize=4096)
def _offsets_around(zone: str, day: int) -> tuple[int, int]:
    """At the beginning and at the end of a day of UTC: no zone changes its clock twice in one."""
    return _offset_at(zone, day * 24), _offset_at(zone, day * 24 + 24)


@lru_cache(maxsize=4096)
def _offset_at(zone: str, hour: int) -> int:
    offset = datetime.fromtimestamp(hour * 3600, tz=UTC).astimezone(_zone(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds() // 3600)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def _holidays(place: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # not before somebody asks for one: commands do not

    country, _, part = place.partition("-")
    try:
        return frozenset(country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:  # a part that the library no longer knows has its country's
        return _holidays(country, year) if part else frozenset()


def feasts(place: str, first: date, last: date) -> frozenset[date]:
    """The public holidays of a country (an ISO code), or of a part of it ("DE-BY"), from one day to another; the country's where
    those of the part are not known, none where neither are."""
    days = (day for year in range(first.year, last.year + 1) for day in _holidays(place, year))
    return frozenset(day for day in days if first <= day <= last)


def place_of_feasts(typed: str) -> str:
    """The country, or part of one, whose public holidays are meant, as `feasts` takes it: "es" -> "ES", "de-by" -> "DE-BY"; "" for
    none. Raises InputError."""
    from holidays import country_holidays

    country, _, part = (word.strip() for word in typed.partition("-"))
    if not typed.strip():
        return ""
    country = country.upper()
    try:
        known = country_holidays(country).subdivisions if _CODE.fullmatch(country) else None
    except NotImplementedError:
        known = None
    if known is None:
        raise InputError(
            "country",
            f'no public holidays are known of "{country[:20]}": write the code of a country, such as ES',
        )
    if "-" not in typed:
        return country
    found = next((each for each in known if each.casefold() == part.casefold()), None)
    if found is None:
        parts = f"one of {', '.join(known)}" if known else "it has none with holidays of their own"
        raise InputError(
            "country", f'"{part[:20]}" is no part of {country} whose holidays are known: {parts}'
        )
    return f"{country}-{found}"


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Country to its first zone, and zone to country."""
    first: dict[str, str] = {}
    countries: dict[str, str] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            first.setdefault(country, zone)
            countries[zone] = country
    return first, countries


def _zone_of(country: str) -> str:
    return _table()[0].get(country, "")


def _country_of(zone: str) -> str:
    return _table()[1].get(zone, "")
