"""Who is on call at an instant, and in which shifts a time is parted. Pure arithmetic on the wall clock of a zone, which
comes in as an argument: a handover at nine is at nine on the day that has 23 hours, too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from groundswell.core.oncall.rota import Around, Layer, Restriction, Schedule

NOTHING: Final = Around()
_DAY: Final = timedelta(days=1)
_QUARTER: Final = timedelta(minutes=15)
_SUNDAY: Final = 6


class Why(StrEnum):
    """Why somebody is on call."""

    TURN = "turn"
    """it is their turn"""
    STAND_IN = "stand_in"
    """whose turn it is, is away or has a public holiday: the next one is called"""
    OVERRIDE = "override"
    """they, or somebody else, said so"""


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who, why, and of which layer ("" for an override)."""

    account: int
    why: Why
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A time in which the same one is on call; None: nobody."""

    from_at: datetime
    until_at: datetime
    who: OnCall | None


def handover(layer: Layer, number: int, zone: tzinfo) -> datetime:
    """When the shift of this number (from 0) begins. Where the clock leaps over it: after the leap by as much; where it shows
    it twice: the first time."""
    first = datetime.combine(layer.starts_on, time(layer.handover_minute // 60, layer.handover_minute % 60))
    return _instant(first + number * timedelta(hours=layer.shift_hours), zone)


def turn(layer: Layer, at: datetime, zone: tzinfo) -> int:
    """The number of the shift that `at` is in; below 0 where the layer has not begun."""
    first = datetime.combine(layer.starts_on, time(layer.handover_minute // 60, layer.handover_minute % 60))
    number = (at.astimezone(zone).replace(tzinfo=None) - first) // timedelta(hours=layer.shift_hours)
    # Where the clock was set meanwhile the wall's answer can be a shift off.
    while handover(layer, number + 1, zone) <= at:
        number += 1
    while handover(layer, number, zone) > at:
        number -= 1
    return number


def who(schedule: Schedule, at: datetime, zone: tzinfo, around: Around = NOTHING) -> OnCall | None:
    """Who is on call at `at`; None: nobody. `zone` is that of `schedule`."""
    over = [each for each in around.overrides if each.from_at <= at < each.until_at]
    if over:
        last = max(over, key=lambda each: (each.made_at, each.id))
        return OnCall(last.account, Why.OVERRIDE)
    for layer in reversed(schedule.layers):
        if (found := _of_layer(layer, at, zone, around)) is not None:
            return found
    return None


def _of_layer(layer: Layer, at: datetime, zone: tzinfo, around: Around) -> OnCall | None:
    number, local = turn(layer, at, zone), at.astimezone(zone)
    if number < 0 or not _is_for(layer, local, around.feasts):
        return None
    count = len(layer.members)
    order = [layer.members[(number + step) % count] for step in range(count)]
    away = {each.account for each in around.away if each.from_at <= at < each.until_at}
    present = [member for member in order if member not in away]
    spared = [each for each in present if local.date() not in around.feasts_of.get(each, ())]
    for member in (*spared, *present):
        return OnCall(member, Why.TURN if member == order[0] else Why.STAND_IN, layer.name)
    return None


def _is_for(layer: Layer, local: datetime, feasts: frozenset[date]) -> bool:
    """Whether the layer is for this time of the week."""
    return not layer.restrictions or any(_holds(each, local, feasts) for each in layer.restrictions)


def _holds(part: Restriction, local: datetime, feasts: frozenset[date]) -> bool:
    minute, today = local.hour * 60 + local.minute, local.date()
    is_today = _weekday(today, feasts) in part.weekdays
    if part.from_minute < part.until_minute:
        return is_today and part.from_minute <= minute < part.until_minute
    is_yesterday = _weekday(today - _DAY, feasts) in part.weekdays
    return (is_today and minute >= part.from_minute) or (is_yesterday and minute < part.until_minute)


def _weekday(day: date, feasts: frozenset[date]) -> int:
    return _SUNDAY if day in feasts else day.weekday()


def shifts(
    schedule: Schedule, from_at: datetime, until_at: datetime, zone: tzinfo, around: Around = NOTHING
) -> list[Shift]:
    """The shifts from `from_at` up to `until_at`, in order and without a gap; the first and the last are cut to that."""
    edges = {at for at in _edges(schedule, from_at, until_at, zone, around) if from_at < at < until_at}
    ordered = [from_at, *sorted(edges), until_at]
    found: list[Shift] = []
    for begin, end in itertools.pairwise(ordered):
        now = who(schedule, begin, zone, around)
        if found and found[-1].who == now and not _is_handover(schedule, begin, zone, now):
            found[-1] = replace(found[-1], until_at=end)
        elif begin < end:
            found.append(Shift(begin, end, now))
    return found


def _is_handover(schedule: Schedule, at: datetime, zone: tzinfo, now: OnCall | None) -> bool:
    """Whether a turn begins at `at` whose member had the turn before, too: two shifts of theirs, told one by one."""
    if now is None or now.why is not Why.TURN:
        return False
    layer = next((each for each in schedule.layers if each.name == now.layer), None)
    return (
        layer is not None
        and len(set(layer.members)) > 1
        and handover(layer, turn(layer, at, zone), zone) == at
    )


def _edges(
    schedule: Schedule, from_at: datetime, until_at: datetime, zone: tzinfo, around: Around
) -> Iterator[datetime]:
    """Every instant at which somebody else may be on call."""
    for over in around.overrides:
        yield from (over.from_at, over.until_at)
    for away in around.away:
        yield from (away.from_at, away.until_at)
    for layer in schedule.layers:
        number = max(turn(layer, from_at, zone), 0)
        while (at := handover(layer, number, zone)) < until_at:
            yield at
            number += 1
    minutes = {
        minute
        for layer in schedule.layers
        for part in layer.restrictions
        for minute in (part.from_minute, part.until_minute)
    }
    if not minutes and not around.feasts_of:
        return
    day = from_at.astimezone(zone).date()
    while (midnight := _instant(datetime.combine(day, time()), zone)) < until_at:
        yield midnight
        for minute in minutes:
            yield _instant(datetime.combine(day, time(minute // 60, minute % 60)), zone)
        day += _DAY
        following = _instant(datetime.combine(day, time()), zone)
        if following - midnight != _DAY:  # the clock is set: an edge may lie where it leaps
            yield from (midnight + step * _QUARTER for step in range((following - midnight) // _QUARTER))


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
