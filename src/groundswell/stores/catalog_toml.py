"""The catalog from TOML: the files shipped here, then the file of this instance, which adds, replaces and removes.

Whatever is wrong in the latter is one ConfigError: of each fault a line with the file and its line, the entry, the key, what is
wrong and what would be right. Areas come from `places`. The format is docs/reference/catalog.md.
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

from groundswell.core.catalog import DEPENDS_STRENGTH, Catalog, clashes
from groundswell.core.model import Network, NetworkKind, Operator, Part, PartKind, Service, Symptom
from groundswell.errors import ConfigError
from groundswell.stores.places import areas, country_of_zone
from groundswell.stores.toml_faults import Faults, Place

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
_Url = Annotated[str, msgspec.Meta(pattern="^$|^https?://[^ ]+$", max_length=300)]
_Country = Annotated[str, msgspec.Meta(pattern="^$|^[A-Z]{2}$")]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NETWORK_SLUG = re.compile(r"as[1-9][0-9]{0,9}")
_SLUG_LENGTH_MAX = 60
_SLUG_WORDS = 'small letters, digits and single hyphens, "my-shop"'
_ITEM = re.compile(r"\[(\d+)\]")

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
_EntryT = TypeVar("_EntryT", bound=msgspec.Struct)
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
    categories: dict[str, object] = {}
    symptoms: dict[str, object] = {}
    operators: dict[str, object] = {}
    services: dict[str, object] = {}
    networks: dict[str, object] = {}
    parts: dict[str, object] = {}
    ties: dict[str, object] = {}
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
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """the slugs under each table, of entries with faults too: who uses such a name has made no fault of their own"""

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

    def tied(self, faults: Faults) -> _Entries:
        """These with their `ties` among what the services depend on; one that is there already gets the new strength."""
        services = dict(self.services)
        for slug, edges in self.ties.items():
            if slug not in services:
                if slug not in self.named.get("services", ()):
                    faults.note((), f"ties: no service {_unknown(slug, services)}", "ties", slug)
                continue
            all_edges = {edge.on: edge for edge in (*_edges_of(services[slug]), *map(_edge, edges))}
            services[slug] = _with_edges(services[slug], all_edges.values())
        return replace(self, services=services, ties={})


def load_catalog(extra: Path | None = None) -> Catalog:
    """The catalog shipped with groundswell and what the file `extra` adds to it, replaces and removes.

    Raises ConfigError when `extra` cannot be read or does not fit; it tells of everything that is wrong.
    """
    entries = _shipped()
    if extra is not None:
        text = _text_of(extra)
        faults = Faults(str(extra), text)
        own = _read(text, faults)
        entries = _merged(entries, own, faults)
        _note_clashes(entries, own, faults)
        faults.stop()
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


@cache
def _shipped() -> _Entries:
    entries = _Entries()
    for file in sorted(files("groundswell.stores").joinpath("catalog").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            faults = Faults(file.name)
            own = _read(file.read_text(encoding="utf-8"), faults)
            faults.stop()
            entries = replace(entries.under(own), ties=entries.ties | own.ties)
    faults = Faults("built-in catalog")
    entries = entries.tied(faults)
    faults.stop()
    return entries


def _merged(shipped: _Entries, own: _Entries, faults: Faults) -> _Entries:
    """`shipped` as the instance's `own` file wants it. Names that `own` uses must be there."""
    base = _Entries(networks=shipped.networks) if own.only else shipped
    for slug in own.remove:
        if slug in own.named["services"]:
            words = f'remove: "{slug}" is defined in this file too; an entry replaces, so drop it here'
            faults.note((), words, "remove")
        elif slug not in base.services:
            faults.note((), f"remove: no service {_unknown(slug, base.services)}", "remove")
    merged = replace(base.without(own.remove).under(own), ties=own.ties, named=own.named).tied(faults)
    _note_strangers(merged, own, faults)
    return merged


def _note_strangers(merged: _Entries, own: _Entries, faults: Faults) -> None:
    """Names that entries of `own` use, and nobody has."""
    named = {table: {*getattr(merged, table), *slugs} for table, slugs in own.named.items()}
    standing = named["services"] | named["parts"]
    zones = frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    for slug, part in own.parts.items():
        if part.of and part.of not in standing:
            faults.note(("parts", slug), f"of: no service or part {_unknown(part.of, standing)}", "of")
    for service in (
        merged.services[slug] for slug in {**own.services, **own.ties} if slug in merged.services
    ):
        place = ("services", service.slug)
        tied = {edge.on for edge in map(_edge, own.ties.get(service.slug, ()))}
        for key, used, known in (
            ("operator", (service.operator,), named["operators"]),
            ("category", (service.category,), named["categories"]),
            ("symptoms", service.symptoms, named["symptoms"]),
            ("depends_on", service.depends_on, standing),
            ("time_zone", (service.time_zone,), zones),
        ):
            for name in used:
                if name not in known and name != _UNTOLD:
                    words = f"no {_WHAT.get(key, key)} {_unknown(name, known)}"
                    if key == "depends_on" and name in tied:
                        faults.note(("ties",), f"{service.slug}: {words}", service.slug)
                    else:
                        faults.note(place, f"{key}: {words}", key)
        if service.slug in service.depends_on:
            faults.note(place, "depends_on: a service does not depend on itself", "depends_on")


def _note_clashes(merged: _Entries, own: _Entries, faults: Faults) -> None:
    """What stands in one another's way, at the entry of `own` that is in it."""
    for slugs, words in clashes(list(merged.services.values()), list(merged.parts.values())):
        table = "parts" if slugs[0] in own.parts else "services"
        slug = next((slug for slug in slugs if slug in getattr(own, table)), "")
        right = "give one of them another name, or name the one that you do not need under remove"
        faults.note((table, slug) if slug else (), f"{words}; {right}")


_UNTOLD = "\0"
_STANDING_IN: Mapping[str, object] = {
    "operator": _UNTOLD,
    "category": _UNTOLD,
    "symptoms": (),
    "kind": PartKind.SERVICE,
}
"""what is taken for a key that must be there and is missing or wrong, which is noted"""
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


def _service(slug: str, entry: _ServiceEntry, faults: Faults) -> Service:
    known = tuple((outage.reports, outage.people) for outage in entry.known)
    told = msgspec.structs.asdict(entry) | {"depends_on": (), "known": known}
    told["propensity"] = tuple(_propensity(entry.propensity, ("services", slug), faults).items())
    told["country"] = "" if told.pop("worldwide") else country_of_zone(entry.time_zone)
    return _with_edges(Service(slug, **told), map(_edge, entry.depends_on))


def _propensity(entry: _Propensity, place: Place, faults: Faults) -> dict[str, tuple[float, float]]:
    """By country, "" for the others. The larger must not come first, and there must be such a country."""
    known = _propensity_keys()
    for country, (low, high) in entry.items():
        if low > high or country not in known:
            fault = f"no country {country}" if low <= high else f"{low} is more than {high}"
            faults.note(place, f"propensity: {fault}; write {_RIGHT['propensity']}", "propensity", country)
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


def _read(text: str, faults: Faults) -> _Entries:
    """What one file says. Names are not looked up yet."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        faults.note((), f"not TOML: {fault}")
        faults.stop()
        raise  # never: it was noted
    top = _entry((), document, _Top, faults)
    services = _table("services", top.services, _ServiceEntry, faults)
    operators = _table("operators", top.operators, _OperatorEntry, faults)
    networks = _table("networks", top.networks, _NetworkEntry, faults)
    parts = _table("parts", top.parts, _PartEntry, faults, "parts.")
    symptoms = _names("symptoms", top.symptoms, faults)
    tables = ("services", "operators", "symptoms", "categories", "networks", "parts")
    return _Entries(
        services={slug: _service(slug, entry, faults) for slug, entry in services.items()},
        operators={slug: Operator(slug, **msgspec.structs.asdict(one)) for slug, one in operators.items()},
        symptoms={slug: Symptom(slug, name) for slug, name in symptoms.items()},
        categories=_names("categories", top.categories, faults),
        networks={slug: Network(slug, **msgspec.structs.asdict(one)) for slug, one in networks.items()},
        parts={slug: Part(slug, **msgspec.structs.asdict(one)) for slug, one in parts.items()},
        ties={
            slug: edges
            for slug, raw in top.ties.items()
            if (edges := _value(("ties",), slug, raw, _Edges, faults, _RIGHT["ties"])) is not None
        },
        propensity=_propensity(top.propensity, (), faults),
        remove=top.remove,
        only=top.only,
        named={table: frozenset(getattr(top, table)) for table in tables},
    )


def _table(
    table: str, told: Mapping[str, object], kind: type[_EntryT], faults: Faults, prefix: str = ""
) -> dict[str, _EntryT]:
    """The entries of a table; see `_entry`."""
    found = {}
    for slug, raw in told.items():
        _note_slug(table, slug, faults)
        if not isinstance(raw, dict):
            faults.note((table,), f"{slug}: is no entry; write [{table}.{slug}] and its keys below it", slug)
        else:
            found[slug] = _entry((table, slug), raw, kind, faults, prefix)
    return found


def _names(table: str, told: Mapping[str, object], faults: Faults) -> dict[str, str]:
    found = {}
    for slug, raw in told.items():
        _note_slug(table, slug, faults)
        name = _value((table,), slug, raw, _Name, faults, _RIGHT["name"])
        if name is not None:
            found[slug] = name
    return found


def _note_slug(table: str, slug: str, faults: Faults) -> None:
    network = table == "networks"
    pattern = _NETWORK_SLUG if network else _SLUG
    if not pattern.fullmatch(slug) or len(slug) > _SLUG_LENGTH_MAX:
        right = '"as" and the number, "as64500"' if network else _SLUG_WORDS
        faults.note((table,), f'"{slug}" is not a slug: write {right}', slug)


@cache
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


def _entry(
    place: Place, told: Mapping[str, object], kind: type[_EntryT], faults: Faults, prefix: str = ""
) -> _EntryT:
    """The entry at `place` as a `kind`. Of each key that is wrong it is noted what it would be if right, and something stands in for
    it, so that the names in the others can still be looked up; `prefix` stands before keys that mean something else there."""
    known = _fields(kind)
    good: dict[str, Any] = {}
    for key, raw in told.items():
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f'did you mean "{close[0]}"?' if close else "known are " + ", ".join(known)
            faults.note(place, f'unknown key "{key}"; {hint}', key)
            continue
        right = _RIGHT.get(prefix + key) or _RIGHT.get(key, "")
        value = _value(place, key, raw, known[key].type, faults, right)
        if value is not None:
            good[key] = value
    required = [name for name, field in known.items() if field.required]
    for name in required:
        if name not in told:
            right = _RIGHT.get(prefix + name) or _RIGHT.get(name, "")
            faults.note(place, f"{name} is missing; write {right}")
        if name not in good:
            good[name] = place[-1] if name == "name" else _STANDING_IN[name]
    return kind(**good)


def _value(place: Place, key: str, raw: object, kind: Any, faults: Faults, right: str) -> Any:
    """`raw` as a `kind`, None where that cannot be; of a list each item that is wrong is noted."""
    wrong = 0
    while True:
        try:
            value = msgspec.convert(raw, kind, strict=True)
        except msgspec.ValidationError as fault:
            message, _, path = str(fault).partition(" - at `$")
            item = _ITEM.match(path)
            where = f"{key}, item {int(item[1]) + wrong + 1}" if item else key
            faults.note(place, f"{where}: {message}" + (f"; write {right}" if right else ""), key)
            if item is None or not isinstance(raw, list) or len(raw) == 1:
                return None
            raw = raw[: int(item[1])] + raw[int(item[1]) + 1 :]
            wrong += 1
        else:
            return None if wrong else value
