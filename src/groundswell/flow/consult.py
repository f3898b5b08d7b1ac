"""Beside `call`: reads calendars of others now and then: who takes over, who is away. One that cannot be read leaves what it
said before, and whoever named it is told why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from groundswell.core.accounts import name_key
from groundswell.core.oncall import Away, Override, Schedule
from groundswell.errors import GroundswellError, InputError, PermanentError
from groundswell.flow.roster import zone_of
from groundswell.ports import Clock, People
from groundswell.ports.notices import Http
from groundswell.ports.oncall import Entry, Oncall, ReadCalendar, Responder

_log = structlog.get_logger(__name__)
SOURCE: Final = "calendar"
FILE: Final = "file"
_BYTES_MAX: Final = 1_000_000
_PAST: Final = timedelta(days=1)
_AHEAD: Final = timedelta(days=366)


class Consult:
    """The leg. Calendars are addresses that people give: nothing private is reached through them."""

    def __init__(
        self, oncall: Oncall, people: People, clock: Clock, http: Http, read: ReadCalendar, minutes: int
    ) -> None:
        self._oncall = oncall
        self._people = people
        self._clock = clock
        self._http = http
        self._read = read
        self._every = timedelta(minutes=minutes)
        self._read_at: dict[str, datetime] = {}

    async def run(self) -> None:
        """Read what is due."""
        for schedule in await self._oncall.schedules():
            if self._is_due(f"schedule {schedule.id}", schedule.calendar_url):
                await self._schedule(schedule)
        for responder in await self._oncall.responders():
            if self._is_due(f"person {responder.account}", responder.calendar_url):
                await self._responder(responder)

    async def take_overrides(self, schedule: Schedule, content: bytes, by: str) -> int:
        """As `take_file`."""
        now = self._clock.now()
        return await take_file(self._oncall, self._people, self._read, schedule, content, by, now)

    async def take_away(self, account: int, content: bytes, zone: tzinfo, source: str = FILE) -> int:
        """The same of when an account is away."""
        found = self._away(account, content, zone, source)
        await self._oncall.read_away(account, source, found, "")
        return len(found)

    def _is_due(self, what: str, url: str) -> bool:
        """Whether it is read now. A new address is read at once."""
        now, name = self._clock.now(), f"{what} {url}"
        last = self._read_at.get(name)
        if not url or (last is not None and timedelta(0) <= now - last < self._every):
            return False
        self._read_at[name] = now
        return True

    async def _schedule(self, schedule: Schedule) -> None:
        try:
            content = await self._fetched(schedule.calendar_url)
            found = await self._overrides(schedule, content, SOURCE, SOURCE)
        except GroundswellError as fault:
            await self._oncall.read_overrides(schedule.id, SOURCE, [], _words(fault))
            _log.warning("the calendar of a schedule cannot be read", schedule=schedule.id, why=_words(fault))
            return
        await self._oncall.read_overrides(schedule.id, SOURCE, found)

    async def _responder(self, responder: Responder) -> None:
        try:
            content = await self._fetched(responder.calendar_url)
            found = self._away(responder.account, content, ZoneInfo("UTC"), SOURCE)
        except GroundswellError as fault:
            await self._oncall.read_away(responder.account, SOURCE, [], _words(fault))
            _log.warning(
                "a calendar of absences cannot be read", account=responder.account, why=_words(fault)
            )
            return
        await self._oncall.read_away(responder.account, SOURCE, found)

    async def _fetched(self, url: str) -> bytes:
        reply = await self._http.ask(
            "GET", url, headers={"Accept": "text/calendar"}, stranger=True, answer_bytes_max=_BYTES_MAX
        )
        if 300 <= reply.status < 400:
            raise PermanentError("its address leads to another: name that one")
        if reply.status != 200:
            raise PermanentError(f"its server answered {reply.status}")
        if b"END:VCALENDAR" not in reply.body:
            raise InputError(
                "calendar", "is none, or longer than what is read of one (64 KiB): send it as a file"
            )
        return reply.body

    async def _overrides(self, schedule: Schedule, content: bytes, by: str, source: str) -> list[Override]:
        now = self._clock.now()
        return await _overrides_in(self._people, self._read, schedule, content, by, now, source)

    def _away(self, account: int, content: bytes, zone: tzinfo, source: str) -> list[Away]:
        now = self._clock.now()
        busy = [each for each in self._read(content, zone, now - _PAST, now + _AHEAD) if not each.is_free]
        return [replace(Away(account, each.from_at, each.until_at), source=source) for each in busy]


async def take_file(
    oncall: Oncall,
    people: People,
    read: ReadCalendar,
    schedule: Schedule,
    content: bytes,
    by: str,
    now: datetime,
) -> int:
    """What a file says of who takes over, in place of what one said before; how many entries. Raises InputError."""
    found = await _overrides_in(people, read, schedule, content, by, now, FILE)
    await oncall.read_overrides(schedule.id, FILE, found)
    return len(found)


async def _overrides_in(
    people: People,
    read: ReadCalendar,
    schedule: Schedule,
    content: bytes,
    by: str,
    now: datetime,
    source: str,
) -> list[Override]:
    accounts = {name_key(each.name): each.id for each in await people.accounts()}
    return [
        Override(schedule.id, _whose(entry, accounts), entry.from_at, entry.until_at, by, now, source)
        for entry in read(content, zone_of(schedule), now - _PAST, now + _AHEAD)
    ]


def _whose(entry: Entry, accounts: Mapping[str, int]) -> int:
    """Whom it names. Raises InputError where that is nobody: an entry that is passed over would be a hole at night."""
    for name in entry.people:
        if (found := accounts.get(name_key(name))) is not None:
            return found
    told: Sequence[str] = entry.people or ("without a name",)
    raise InputError(
        "calendar",
        f'the entry of {entry.from_at:%Y-%m-%d %H:%M} UTC names nobody with an account here ("{told[0][:60]}")',
    )


def _words(fault: GroundswellError) -> str:
    return fault.fault if isinstance(fault, InputError) else str(fault)
