"""Those who are asked as an outage eases: they hold it open, they let it end, and one network can do neither."""

from __future__ import annotations

from functools import cache

import pytest

from tests.replay.asked import LONG, SHORT, Ended, lived


@cache
def silent(long: bool) -> Ended:
    """The evening when nobody is asked."""
    return lived(LONG if long else SHORT, asking=False)


def test_answers_hold_open_what_silence_would_close_while_people_only_went_away() -> None:
    assert silent(long=True).late_minutes < -10, "silence alone calls it over before it is"
    heard = lived(LONG, asking=True)
    assert 0 <= heard.late_minutes <= 45
    assert len(heard.ends) == 1


def test_answers_end_what_is_over_before_the_last_report_has_come() -> None:
    heard = lived(SHORT, asking=True)
    assert 0 <= heard.late_minutes <= silent(long=False).late_minutes - 10


@pytest.mark.parametrize("long", [True, False])
def test_one_network_neither_holds_it_open_nor_ends_it(long: bool) -> None:
    """Ten answers a minute of one network that had no part in the outage: yes while it is on, no when it is over."""
    script = LONG if long else SHORT
    attacked = lived(
        script, asking=True, crowd_answers=False, attack=lambda _minute: (10, 0) if long else (0, 10)
    )
    assert attacked.late_minutes == silent(long).late_minutes
