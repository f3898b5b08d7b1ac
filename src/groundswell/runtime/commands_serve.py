"""The command that starts an instance: what it says at the start, and how it ends."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import replace
from socket import socket
from typing import Annotated

import uvloop
from cyclopts import Parameter

from groundswell import __version__
from groundswell.core.catalog import Catalog
from groundswell.errors import ConfigError
from groundswell.runtime import secrets, terminal
from groundswell.runtime.config import Settings
from groundswell.runtime.listener import bound
from groundswell.runtime.open_files import allow_most
from groundswell.runtime.options import ConfigFile, DataDir, settings_from
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
    # The port is ours before anything is imported or opened, so that a second instance hears of it at once.
    with bound(settings.web.host, settings.web.port) as listener:
        # From here on a port that was left open (0) is the one that was found.
        web = replace(settings.web, port=listener.getsockname()[1])
        _run(replace(settings, web=web), listener)
    terminal.say("stopped")
    return Exit.FINE


def _run(settings: Settings, listener: socket) -> None:
    from groundswell.runtime.build import open_instance
    from groundswell.runtime.roles import serve as run

    first = not settings.journal_path.exists()

    async def serving() -> None:
        async with open_instance(settings) as instance:
            link = await instance.people.first_link()

            def started(address: str) -> None:
                terminal.say(*welcome(settings, instance.catalog, address, first=first, link=link or ""))

            await run(instance, listener, started)

    uvloop.run(serving())


def welcome(
    settings: Settings, catalog: Catalog, address: str, *, first: bool, link: str = ""
) -> Iterator[str]:
    """What the keeper has to know once the page is up: where things are, and at a first start what to do next, in words
    that work as they stand in the directory that this was started from. `link` leads the first administrator to the desk."""
    call = terminal.program()
    yield f"groundswell {__version__} is up"
    yield f"  page      {settings.web.public_url or address}"
    yield f"  data      {settings.data_dir.absolute()}"
    yield f"  token     {secrets.token_source(settings.data_dir.absolute(), os.environ)}  (for bulk imports and rulings)"
    if link:
        yield f"  desk      {(settings.web.public_url or address).rstrip('/')}{link}"
        yield f"            (once, within 24 hours: choose the first administrator's name and password; `{call} user link` makes another)"
    yield f"  settings  {_origins(settings)}  (`{call} config` shows them all)"
    if first:
        yield "It listens for an hour before it calls anything an outage, unless it is given a history to learn from (then start it again):"
        yield f"  {call} import counts.csv{_data_dir_option(settings)}"
        yield "Next, open the page and report something, or:"
        yield f"  {call} report {_first_report(catalog)}{_url_option(settings)}"
        yield "See a whole outage unfold:"
        yield f"  {call} demo --port 0"
        yield "Let others reach it: docs/howto/run-behind-a-proxy.md"
    yield "Stop with Ctrl-C."


def _first_report(catalog: Catalog) -> str:
    service = next(iter(catalog.services.values()), None)
    if service is None:
        return "SERVICE"
    return service.slug + (f" --symptom {service.symptoms[0]}" if service.symptoms else "")


def _url_option(settings: Settings) -> str:
    """What has to be said to a command that shall find this server, typed where it was started."""
    told = os.environ.get("GROUNDSWELL_URL") or _unasked().web.local_url
    return "" if told == settings.web.local_url else f" --url {settings.web.local_url}"


def _data_dir_option(settings: Settings) -> str:
    """Likewise for a command that looks into the data directory."""
    known = _unasked().data_dir.absolute() == settings.data_dir.absolute()
    return "" if known else f" --data-dir {shlex.quote(str(settings.data_dir))}"


def _unasked() -> Settings:
    """The settings of a command without options."""
    try:
        return settings_from(None)
    except (
        ConfigError
    ):  # a file that is passed over with --config: such a command says itself what is wrong with it
        return Settings()


def _origins(settings: Settings) -> str:
    origins = sorted(set(settings.origins.values()))
    say = "says" if len(origins) == 1 else "say"
    return f"defaults, and what {', '.join(origins)} {say}" if origins else "defaults"
