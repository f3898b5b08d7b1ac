"""Options that several commands share, and the settings that they lead to."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from groundswell.runtime.config import Settings, load_settings
from groundswell.runtime.lease import is_running
from groundswell.runtime.secrets import key_path
from groundswell.runtime.terminal import UsageFault

ConfigFile = Annotated[
    Path | None,
    Parameter(
        name="--config",
        help="Settings file; left out: $GROUNDSWELL_CONFIG, else ./groundswell.toml if it is there.",
    ),
]
DataDir = Annotated[Path | None, Parameter(name="--data-dir", help="Data directory, over the settings.")]
AsJson = Annotated[
    bool, Parameter(name="--json", negative=(), help="Print one JSON document instead of lines.")
]
Flag = Parameter(negative=())

Url = Annotated[
    str | None,
    Parameter(
        name="--url", help="The server; left out: $GROUNDSWELL_URL, else where the settings have it listen."
    ),
]


def settings_from(
    config: Path | None, data_dir: Path | None = None, given: Mapping[str, str | None] | None = None
) -> Settings:
    """The settings that the options of a command lead to; `given` is by key, None where an option was left out."""
    told = {key: text for key, text in (given or {}).items() if text is not None}
    if data_dir is not None:
        told["data_dir"] = str(data_dir)
    return load_settings(config, os.environ, told)


def settings_of_instance(
    config: Path | None, data_dir: Path | None = None, *, makes: bool = False
) -> Settings:
    """`settings_from`, for a command that makes no instance; one that `makes` one does so where the database is a file in it: a server's
    is likely that of an instance elsewhere, with another key. Raises UsageFault where none is."""
    settings = settings_from(config, data_dir)
    there = settings.database_path or key_path(settings.data_dir)
    if not there.exists() and not (makes and settings.database_path):
        first = ", or start its server first" if makes else ""
        raise UsageFault(
            f"no instance there: {settings.data_dir.absolute()}; name its directory with --data-dir{first} "
            "(a server says it as it starts)"
        )
    return settings


def looked_in(settings: Settings) -> str:
    """Where a command has looked, for who meant another instance."""
    there, at_work = settings.data_dir.absolute(), is_running(settings.data_dir)
    return str(there) if at_work or settings.database_path is None else f"{there}, on which no server runs"


def typed_again(config: Path | None, data_dir: Path | None = None) -> str:
    """What has to stand behind another command that shall mean the same instance as one that was called with these options."""
    told = (("--config", config), ("--data-dir", data_dir))
    return "".join(f" {option} {shlex.quote(str(path))}" for option, path in told if path is not None)


def url_from(url: str | None, config: Path | None = None) -> str:
    """The server's address: the option, else $GROUNDSWELL_URL, else where the settings have it listen on this machine."""
    if told := url or os.environ.get("GROUNDSWELL_URL"):
        return told
    web = settings_from(config).web
    if web.port == 0:
        raise UsageFault("web.port is 0, any that is free: give the server's address with --url")
    return web.local_url
