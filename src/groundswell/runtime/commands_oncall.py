"""The command that tells who is on call, and has somebody take over. It works on the data directory, also while a server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from groundswell.core.oncall import Override, Schedule, Shift
from groundswell.errors import InputError
from groundswell.flow.call import Names, names_of
from groundswell.flow.consult import take_file
from groundswell.flow.lack import Lack
from groundswell.flow.roster import Roster, zone_of
from groundswell.runtime import terminal
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.noting import BY, note
from groundswell.runtime.options import AsJson, ConfigFile, DataDir, settings_of_instance
from groundswell.runtime.terminal import Exit, UsageFault
from groundswell.sources.calendar_file import read_calendar

_AHEAD: Final = timedelta(days=35)
_DAYS_MAX: Final = 400


def oncall(
    act: Literal["now", "shifts", "override", "read"],
    schedule: str = "",
    /,
    *,
    days: int = 14,
    who: str = "",
    since: str = "",
    until: str = "",
    file: Path | None = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    json: AsJson = False,
) -> int:
    """Tell who is on call (`now`), list shifts (`shifts SCHEDULE`), have somebody take over (`override SCHEDULE`), or read who does
    from a calendar file (`read SCHEDULE`).

    The server may run meanwhile. `now` exits with 1 where a policy counts on somebody who cannot be called.

    Parameters
    ----------
    act
        What to do.
    schedule
        The name of a schedule; for now: only that one.
    days
        For shifts: for so many days from now on.
    who
        For override: the name of an account.
    since
        For override: from when, "2026-03-02T20:00" by the clock of the schedule; left out: now.
    until
        For override: until when.
    file
        For read: an .ics file whose entries name who takes over. It replaces what a file said before.
    """
    if act != "now" and not schedule:
        raise UsageFault(f"{act}: of which schedule? `groundswell oncall now` lists them")
    if not 1 <= days <= _DAYS_MAX:
        raise UsageFault(f"--days: is 1 to {_DAYS_MAX}")
    settings = settings_of_instance(config, data_dir)

    async def run() -> int:
        async with open_stores(settings) as stores:
            match act:
                case "now":
                    return await _now(stores, schedule, settings.oncall.channels, json=json)
                case "shifts":
                    return await _shifts(stores, schedule, days, json=json)
                case "override":
                    return await _override(stores, schedule, who, since, until, json=json)
                case "read":
                    return await _read(stores, schedule, file, json=json)

    return asyncio.run(run())


async def _now(stores: Stores, only: str, channels: Sequence[str], *, json: bool) -> int:
    now, roster = stores.clock.now(), Roster(stores.oncall)
    schedules = [await _found(stores, only)] if only else list(await stores.oncall.schedules())
    names, rows = await names_of(stores.people), []
    for each in schedules:
        shifts = await roster.shifts(each, now, now + _AHEAD)
        until = shifts[0].until_at if len(shifts) > 1 else None
        rows.append({"schedule": each.id, "who": _who(shifts[0], names) or None, "until_at": until})
    lack = Lack(stores.oncall, stores.notices, stores.people, stores.catalog, channels)
    gaps = await lack.gaps(await stores.oncall.policies(), now)
    missed = dict.fromkeys(gap.missed for gap in gaps)
    if json:
        vacant = sorted({each.schedule for each in missed if each.schedule})
        terminal.say_json({"now": rows, "vacant": vacant, "gaps": [each.said(names) for each in missed]})
    else:
        for each, row in zip(schedules, rows, strict=True):
            end = row["until_at"]
            told = (
                f"until {end.astimezone(zone_of(each)):%a %d %b %H:%M}" if isinstance(end, datetime) else ""
            )
            terminal.say(f"{each.id}  {row['who'] or 'NOBODY'}  {told}".rstrip())
        if not rows:
            terminal.say("there is no schedule; make one at /desk/oncall")
        for each_missed in missed:
            terminal.warn(f"{each_missed.said(names)}, and a policy counts on it")
    return Exit.TROUBLE if gaps else Exit.FINE


async def _shifts(stores: Stores, name: str, days: int, *, json: bool) -> int:
    schedule, now = await _found(stores, name), stores.clock.now()
    names, zone = await names_of(stores.people), zone_of(schedule)
    shifts = await Roster(stores.oncall).shifts(schedule, now, now + timedelta(days=days))
    if json:
        terminal.say_json(
            [
                {"from_at": each.from_at, "until_at": each.until_at, "who": _who(each, names) or None}
                for each in shifts
            ]
        )
    else:
        for each in shifts:
            from_at, until_at = each.from_at.astimezone(zone), each.until_at.astimezone(zone)
            terminal.say(
                f"{from_at:%a %d %b %H:%M}  {until_at:%a %d %b %H:%M}  {_who(each, names) or 'NOBODY'}"
            )
    return Exit.FINE


async def _override(stores: Stores, name: str, who: str, since: str, until: str, *, json: bool) -> int:
    schedule, now = await _found(stores, name), stores.clock.now()
    account = await stores.people.named(who) if who else None
    if account is None:
        raise UsageFault(f'--who: there is no account "{who}"; `groundswell user list` lists them')
    from_at = _instant(schedule, since, "--since") if since else now
    until_at = _instant(schedule, until, "--until")
    if not max(from_at, now) < until_at <= from_at + timedelta(days=_DAYS_MAX):
        raise UsageFault(f"--until: comes after --since and after now, by {_DAYS_MAX} days at most")
    made = await stores.oncall.add_override(Override(schedule.id, account.id, from_at, until_at, BY, now))
    await note(stores, "on call: take over", f"{schedule.id}: {account.name}")
    if json:
        terminal.say_json({"id": made.id, "who": account.name, "from_at": from_at, "until_at": until_at})
    else:
        zone = zone_of(schedule)
        begin, end = from_at.astimezone(zone), until_at.astimezone(zone)
        terminal.say(f"{account.name} has {schedule.id} from {begin:%a %d %b %H:%M} to {end:%a %d %b %H:%M}")
    return Exit.FINE


async def _read(stores: Stores, name: str, file: Path | None, *, json: bool) -> int:
    schedule = await _found(stores, name)
    try:
        content = file.read_bytes() if file is not None else b""
    except OSError as fault:
        raise UsageFault(f"{file}: {fault.strerror}") from fault
    if not content:
        raise UsageFault("--file: name an .ics file")
    try:
        read = await take_file(
            stores.oncall, stores.people, read_calendar, schedule, content, BY, stores.clock.now()
        )
    except InputError as fault:
        raise UsageFault(f"{file}: {fault}") from fault
    await note(stores, "schedule calendar read", schedule.id)
    if json:
        terminal.say_json({"read": read})
    else:
        terminal.say(f"{terminal.counted(read, 'override')} read")
    return Exit.FINE


async def _found(stores: Stores, name: str) -> Schedule:
    found = await Roster(stores.oncall).schedule(name)
    if found is None:
        raise UsageFault(f'there is no schedule "{name}"; `groundswell oncall now` lists them')
    return found


def _who(shift: Shift, names: Names) -> str:
    return names.get(shift.who.account, "?") if shift.who is not None else ""


def _instant(schedule: Schedule, text: str, option: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageFault(f'{option}: write "2026-03-02T20:00"') from None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone_of(schedule))
