"""Beside `call`: who is on call by a schedule, with what comes between: overrides, absences, public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from groundswell.core.oncall import Around, OnCall, Schedule, Shift, shifts, who
from groundswell.errors import InputError
from groundswell.flow.calendar import feasts
from groundswell.ports.oncall import Oncall

_MARGIN: Final = timedelta(days=2)
LONGEST: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of a schedule that somebody has."""

    schedule: Schedule
    shift: Shift


class Roster:
    """Puts together what the arithmetic needs."""

    def __init__(self, oncall: Oncall) -> None:
        self._oncall = oncall

    async def schedule(self, id: str) -> Schedule | None:  # noqa: A002
        """The schedule of this id."""
        return next((each for each in await self._oncall.schedules() if each.id == id), None)

    async def on_call(self, schedule: Schedule, at: datetime) -> OnCall | None:
        """Who is on call at `at`."""
        around = await self.around(schedule, at, at + timedelta(minutes=1))
        return who(schedule, at, zone_of(schedule), around)

    async def shifts(self, schedule: Schedule, from_at: datetime, until_at: datetime) -> list[Shift]:
        """The shifts of this time, which is cut to 400 days."""
        until_at = min(until_at, from_at + LONGEST)
        around = await self.around(schedule, from_at, until_at)
        return shifts(schedule, from_at, until_at, zone_of(schedule), around)

    async def of_account(self, account: int, from_at: datetime, until_at: datetime) -> list[Duty]:
        """The shifts of one person, by all schedules, earliest first."""
        found = [
            Duty(schedule, shift)
            for schedule in await self._oncall.schedules()
            for shift in await self.shifts(schedule, from_at, until_at)
            if shift.who is not None and shift.who.account == account
        ]
        return sorted(found, key=lambda duty: (duty.shift.from_at, duty.schedule.id))

    async def around(self, schedule: Schedule, from_at: datetime, until_at: datetime) -> Around:
        """What comes between the turns in this time."""
        members = {member for layer in schedule.layers for member in layer.members}
        overrides = await self._oncall.overrides(from_at, until_at)
        away = await self._oncall.away(from_at, until_at)
        first, last = (from_at - _MARGIN).date(), (until_at + _MARGIN).date()
        countries = {each.account: each.country for each in await self._oncall.responders() if each.country}
        of_members: Mapping[int, frozenset[date]] = {
            member: days
            for member in members & countries.keys()
            if (days := feasts(countries[member], first, last))
        }
        return Around(
            tuple(each for each in overrides if each.schedule == schedule.id),
            tuple(each for each in away if each.account in members),
            feasts(schedule.country, first, last) if schedule.country else frozenset(),
            of_members,
        )


def zone_of(schedule: Schedule) -> ZoneInfo:
    """Its clock. Raises InputError where there is none of this name."""
    try:
        return ZoneInfo(schedule.zone)
    except (KeyError, ValueError, OSError):
        raise InputError("zone", f'"{schedule.zone[:60]}" is no time zone: write "Europe/Madrid"') from None
