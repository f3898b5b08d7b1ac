"""Where things are: countries and regions by name, which country a time zone means, and what an address tells.

Names come from pycountry and CLDR (Babel), people from CLDR (scripts/people.py), zones from tzdata. An address is looked up in files of MaxMind's
format, if this instance has any; it is neither kept nor logged here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import maxminddb
import msgspec
import pycountry
from babel import Locale
from babel.core import get_global

from groundswell.core.model import Area
from groundswell.errors import ConfigError

_SHORT_NAMES = {
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}
"""Where CLDR's usual name is longer than people say."""

_ALSO = ("XK",)
"""Kosovo: not in ISO 3166-1, but what address files and CLDR call it."""

_CLOCKS = frozenset(
    {"CET", "EET", "EST", "EST5EDT", "CST6CDT", "HST", "MET", "MST", "MST7MDT", "PST8PDT", "WET"}
)
"""Zones that name a clock and no place, though tables give them one."""

_BRACKETS = re.compile(r"\s*(\[.*?\]|\(.*?\))")


_NUMBER = re.compile(r"(?i)AS[0-9]{1,10}")


class Place(NamedTuple):
    """What an address tells: codes as in `Area` and a slug as in `Network`; "" where unknown."""

    country: str = ""
    region: str = ""
    network: str = ""


NOWHERE = Place()


class _Country(msgspec.Struct):
    alpha_2: str


class _Region(msgspec.Struct):
    code: str
    name: str


@cache
def _areas() -> tuple[Area, ...]:
    names, tables = Locale("en").territories, Path(pycountry.DATABASE_DIR)
    # pycountry's own reading makes an index of every word of them: most of the time that the catalog took.
    nations = msgspec.json.decode((tables / "iso3166-1.json").read_bytes(), type=dict[str, list[_Country]])
    parted = msgspec.json.decode((tables / "iso3166-2.json").read_bytes(), type=dict[str, list[_Region]])
    codes = sorted([country.alpha_2 for country in nations["3166-1"]] + list(_ALSO))
    people = _people()
    countries = [
        Area(code, _SHORT_NAMES.get(code) or names[code], people=people.get(code, 0)) for code in codes
    ]
    regions = [
        Area(region.code, _region_name(region.name), region.code.partition("-")[0])
        for region in parted["3166-2"]
    ]
    return (*countries, *sorted(regions, key=lambda region: region.code))


def areas() -> list[Area]:
    """Every country, then every region of ISO 3166-2, large and small; the parent of each region is its country."""
    return list(_areas())


def _people() -> Mapping[str, int]:
    """How many people live in each country."""
    lines = files("groundswell.stores").joinpath("people.csv").read_text(encoding="utf-8").splitlines()
    rows = (line.split(",") for line in lines if line[:1].isupper())
    return {code: int(people) for code, people in rows}


def _region_name(name: str) -> str:
    """The name as people write it: "Comunidad de Madrid" where the standard files "Madrid, Comunidad de"."""
    bare = _BRACKETS.sub("", name)
    head, comma, tail = bare.partition(", ")
    if not comma or " and " in tail or " y " in tail:
        return bare
    return f"{tail} {head}"


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(area.code for area in _areas() if not area.parent)


@cache
def _zones() -> Mapping[str, str]:
    """IANA zone, today's or an old name of it, to ISO country."""
    # tzdata's own links join places of one clock (Iceland points at Abidjan); CLDR's keep the country.
    territories: Mapping[str, str] = get_global("zone_territories")
    zones = {zone: country for zone, country in territories.items() if country in _country_codes()}
    for old, new in get_global("zone_aliases").items():
        if new in zones:
            zones.setdefault(old, zones[new])
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[zone] = country
    return {zone: country for zone, country in zones.items() if zone not in _CLOCKS}


def country_of_zone(zone: str) -> str:
    """The ISO country whose clocks `zone` (IANA, "Europe/Madrid") sets; "" where it names none."""
    return _zones().get(zone, "")


class Places:
    """What an address tells, from a country or city file and a network file, both optional."""

    def __init__(self, country_file: str = "", network_file: str = "") -> None:
        """Open the files. Raises ConfigError for one that cannot be read."""
        self._areas = _open(country_file, "country") if country_file else None
        self._networks = _open(network_file, "network") if network_file else None

    def lookup(self, address: str) -> Place:
        """Country, region and network of `address`; unknown parts, and what is no address, are ""."""
        if self._areas is None and self._networks is None:
            return NOWHERE
        country, region = _place(_record(self._areas, address))
        return Place(country, region, _network(_record(self._networks, address)))

    @property
    def knows_addresses(self) -> bool:
        """Whether there is a file to look addresses up in."""
        return self._areas is not None or self._networks is not None

    def country_of_zone(self, zone: str) -> str:
        """See the function of the same name."""
        return _zones().get(zone, "")

    def is_country(self, code: str) -> bool:
        """Whether `code` is a country's, in capitals."""
        return code in _country_codes()

    def close(self) -> None:
        """Let the files go."""
        for reader in (self._areas, self._networks):
            if reader is not None:
                reader.close()


def _open(path: str, what: str) -> maxminddb.Reader:
    setting = f"geo_{what}_file"
    try:
        reader = maxminddb.open_database(path)
        kind = reader.metadata().database_type
    except FileNotFoundError:
        raise ConfigError(
            f'{setting}: there is no file "{path}". Name a {what} file of MaxMind\'s format (.mmdb), or leave the '
            "setting empty: places then come from the browser's time zone and language."
        ) from None
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "it is not a file of MaxMind's format"
        raise ConfigError(
            f'{setting}: "{path}" cannot be read: {reason}. Download it again and unpack it (the name ends in '
            ".mmdb, not .gz or .zip), or leave the setting empty."
        ) from None
    tells = {
        "country": any(word in kind.upper() for word in ("COUNTRY", "CITY")),
        "network": any(word in kind.upper() for word in ("ASN", "ISP")),
    }
    other = "network" if what == "country" else "country"
    if tells[other] and not tells[what]:
        reader.close()
        raise ConfigError(f'{setting}: "{path}" is a {other} file ("{kind}"): name it as geo_{other}_file')
    return reader


def _record(reader: maxminddb.Reader | None, address: str) -> Mapping[str, object]:
    if reader is None:
        return {}
    try:
        record = reader.get(address)
    except (TypeError, ValueError, maxminddb.InvalidDatabaseError):
        # Not an address, or one of a kind that the file lacks, or a spoilt corner of the file: unknown.
        return {}
    return record if isinstance(record, dict) else {}


def _place(record: Mapping[str, object]) -> tuple[str, str]:
    """Country and first region of a record in MaxMind's shape, or country of one of the flat shapes."""
    country = (
        _code(record.get("country"))
        or _code(record.get("registered_country"))
        or _text(record.get("country_code"))
    )
    if country not in _country_codes():
        return "", ""  # "EU", "ZZ" and the like stand in some files where no country is known
    regions = record.get("subdivisions")
    region = _code(regions[0]) if isinstance(regions, list) and regions else ""
    if not 1 <= len(region) <= 3 or not region.isascii() or not region.isalnum():
        return country, ""
    return country, f"{country}-{region.upper()}"


def _network(record: Mapping[str, object]) -> str:
    """The slug of the network: MaxMind gives its number as one, others as "AS3352"."""
    number = record.get("autonomous_system_number") or record.get("asn")
    if isinstance(number, str) and _NUMBER.fullmatch(number):
        number = int(number[2:])
    return f"as{number}" if isinstance(number, int) and number > 0 else ""


def _code(value: object) -> str:
    return _text(value.get("iso_code")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
