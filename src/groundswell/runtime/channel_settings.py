"""The sections `[channels.NAME]`: which ways out there are, each read by the config class of its own kind.

What every way has (kind, whom it tells of what, in which language) is `WayConfig`; the rest is the kind's own. Fields
that are secrets can be named as a file (`token_file`), every field as a variable (GROUNDSWELL_CHANNELS_NAME_FIELD).
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from groundswell.core.model import EventKind
from groundswell.core.notice import Route
from groundswell.core.phrases.spoken import LANGUAGES
from groundswell.errors import ConfigError
from groundswell.runtime.plugins import plugin
from groundswell.runtime.setting import PREFIX, Setting, Value, ValueFault, did_you_mean, settings_of, shown

SECTION: Final = "channels"
VARIABLES: Final = f"{PREFIX}CHANNELS_"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class WayConfig:
    """What every channel has, whatever its kind."""

    kind: str = ""
    """Which kind of channel it is; see docs/channels."""
    services: tuple[str, ...] = ()
    """The services that it tells of, by slug; with `categories` empty too: all."""
    categories: tuple[str, ...] = ()
    """The categories of services that it tells of, by slug."""
    severity_min: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    """The least severity, 1 to 5, from which it tells of an outage. What it has told of it follows to the end."""
    kinds: tuple[str, ...] = ()
    """The kinds of events that it tells of; empty: all but `suspected`, `peaked`, `explained`, `acknowledged` and `agreed`."""
    suspicions: bool = False
    """Whether it tells of what is only suspected, too."""
    language: str = "en"
    """The language that it tells in."""
    owner: str = ""
    """The name of another channel that hears when this one is switched off because the far side refuses; the log always does."""
    tells: bool = True
    """Whether it tells of outages itself; false for one that only carries what subscribers are told, or words for owners."""


@dataclass(frozen=True, slots=True)
class Way:
    """One section: its name, what all have, and the kind's own settings; `digest` tells when any of that has changed."""

    name: str
    common: WayConfig
    own: Any = field(repr=False)
    digest: str = ""

    @property
    def route(self) -> Route:
        """What it wants to hear of."""
        told = self.common
        kinds = tuple(EventKind(kind) for kind in told.kinds)
        return Route(
            told.services, told.categories, told.severity_min, kinds, told.suspicions, not told.tells
        )


@dataclass(frozen=True, slots=True)
class Given:
    """One value as it was given: in which words a fault speaks of it, and where relative paths in it stand."""

    raw: object
    origin: str
    base: Path
    is_text: bool = False


Table = dict[str, Given]


def from_file(tables: Mapping[str, Mapping[str, object]], file: Path) -> dict[str, Table]:
    """The sections of a file, by name."""
    return {
        name: {
            key: Given(raw, f"{file}: {SECTION}.{name}.{key}", file.parent) for key, raw in entries.items()
        }
        for name, entries in tables.items()
    }


def add_variables(tables: dict[str, Table], env: Mapping[str, str]) -> frozenset[str]:
    """Put what variables say over what the file says; a variable `..._KIND` makes a section. Returns those that were taken."""
    for variable in env:
        if variable.startswith(VARIABLES) and variable.endswith("_KIND"):
            name = variable[len(VARIABLES) : -len("_KIND")].lower().replace("_", "-")
            tables.setdefault(name, {})
    taken = set()
    for name in sorted(tables, key=len, reverse=True):  # of "hook" and "hook-two", the longer one first
        prefix = f"{VARIABLES}{name.upper().replace('-', '_')}_"
        for variable in env:
            if variable.startswith(prefix) and variable not in taken:
                key = variable[len(prefix) :].lower()
                tables[name][key] = Given(env[variable], variable, Path(), is_text=True)
                taken.add(variable)
    return frozenset(taken)


def ways(tables: Mapping[str, Table], faults: list[str]) -> tuple[Way, ...]:
    """The channels that were set up, by name; what is wrong with any goes to `faults`."""
    found = []
    for name, table in sorted(tables.items()):
        try:
            found.append(_way(name, table, faults))
        except ConfigError as fault:
            faults.append(f"{_place(name, table)}: {fault}")
    names = {way.name for way in found}
    faults += [
        f'{_place(way.name, tables[way.name])}: owner = "{way.common.owner}": there is no channel of this name'
        for way in found
        if way.common.owner and way.common.owner not in names
    ]
    return tuple(found)


def _place(name: str, table: Table) -> str:
    """Where the section stands: in the file, else in variables."""
    files = [given.origin.partition(": ")[0] for given in table.values() if not given.is_text]
    where = files[0] if files else f"{VARIABLES}{name.upper().replace('-', '_')}_..."
    return f"{where}: [{SECTION}.{name}]" if table else f"[{SECTION}.{name}]"


def fields_of(kind: str) -> tuple[tuple[Setting, ...], frozenset[str]]:
    """The settings of a kind's own, and which of them are secrets. Raises ConfigError."""
    config = plugin("channel", kind).Config
    secret = {each.name for each in dataclasses.fields(config) if each.metadata.get("secret")}
    return settings_of(config, ""), frozenset(secret)


def _way(name: str, table: Table, faults: list[str]) -> Way:
    if not _NAME.fullmatch(name):
        raise ConfigError("a channel's name has small letters, digits and hyphens, a letter first")
    kind = table["kind"].raw if "kind" in table else ""
    if not isinstance(kind, str) or not kind:
        raise ConfigError('kind is missing: kind = "webhook" would be one')
    own, secret = fields_of(kind)
    common = settings_of(WayConfig, "")
    clash = {setting.name for setting in own} & {setting.name for setting in common}
    if clash:
        raise ConfigError(f'the kind "{kind}" has settings of names that all channels have: {sorted(clash)}')
    known = {setting.name: setting for setting in (*common, *own)}
    before, values = len(faults), _values(name, table, known, secret, faults)
    if len(faults) > before:
        raise ConfigError("is not used until that is mended")
    told = WayConfig(**{each.name: values[each.name] for each in common if each.name in values})  # type: ignore[arg-type]
    _check(told)
    try:
        made = plugin("channel", kind).Config(**{s.name: values[s.name] for s in own if s.name in values})
    except ValueError as fault:
        raise ConfigError(str(fault)) from fault
    if told.tells and (lacks := getattr(made, "lacks", "")):
        raise ConfigError(lacks)
    digest = hashlib.sha256(repr((told, sorted(values.items(), key=str))).encode()).hexdigest()[:32]
    return Way(name, told, made, digest)


def _values(
    name: str, table: Table, known: Mapping[str, Setting], secret: frozenset[str], faults: list[str]
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, given in table.items():
        plain = key.removesuffix("_file")
        by_file = key not in known and (plain in secret or (given.is_text and plain in known))
        setting = known.get(plain if by_file else key)
        if setting is None:
            listed = ", ".join(f'"{each}"' for each in known)
            near = did_you_mean(key, known) or f"; there are {listed}"
            faults.append(f'{given.origin}: [{SECTION}.{name}] has no setting "{key}"{near}')
            continue
        if by_file and plain in table:
            faults.append(f"{given.origin}: {plain} is given too: keep one")
            continue
        try:
            if by_file:
                given = _read(given)
                values[plain] = setting.read_text(str(given.raw), base=given.base)
            elif given.is_text:
                values[key] = setting.read_text(str(given.raw), base=given.base)
            else:
                values[key] = setting.read(given.raw, base=given.base)
        except _UnreadableFault as fault:
            faults.append(f"{given.origin}: {fault}")
        except ValueFault as fault:
            # A secret is not repeated, not even where it is wrong.
            told = f"it must be {setting.wants}" if plain in secret else str(fault)
            faults.append(f"{given.origin}: {told}")
    return values


class _UnreadableFault(ValueFault):
    """A file that cannot be read: its name is no secret."""


def _read(given: Given) -> Given:
    """What stands in the file that `given` names."""
    path = given.base / Path(str(given.raw)).expanduser()
    try:
        return Given(path.read_text("utf-8").strip(), given.origin, given.base, is_text=True)
    except (OSError, UnicodeDecodeError):
        raise _UnreadableFault(f"{path}: there is no such file that can be read") from None


def _check(told: WayConfig) -> None:
    words = {kind.value for kind in EventKind}
    for kind in told.kinds:
        if kind not in words:
            raise ConfigError(f'kinds: there is no event "{kind}"; there are {", ".join(sorted(words))}')
    if told.language not in LANGUAGES:
        raise ConfigError(f'language: "{told.language}" is not spoken here; {", ".join(LANGUAGES)} are')


def listed(way: Way) -> list[tuple[str, str]]:
    """The settings of a way that differ from their default, as (name, value); secrets are concealed."""
    own, secret = fields_of(way.common.kind)
    return [
        (setting.name, '"***"' if setting.name in secret else shown(value))
        for setting, holder in (
            *((each, way.common) for each in settings_of(WayConfig, "")),
            *((each, way.own) for each in own),
        )
        if (value := getattr(holder, setting.name)) != setting.default
    ]
