"""By which clock services and countries live: summer time and public holidays, as whole hours to add to UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.catalog import Catalog
from groundswell.core.model import Operator, Service, Symptom
from groundswell.core.timegrid import MINUTES_PER_WEEK, hour_of_week, instant_of, minute_of
from groundswell.errors import InputError
from groundswell.flow.calendar import Calendar, feasts, place_of_feasts

ZONES = {
    "earth": "UTC",
    "madrid": "Europe/Madrid",
    "new-york": "America/New_York",
    "sydney": "Australia/Sydney",
    "kolkata": "Asia/Kolkata",
    "tokyo": "Asia/Tokyo",
}
COUNTRIES = {"madrid": "ES", "new-york": "US", "sydney": "AU", "kolkata": "IN", "tokyo": "JP"}
CALENDAR = Calendar(
    Catalog.of(
        services=[
            Service(slug, slug.title(), "op", "social", ("app",), time_zone=zone)
            for slug, zone in ZONES.items()
        ],
        operators=[Operator("op", "Op")],
        symptoms=[Symptom("app", "App")],
        categories={"social": "Social"},
        areas=[],
        networks=[],
    )
)


def has_changed(slug: str, minute: int, within: int) -> bool:
    """Whether the clock of this one was set."""
    return CALENDAR.changed(minute, within)[list(ZONES).index(slug)]


MINUTES = st.integers(
    minute_of(datetime(2018, 1, 1, tzinfo=UTC)), minute_of(datetime(2035, 12, 31, tzinfo=UTC))
)
SUNDAY = 6


def at(*when: int) -> int:
    return minute_of(datetime(*when, tzinfo=UTC))  # type: ignore[arg-type, misc]


def local(slug: str, minute: int) -> datetime:
    return instant_of(minute).astimezone(ZoneInfo(ZONES[slug]))


@pytest.mark.parametrize(
    ("slug", "winter", "summer"),
    [("earth", 0, 0), ("madrid", 1, 2), ("new-york", -5, -4), ("sydney", 11, 10), ("tokyo", 9, 9)],
)
def test_a_service_goes_by_the_clock_of_its_people_in_winter_and_in_summer(
    slug: str, winter: int, summer: int
) -> None:
    assert CALENDAR.of_service(slug, at(2026, 2, 4, 12)) == winter
    assert CALENDAR.of_service(slug, at(2026, 7, 8, 12)) == summer


def test_the_clock_changes_in_the_hour_in_which_it_is_set() -> None:
    # Madrid: 29 March 2026, 01:00 UTC; a Sunday, as everywhere in the Union.
    assert CALENDAR.of_service("madrid", at(2026, 3, 29, 0, 59)) == 1
    assert CALENDAR.of_service("madrid", at(2026, 3, 29, 1, 0)) == 2


def test_a_public_holiday_reads_like_the_sunday_before_it() -> None:
    epiphany = at(2026, 1, 6, 11)  # a Tuesday in Madrid
    assert CALENDAR.of_service("madrid", epiphany) == CALENDAR.of_country("ES", epiphany) == 1 - 48
    hour = epiphany // 60 + CALENDAR.of_service("madrid", epiphany)
    assert hour_of_week(hour) == 24 * SUNDAY + 12
    assert CALENDAR.of_country("US", epiphany) == -5  # no holiday there


def test_a_holiday_is_the_people_s_day_and_not_utc_s() -> None:
    # 4 July 2025 (a Friday) begins in New York at 04:00 UTC.
    assert CALENDAR.of_service("new-york", at(2025, 7, 4, 3)) == -4
    assert CALENDAR.of_service("new-york", at(2025, 7, 4, 4)) == -4 - 24 * 5
    assert CALENDAR.of_service("new-york", at(2025, 7, 5, 4)) == -4


@pytest.mark.parametrize("country", ["", "XX", "es", "nonsense"])
def test_a_country_that_there_is_not_goes_by_utc(country: str) -> None:
    assert CALENDAR.of_country(country, at(2026, 7, 8, 12)) == 0


def test_a_change_of_clock_is_known_for_as_long_as_was_asked_and_only_where_it_was() -> None:
    changed = at(2026, 3, 29, 1)
    assert not has_changed("madrid", changed - 1, MINUTES_PER_WEEK)
    assert has_changed("madrid", changed, MINUTES_PER_WEEK)
    assert has_changed("madrid", changed + MINUTES_PER_WEEK - 1, MINUTES_PER_WEEK)
    assert not has_changed("madrid", changed + MINUTES_PER_WEEK, MINUTES_PER_WEEK)
    for slug in ("earth", "tokyo", "new-york"):
        assert not has_changed(slug, changed + 60, MINUTES_PER_WEEK)


def test_a_holiday_is_no_change_of_clock() -> None:
    assert not has_changed("madrid", at(2026, 1, 6, 11), MINUTES_PER_WEEK)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(COUNTRIES)), MINUTES)
def test_the_hour_of_the_day_is_the_people_s_and_the_day_is_theirs_or_sunday(slug: str, minute: int) -> None:
    there = local(slug, minute - minute % 60)
    offset = there.utcoffset() or timedelta()
    hour = hour_of_week(minute // 60 + CALENDAR.of_service(slug, minute))
    whole = instant_of(minute - minute % 60) + timedelta(hours=offset // timedelta(hours=1))
    assert hour % 24 == whole.hour
    free = whole.date() in holidays.country_holidays(COUNTRIES[slug], years=whole.year)
    assert hour // 24 == (SUNDAY if free else whole.weekday())


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(ZONES)), MINUTES, st.integers(60, 3 * MINUTES_PER_WEEK))
def test_a_clock_has_changed_just_when_the_offset_then_was_another(
    slug: str, minute: int, within: int
) -> None:
    def offset(when: int) -> timedelta | None:
        return local(slug, when - when % 60).utcoffset()

    changed = offset(minute) != offset(minute - within)
    assert has_changed(slug, minute, within) == changed


@settings(max_examples=100, deadline=None)
@given(MINUTES)
def test_asked_of_all_services_at_once_it_says_the_same(minute: int) -> None:
    assert CALENDAR.of_services(minute) == [CALENDAR.of_service(slug, minute) for slug in ZONES]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(ZONES)), MINUTES)
def test_the_clock_stands_for_a_whole_hour(slug: str, minute: int) -> None:
    first = minute - minute % 60
    assert CALENDAR.of_service(slug, first) == CALENDAR.of_service(slug, first + 59)


def test_parts_of_a_country_have_holidays_of_their_own() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    assert feasts("DE", first, last) == frozenset()
    assert feasts(place_of_feasts("de-by"), first, last) == {date(2026, 6, 4)}  # Corpus Christi
    assert feasts("DE-XX", date(2026, 12, 24), date(2026, 12, 26)), "a part that is unknown has its country's"
    assert [place_of_feasts(each) for each in ("es", " us-ca ", "")] == ["ES", "US-CA", ""]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("DE-XX", "one of BB, BE"), ("DE-", "no part of DE"), ("XX", "of a country, such as ES"), ("E1", "ES"), ("-BY", "ES")],
)  # fmt: skip
def test_a_place_without_holidays_is_refused_with_what_would_be_right(typed: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        place_of_feasts(typed)
