"""Which days a question tells of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from groundswell.core.answer.days import spans, tells_of_another_day
from groundswell.core.answer.text import plain

SUNDAY = datetime(2023, 5, 21, 22, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("was it down on the night of 9 march", "en"),
        ("they closed it on may 3rd", "en"),
        ("me suspendieron la cuenta el 14 de mayo", "es"),
        ("war am mittwochabend auch schon störung", "de"),
        ("since thursday", "en"),
        ("en 2019", "fr"),
    ],
)
def test_another_day_is_heard(words: str, language: str) -> None:
    assert tells_of_another_day(plain(words), language, SUNDAY)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("it may be down", "en"),
        ("down since the 21st of may", "en"),
        ("sonntagabend und nichts geht", "de"),
        ("tonight at 10", "en"),
        ("march of 3 bugs at may level", "fr"),
    ],
)
def test_today_is_no_other_day(words: str, language: str) -> None:
    assert not tells_of_another_day(plain(words), language, SUNDAY)


def test_spans_of_time_are_told_apart() -> None:
    assert spans(plain("yesterday, for three weeks")) == {"yesterday", "week"}
    assert spans(plain("先月から")) == {"month"}
    assert spans(plain("just now")) == frozenset()
