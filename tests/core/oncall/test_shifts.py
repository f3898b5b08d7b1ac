"""Who is on call: turns, summer time, hours of the week, who takes over and who is away."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.oncall import (
    Around,
    Away,
    Layer,
    OnCall,
    Override,
    Restriction,
    Schedule,
    Why,
    check_schedule,
    handover,
    shifts,
    who,
)
from groundswell.errors import InputError

MADRID = ZoneInfo("Europe/Madrid")
ZONES = [ZoneInfo(name) for name in ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "UTC")]
WEEK = Layer("week", (1, 2, 3), date(2026, 3, 2))  # a Monday, from nine to nine
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def rota(*layers: Layer) -> Schedule:
    return Schedule("ops", "Ops", "Europe/Madrid", layers, "Ada", BEGAN)


def account(found: OnCall | None) -> int:
    return found.account if found else 0


def at(day: int, hour: int, month: int = 3) -> datetime:
    """By the clock of Madrid."""
    return datetime(2026, month, day, hour, tzinfo=MADRID).astimezone(UTC)


def test_they_take_turns_week_by_week_and_nobody_is_called_before_the_first() -> None:
    ops = rota(WEEK)
    assert who(ops, at(2, 8), MADRID) is None
    assert [account(who(ops, at(day, 9), MADRID)) for day in (2, 9, 16, 23, 30)] == [1, 2, 3, 1, 2]
    assert account(who(ops, at(9, 8), MADRID)) == 1, "until nine"


def test_the_handover_is_at_nine_also_after_the_clocks_were_set() -> None:
    local = [handover(WEEK, number, MADRID).astimezone(MADRID) for number in range(60)]
    assert {(each.hour, each.minute, each.weekday()) for each in local} == {(9, 0, 0)}
    assert handover(WEEK, 4, MADRID) - handover(WEEK, 3, MADRID) == timedelta(hours=167), "29 March"


def test_a_handover_in_the_hour_that_is_left_out_is_right_after_it() -> None:
    night = Layer("night", (1, 2), date(2026, 3, 28), 150, 24)  # at half past two
    assert handover(night, 1, MADRID) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "03:30 in Madrid"
    assert account(who(rota(night), datetime(2026, 3, 29, 1, 29, tzinfo=UTC), MADRID)) == 1
    assert account(who(rota(night), datetime(2026, 3, 29, 1, 30, tzinfo=UTC), MADRID)) == 2


@settings(max_examples=150, deadline=None)
@given(
    members=st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True),
    hours=st.sampled_from([1, 4, 8, 12, 24, 48, 168]),
    minute=st.integers(0, 1439),
    zone=st.sampled_from(ZONES),
    minutes=st.lists(st.integers(0, 400 * 1440), min_size=1, max_size=10),
)
def test_without_restrictions_exactly_one_is_on_call_at_any_time(
    members: list[int], hours: int, minute: int, zone: ZoneInfo, minutes: list[int]
) -> None:
    ops = rota(Layer("all", tuple(members), date(2026, 1, 1), minute, hours))
    begun = handover(ops.layers[0], 0, zone)
    for each in minutes:
        now = begun + timedelta(minutes=each)
        found = who(ops, now, zone)
        assert found is not None
        assert found.account in members
        (around,) = [s for s in shifts(ops, now - timedelta(hours=3), now + timedelta(hours=3), zone)
                     if s.from_at <= now < s.until_at]  # fmt: skip
        assert around.who == found, "and the shifts say the same"


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 6), hours=st.sampled_from([8, 12, 24, 168]), rounds=st.integers(1, 5))
def test_a_rotation_is_fair(count: int, hours: int, rounds: int) -> None:
    layer = Layer("all", tuple(range(1, count + 1)), date(2026, 1, 5), 540, hours)
    until = handover(layer, count * rounds, MADRID)
    turns = Counter(
        account(who(rota(layer), handover(layer, number, MADRID), MADRID)) for number in range(count * rounds)
    )
    assert set(turns.values()) == {rounds}
    found = shifts(rota(layer), handover(layer, 0, MADRID), until, MADRID)
    assert sum((each.until_at - each.from_at for each in found), timedelta()) == until - found[0].from_at


@settings(max_examples=80, deadline=None)
@given(
    begin=st.integers(0, 60 * 24),
    length=st.integers(1, 200),
    look=st.integers(-50, 60 * 24 + 250),
    made=st.integers(0, 5),
)
def test_an_override_wins_and_the_one_made_last_most_of_all(
    begin: int, length: int, look: int, made: int
) -> None:
    first = at(2, 9) + timedelta(hours=begin)
    override = Override("ops", 7, first, first + timedelta(hours=length), "Ada", BEGAN)
    later = replace(override, account=8, made_at=BEGAN + timedelta(minutes=made), id=1)
    now = at(2, 9) + timedelta(hours=look)
    inside = first <= now < first + timedelta(hours=length)
    plain = who(rota(WEEK), now, MADRID)
    assert who(rota(WEEK), now, MADRID, Around((override,))) == (OnCall(7, Why.OVERRIDE) if inside else plain)
    assert account(who(rota(WEEK), now, MADRID, Around((later, override)))) == (
        8 if inside else account(plain)
    )


def test_who_is_away_is_stood_in_for_by_the_next_and_when_all_are_nobody_is_there() -> None:
    gone = tuple(Away(member, at(3, 0), at(4, 0)) for member in (1, 2, 3))
    assert who(rota(WEEK), at(3, 12), MADRID, Around(away=gone[:1])) == OnCall(2, Why.STAND_IN, "week")
    assert who(rota(WEEK), at(3, 12), MADRID, Around(away=gone)) is None
    back = shifts(rota(WEEK), at(2, 12), at(5, 12), MADRID, Around(away=gone))
    assert [(account(each.who), each.from_at) for each in back] == [
        (1, at(2, 12)),
        (0, at(3, 0)),
        (1, at(4, 0)),
    ]


def test_a_public_holiday_spares_whom_it_can() -> None:
    feast = frozenset({date(2026, 3, 3)})
    assert account(who(rota(WEEK), at(3, 12), MADRID, Around(feasts_of={1: feast}))) == 2
    everybody = dict.fromkeys((1, 2, 3), feast)
    assert account(who(rota(WEEK), at(3, 12), MADRID, Around(feasts_of=everybody))) == 1, "somebody is called"
    parts = shifts(rota(WEEK), at(2, 12), at(4, 12), MADRID, Around(feasts_of={1: feast}))
    assert [(account(each.who), each.from_at) for each in parts] == [
        (1, at(2, 12)),
        (2, at(3, 0)),
        (1, at(4, 0)),
    ]


def test_a_later_layer_is_for_its_hours_and_a_feast_is_a_sunday() -> None:
    office = Layer("office", (5,), date(2026, 3, 2), 0, 24, (Restriction((0, 1, 2, 3, 4), 540, 1020),))
    ops = rota(WEEK, office)
    assert [account(who(ops, at(3, hour), MADRID)) for hour in (8, 9, 16, 17)] == [1, 5, 5, 1]
    assert account(who(ops, at(7, 12), MADRID)) == 1, "Saturday"
    assert account(who(ops, at(3, 12), MADRID, Around(feasts=frozenset({date(2026, 3, 3)})))) == 1


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    night = Layer("night", (5,), date(2026, 3, 1), 0, 24, (Restriction((4,), 22 * 60, 6 * 60),))
    found = shifts(rota(night), at(5, 0), at(9, 0), MADRID)
    assert [(each.from_at, each.until_at) for each in found if each.who] == [(at(6, 22), at(7, 6))]


@settings(max_examples=60, deadline=None)
@given(
    day=st.integers(0, 364),
    minute=st.integers(0, 1439),
    part=st.builds(
        Restriction,
        st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple),
        st.integers(0, 1439),
        st.integers(0, 1439),
    ),
    zone=st.sampled_from(ZONES),
)
def test_shifts_say_at_every_minute_what_who_says(
    day: int, minute: int, part: Restriction, zone: ZoneInfo
) -> None:
    ops = rota(WEEK, Layer("part", (5, 6), date(2025, 12, 31), 300, 24, (part,)))
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    found = shifts(ops, begin, begin + timedelta(days=2), zone)
    assert found[0].from_at == begin
    assert all(one.until_at == two.from_at for one, two in itertools.pairwise(found))
    now = begin + timedelta(minutes=minute)
    (mine,) = [each for each in found if each.from_at <= now < each.until_at]
    assert mine.who == who(ops, now, zone)


def test_a_schedule_that_cannot_be_says_why() -> None:
    check_schedule(rota(WEEK))
    for wrong, field in (
        (replace(rota(WEEK), id="Ops!"), "id"),
        (rota(), "layers"),
        (rota(replace(WEEK, members=())), "members"),
        (rota(replace(WEEK, shift_hours=36)), "shift_hours"),
        (rota(replace(WEEK, handover_minute=1440)), "handover"),
        (rota(replace(WEEK, restrictions=(Restriction((7,)),))), "restrictions"),
    ):
        with pytest.raises(InputError) as fault:
            check_schedule(wrong)
        assert fault.value.field == field
