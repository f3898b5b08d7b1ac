"""When somebody wants to be told: at once, in one message an hour or a day, never at night. Pure arithmetic on the wall clock
of their time zone, which comes in as an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

DAILY_HOUR: Final = 8
"""the hour, by the subscriber's clock, of the one message a day"""
CRITICAL: Final = 5
"""the severity that may break the quiet hours of whoever allows it"""
_MINUTES: Final = 1440


class Digest(StrEnum):
    """How many messages somebody wants."""

    NONE = "none"
    """each piece of news at once"""
    HOURLY = "hourly"
    """at most one an hour, at the full hour"""
    DAILY = "daily"
    """at most one a day, in the morning"""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When to tell: `quiet_from` and `quiet_to` are minutes of the day by the clock of `zone` (an IANA name), equal where no
    hours are quiet; `urgent`: what is critical may break them, and does not wait for a digest."""

    digest: Digest = Digest.NONE
    quiet_from: int = 0
    quiet_to: int = 0
    zone: str = "UTC"
    urgent: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.quiet_from < _MINUTES and 0 <= self.quiet_to < _MINUTES):
            raise ValueError("quiet hours are minutes of a day, 0 to 1439")

    @property
    def is_plain(self) -> bool:
        """Whether everything is told at once."""
        return self.digest is Digest.NONE and self.quiet_from == self.quiet_to

    def is_quiet(self, minute: int) -> bool:
        """Whether `minute` of the day is in the quiet hours, which may go over midnight."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= minute < self.quiet_to
        return minute >= self.quiet_from or minute < self.quiet_to


def due(rhythm: Rhythm, at: datetime, severity: int, zone: tzinfo) -> datetime:
    """When what happens at `at` (aware) is told: `at` itself for at once, else later, in UTC; `zone` is that of `rhythm`.

    >>> night = Rhythm(quiet_from=22 * 60, quiet_to=7 * 60)
    >>> due(night, datetime(2026, 1, 1, 23, 30, tzinfo=UTC), 2, UTC).isoformat()
    '2026-01-02T07:00:00+00:00'
    """
    if rhythm.is_plain or (rhythm.urgent and severity >= CRITICAL):
        return at
    told = _digest_after(rhythm.digest, at, zone)
    local = told.astimezone(zone)
    if rhythm.is_quiet(local.hour * 60 + local.minute):
        told = _at_clock(rhythm.quiet_to, told, zone)
    return at if told == at else told.astimezone(UTC)


def _digest_after(digest: Digest, at: datetime, zone: tzinfo) -> datetime:
    local = at.astimezone(zone)
    if digest is Digest.HOURLY:
        begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at - begun + timedelta(hours=1)  # so long is an hour, whatever the clock is set to meanwhile
    return _at_clock(DAILY_HOUR * 60, at, zone) if digest is Digest.DAILY else at


def _at_clock(minute: int, at: datetime, zone: tzinfo) -> datetime:
    """When a clock in `zone` next shows `minute` of the day after `at`. Where the clock leaps over it: right after the leap by
    as much; where it shows it twice: the first time that is to come."""
    day: date = at.astimezone(zone).date()
    while True:
        for fold in (0, 1):
            wall = datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone)
            found = wall.astimezone(UTC)
            if found > at:
                return found
        day += timedelta(days=1)
