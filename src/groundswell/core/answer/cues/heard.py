"""Which cues are in a text, and which of our languages it is written in.

A cue counts in the language of the text, in English, from which all borrow, and in that of the page that it was asked on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from groundswell.core.answer.cues.apart import APART
from groundswell.core.answer.cues.ar import ARABIC
from groundswell.core.answer.cues.cue import Cue
from groundswell.core.answer.cues.de import GERMAN
from groundswell.core.answer.cues.en import ENGLISH
from groundswell.core.answer.cues.es import SPANISH
from groundswell.core.answer.cues.fr import FRENCH
from groundswell.core.answer.cues.hi import HINDI
from groundswell.core.answer.cues.id import INDONESIAN
from groundswell.core.answer.cues.ja import JAPANESE
from groundswell.core.answer.cues.pt import PORTUGUESE
from groundswell.core.answer.text import Plain, Script, bare, negated, plain

_OWN: Mapping[str, Mapping[Cue, str]] = {
    "en": ENGLISH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "fr": FRENCH,
    "de": GERMAN,
    "hi": HINDI,
    "ar": ARABIC,
    "ja": JAPANESE,
    "id": INDONESIAN,
}
TABLES: Mapping[str, Mapping[Cue, str]] = {
    language: {**table, **{cue: listed[language] for cue, listed in APART.items()}}
    for language, table in _OWN.items()
}
SMALL_WORDS: Mapping[str, str] = {
    "en": "we us he she they them there here now ok oh hey guys then than or but because would could should please just really still also too again been did got get like as by up go going know think the is it my i you and to of for this that are was has have been do does not on in with anyone me at just im its be will so what when why how can your they if out any ur u pls please",
    "es": "nada todo este ese esa esto eso tu tus le les nos ha han he estoy estan tiene hay otra otro vez ahora pues bien aqui alli cuanto el la los las de que y en un una es mi me no por para con se lo del al esta soy yo como cuando porque ya muy hola tengo puedo mas su hay si nomas alguien a",
    "pt": "nada tudo este esse essa isso ele ela eles nos ha tem vai vou bem aqui ali gente quanto vcs vc o a os as de que e em um uma meu minha me nao por para com se do da no na esta voces eu como quando pq ja muito ola tenho consigo mais pra ta so voce foi alguem ai aqui sera isso oi",
    "fr": "tout rien cette cet ces il elle ils on nous vos votre a t y s va bien ici bonsoir merci le la les de des et en un une est mon ma me ne pas pour avec se du au ce je vous comment quand bonjour plus sur qui dans c j l d n ai suis nous depuis",
    "de": "wir uns er sie dir dich dein deine meinem meinen meiner meines euch eure da dann wenn aber nur mal denn doch bitte der die das ist ich nicht mein meine mir und zu in ein eine auf mit es sich bei wann warum hallo ihr noch auch kann mich den von aus hab wieder wie was seit oder gar schon",
    "hi": "है हैं क्या का की के को से में मैं मेरा मेरे मेरी नहीं हो रहा रही रहे गया गई कब क्यों और भी था पर ये यह यार भाई कोई तक अभी मुझे तो कर करें कैसे ने अपने आप जी बता दो लिया इस उस wali wala thi the hogi hoga kya aap sab hai hain kya ka ki ke ko se me mein mera mere meri nahi nhi ho raha rahi gaya kab kyu kyun aur bhi tha par ye yeh yaar bhai koi tak abhi hua mujhe main hu hoon kar kaise to karo bata do",
    "ar": "في من على الى عن هل ما لا يا هذا هذه انا انت هو هي نحن كل مع او و ان اذا لو بس عندي عند لي لكم يعني اللي الي ثم قد كان اليوم",
    "id": "itu pun aja saja jadi ke se bgt banget nih sih deh lah kak bang lagi yang di ini itu tidak ga gak saya aku kenapa dan ke dari bisa ada apa sudah udah kapan juga atau dong ya nya sih kok kalian gw gue lagi min nih knp akun mau untuk dengan pada belum trus cara",
}
_SPANISH_AND_PORTUGUESE = ("es", "pt")
_GAP_MAX = 3
_GAP_OF_LETTERS_MAX = 8
_PERSIAN = frozenset("پچگژٹڈڑے")


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text: `language` "" where it is none of ours; how often each cue; which words were part of one."""

    language: str
    cues: Mapping[Cue, int]
    known: frozenset[int] = field(default=frozenset())

    def any(self, *cues: Cue) -> bool:
        """Whether one of them was heard."""
        return any(cue in self.cues for cue in cues)

    def which(self, cues: frozenset[Cue]) -> frozenset[Cue]:
        """Those of `cues` that were heard."""
        return cues & self.cues.keys()


@dataclass(frozen=True, slots=True)
class _Sign:
    words: tuple[str, ...]
    language: str
    cue: Cue


@dataclass(slots=True)
class _Signs:
    """Signs by their first word, whole or its beginning; those of Japanese as patterns."""

    whole: dict[str, list[_Sign]] = field(default_factory=dict)
    begun: dict[str, list[_Sign]] = field(default_factory=dict)
    anywhere: list[tuple[str | re.Pattern[str], Cue]] = field(default_factory=list)


@cache
def _signs() -> _Signs:
    signs = _Signs()
    for language, table in TABLES.items():
        for cue, listed in table.items():
            for written in listed.split(";"):
                if language == "ja":
                    signs.anywhere.append((_somewhere(written.strip()), cue))
                elif words := _worded(written):
                    sign = _Sign(words, language, cue)
                    first = words[0]
                    place = signs.begun if first.endswith("*") else signs.whole
                    place.setdefault(first.rstrip("*"), []).append(sign)
    return signs


def _somewhere(written: str) -> str | re.Pattern[str]:
    parts = ["".join(plain(part).words) for part in written.split("_")]
    if len(parts) == 1:
        return parts[0]
    return re.compile(f".{{0,{_GAP_OF_LETTERS_MAX}}}".join(map(re.escape, parts)))


def _worded(written: str) -> tuple[str, ...]:
    words: list[str] = []
    for part in negated(written).split():
        if part == "_":
            words.append("_")
            continue
        found = plain(part.rstrip("*")).words
        words.extend(found)
        if part.endswith("*") and found:
            words[-1] += "*"
    return tuple(words)


def hear(text: Plain, hint: str = "") -> Heard:
    """The cues in `text`; `hint` is the language of the page that it was asked on."""
    found = _found(text.words)
    language = tongue(text, hint, [sign.language for _, _, sign in found])
    spoken = {language, hint, "en"} if language else set(TABLES)
    if language in _SPANISH_AND_PORTUGUESE:
        spoken.update(_SPANISH_AND_PORTUGUESE)
    cues: dict[Cue, int] = {}
    known: set[int] = set()
    for begin, end, sign in found:
        if sign.language in spoken:
            cues[sign.cue] = cues.get(sign.cue, 0) + 1
            known.update(range(begin, end))
    if text.script is Script.JAPANESE:
        for pattern, cue in _signs().anywhere:
            if pattern in text.flat if isinstance(pattern, str) else pattern.search(text.flat):
                cues[cue] = cues.get(cue, 0) + 1
    return Heard(language, cues, frozenset(known))


def _found(words: Sequence[str]) -> list[tuple[int, int, _Sign]]:
    signs = _signs()
    found: list[tuple[int, int, _Sign]] = []
    for begin, word in enumerate(words):
        for form in bare(word):
            tried = list(signs.whole.get(form, ()))
            for length in range(2, len(form) + 1):
                tried.extend(signs.begun.get(form[:length], ()))
            for sign in tried:
                end = _end(words, begin + 1, sign.words[1:])
                if end:
                    found.append((begin, end, sign))
    return found


def _end(words: Sequence[str], at: int, rest: tuple[str, ...]) -> int:
    """Where the rest of a sign ends that goes on at `at`; 0: it does not."""
    if not rest:
        return at
    if rest[0] == "_":
        for skipped in range(_GAP_MAX + 1):
            if end := _end(words, at + skipped, rest[1:]):
                return end
        return 0
    if at >= len(words):
        return 0
    wanted = rest[0]
    for form in bare(words[at]):
        if form.startswith(wanted[:-1]) if wanted.endswith("*") else form == wanted:
            return _end(words, at + 1, rest[1:])
    return 0


@cache
def _small() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(listed.split()) for language, listed in SMALL_WORDS.items()}


def tongue(text: Plain, hint: str, signs: Sequence[str] = ()) -> str:
    """The language that `text` is in, by its letters and its small words; by `hint` where it says too little, "" where it is
    none of ours. `signs` are the languages of the cues in it."""
    match text.script:
        case Script.JAPANESE:
            is_kana = any("\u3040" <= letter <= "\u30ff" for letter in text.flat)
            return "ja" if is_kana or hint == "ja" else ""
        case Script.DEVANAGARI:
            return "hi"
        case Script.ARABIC:
            return "" if _PERSIAN & set(text.flat) else "ar"
        case Script.OTHER:
            return hint if not text.words or text.flat.isdigit() else ""
    scores = {
        language: float(sum(word in small for word in text.words)) for language, small in _small().items()
    }
    scores.pop("ar")
    for language in signs:
        if language in scores:
            scores[language] += 0.35
    if hint in scores:
        scores[hint] += 0.9
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 0.7 else hint
