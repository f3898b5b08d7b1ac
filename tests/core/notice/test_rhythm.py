from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.notice import Digest, Rhythm, due

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "Asia/Kolkata",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Tokyo",
    )
]
NIGHT = Rhythm(quiet_from=22 * 60, quiet_to=7 * 60, zone="Europe/Berlin")

rhythms = st.builds(
    Rhythm,
    digest=st.sampled_from(Digest),
    quiet_from=st.integers(0, 1439),
    quiet_to=st.integers(0, 1439),
    urgent=st.booleans(),
)
instants = st.integers(0, 3 * 366 * 1440).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def berlin(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=BERLIN, fold=fold)  # type: ignore[arg-type,misc]


@given(rhythms, instants, st.integers(1, 5), st.sampled_from(ZONES))
def test_nothing_is_told_before_it_happened_nor_more_than_two_days_after(
    rhythm: Rhythm, at: datetime, severity: int, zone: ZoneInfo
) -> None:
    told = due(rhythm, at, severity, zone)
    assert at <= told <= at + timedelta(days=2, hours=2)


@given(rhythms, instants, st.integers(1, 4), st.sampled_from(ZONES))
def test_nothing_is_told_in_quiet_hours(rhythm: Rhythm, at: datetime, severity: int, zone: ZoneInfo) -> None:
    local = due(rhythm, at, severity, zone).astimezone(zone)
    if local.utcoffset() == (local - timedelta(hours=3)).astimezone(UTC).astimezone(zone).utcoffset():
        assert not rhythm.is_quiet(local.hour * 60 + local.minute)


@given(rhythms, instants, st.sampled_from(ZONES))
def test_what_comes_later_is_told_no_earlier(rhythm: Rhythm, at: datetime, zone: ZoneInfo) -> None:
    assert due(rhythm, at, 3, zone) <= due(rhythm, at + timedelta(minutes=7), 3, zone)


def test_a_night_ends_by_the_clock_of_the_subscriber_also_when_it_is_changed() -> None:
    assert due(NIGHT, berlin(2026, 3, 28, 23, 0), 3, BERLIN) == berlin(2026, 3, 29, 7, 0)
    assert due(NIGHT, berlin(2026, 3, 28, 23, 0), 3, BERLIN) == datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    assert due(NIGHT, berlin(2026, 10, 24, 23, 0), 3, BERLIN) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)


def test_an_hour_that_does_not_exist_or_exists_twice_is_no_trap() -> None:
    short = Rhythm(quiet_from=60, quiet_to=150, zone="Europe/Berlin")  # 01:00 to 02:30
    assert due(short, berlin(2026, 3, 29, 1, 10), 3, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    second = berlin(2026, 10, 25, 2, 10, fold=1)
    assert due(short, second, 3, BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_is_critical_breaks_the_quiet_of_who_allows_it() -> None:
    at = berlin(2026, 6, 1, 23, 0)
    open_to = Rhythm(quiet_from=22 * 60, quiet_to=7 * 60, urgent=True)
    assert due(open_to, at, 5, BERLIN) == at
    assert due(open_to, at, 4, BERLIN) > at
    assert due(NIGHT, at, 5, BERLIN) > at


def test_a_digest_comes_at_the_full_hour_or_in_the_morning() -> None:
    at = berlin(2026, 6, 1, 12, 34, 56)
    assert due(Rhythm(Digest.HOURLY), at, 3, BERLIN) == berlin(2026, 6, 1, 13, 0)
    assert due(Rhythm(Digest.DAILY), at, 3, BERLIN) == berlin(2026, 6, 2, 8, 0)
    assert due(Rhythm(), at, 3, BERLIN) == at


def test_quiet_hours_are_of_one_day() -> None:
    with pytest.raises(ValueError, match="0 to 1439"):
        Rhythm(quiet_from=1440)
