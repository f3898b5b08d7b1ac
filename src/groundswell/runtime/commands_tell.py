"""The command that looks at channels and tries them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from secrets import token_urlsafe
from typing import Any, Final, Literal

from groundswell.core.notice import Purpose, TargetState, word
from groundswell.core.notice import Way as By
from groundswell.errors import GroundswellError, InputError
from groundswell.flow.reach import WANTED, checked
from groundswell.flow.subscribe import checked_address
from groundswell.ports.notices import CHANNEL, Surroundings, Target
from groundswell.runtime import terminal
from groundswell.runtime.build import open_stores
from groundswell.runtime.channel_settings import Way, listed
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.noting import note
from groundswell.runtime.options import (
    AsJson,
    ConfigFile,
    DataDir,
    looked_in,
    settings_from,
    settings_of_instance,
    typed_again,
)
from groundswell.runtime.telling import channel_of, placeless, sender_of, target_of, way_out
from groundswell.runtime.terminal import Exit, UsageFault

_SAID: Final = (
    "A test: nothing has happened",
    "Somebody tries this channel. If you can read this, it works; there is nothing to do.",
)

_ROOM: Final = By.CHAT
_WANTED: Final = {**WANTED, _ROOM.value: "that of a room's incoming webhook"}


def channel(
    action: Literal["list", "test", "log"],
    name: str = "",
    /,
    *,
    to: str = "",
    limit: int = 20,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Look at the channels of the settings (`list`), send one message marked as a test (`test NAME`), or read what was
    told and what became of it (`log`, or `log NAME`).

    Exits with 1 when a channel is disabled (`list`) or did not take the message (`test`). A test that is taken
    puts a disabled channel on again, unless it went elsewhere (`--to`).

    Parameters
    ----------
    action
        What to do.
    name
        The name of a channel, as in `[channels.NAME]`.
    to
        For test: send it there and not to the channel's own place: an e-mail address, the address of a webhook or of a chat's
        room, the number of a chat on Telegram, the id of a member on Slack. Needed where a channel has no place of its own.
    limit
        How many notices of the log, newest first.
    """
    settings = (settings_of_instance if action == "log" else settings_from)(config, data_dir)
    known = {way.name: way for way in settings.ways}
    if name and name not in known:
        there = ", ".join(known) or "none"
        raise UsageFault(f'the settings have no channel "{name}"; there are: {there}')
    if action == "test" and not name:
        raise UsageFault("test: which one? `groundswell channel test NAME`")
    if action == "list":
        return asyncio.run(_list(settings, json=json))
    if action == "log":
        return asyncio.run(_log(settings, name, limit, json=json))
    to = _place(settings, known[name], to, typed_again(config, data_dir))
    return asyncio.run(_test(settings, known[name], to, json=json))


def _place(settings: Settings, way: Way, to: str, options: str) -> str:
    """The address that a test goes to, "" for the channel's own place. Raises UsageFault: none, or none that it could go to."""
    kind, lacks = way.common.kind, placeless(way)
    wants = _WANTED.get(kind, "")
    if to and not wants:
        raise UsageFault(f"--to: a channel of the kind {kind} tells where its settings say, and nowhere else")
    if to:
        try:
            if kind == _ROOM.value:
                return checked_address(_ROOM, to, settings.subscriptions.chat_hosts)
            return checked(kind, to)
        except InputError as fault:
            raise UsageFault(f'--to "{to}": {fault.fault}') from None
    if lacks and wants:
        call = f"{terminal.program()} channel test {way.name} --to ADDRESS{options}"
        raise UsageFault(
            f"{way.name} has no place of its own ({lacks} is not set): `{call}`, where ADDRESS is {wants}"
        )
    if lacks:
        raise UsageFault(
            f"{way.name} has no place of its own ({lacks} is not set): sign up with it on /subscribe, and it is tried by that"
        )
    return ""


async def _list(settings: Settings, *, json: bool) -> int:
    kept = {target.id: target for target in await _targets(settings)}
    rows = [_row(way, kept.get(f"{CHANNEL}{way.name}")) for way in settings.ways]
    if json:
        terminal.say_json(rows)
    elif not rows:
        terminal.say("no channel is set up; docs/channels says how")
    else:
        for row in rows:
            error = f"  {row['error']}" if row["error"] else ""
            terminal.say(f"{row['name']}  {row['kind']}  {row['state']}{error}")
            for key, value in row["settings"].items():
                terminal.say(f"    {key} = {value}")
    return Exit.TROUBLE if any(row["state"] == TargetState.DISABLED for row in rows) else Exit.FINE


def _row(way: Way, kept: Target | None) -> dict[str, Any]:
    return {
        "name": way.name,
        "kind": way.common.kind,
        "state": kept.state if kept else TargetState.ON,
        "error": kept.error if kept else "",
        "settings": {key: value for key, value in listed(way) if key != "kind"},
    }


async def _targets(settings: Settings) -> list[Target]:
    if not settings.journal_path.exists():
        return []
    async with open_stores(settings, looking=True) as stores:
        return list(await stores.notices.targets())


async def _log(settings: Settings, name: str, limit: int, *, json: bool) -> int:
    async with open_stores(settings, looking=True) as stores:
        target = f"{CHANNEL}{name}" if name else None
        notices = list(await stores.notices.list(target=target, limit=limit))
    if json:
        terminal.say_json([asdict(notice) for notice in notices])
        return Exit.FINE
    for notice in notices:
        attempts = terminal.counted(notice.attempts, "attempt")
        what = notice.incident or (notice.said[0] if notice.said else "")
        told = f"{notice.updated_at:%Y-%m-%d %H:%M:%S}  {notice.target}  {notice.state}  {what}  {attempts}"
        terminal.say(f"{told}  {notice.error}".rstrip())
    if not notices:
        terminal.say(f"nothing was told yet in {looked_in(settings)}")
    return Exit.FINE


async def _test(settings: Settings, way: Way, to: str, *, json: bool) -> int:
    clock, key, http = SystemClock(), token_urlsafe(18), way_out(settings)
    message = word(
        key,
        _SAID,
        clock.now(),
        sender=sender_of(settings),
        purpose=Purpose.TEST,
        language=way.common.language,
    )
    error, post = "", ""
    target = replace(target_of(way), id="trial", address=to) if to else target_of(way)
    try:
        tried = channel_of(way, Surroundings(http, settings.data_dir, clock))
        async with asyncio.timeout(settings.channels.seconds_max):
            post = (await tried.send(message, target, None, key)).post_id
    except TimeoutError:
        error = f"no answer within {settings.channels.seconds_max:g} seconds"
    except GroundswellError as fault:
        error = str(fault)
    finally:
        await http.close()
    if not (error or to) and any(
        each.id == target.id and each.state is TargetState.DISABLED for each in await _targets(settings)
    ):
        async with open_stores(settings, looking=True) as stores:
            await stores.notices.set_target(target.id, TargetState.ON)
            await note(stores, "channel on again", way.name)
    if json:
        terminal.say_json({"name": way.name, "sent": not error, "post_id": post, "error": error})
    else:
        terminal.say(f"{way.name}: {error or 'sent'}" + (f" ({post})" if post else ""))
    return Exit.TROUBLE if error else Exit.FINE
