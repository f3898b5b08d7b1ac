"""In what two questions in nearly the same words may differ, so that the answer to one is wrong for the other: which place, which device,
which day, which number, and whether something is or is not so.

Lists, in nine languages; what is in none of them is not seen. A word that is taken for more than it is only keeps an answer back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from groundswell.core.answer.cues import Heard
from groundswell.core.answer.days import days
from groundswell.core.answer.text import Plain, bare, is_unspaced, plain
from groundswell.core.answer.vocabulary import Vocabulary

_PLATFORMS: Mapping[str, str] = {
    "android": "android androide samsung galaxy pixel xiaomi redmi huawei oppo oneplus اندرويد سامسونج سامسونغ هواوي एंड्रॉइड एंड्रॉयड सैमसंग アンドロイド ギャラクシー",
    "ios": "iphone iphones ios ipad ipads ايفون الايفون ايباد आईफोन आईफ़ोन आईओएस आईपैड アイフォン アイフォーン アイパッド",
    "web": "web website webseite website site sitio situs browser navegador navigateur peramban chrome safari firefox متصفح المتصفح ويب الموقع वेबसाइट ब्राउज़र ब्राउजर ブラウザ ブラウザー ウェブ サイト",
    "windows": "windows win10 win11 ويندوز विंडोज ウィンドウズ",
    "macos": "mac macbook macos imac ماك ماكبوك मैक マック",
    "linux": "linux ubuntu",
    "pc": "pc desktop computer computers laptop ordinateur ordi computador computadora ordenador rechner komputer كمبيوتر الكمبيوتر لابتوب حاسوب कंप्यूटर कम्प्यूटर लैपटॉप パソコン",
    "tv": "tv television tele televisor televisao fernseher roku firestick chromecast televisi تلفزيون التلفزيون टीवी テレビ",
    "console": "xbox playstation ps4 ps5 nintendo konsole consola بلايستيشن प्लेस्टेशन プレステ",
    "wifi": "wifi wlan وايفاي वाईफाई ワイファイ",
    "data": "3g 4g 5g lte mobilfunk moviles moveis モバイル",
}
"""Words for what somebody uses, by the names that devices have everywhere (model.Report.platform), and three more"""
_OF_PC = frozenset({"web", "windows", "macos", "linux"})
_DEVICES = frozenset({"android", "ios", "tv", "console"}) | _OF_PC
_HOURS: Mapping[str, str] = {
    "midnight": "midnight medianoche meianoite minuit mitternacht 深夜 真夜中",
    "noon": "noon midday mediodia midi mittag दोपहर الظهر 正午 お昼 siang",
    "weekend": "weekend finde fds wochenende 週末 सप्ताहांत",
}
_NOT: Mapping[str, str] = {
    "en": "not no never cant cannot wont dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt couldnt wouldnt shouldnt aint unable without nothing nobody none neither",
    "es": "no nunca jamas nada nadie ningun ninguna ninguno sin tampoco ni",
    "pt": "nao n nunca jamais nada ninguem nenhum nenhuma sem nem",
    "fr": "ne n pas jamais rien personne aucun aucune sans ni",
    "de": "nicht kein keine keinen keiner keinem keines nie niemals nichts nix niemand ohne weder net ned",
    "hi": "नहीं नही ना मत बिना nahi nahin nhi na mat bina not no",
    "ar": "لا ما لم لن ليس ليست مش مو مب موب مافي مافيه مفيش ماني غير بدون بلا ولا",
    "id": "tidak tak ga gak nggak enggak ngga gk tdk bukan belum blm jangan tanpa ndak kagak tiada",
}
_EGYPTIAN = re.compile(r"م.{2,}ش")
_JAPANESE_NOT = re.compile(r"(?:ない|なく|なかった|ません|ませんでした|ぬ|ず(?![っとらつ])|不能|無理)")
_JAPANESE_POLITE = re.compile(
    r"すみません|かもしれ(?:ない|ません)|(?:では|じゃ)な(?:い|く)|しょうがない|仕方ない|まず|必ず"
)
_NUMBER = re.compile(
    r"(\d{1,9})(st|nd|rd|th|h|hs|hr|hrs|am|pm|uhr|min|mins|d|k|mb|gb|eur|usd|rs|jam|hari|dias|jours|tage)?"
)
_HALVES = frozenset({"am", "pm"})
_NUMBERS: Mapping[str, str] = {
    "en": "two three four five six seven eight nine ten",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez",
    "pt": "dois tres quatro cinco seis sete oito nove dez",
    "fr": "deux trois quatre cinq six sept huit - dix",
    "de": "zwei drei vier funf sechs sieben acht neun zehn",
    "hi": "- तीन चार पांच छह सात आठ नौ दस",
    "ar": "اثنين ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه عشره",
    "id": "dua tiga empat lima enam tujuh delapan sembilan sepuluh",
}
"""From two to ten; one is an article in most"""
_JAPANESE_NUMBER = re.compile(r"([二三四五六七八九十]+)(?=[日週時年月人回つ個分台枚万千ヶか])")
_JAPANESE_DIGITS = "〇一二三四五六七八九"
_WRITTEN = {"US": re.compile(r"\b(?:US|U\.S\.)(?!\w)"), "EU": re.compile(r"\bE\.U\.(?!\w)|(?<=the )EU\b")}
"""Places that are words in small letters"""
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")
_SENTENCE = re.compile(r"[.!?:\n¡¿]\s*|^\s*")
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_]\w{2,}")
_NAMES_PART_MAX = 0.4
"""where more of the words than this are written with a capital letter they are no names"""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Of a question: what is `told` from the lists; `names` that are in none of them, as far as capital letters show them; its `words`."""

    told: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]

    def agrees(self, other: Particulars) -> bool:
        """Whether the answer to one may be that to the other."""
        return self.told == other.told and self.names <= other.words and other.names <= self.words


def particulars(words: str, heard: Heard, vocabulary: Vocabulary, service: str = "") -> Particulars:
    """Those of a question about `service` in these `words`, in which was `heard` what was."""
    text, language = plain(words), heard.language
    told = {
        *(f"in {place}" for place in _places(text, vocabulary)),
        *(f"in {place}" for place, written in _WRITTEN.items() if written.search(words)),
        *(f"on {platform}" for platform in _listed(text, _platforms())),
        *(f"at {hour}" for hour in _listed(text, _hours())),
        *(f"day {day}" for day in days(text, language)),
        *_numbers(text, language),
        *(f"of {named}" for named in vocabulary.named_in(text) if named != service),
    }
    if _is_negated(text, language):
        told.add("not")
    return Particulars(
        frozenset(told), frozenset(_names(words, text, language, vocabulary)), frozenset(text.words)
    )


def platforms(text: Plain) -> frozenset[str]:
    """The devices that `text` names, by their names in a report; a computer may be any of four."""
    found = _listed(text, _platforms())
    return (found & _DEVICES) | (_OF_PC if "pc" in found and not found & _OF_PC else frozenset())


def _listed(text: Plain, lists: Mapping[str, str]) -> frozenset[str]:
    found = {lists[form] for word in text.words for form in bare(word) if form in lists}
    if any(is_unspaced(word[0]) for word in text.words):
        runs = set(_KATAKANA.findall(text.flat))
        found |= {name for listed, name in lists.items() if _stands_in(listed, text.flat, runs)}
    return frozenset(found)


def _stands_in(name: str, flat: str, runs: Collection[str]) -> bool:
    """Whether a name is somewhere in a text that has no spaces; one in Katakana as a whole run of it only: "Thai" begins "timeline"."""
    if not is_unspaced(name[0]):
        return False
    return name in runs if _KATAKANA.fullmatch(name) else name in flat


def _by_word(listed: Mapping[str, str]) -> dict[str, str]:
    return {
        form: name for name, words in listed.items() for word in words.split() for form in plain(word).words
    }


@cache
def _platforms() -> Mapping[str, str]:
    return _by_word(_PLATFORMS)


@cache
def _hours() -> Mapping[str, str]:
    return _by_word(_HOURS)


@cache
def _negations(language: str) -> frozenset[str]:
    listed = _NOT.get(language) or " ".join(_NOT[code] for code in ("en", "es", "fr", "de", "id"))
    return frozenset(form for word in listed.split() for form in plain(word).words)


@cache
def _number_words(language: str) -> Mapping[str, int]:
    listed = _NUMBERS.get(language, _NUMBERS["en"]).split()
    return {word: number for number, word in enumerate(listed, start=2) if word != "-"}


def _is_negated(text: Plain, language: str) -> bool:
    if language == "ja":
        return bool(_JAPANESE_NOT.search(_JAPANESE_POLITE.sub("", text.flat)))
    listed = _negations(language)
    if language == "ar" and any(_EGYPTIAN.fullmatch(word) for word in text.words):
        return True
    return not listed.isdisjoint(text.words)


def _numbers(text: Plain, language: str) -> Iterator[str]:
    """Each number, and whether the hour is of the morning or the evening where that is said."""
    spoken = _number_words(language)
    for word, after in zip(text.words, (*text.words[1:], ""), strict=False):
        if (found := _NUMBER.fullmatch(word)) is not None:
            yield f"number {int(found[1])}"
            yield from (half for half in _HALVES & {found[2], after})
        elif word in spoken:
            yield f"number {spoken[word]}"
    if language == "ja":
        for found in _JAPANESE_NUMBER.finditer(text.flat):
            yield f"number {_of_kanji(found[1])}"


def _of_kanji(digits: str) -> int:
    if "十" not in digits:
        return int("".join(str(_JAPANESE_DIGITS.index(digit)) for digit in digits))
    tens, _, ones = digits.partition("十")
    ones = ones.replace("十", "")
    return 10 * (_of_kanji(tens) if tens else 1) + (_of_kanji(ones) if ones else 0)


def _places(text: Plain, vocabulary: Vocabulary) -> Iterator[str]:
    """The places that are named, by what each is known by."""
    names, words = vocabulary.places, text.words
    at = 0
    while at < len(words):
        lengths = range(min(vocabulary.longest_place, len(words) - at), 0, -1)
        keys = ((form, *words[at + 1 : at + length]) for length in lengths for form in bare(words[at]))
        found = next((key for key in keys if key in names), None)
        if found is not None:
            yield names[found]
        at += len(found) if found is not None else 1
    if any(is_unspaced(word[0]) for word in words):
        runs = set(_KATAKANA.findall(text.flat))
        yield from (
            place for name, place in vocabulary.unspaced_places.items() if _stands_in(name, text.flat, runs)
        )


def _names(words: str, text: Plain, language: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Words with a capital letter within a sentence that name no service: of German, where all nouns have one, none."""
    if language == "de" or words.isupper():
        return
    begins = {found.end() for found in _SENTENCE.finditer(words)}
    seen = [found for found in _CAPITAL.finditer(words) if found.start() not in begins]
    capital = [found[0] for found in seen if found[0][0].isupper()]
    if len(capital) > _NAMES_PART_MAX * max(len(seen), 1):
        return
    known = vocabulary.name_words
    for each in capital:
        yield from (
            word
            for word in plain(each).words
            if word in text.words and word not in known and (word,) not in vocabulary.places
        )
