"""The command that starts an instance: what it says at the start, and how it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import uvloop
from cyclopts import Parameter

from groundswell import __version__
from groundswell.runtime import secrets, terminal
from groundswell.runtime.build import open_instance
from groundswell.runtime.config import Settings
from groundswell.runtime.open_files import allow_most
from groundswell.runtime.options import ConfigFile, DataDir, settings_from
from groundswell.runtime.roles import bound
from groundswell.runtime.roles import serve as run
from groundswell.runtime.telemetry import set_up_logging
from groundswell.runtime.terminal import Exit


def serve(
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    host: Annotated[str | None, Parameter(help="Address to listen on, over the settings.")] = None,
    port: Annotated[int | None, Parameter(help="Port to listen on, over the settings.")] = None,
) -> int:
    """Start: take reports, count, judge, publish, until Ctrl-C or SIGTERM.

    Everything is kept in one data directory, which the first start makes.
    """
    given = {"web.host": host, "web.port": None if port is None else str(port)}
    settings = settings_from(config, data_dir, given)
    set_up_logging(settings.log)
    allow_most()
    terminal.say(f"groundswell {__version__} is starting, data in {settings.data_dir.absolute()}")
    uvloop.run(_serve(settings))
    return Exit.FINE


async def _serve(settings: Settings) -> None:
    first = not settings.journal_path.exists()
    # The port is ours before anything is opened, so that a second instance hears of it at once.
    with bound(settings.web.host, settings.web.port) as listener:
        async with open_instance(settings) as instance:
            await run(
                instance, listener, lambda address: terminal.say(*welcome(settings, address, first=first))
            )


def welcome(settings: Settings, address: str, *, first: bool) -> Iterator[str]:
    """What the keeper has to know once the page is up: where things are, and at a first start what to do next."""
    yield f"groundswell {__version__} is up"
    yield f"  page      {settings.web.public_url or address}"
    yield f"  data      {settings.data_dir.absolute()}"
    yield f"  token     {secrets.token_source(settings.data_dir.absolute(), os.environ)}  (for bulk imports and rulings)"
    yield f"  settings  {_origins(settings)}  (`groundswell config` shows them all)"
    if first:
        yield "It listens for an hour before it calls anything an outage, unless it is given a history to learn from:"
        yield "  groundswell import counts.csv, then start it again"
        yield "Next:"
        yield "  open the page and report something, or: groundswell report instagram --symptom app"
        yield "  see a whole outage unfold:              groundswell demo"
        yield "  let others reach it:                    docs/howto/run-behind-a-proxy.md"
    yield "Stop with Ctrl-C."


def _origins(settings: Settings) -> str:
    origins = sorted(set(settings.origins.values()))
    return f"defaults, and what {', '.join(origins)} says" if origins else "defaults"
