"""Whether a question tells of another day than that on which it is asked, and of which spans of time it speaks.

A weekday, a month, a date or a year that is not now; "yesterday", days, weeks, months and years in any of our languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
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
_HINDI_IN_LATIN = "somvar mangalvar budhvar guruvar shukravar shanivar ravivar"
_NOT_ONLY_MONTHS = frozenset(
    {"may", "march", "mars", "mei", "minggu", "segunda", "quarta", "quinta", "terca", "sexta"}
)
"""Words that mean something else as often"""
_ENGLISH: Mapping[str, int] = {"march": 3, "may": 5}
_BEFORE_MONTHS = frozenset({"in", "since", "last", "of", "until", "early", "late"})
"""after which they are months in English"""
UNITS: Mapping[str, str] = {
    "day": "days dias jours tagen dinon दिनों ايام ayyam hari hr tage",
    "week": "week weeks semana semanas semaine semaines woche wochen hafte hafta hafton हफ्ते हफ्तों हफ़्ते सप्ताह اسبوع اسابيع اسبوعين minggu mgg",
    "month": "month months mes meses mois monat monate monaten mahine mahina mahino महीने महीनों महीना شهر شهور اشهر شهرين bulan bln",
    "year": "year years ano anos annee annees ans jahr jahre jahren saal साल سنه سنين سنوات tahun thn",
    "yesterday": "yesterday ayer anoche anteayer ontem anteontem hier gestern vorgestern امس مبارح امبارح البارحه kemarin kmrn semalam semalem",
    "last": "last pasado pasada passado passada dernier derniere letzte letzten letzter letztes pichle pichla पिछले पिछला الماضي الماضيه lalu kemaren",
    "ago": "ago hace faz il vor pehle पहले قبل",
    "tomorrow": "tomorrow manana amanha demain morgen بكره غدا besok",
}
"""Words of spans of time, as `text.plain` writes them"""
_JAPANESE_UNITS: Mapping[str, tuple[str, ...]] = {
    "day": ("日前", "数日", "日間", "日も"),
    "week": ("週間", "先週", "毎週"),
    "month": ("ヶ月", "か月", "カ月", "先月", "ケ月"),
    "year": ("年前", "去年", "昨年", "年間"),
    "yesterday": ("昨日", "昨夜", "昨晩", "一昨日", "おととい"),
    "tomorrow": ("明日",),
}
LAST_NIGHT: Mapping[str, str] = {
    "en": "late last night; last night; last nite; yesterday evening; yesterday night; yesterday; overnight; in the night",
    "es": "anoche; ayer por la noche; ayer en la noche; ayer noche; la noche pasada; esta noche pasada; ayer",
    "pt": "ontem a noite; ontem de noite; na noite passada; noite passada; essa madrugada; de madrugada; ontem",
    "fr": "hier soir; la nuit derniere; cette nuit; hier",
    "de": "gestern abend; gestern nacht; letzte nacht; heute nacht; in der nacht; gestern",
    "hi": "kal raat ko; kal raat; kal rat; raat ko; beeti raat; कल रात को; कल रात; बीती रात; रात को",
    "ar": "ليله امس; امس بالليل; امس الليل; امبارح بالليل; الليله الماضيه; البارحه; امبارح; مبارح; امس",
    "ja": "昨日の夜; 昨夜; 昨晩; 夜中; 昨日",
    "id": "tadi malam; tadi malem; semalam; semalem; kemarin malam; kemaren malem; kmrn malem; kemarin; kemaren; kmrn",
}
"""How the night before is called, as `text.plain` writes it"""
_WERE = (
    "was is, were are, wasnt isnt, estuvo esta, estaba esta, esteve esta, estava esta, etait est, war ist, waren sind, "
    "tha hai, thi hai, था है, थी है, थे हैं"
)
_THEN: Mapping[str, str] = dict(each.split(" ") for each in _WERE.split(", "))
"""What was so, as it is said while it is"""
_TODAY_FROM = timedelta(hours=-12)
_TODAY_TO = timedelta(hours=9)
"""what "today" may be where most people live, from the instant in UTC"""
_MONTH_BEFORE = timedelta(days=4)
_YEAR = re.compile(r"(?:19|20)\d\d")
_JAPANESE_MONTH = re.compile(r"(\d{1,2})月")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")


def tells_of_another_day(text: Plain, language: str, at: datetime) -> bool:
    """Whether a weekday, a month, a year or a day of the month is named that is not that of `at`, wherever the asker is."""
    days = {(at + shift).weekday() for shift in (_TODAY_FROM, timedelta(), _TODAY_TO)}
    months = {(at + shift).month for shift in (-_MONTH_BEFORE, timedelta(), _TODAY_TO)}
    dates = {(at + shift).day for shift in (_TODAY_FROM, timedelta(), _TODAY_TO)}
    weekdays, named_months = _named(language)
    if _is_another_date(text.words, language, months, dates):
        return True
    for before, word in zip(("", *text.words), text.words, strict=False):
        if before in _BEFORE_MONTHS and _ENGLISH.get(word, at.month) not in months:
            return True
        if _YEAR.fullmatch(word) and abs(int(word) - at.year) <= 60 and int(word) != at.year:
            return True
        if _ORDINAL.fullmatch(word) and int(word[:-2]) not in dates:
            return True
        for form in bare(word):
            day = weekdays.get(form, _begun(form, weekdays) if language == "de" else None)
            if (day is not None and day not in days) or named_months.get(form, at.month) not in months:
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


def _begun(word: str, weekdays: Mapping[str, int]) -> int | None:
    """The weekday that a German word like "mittwochabend" begins with."""
    return next(
        (day for name, day in weekdays.items() if len(word) > len(name) and word.startswith(name)), None
    )


def _is_another_date(words: tuple[str, ...], language: str, months: set[int], dates: set[int]) -> bool:
    """Whether a month stands beside a day of it that is not today: "9 march", "14 de mayo", "may 3rd"."""
    named = _every_month(language)
    for at, word in enumerate(words):
        if word not in named:
            continue
        beside = (*words[max(at - 2, 0) : at], *words[at + 1 : at + 2])
        for number in beside:
            found = _DAY.fullmatch(number)
            if (
                found
                and 1 <= int(found[1]) <= 31
                and (named[word] not in months or int(found[1]) not in dates)
            ):
                return True
    return False


def days(text: Plain, language: str) -> frozenset[str]:
    """The days that `text` names: weekdays and months, by number, and spans of time but for plain days."""
    weekdays, months = _named(language)
    every = {**_every_weekday(language), **weekdays}
    found = {unit for unit in spans(text) if unit not in ("day", "ago")}
    for word in text.words:
        for form in bare(word):
            day = every.get(form, _begun(form, weekdays) if language == "de" else None)
            if day is not None:
                found.add(f"weekday {day}")
            if form in months:
                found.add(f"month {months[form]}")
    if language == "ja":
        found |= {
            f"weekday {number}" for number, name in enumerate(WEEKDAYS["ja"].split()) if name in text.flat
        }
    return frozenset(found)


@cache
def _every_weekday(language: str) -> Mapping[str, int]:
    """Weekdays by their names, those too that mean something else as often; of a text in no language that is known those of all."""
    listed = [WEEKDAYS[language]] if language in WEEKDAYS else [*WEEKDAYS.values()]
    listed += [_HINDI_IN_LATIN] if language in ("hi", "") else []
    return {name: number for names in listed for number, name in enumerate(names.split())}


def as_asked_then(text: Plain, language: str) -> Plain:
    """What is asked about the night before, as it would have been asked in that night; the same where nothing tells of that."""
    if language == "ja":
        flat = text.flat
        for each in LAST_NIGHT["ja"].split("; "):
            flat = flat.replace(each, "")
        return text if flat == text.flat else plain(flat)
    words = list(text.words)
    for each in LAST_NIGHT.get(language, "").split("; "):
        night = each.split()
        at = next((at for at in range(len(words)) if night and words[at : at + len(night)] == night), None)
        if at is not None:
            del words[at : at + len(night)]
    if len(words) == len(text.words):
        return text
    words = [_THEN.get(word, word) for word in words]
    return replace(text, words=tuple(words), flat="".join(words))


def spans(text: Plain) -> frozenset[str]:
    """Which of UNITS `text` speaks of."""
    found = {
        unit
        for unit, words in _units().items()
        if any(form in words for word in text.words for form in bare(word))
    }
    found.update(
        unit for unit, written in _JAPANESE_UNITS.items() if any(each in text.flat for each in written)
    )
    return frozenset(found)


@cache
def _units() -> Mapping[str, frozenset[str]]:
    return {unit: frozenset(words.split()) for unit, words in UNITS.items()}


@cache
def _every_month(language: str) -> Mapping[str, int]:
    """Months by their names, also those that mean something else beside."""
    return {
        word: number + 1
        for code in dict.fromkeys((language or "en", "en"))
        if code in LANGUAGES and code != "ja"
        for number, name in enumerate(LANGUAGES[code].months)
        for word in plain(name).words[:1]
        if not word.isdigit()
    }
