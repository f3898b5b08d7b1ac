"""Beside `call`: reads calendars of others now and then: who takes over, who is away. One that cannot be read leaves what it
said before, and whoever named it is told why."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

import structlog

from groundswell.core.accounts import name_key
from groundswell.core.oncall import Away, Override, Schedule
from groundswell.errors import GroundswellError, InputError, PermanentError
from groundswell.flow.roster import zone_of
from groundswell.ports import Clock, People
from groundswell.ports.notices import Http
from groundswell.ports.oncall import CALENDAR_BYTES_MAX, Entry, Oncall, ReadCalendar, Responder

_log = structlog.get_logger(__name__)
SOURCE: Final = "calendar"
FILE: Final = "file"
_NO_WORD: Final = re.compile(r"[\W_]+")
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

    async def take_away(self, account: int, content: bytes) -> int:
        """The same of when an account is away. Its days are those of the first schedule that it takes turns in."""
        found = await self._away(account, content, FILE)
        await self._oncall.read_away(account, FILE, found, "")
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
            found = await self._away(responder.account, content, SOURCE)
        except GroundswellError as fault:
            await self._oncall.read_away(responder.account, SOURCE, [], _words(fault))
            _log.warning(
                "a calendar of absences cannot be read", account=responder.account, why=_words(fault)
            )
            return
        await self._oncall.read_away(responder.account, SOURCE, found)

    async def _fetched(self, url: str) -> bytes:
        reply = await self._http.ask(
            "GET",
            url,
            headers={"Accept": "text/calendar"},
            stranger=True,
            answer_bytes_max=CALENDAR_BYTES_MAX,
        )
        if 300 <= reply.status < 400:
            raise PermanentError("its address leads to another: name that one")
        if reply.status != 200:
            raise PermanentError(f"its server answered {reply.status}")
        if b"END:VCALENDAR" not in reply.body:
            raise InputError(
                "calendar", f"is none, or longer than what is read of one ({CALENDAR_BYTES_MAX:,} bytes)"
            )
        return reply.body

    async def _overrides(self, schedule: Schedule, content: bytes, by: str, source: str) -> list[Override]:
        now = self._clock.now()
        return await _overrides_in(self._people, self._read, schedule, content, by, now, source)

    async def _away(self, account: int, content: bytes, source: str) -> list[Away]:
        now, zone = self._clock.now(), await self._zone_of(account)
        entries = await _read_apart(self._read, content, zone, now)
        return [Away(account, each.from_at, each.until_at, source) for each in entries if not each.is_free]

    async def _zone_of(self, account: int) -> tzinfo:
        """By whose clock they live, as far as we know."""
        for schedule in await self._oncall.schedules():
            if any(account in layer.members for layer in schedule.layers):
                return zone_of(schedule)
        return UTC


async def _read_apart(read: ReadCalendar, content: bytes, zone: tzinfo, now: datetime) -> Sequence[Entry]:
    """A long calendar takes a second or two: nobody else waits for that."""
    return await asyncio.to_thread(read, content, zone, now - _PAST, now + _AHEAD)


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
    entries = await _read_apart(read, content, zone_of(schedule), now)
    return [
        Override(schedule.id, _whose(entry, accounts), entry.from_at, entry.until_at, by, now, source)
        for entry in entries
    ]


def _whose(entry: Entry, accounts: Mapping[str, int]) -> int:
    """Whom it names: as a guest, as its title, or alone in its title ("On call: Ada"). Raises InputError where that is nobody, or
    several: an entry that is passed over would be a hole at night."""
    for name in entry.people:
        if (found := accounts.get(name_key(name))) is not None:
            return found
    title = _in_words(name_key(entry.summary))
    inside = {spoken: number for name, number in accounts.items() if (spoken := _in_words(name)) in title}
    whole = [one for one in inside if not any(one != other and one in other for other in inside)]
    if len(whole) == 1:
        return inside[whole[0]]
    told: Sequence[str] = entry.people or ("without a name",)
    what = "names several people" if whole else "names nobody with an account here"
    raise InputError("calendar", f'the entry of {entry.from_at:%Y-%m-%d %H:%M} UTC {what} ("{told[0][:60]}")')


def _in_words(text: str) -> str:
    """Its words with a space before and after each, so that one found in another is made of whole ones."""
    return f" {_NO_WORD.sub(' ', text).strip()} "


def _words(fault: GroundswellError) -> str:
    return fault.fault if isinstance(fault, InputError) else str(fault)
