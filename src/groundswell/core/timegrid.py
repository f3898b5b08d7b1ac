"""Whole minutes since 1970-01-01 UTC, and the wider bins that stand on them.

A bin is named by its first minute. Everything that counts or judges speaks in these integers;
`datetime` appears only at the edges and on the page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

QUARTER_MINUTES = 15
"""of an hour"""
HOUR_MINUTES = 60
MINUTES_PER_DAY = 1440
MINUTES_PER_WEEK = 10_080
YEAR_MINUTES = 365 * MINUTES_PER_DAY
"""the year in which rates are told, such as false alarms a year"""
SEASON_MINUTES = 365.2425 * MINUTES_PER_DAY
"""the year after which seasons return: that of the Gregorian calendar, on average"""
CLAIM_MINUTES = 30
ROLLUP_MINUTES = (1, QUARTER_MINUTES, HOUR_MINUTES, MINUTES_PER_DAY)
"""Widths of the bins the cube keeps, finest first."""

# 1970-01-01 was a Thursday: shift so that minute 0 of a week is Monday 00:00 UTC.
_EPOCH_MINUTE_OF_WEEK = 3 * MINUTES_PER_DAY


def minute_of(at: datetime) -> int:
    """The minute that holds `at` (aware)."""
    assert at.tzinfo is not None, "times are aware"
    return int(at.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    """The first instant of `minute`, UTC."""
    return datetime.fromtimestamp(minute * 60, tz=UTC)


def instant_from(text: str) -> datetime:
    """The instant that ISO 8601 `text` names. Raises ValueError, in words for whoever wrote it, for what is no time and for one
    without its offset: a day or an hour of whose clock nobody says is no time.

    >>> instant_from("2023-05-21T22:09:00Z").hour
    22
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError(f'"{text[:40]}" is no time with its offset: write 2023-05-21T22:09:00Z')
    return at


def bin_start(minute: int, bin_minutes: int) -> int:
    """First minute of the bin of width `bin_minutes` that holds `minute`."""
    return minute - minute % bin_minutes


def tiles(first_minute: int, last_minute: int) -> list[tuple[int, int, int]]:
    """The bins of the cube that fill [first_minute, last_minute] exactly, the fewest, no wider than an hour: stretches of (width,
    first minute, last minute).

    >>> tiles(58, 136)
    [(1, 58, 59), (60, 60, 119), (15, 120, 134), (1, 135, 136)]
    """
    found: list[tuple[int, int, int]] = []
    at, end = first_minute, last_minute + 1
    while at < end:
        width = next(w for w in (HOUR_MINUTES, QUARTER_MINUTES, 1) if at % w == 0 and at + w <= end)
        if found and found[-1][0] == width:
            found[-1] = width, found[-1][1], at + width - 1
        else:
            found.append((width, at, at + width - 1))
        at += width
    return found


_Hours = TypeVar("_Hours", int, NDArray[np.int64])


def hour_of_week(hour: _Hours) -> _Hours:
    """0 .. 167, from Monday 00:00 UTC, of hours since 1970 UTC."""
    return (hour + 72) % 168


def minute_of_week(minute: int) -> int:
    """0 .. 10079, from Monday 00:00 UTC."""
    return (minute + _EPOCH_MINUTE_OF_WEEK) % MINUTES_PER_WEEK


def minutes_of_week(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """`minute_of_week` of many minutes at once."""
    return (minutes + _EPOCH_MINUTE_OF_WEEK) % MINUTES_PER_WEEK
