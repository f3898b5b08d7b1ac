"""Whether a question tells of another day than that on which it is asked, and of which spans of time it speaks.

A weekday, a month, a date or a year that is not now; "yesterday", days, weeks, months and years in any of our languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    "en": "late last night; last night; last nite; yesterday evening; yesterday night",
    "es": "anoche; ayer por la noche; ayer en la noche; ayer noche; la noche pasada",
    "pt": "ontem a noite; ontem de noite; na noite passada; noite passada",
    "fr": "hier soir; la nuit derniere",
    "de": "gestern abend; gestern nacht; letzte nacht",
    "hi": "kal raat ko; kal raat; kal rat; कल रात को; कल रात",
    "ar": "ليله امس; امس بالليل; امس الليل; امبارح بالليل; الليله الماضيه",
    "ja": "昨日の夜; 昨夜; 昨晩",
    "id": "tadi malam; tadi malem; semalam; semalem; kemarin malam; kemaren malem",
}
"""How the night before is called and nothing else is, as `text.plain` writes it; in Hindi the night to come too"""
_WAS_DOWN: Mapping[str, str] = {
    "en": "down; offline; outage",
    "es": "cayo; caido; caida; down",
    "pt": "caiu; fora do ar; queda; down",
    "fr": "en panne; panne; down",
    "de": "down; offline; gestort; ausgefallen; storung; ausfall",
    "hi": "down; band; डाउन; बंद",
    "ar": "معطل; معطله; متعطل; واقف; طايح; وقع; تعطل; عطل",
    "ja": "落ち; ダウン; 障害",
    "id": "down; gangguan; tumbang",
}
_WAS_IT: Mapping[str, str] = {
    "en": "was; were; it; the; app; site; server; servers; did; go; went; there; an; a; any; for everyone; "
    "for everybody; for anyone else; or; was it me; just me; only me",
    "es": "estuvo; estaba; se; hubo; una; la; el; de; en; app; o; solo a mi; para todos; a todos",
    "pt": "esteve; estava; houve; teve; uma; a; o; no; do; app; ou; so pra mim; pra todo mundo",
    "fr": "est ce que; est ce qu; etait; y a t il eu; une; il; l; la; app; appli; sur; ou; pour tout le monde",
    "de": "war; waren; gab; es; eine; einen; bei; die; app; oder; nur bei mir; bei allen",
    "hi": "kya; ho; tha; thi; hua; gaya; app; server; sabka; क्या; हो; था; थी; हुआ; गया; ऐप; सर्वर; सबका",
    "ar": "هل; كان; كانت; فيه; التطبيق; السيرفر",
    "ja": "て; して; あり; あった; まし; いまし; いた; た; のか; の; か; は; が; って; アプリ; サーバー",
    "id": "apa; apakah; sempat; sempet; ada; ya; aplikasi; server",
}
"""What may stand beside the night and the service's name where somebody only asks whether it was down, as `text.plain` writes it"""
_HINDI_PAST = frozenset(["tha", "thi", "hua", "gaya", "था", "थी", "हुआ", "गया"])
"""one of them, and "kal" is yesterday"""
_HINDI_DAYS = frozenset(["kal", "parso", "parson", "कल", "परसों"])
"""yesterday or tomorrow, and the days beyond"""
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


def without_last_night(text: Plain, language: str) -> Plain:
    """`text` less the words that call the night before, once; the same where nothing surely calls it."""
    nights = LAST_NIGHT.get(language, "").split("; ")
    if language == "ja":
        night = next((each for each in nights if each in text.flat), "")
        flat = text.flat.replace(night, "", 1)
        return replace(text, words=plain(flat).words, flat=flat) if night else text
    if language == "hi" and _HINDI_PAST.isdisjoint(text.words):
        return text
    for called in (tuple(each.split()) for each in nights if each):
        for at in range(len(text.words)):
            if text.words[at : at + len(called)] == called:
                words = text.words[:at] + text.words[at + len(called) :]
                return replace(text, words=words, flat="".join(words))
    return text


def only_asks_whether_it_was_down(words: Iterable[str], language: str) -> bool:
    """Whether `words`, less the names of services, ask that and say nothing of an hour, of another day, of the asker, of what was not."""
    beside = _beside(language)
    return beside is not None and beside.fullmatch("".join(f"{word} " for word in words)) is not None


@cache
def _beside(language: str) -> re.Pattern[str] | None:
    """One word of _WAS_DOWN at least, and those of _WAS_IT."""
    if language not in _WAS_DOWN:
        return None
    down, beside = ("|".join(map(re.escape, each[language].split("; "))) for each in (_WAS_DOWN, _WAS_IT))
    end = " ?" if language == "ja" else " "
    return re.compile(f"(?:(?:{beside}){end})*(?:{down}){end}(?:(?:{down}|{beside}){end})*")


def speaks_of_yesterday(text: Plain, language: str) -> bool:
    """Whether a word of `text` is yesterday or its night, in Hindi tomorrow too; what is written without spaces is not looked into."""
    yesterday = _units()["yesterday"]
    if language == "hi" and not _HINDI_DAYS.isdisjoint(text.words):
        return True
    return any(word in yesterday and (word != "hier" or language == "fr") for word in text.words)


def as_it_is(text: Plain) -> Plain:
    """What is asked of what was so, as it would have been asked while it was."""
    words = tuple(_THEN.get(word, word) for word in text.words)
    return text if words == text.words else replace(text, words=words, flat="".join(words))


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
