"""Whether a question tells of another day than that on which it is asked: a weekday, a month or a year that is not now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from groundswell.core.answer.text import Plain, bare, plain
from groundswell.core.phrases import LANGUAGES

WEEKDAYS: Mapping[str, str] = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "pt": "segunda terca quarta quinta sexta sabado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "hi": "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
    "ar": "الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد",
    "ja": "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    "id": "senin selasa rabu kamis jumat sabtu minggu",
}
"""as `text.plain` writes them, from Monday on"""
_NOT_ONLY_MONTHS = frozenset(
    {"may", "march", "mars", "mei", "minggu", "segunda", "quarta", "quinta", "terca", "sexta"}
)
"""Words that mean something else as often"""
_ENGLISH: Mapping[str, int] = {"march": 3, "may": 5}
_BEFORE_MONTHS = frozenset({"in", "since", "last", "of", "until", "early", "late"})
"""after which they are months in English"""
_TODAY_FROM = timedelta(hours=-12)
_TODAY_TO = timedelta(hours=9)
"""what "today" may be where most people live, from the instant in UTC"""
_MONTH_BEFORE = timedelta(days=4)
_YEAR = re.compile(r"(?:19|20)\d\d")
_JAPANESE_MONTH = re.compile(r"(\d{1,2})月")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")


def tells_of_another_day(text: Plain, language: str, at: datetime) -> bool:
    """Whether a weekday, a month, a year or a day of the month is named that is not that of `at`, wherever the asker is."""
    days = {(at + shift).weekday() for shift in (_TODAY_FROM, timedelta(), _TODAY_TO)}
    months = {(at + shift).month for shift in (-_MONTH_BEFORE, timedelta(), _TODAY_TO)}
    dates = {(at + shift).day for shift in (_TODAY_FROM, timedelta(), _TODAY_TO)}
    weekdays, named_months = _named(language)
    for before, word in zip(("", *text.words), text.words, strict=False):
        if before in _BEFORE_MONTHS and _ENGLISH.get(word, at.month) not in months:
            return True
        if _YEAR.fullmatch(word) and abs(int(word) - at.year) <= 60 and int(word) != at.year:
            return True
        if _ORDINAL.fullmatch(word) and int(word[:-2]) not in dates:
            return True
        for form in bare(word):
            if weekdays.get(form, at.weekday()) not in days or named_months.get(form, at.month) not in months:
                return True
    if language == "ja":
        named = {number for number, name in enumerate(WEEKDAYS["ja"].split()) if name in text.flat}
        told = {int(found) for found in _JAPANESE_MONTH.findall(text.flat)}
        return bool((named and not named & days) or (told and not told & months))
    return False


@cache
def _named(language: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Weekdays and months by their names, those of English too."""
    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    for code in dict.fromkeys((language or "en", "en")):
        for number, name in enumerate(WEEKDAYS.get(code, "").split()):
            weekdays.setdefault(name, number)
        for number, name in enumerate(LANGUAGES[code].months if code in LANGUAGES else ()):
            for word in plain(name).words[:1]:
                if not word.isdigit():
                    months.setdefault(word, number + 1)
    for word in _NOT_ONLY_MONTHS:
        weekdays.pop(word, None)
        months.pop(word, None)
    return weekdays, months
