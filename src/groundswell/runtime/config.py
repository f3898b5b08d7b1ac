"""The settings of an instance: which rooms have some, where they are read from, and what is wrong with them.

Each room keeps its settings in its own config class; `Settings` only gathers them into one file. Everything
is checked at the start, and every fault is told at once: where it is, what it is and what it must be.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from groundswell.errors import ConfigError
from groundswell.flow.admit import AdmitConfig
from groundswell.flow.advise import WorkaroundsConfig
from groundswell.flow.announce import ChannelsConfig
from groundswell.flow.ask import QuestionsConfig
from groundswell.flow.call import OncallConfig
from groundswell.flow.guard import GuardConfig
from groundswell.flow.judge import JudgeConfig
from groundswell.flow.receive import MailConfig
from groundswell.flow.subscribe import SubscriptionsConfig
from groundswell.flow.undertake import WishesConfig
from groundswell.flow.utter import StatementsConfig
from groundswell.runtime import channel_settings, references
from groundswell.runtime.channel_settings import Way
from groundswell.runtime.secrets import TOKEN_VARIABLE
from groundswell.runtime.setting import (
    PREFIX,
    Setting,
    Value,
    ValueFault,
    concealed,
    section_class,
    settings_of,
    shown,
)
from groundswell.web.parts import WebConfig
from groundswell.web.people.config import DeskConfig
from groundswell.web.visitor import VisitorConfig

FILE_NAME = "groundswell.toml"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"
OTHER_VARIABLES: Mapping[str, str] = {
    CONFIG_VARIABLE: "the settings file, where `--config` is left out",
    TOKEN_VARIABLE: "the token: of a server, in place of the file `token` in its data directory; of a command, that of the server it asks",
    f"{TOKEN_VARIABLE}_FILE": "a file that holds the token",
    f"{PREFIX}DEBUG": "`1`: a command that fails shows where in the code that was",
    f"{PREFIX}URL": "the server that commands ask, where `--url` is left out",
}
"""Variables of ours that are no settings, and what they say."""

# Kubernetes puts these into every container beside a Service that is called "groundswell".
_FOREIGN = re.compile(rf"{PREFIX}(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)")


@dataclass(frozen=True, slots=True)
class RetentionConfig:
    """How long things are kept. Hours and days stay for good: they are small."""

    raw_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    """Days that single reports stay in the journal. Nothing can be replayed or exported beyond it."""
    comments_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    """Days that the own words of a report are kept, shown or not; never longer than the report itself (`raw_days`)."""
    minutes_days: Annotated[int, msgspec.Meta(ge=2, le=36500)] = 90
    """Days that counts by the minute are kept; 36500, a hundred years, is for good."""
    quarters_days: Annotated[int, msgspec.Meta(ge=15, le=36500)] = 730
    """Days that counts by the quarter of an hour are kept, 36500: for good; what is usual is learned from them."""
    notices_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """Days that it is kept who was told what, and what became of it. Of a subscription that is deleted: not a moment longer."""
    subscriptions_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 30
    """Days that it is kept that a subscription has ended, and why. Its address is wiped at its end; sign-ups that nobody confirms are forgotten after two days. So with wishes to be told when it is over; what was answered to the question whether it works again is kept as long as the report that it is (`raw_days`)."""
    questions_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """Days that a question is kept, answered or not. One that its asker deletes: not a moment longer. What the desk has answered stays until it is withdrawn."""
    workarounds_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """Days that a workaround is kept, with its votes, that was taken down, was over with its outage, or was never read by the desk. What is shown stays."""
    statements_days: Annotated[int, msgspec.Meta(ge=0, le=36500)] = 0
    """Days that what the desk has said in public is kept after its outage is over, with its earlier texts and promises; 0: for good. It is the public record, as outages themselves are: whoever wipes it wipes what people were told."""
    papers_days: Annotated[int, msgspec.Meta(ge=1, le=36500)] = 730
    """Days that the desk's own papers of an outage are kept after it is over: notes, tasks, links, who had which role, drafts of statements that were never published."""
    unused_accounts_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """Days after which an account that nobody has ever signed in to is forgotten."""
    closed_accounts_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    """Days after which an account that was shut out is forgotten: its name, what it signs in with, how it is called. What stays is a number; in the audit log the name stays for `desk.audit_days`."""


@dataclass(frozen=True, slots=True)
class LogConfig:
    """What is logged and how. No log line holds an address."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least serious lines that are written."""
    format: Literal["console", "json"] = "console"
    """`console` for people, `json` (one object a line) for machines. Both go to standard error."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    data_dir: Path = Path("groundswell-data")
    """The directory of everything that is kept: journal, database, secrets. Made at the first start."""
    database: str = ""
    """Where counts and incidents are kept: `postgresql://...` or `sqlite:///...`; empty for the file `groundswell.db` in the data directory."""
    journal: str = ""
    """Where accepted reports are logged: `sqlite:///...`; empty for the file `journal.db` in the data directory."""
    catalog: Path | None = None
    """A catalog file of your own; its services are added to the built-in ones or replace them."""
    instance_name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] = "Groundswell"
    """The name of this instance, at the top of every page."""
    contact: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """How people reach whoever runs this instance: an e-mail address, or the address of a page. It stands on the page "about"."""
    independent: bool = True
    """Whether every page says that this site belongs to none of the services on it; false where they are your own."""
    web: WebConfig = field(default_factory=WebConfig)
    desk: DeskConfig = field(default_factory=DeskConfig)
    visitor: VisitorConfig = field(default_factory=VisitorConfig)
    intake: AdmitConfig = field(default_factory=AdmitConfig)
    guard: GuardConfig = field(default_factory=GuardConfig)
    judge: JudgeConfig = field(default_factory=JudgeConfig)
    statements: StatementsConfig = field(default_factory=StatementsConfig)
    subscriptions: SubscriptionsConfig = field(default_factory=SubscriptionsConfig)
    oncall: OncallConfig = field(default_factory=OncallConfig)
    questions: QuestionsConfig = field(default_factory=QuestionsConfig)
    mail: MailConfig = field(default_factory=MailConfig)
    wishes: WishesConfig = field(default_factory=WishesConfig)
    workarounds: WorkaroundsConfig = field(default_factory=WorkaroundsConfig)
    retention: RetentionConfig = field(default_factory=RetentionConfig)
    log: LogConfig = field(default_factory=LogConfig)
    channels: ChannelsConfig = field(default_factory=ChannelsConfig)
    ways: tuple[Way, ...] = field(default=(), metadata={"setting": False})
    origins: Mapping[str, str] = field(
        default_factory=dict, compare=False, repr=False, metadata={"setting": False}
    )

    @property
    def database_url(self) -> str:
        """The database's address, the default filled in."""
        return self.database or f"sqlite:///{self.data_dir / 'groundswell.db'}"

    @property
    def database_path(self) -> Path | None:
        """The database's file; None where it is a server."""
        return _sqlite_path(self.database_url)

    @property
    def journal_path(self) -> Path:
        """The journal's file."""
        path = _sqlite_path(self.journal or f"sqlite:///{self.data_dir / 'journal.db'}")
        assert path is not None, "other journals are refused when settings are loaded"
        return path


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as it now stands: `value` and `default` as they would be written in a file, `origin` where from."""

    key: str
    value: str
    default: str
    origin: str
    doc: str
    variable: str
    wants: str


@cache
def all_settings() -> tuple[Setting, ...]:
    """Every setting there is: those of the top first, then section by section."""
    found = list(settings_of(Settings, ""))
    for name, config in sections().items():
        found += settings_of(config, name)
    return tuple(found)


def sections() -> dict[str, type]:
    """The sections of the file, and the class each fills."""
    hints = typing.get_type_hints(Settings, include_extras=True)
    classes = {entry.name: section_class(hints[entry.name]) for entry in dataclasses.fields(Settings)}
    return {name: config for name, config in classes.items() if config is not None}


def load_settings(
    path: Path | None, env: Mapping[str, str], given: Mapping[str, str] | None = None
) -> Settings:
    """The settings from a TOML file, with the variables of `env` over it, and what the command line gave over all.

    `given` is by key, as text: {"web.port": "8080"}.

    The file is `path`, else $GROUNDSWELL_CONFIG, else groundswell.toml in the working directory if it is there.
    Raises ConfigError that lists everything that is wrong.
    """
    file = _file(path, env)
    known = {setting.key: setting for setting in all_settings()}
    faults: list[str] = []
    values: dict[str, Value] = {}
    origins: dict[str, str] = {}
    tables: dict[str, channel_settings.Table] = {}
    if file is not None:
        tables = channel_settings.from_file(_take_file(file, known, values, origins, faults), file)
    plain = {setting.variable for setting in known.values()}
    ours = {name: text for name, text in env.items() if name.removesuffix("_FILE") not in plain}
    taken = channel_settings.add_variables(tables, ours)
    env = {name: text for name, text in env.items() if name not in taken}
    _take_environment(env, known, values, origins, faults)
    for key, text in (given or {}).items():
        option = f"--{known[key].name.replace('_', '-')}"
        try:
            values[key], origins[key] = known[key].read_text(text, base=Path()), option
        except ValueFault as fault:
            faults.append(f"{option}: {fault}")
    ways = channel_settings.ways(tables, faults)
    settings = _composed(values, ways, origins, faults)
    if settings is None or faults:
        raise ConfigError("\n".join(faults))
    return settings


def describe(settings: Settings) -> list[Row]:
    """Every setting as it now stands, in the order of the reference, without those of channels. Secrets, and passwords in
    addresses, are concealed."""
    rows = []
    for setting in all_settings():
        holder = getattr(settings, setting.section) if setting.section else settings
        rows.append(
            Row(
                key=setting.key,
                value=_told(setting, getattr(holder, setting.name)),
                default=shown(setting.default),
                origin=settings.origins.get(setting.key, "default"),
                doc=setting.doc,
                variable=setting.variable,
                wants=setting.wants,
            )
        )
    return rows


def _told(setting: Setting, value: object) -> str:
    """A value as it may be shown to whoever looks over one's shoulder."""
    return '"***"' if value and setting.name.endswith("_secret") else concealed(shown(value))


def _file(path: Path | None, env: Mapping[str, str]) -> Path | None:
    if path is None and env.get(CONFIG_VARIABLE):
        path = Path(env[CONFIG_VARIABLE])
        if not path.is_file():
            raise ConfigError(f"{CONFIG_VARIABLE}={path}: there is no such file")
    if path is None:
        return Path(FILE_NAME) if Path(FILE_NAME).is_file() else None
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file")
    return path


def _take_file(
    file: Path,
    known: Mapping[str, Setting],
    values: dict[str, Value],
    origins: dict[str, str],
    faults: list[str],
) -> dict[str, dict[str, object]]:
    """Take what the file says; the sections of channels, which their own kinds read, are returned."""
    try:
        tree = tomllib.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read: {fault.strerror}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{file}: is not TOML: {fault}") from fault
    told = tree.get(channel_settings.SECTION)
    tables = (
        {name: entry for name, entry in told.items() if isinstance(entry, dict)}
        if isinstance(told, dict)
        else {}
    )
    if tables:
        tree[channel_settings.SECTION] = {
            name: each for name, each in tree[channel_settings.SECTION].items() if name not in tables
        }
    for key, raw in _flat(file, tree, known, faults):
        try:
            values[key] = known[key].read(raw, base=file.parent)
            origins[key] = str(file)
        except ValueFault as fault:
            faults.append(f"{file}: {key}: {fault}")
    return tables


def _flat(
    file: Path, tree: Mapping[str, object], known: Mapping[str, Setting], faults: list[str]
) -> list[tuple[str, object]]:
    """The entries of the file whose names are known; the others become faults."""
    found: list[tuple[str, object]] = []
    for name, entry in tree.items():
        if name in sections():
            if not isinstance(entry, dict):
                faults.append(f"{file}: {name} = {shown(entry)}: {name} is a section: write [{name}]")
                continue
            for inner, raw in entry.items():
                if (key := f"{name}.{inner}") in known:
                    found.append((key, raw))
                else:
                    faults.append(f'{file}: [{name}] has no setting "{inner}"{_nearest_key(key, known)}')
        elif name in known:
            found.append((name, entry))
        elif isinstance(entry, dict):
            faults.append(f"{file}: there is no section [{name}]{_nearest_section(name)}")
        else:
            faults.append(f'{file}: there is no setting "{name}"{_nearest_key(name, known)}')
    return found


def _take_environment(
    env: Mapping[str, str],
    known: Mapping[str, Setting],
    values: dict[str, Value],
    origins: dict[str, str],
    faults: list[str],
) -> None:
    by_variable = {setting.variable: setting for setting in known.values()}
    for variable, text in env.items():
        if not variable.startswith(PREFIX) or variable in OTHER_VARIABLES or _FOREIGN.fullmatch(variable):
            continue
        setting, told = by_variable.get(variable), f'{variable}="{concealed(text)}"'
        if setting is None and variable.endswith("_FILE"):
            setting = by_variable.get(variable.removesuffix("_FILE"))
            if setting is not None and setting.variable in env:
                faults.append(f"{setting.variable} and {variable} are both set: keep one")
                continue
            if setting is not None:
                told = f"{variable}={text}"
                try:
                    text = Path(text).read_text("utf-8").strip()
                except (OSError, UnicodeDecodeError):
                    faults.append(f"{told}: there is no such file that can be read")
                    continue
        if setting is None:
            near = _nearest(variable, [*by_variable, *OTHER_VARIABLES], by_variable)
            faults.append(f"{variable}: there is no such setting{near}")
            continue
        try:
            values[setting.key] = setting.read_text(text, base=Path())
            origins[setting.key] = variable
        except ValueFault as fault:
            faults.append(f"{told.partition('=')[0]}: {concealed(str(fault))}")


def _composed(
    values: Mapping[str, Value], ways: Sequence[Way], origins: Mapping[str, str], faults: list[str]
) -> Settings | None:
    """The settings made of `values`; what a class itself finds wrong (ValueError) becomes a fault."""
    parts: dict[str, object] = {key: value for key, value in values.items() if "." not in key}
    for name, config in sections().items():
        prefix = f"{name}."
        own = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
        try:
            parts[name] = config(**own)
        except ValueError as fault:
            said = (origins[f"{name}.{key}"] for key in own if re.search(rf"\b{key}\b", str(fault)))
            faults.append(
                f"{next(said, next((origins[f'{name}.{key}'] for key in own), 'defaults'))}: [{name}]: {fault}"
            )
    if faults:
        return None
    settings = typing.cast(
        "Settings",
        typing.cast("typing.Callable[..., object]", Settings)(**parts, ways=tuple(ways), origins=origins),
    )
    faults += _disagreements(settings)
    return settings


def _disagreements(settings: Settings) -> list[str]:
    """What no single setting can know."""
    found = list(references.dangling(settings))
    for key, text, schemes in (
        ("database", settings.database, ("sqlite", "postgresql")),
        ("journal", settings.journal, ("sqlite", "nats")),
    ):
        scheme, separator, rest = text.partition("://")
        at = references.place(settings, key)
        if key == "journal" and scheme == "nats":
            found.append(
                f"{at}: NATS JetStream comes with a later release; leave the setting out to log to a file"
            )
        elif text and (not separator or scheme not in schemes or not rest.lstrip("/")):
            wanted = '"postgresql://user@host/name" or "sqlite:////path/to/file.db"'
            if key == "journal":
                wanted = '"sqlite:////path/to/file.db"'
            found.append(f'{at}: "{concealed(text)}" is no address of a {key}; it must be {wanted}, or empty')
    retention = settings.retention
    if retention.quarters_days < retention.minutes_days:
        found.append(
            f"retention.quarters_days is {retention.quarters_days} and retention.minutes_days "
            f"{retention.minutes_days}: coarser counts cannot go before finer ones"
        )
    return found


def _sqlite_path(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _nearest_key(key: str, known: Mapping[str, Setting]) -> str:
    """ "; did you mean ...?" for a key, first among those of its section, then by its last name anywhere."""
    section, _, name = key.rpartition(".")
    own = [setting.name for setting in known.values() if setting.section == section]
    if near := difflib.get_close_matches(name, own, n=1, cutoff=0.6):
        return f'; did you mean "{near[0]}"?'
    elsewhere = [other for other in known.values() if other.name == name]
    if not section and not elsewhere:
        named = [other.name for other in known.values()]
        alike = difflib.get_close_matches(name, named, n=1, cutoff=0.75)
        elsewhere = [other for other in known.values() if other.name in alike]
        if elsewhere:
            return f'; did you mean "{elsewhere[0].name}" under [{elsewhere[0].section}]?'
    if elsewhere:
        place = f"[{elsewhere[0].section}]" if elsewhere[0].section else "the top of the file"
        return (
            f'; "{name}" belongs under {place}' if elsewhere[0].section else f'; "{name}" belongs at {place}'
        )
    listed = ", ".join(f'"{other}"' for other in own)
    return f"; there are {listed}"


def _nearest_section(name: str) -> str:
    near = difflib.get_close_matches(name, sections(), n=1, cutoff=0.6)
    if near:
        return f"; did you mean [{near[0]}]?"
    return "; there are " + ", ".join(f"[{section}]" for section in sections())


def _nearest(name: str, names: Sequence[str], by_variable: Mapping[str, Setting]) -> str:
    last = {setting.name.upper(): variable for variable, setting in by_variable.items()}
    if alone := difflib.get_close_matches(name.removeprefix(PREFIX), last, n=1, cutoff=0.75):
        return f"; did you mean {last[alone[0]]}?"
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    return f"; did you mean {near[0]}?" if near else "; `groundswell config` lists them all"
