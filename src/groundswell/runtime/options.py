"""Options that several commands share, and the settings that they lead to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from groundswell.runtime.config import Settings, load_settings

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

DEFAULT_URL = "http://127.0.0.1:8000"


def settings_from(
    config: Path | None, data_dir: Path | None = None, given: Mapping[str, str | None] | None = None
) -> Settings:
    """The settings that the options of a command lead to; `given` is by key, None where an option was left out."""
    told = {key: text for key, text in (given or {}).items() if text is not None}
    if data_dir is not None:
        told["data_dir"] = str(data_dir)
    return load_settings(config, os.environ, told)


def url_from(url: str | None) -> str:
    """The server's address: the option, else $GROUNDSWELL_URL, else this machine."""
    return url or os.environ.get("GROUNDSWELL_URL") or DEFAULT_URL
