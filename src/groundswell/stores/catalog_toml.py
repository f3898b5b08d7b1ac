"""The catalog from TOML: the files shipped here, then the file of this instance, which adds, replaces and removes.

A fault in the latter is a ConfigError that names the file, the entry, the key, what is wrong and what would be
right. Areas come from `places`. The format is docs/reference/catalog.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from groundswell.core.catalog import DEPENDS_STRENGTH, Catalog
from groundswell.core.model import Network, NetworkKind, Operator, Part, PartKind, Service, Symptom
from groundswell.errors import ConfigError
from groundswell.stores.places import areas, country_of_zone

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
_Url = Annotated[str, msgspec.Meta(pattern="^$|^https?://[^ ]+$", max_length=300)]
_Country = Annotated[str, msgspec.Meta(pattern="^$|^[A-Z]{2}$")]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NETWORK_SLUG = re.compile(r"as[1-9][0-9]{0,9}")
_SLUG_LENGTH_MAX = 60

_RIGHT = {
    "name": "a text of 1 to 80 characters",
    "operator": "the slug of an operator, in quotes",
    "category": "the slug of a category, in quotes",
    "symptoms": 'one or more slugs of symptoms in brackets, ["app", "log-in"]',
    "aliases": 'other names in brackets, ["insta", "ig"]',
    "components": 'names of parts in brackets, ["Messages", "Calls"]',
    "depends_on": 'slugs of services or parts in brackets, ["aws"], or with how likely it breaks this one: '
    '[{on = "aws-us-east-1", strength = 0.6}], a strength above 0 and at most 1',
    "shared_as": "one of " + ", ".join(f'"{kind.value}"' for kind in PartKind),
    "of": 'the slug of the service or part that it is a piece of, "aws"',
    "ties": 'a service = what it depends on besides: netflix = ["aws"], or netflix = [{on = "aws-us-east-1", '
    "strength = 0.6}], a strength above 0 and at most 1",
    "url": 'an address that begins with "https://"',
    "status_url": 'an address that begins with "https://"',
    "users": "how many people use it, a whole number",
    "known": "outages whose size is known, [{reports = 1200, people = 90000}]",
    "propensity": "between which parts of those hit report here, by country's two letters, or for all others: "
    "{ DE = [0.001, 0.01], others = [0.003, 0.03] }, both above 0 and at most 1, the smaller first",
    "time_zone": 'an IANA zone, "Europe/Madrid"',
    "worldwide": "true or false",
    "country": 'a country\'s two letters, "ES"',
    "kind": '"fixed", "mobile" or "hosting"',
    "parts.kind": "one of " + ", ".join(f'"{kind.value}"' for kind in PartKind),
    "only": "true or false",
    "remove": 'slugs of services in brackets, ["instagram"]',
}


class _Edge(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    on: str
    strength: Annotated[float, msgspec.Meta(gt=0, le=1)] = DEPENDS_STRENGTH


_Edges = tuple[str | _Edge, ...]
_Part = Annotated[float, msgspec.Meta(gt=0, le=1)]
_Propensity = dict[Annotated[str, msgspec.Meta(pattern="^(others|[A-Z]{2})$")], tuple[_Part, _Part]]


class _KnownOutage(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    reports: Annotated[int, msgspec.Meta(ge=1)]
    people: Annotated[int, msgspec.Meta(ge=1)]


class _PartEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Name
    kind: PartKind
    of: str = ""


class _ServiceEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Name
    operator: str
    category: str
    symptoms: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    aliases: tuple[_Name, ...] = ()
    components: tuple[_Name, ...] = ()
    depends_on: _Edges = ()
    shared_as: PartKind = PartKind.SERVICE
    users: Annotated[int, msgspec.Meta(ge=0)] = 0
    known: tuple[_KnownOutage, ...] = ()
    propensity: _Propensity = {}
    url: _Url = ""
    status_url: _Url = ""
    time_zone: str = "UTC"
    worldwide: bool = False


class _OperatorEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Name
    url: _Url = ""


class _NetworkEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Name
    country: _Country = ""
    kind: NetworkKind = NetworkKind.FIXED


class _Top(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    only: bool = False
    remove: tuple[str, ...] = ()
    categories: dict[str, _Name] = {}
    symptoms: dict[str, _Name] = {}
    operators: dict[str, dict[str, object]] = {}
    services: dict[str, dict[str, object]] = {}
    networks: dict[str, dict[str, object]] = {}
    parts: dict[str, dict[str, object]] = {}
    ties: dict[str, _Edges] = {}
    propensity: _Propensity = {}


@dataclass(frozen=True)
class _Entries:
    """What one file says, or several together."""

    services: dict[str, Service] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    symptoms: dict[str, Symptom] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    ties: dict[str, _Edges] = field(default_factory=dict)
    propensity: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    only: bool = False

    def under(self, later: _Entries) -> _Entries:
        """These, with what `later` says added and put in place of the same slugs."""
        return _Entries(
            self.services | later.services,
            self.operators | later.operators,
            self.symptoms | later.symptoms,
            self.categories | later.categories,
            self.networks | later.networks,
            self.parts | later.parts,
            propensity={**self.propensity, **later.propensity},
        )

    def without(self, slugs: Iterable[str]) -> _Entries:
        """These without some services and their pieces; nothing depends on those any more."""
        gone = set(slugs)
        while more := {slug for slug, part in self.parts.items() if part.of in gone and slug not in gone}:
            gone |= more
        kept = {
            slug: _with_edges(service, [edge for edge in _edges_of(service) if edge.on not in gone])
            for slug, service in self.services.items()
            if slug not in gone
        }
        parts = {slug: part for slug, part in self.parts.items() if slug not in gone}
        return replace(self, services=kept, parts=parts)

    def tied(self, file: str) -> _Entries:
        """These with their `ties` among what the services depend on; one that is there already gets the new strength."""
        services = dict(self.services)
        for slug, edges in self.ties.items():
            if slug not in services:
                raise ConfigError(f"{file}: ties: no service {_unknown(slug, services)}")
            all_edges = {edge.on: edge for edge in (*_edges_of(services[slug]), *map(_edge, edges))}
            services[slug] = _with_edges(services[slug], all_edges.values())
        return replace(self, services=services, ties={})


def load_catalog(extra: Path | None = None) -> Catalog:
    """The catalog shipped with groundswell and what the file `extra` adds to it, replaces and removes.

    Raises ConfigError when `extra` cannot be read or does not fit.
    """
    entries = _shipped()
    if extra is not None:
        entries = _merged(entries, _read(_text_of(extra), str(extra)), str(extra))
    try:
        return Catalog.of(
            services=list(entries.services.values()),
            operators=list(entries.operators.values()),
            symptoms=list(entries.symptoms.values()),
            categories=entries.categories,
            areas=areas(),
            networks=list(entries.networks.values()),
            parts=list(entries.parts.values()),
            propensity=entries.propensity,
        )
    except ValueError as fault:
        raise ConfigError(
            f"{extra or 'built-in catalog'}: {fault}; give one of them another name, or name the one that you do "
            "not need under remove"
        ) from None


@cache
def _shipped() -> _Entries:
    entries = _Entries()
    for file in sorted(files("groundswell.stores").joinpath("catalog").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            own = _read(file.read_text(encoding="utf-8"), file.name)
            entries = replace(entries.under(own), ties=entries.ties | own.ties)
    return entries.tied("built-in catalog")


def _merged(shipped: _Entries, own: _Entries, file: str) -> _Entries:
    """`shipped` as the instance's `own` file wants it. Names that `own` uses must be there."""
    base = _Entries(networks=shipped.networks) if own.only else shipped
    for slug in own.remove:
        if slug in own.services:
            raise ConfigError(
                f'{file}: remove: "{slug}" is defined in this file too; an entry replaces, so drop it here'
            )
        if slug not in base.services:
            raise ConfigError(f"{file}: remove: no service {_unknown(slug, base.services)}")
    merged = replace(base.without(own.remove).under(own), ties=own.ties).tied(file)
    standing = {*merged.services, *merged.parts}
    zones = frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    for slug, part in own.parts.items():
        if part.of and part.of not in standing:
            raise ConfigError(f"{file}: [parts.{slug}] of: no service or part {_unknown(part.of, standing)}")
    for service in (merged.services[slug] for slug in {**own.services, **own.ties}):
        for key, used, known in (
            ("operator", (service.operator,), merged.operators),
            ("category", (service.category,), merged.categories),
            ("symptoms", service.symptoms, merged.symptoms),
            ("depends_on", service.depends_on, standing),
            ("time_zone", (service.time_zone,), zones),
        ):
            for name in used:
                if name not in known:
                    what = _WHAT.get(key, key)
                    raise ConfigError(
                        f"{file}: [services.{service.slug}] {key}: no {what} {_unknown(name, known)}"
                    )
        if service.slug in service.depends_on:
            raise ConfigError(
                f"{file}: [services.{service.slug}] depends_on: a service does not depend on itself"
            )
    return merged


_WHAT = {"symptoms": "symptom", "depends_on": "service or part", "time_zone": "time zone"}


def _edge(told: str | _Edge) -> _Edge:
    return _Edge(told) if isinstance(told, str) else told


def _edges_of(service: Service) -> list[_Edge]:
    strengths = service.strengths or (DEPENDS_STRENGTH,) * len(service.depends_on)
    return [_Edge(on, strength) for on, strength in zip(service.depends_on, strengths, strict=True)]


def _with_edges(service: Service, edges: Iterable[_Edge]) -> Service:
    """`service` with these edges; where all are of the usual strength, none is written down."""
    known = {edge.on: edge.strength for edge in edges}
    usual = all(strength == DEPENDS_STRENGTH for strength in known.values())
    return replace(service, depends_on=tuple(known), strengths=() if usual else tuple(known.values()))


def _service(slug: str, entry: _ServiceEntry, where: str) -> Service:
    known = tuple((outage.reports, outage.people) for outage in entry.known)
    told = msgspec.structs.asdict(entry) | {"depends_on": (), "known": known}
    told["propensity"] = tuple(_propensity(entry.propensity, where).items())
    told["country"] = "" if told.pop("worldwide") else country_of_zone(entry.time_zone)
    return _with_edges(Service(slug, **told), map(_edge, entry.depends_on))


def _propensity(entry: _Propensity, where: str) -> dict[str, tuple[float, float]]:
    """By country, "" for the others; ConfigError where the larger comes first or there is no such country."""
    known = _propensity_keys()
    for country, (low, high) in entry.items():
        if low > high or country not in known:
            fault = f"no country {country}" if low <= high else f"{low} is more than {high}"
            raise ConfigError(f"{where} propensity: {fault}; write {_RIGHT['propensity']}")
    return {"" if country == "others" else country: bounds for country, bounds in entry.items()}


@cache
def _propensity_keys() -> frozenset[str]:
    return frozenset(area.code for area in areas() if not area.parent) | {"others"}


def _unknown(name: str, known: Iterable[str]) -> str:
    """`"chekout" is known; did you mean "checkout"?`, to follow "no service"."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f'"{name}" is known' + (f'; did you mean "{close[0]}"?' if close else "")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise ConfigError(
            f"{path}: the catalog file cannot be read: {fault.strerror}. Name a TOML file that this user may read"
        ) from None
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{path}: not UTF-8 at byte {fault.start}. Save the file as UTF-8") from None


def _read(text: str, file: str) -> _Entries:
    """What one file says. Names are not looked up yet."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{file}: not TOML: {fault}") from None
    top = _convert(document, _Top, f"{file}:")
    for table in ("categories", "symptoms", "operators", "services", "parts"):
        for slug in getattr(top, table):
            _check_slug(
                slug, _SLUG, f"{file}: [{table}]", 'small letters, digits and single hyphens, "my-shop"'
            )
    for slug in top.networks:
        _check_slug(slug, _NETWORK_SLUG, f"{file}: [networks]", '"as" and the number, "as64500"')
    return _Entries(
        services={
            slug: _service(slug, _convert(entry, _ServiceEntry, where := f"{file}: [services.{slug}]"), where)
            for slug, entry in top.services.items()
        },
        operators={
            slug: Operator(
                slug, **msgspec.structs.asdict(_convert(entry, _OperatorEntry, f"{file}: [operators.{slug}]"))
            )
            for slug, entry in top.operators.items()
        },
        symptoms={slug: Symptom(slug, name) for slug, name in top.symptoms.items()},
        categories=top.categories,
        networks={
            slug: Network(
                slug, **msgspec.structs.asdict(_convert(entry, _NetworkEntry, f"{file}: [networks.{slug}]"))
            )
            for slug, entry in top.networks.items()
        },
        parts={
            slug: Part(
                slug,
                **msgspec.structs.asdict(_convert(entry, _PartEntry, f"{file}: [parts.{slug}]", "parts.")),
            )
            for slug, entry in top.parts.items()
        },
        ties=top.ties,
        propensity=_propensity(top.propensity, f"{file}:"),
        remove=top.remove,
        only=top.only,
    )


def _check_slug(slug: str, pattern: re.Pattern[str], where: str, right: str) -> None:
    if not pattern.fullmatch(slug) or len(slug) > _SLUG_LENGTH_MAX:
        raise ConfigError(f'{where} "{slug}" is not a slug: write {right}')


_EntryT = TypeVar("_EntryT", bound=msgspec.Struct)


def _convert(entry: Mapping[str, Any], kind: type[_EntryT], where: str, table: str = "") -> _EntryT:
    """`entry` as a `kind`; ConfigError says which key is wrong and what it would be if right. `table` stands before
    keys that mean something else there."""
    known = kind.__struct_fields__
    for key in entry:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f'did you mean "{close[0]}"?' if close else "known are " + ", ".join(known)
            raise ConfigError(f'{where} unknown key "{key}"; {hint}')
    required = [name for name in known if name not in entry and _is_required(kind, name)]
    if required:
        right = _RIGHT.get(table + required[0]) or _RIGHT.get(required[0], "")
        raise ConfigError(f"{where} {required[0]} is missing; write {right}")
    try:
        return msgspec.convert(entry, kind, strict=True)
    except msgspec.ValidationError as fault:
        message, _, path = str(fault).partition(" - at `$.")
        key = re.split(r"[.\[`]", path)[0]
        words = _RIGHT.get(table + key) or _RIGHT.get(key)
        right = f"; write {words}" if words else ""
        raise ConfigError(f"{where} {key}: {message}{right}") from None


def _is_required(kind: type[msgspec.Struct], name: str) -> bool:
    return name in _required(kind)


@cache
def _required(kind: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(one.name for one in msgspec.structs.fields(kind) if one.required)
