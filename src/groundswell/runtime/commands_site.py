"""The command that keeps a static copy of the public pages."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Annotated

from rich.progress import Progress, TaskID

from groundswell.errors import RecoverableError
from groundswell.runtime import terminal
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.options import AsJson, ConfigFile, Flag, Url, url_from
from groundswell.runtime.static_copy import Caller, Round, StaticCopy
from groundswell.runtime.terminal import Exit, UsageFault

_EVERY_SECONDS_MIN = 5


def export_site(
    folder: Path,
    /,
    *,
    every: int = 0,
    at: str = "",
    language: tuple[str, ...] = (),
    packed: Annotated[bool, Flag] = False,
    url: Url = None,
    config: ConfigFile = None,
    json: AsJson = False,
) -> int:
    """Write a static copy of the public pages of a running server, for any host of plain files.

    Only what changed is written, each file whole. Forms of the copy lead to the server at its `web.public_url`; for
    them, name the copy's origin in `web.report_origins`. Exits with 1 when a page could not be fetched.

    Parameters
    ----------
    folder
        An empty folder, a new one, or one that this command has written before.
    every
        Seconds after which to begin again, until Ctrl-C; 0: once.
    at
        The address under which the copy will be found, such as https://mirror.example/outages; its path stands before
        every link. Left out: the root of a host.
    language
        A language that the copy has beside English, such as es; may be given several times.
    packed
        Write each file beside itself in gzip, Brotli and Zstandard, for hosts that serve such.
    """
    if every and every < _EVERY_SECONDS_MIN:
        raise UsageFault(f"--every {every}: at least {_EVERY_SECONDS_MIN} seconds, or 0 for once")
    server = url_from(url, config)
    if not server.startswith(("http://", "https://")):
        raise UsageFault(f'"{server}" is no address of a server: write http://127.0.0.1:8000')
    if at and not at.startswith(("http://", "https://")):
        raise UsageFault(f'--at "{at}": write the whole address, https://mirror.example')
    caller, clock = Caller(server), SystemClock()
    copy = StaticCopy(folder, caller, at, every, languages=language, packed=packed)
    try:
        while True:
            begun = time.monotonic()
            try:
                with terminal.progress(str(folder), None) as bar:
                    done = copy.round(clock.now(), partial(_moved, bar))
            except RecoverableError as fault:
                if not every:
                    raise
                terminal.warn(f"the copy stays as it is: {fault}")
            else:
                _tell(done, folder, json=json)
                if not every:
                    return Exit.TROUBLE if done.faults else Exit.FINE
            time.sleep(max(0.0, begun + every - time.monotonic()))
    except KeyboardInterrupt:
        return Exit.FINE
    finally:
        caller.close()


def _moved(bar: Progress, done: int, known: int) -> None:
    bar.update(TaskID(0), completed=done, total=known)


def _tell(done: Round, folder: Path, *, json: bool) -> None:
    if json:
        terminal.say_json(done)
    else:
        words = (
            f"{terminal.counted(done.files, 'file')}, {done.written:,} written, {done.removed:,} taken out"
        )
        terminal.say(f"{folder}: {words}")
    for path in done.faults:
        terminal.warn(f"{path}: could not be fetched; what was there stays")
