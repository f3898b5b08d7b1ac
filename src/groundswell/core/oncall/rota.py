"""What a schedule is: layers of people who take turns, the hours that a layer is for, and what comes between.

Members are accounts by number. Hours and days are those of the schedule's own clock, summer time and all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from groundswell.errors import InputError

_MINUTES: Final = 1440
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200
LAYERS_MAX: Final = 10
MEMBERS_MAX: Final = 50
TITLE_LETTERS_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Restriction:
    """A part of the week: on `weekdays` (0 is Monday) from one minute of the day to another, of the next day where that is
    not later; the whole day where both are the same."""

    weekdays: tuple[int, ...]
    from_minute: int = 0
    until_minute: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """People who take turns, in this order, from `starts_on` at `handover_minute` of the day, each for `shift_hours` of the
    clock on the wall; in `restrictions` alone where there are any."""

    name: str
    members: tuple[int, ...]
    starts_on: date
    handover_minute: int = 9 * 60
    shift_hours: int = 7 * 24
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Who is on call when: of its layers the last one that has somebody. `zone` is an IANA name; a public holiday of
    `country` (a code, of a part of one "DE-BY", "" for none) counts as a Sunday. `turn` goes up to make the calendar's address another one."""

    id: str
    title: str
    zone: str
    layers: tuple[Layer, ...]
    by: str
    changed_at: datetime
    country: str = ""
    turn: int = 0
    calendar_url: str = field(default="", repr=False)
    """a calendar whose entries say who takes over"""
    calendar_fault: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """That `account` is on call from `from_at` up to `until_at`, whoever's turn it is. Of several the one made last holds.
    `source` is "" for one that somebody entered, else where it was read."""

    schedule: str
    account: int
    from_at: datetime
    until_at: datetime
    by: str
    made_at: datetime
    source: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Away:
    """That `account` cannot be called from `from_at` up to `until_at`."""

    account: int
    from_at: datetime
    until_at: datetime
    source: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What comes between the turns. `feasts` are public holidays where the schedule is, `feasts_of` those of members, who are
    spared on them where another is there."""

    overrides: tuple[Override, ...] = ()
    away: tuple[Away, ...] = ()
    feasts: frozenset[date] = frozenset()
    feasts_of: Mapping[int, frozenset[date]] = field(default_factory=dict)


def check_schedule(schedule: Schedule) -> None:
    """Raises InputError where it cannot be."""
    if not _NAME.fullmatch(schedule.id):
        raise InputError("id", "is small letters, digits and dashes, 40 at most")
    if not 0 < len(schedule.title.strip()) <= TITLE_LETTERS_MAX:
        raise InputError("title", f"has 1 to {TITLE_LETTERS_MAX} letters")
    if not 0 < len(schedule.layers) <= LAYERS_MAX:
        raise InputError("layers", f"are 1 to {LAYERS_MAX}")
    for layer in schedule.layers:
        check_layer(layer)


def check_layer(layer: Layer) -> None:
    """Raises InputError where it cannot be."""
    if not 0 < len(layer.members) <= MEMBERS_MAX:
        raise InputError("members", f"are 1 to {MEMBERS_MAX} in a layer")
    if not FIRST_YEAR <= layer.starts_on.year <= LAST_YEAR:
        raise InputError("starts_on", f"is a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    if not 0 <= layer.handover_minute < _MINUTES:
        raise InputError("handover", "is a time of the day")
    hours = layer.shift_hours
    if not 1 <= hours <= 24 * 56 or (hours % 24 and 24 % hours):
        raise InputError(
            "shift_hours", "is a part of a day (1, 2, 3, 4, 6, 8, 12) or whole days (24, 168 ...)"
        )
    for each in layer.restrictions:
        if not each.weekdays or not set(each.weekdays) <= set(range(7)):
            raise InputError("restrictions", "name days of the week, 0 (Monday) to 6")
        if not (0 <= each.from_minute < _MINUTES and 0 <= each.until_minute < _MINUTES):
            raise InputError("restrictions", "are from one time of the day to another")
