"""Which cues are in a text, and which of our languages it is written in.

A cue counts in the language of the text, in English, from which all borrow, and in that of the page that it was asked on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain, permutations, product

from groundswell.core.answer.cues.apart import APART
from groundswell.core.answer.cues.ar import ARABIC
from groundswell.core.answer.cues.cue import Cue
from groundswell.core.answer.cues.danger import FIGURES
from groundswell.core.answer.cues.danger.together import in_letters, in_words
from groundswell.core.answer.cues.de import GERMAN
from groundswell.core.answer.cues.en import ENGLISH
from groundswell.core.answer.cues.es import SPANISH
from groundswell.core.answer.cues.fr import FRENCH
from groundswell.core.answer.cues.hi import HINDI
from groundswell.core.answer.cues.id import INDONESIAN
from groundswell.core.answer.cues.ja import JAPANESE
from groundswell.core.answer.cues.pt import PORTUGUESE
from groundswell.core.answer.text import Plain, Script, bare, negated, words_of

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
_GAPS = {"_": 3, "__": 8}
"""up to so many words may stand in a gap"""
_GAPS_OF_LETTERS = {"_": 8, "__": 20}
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


_Part = tuple[str, ...]
"""words of which one stands there, or a gap"""


@dataclass(frozen=True, slots=True)
class _Sign:
    parts: tuple[_Part, ...]
    language: str
    cue: Cue
    is_figure: bool = False
    """what is said in it is not meant"""


@dataclass(slots=True)
class _Signs:
    """Signs by their first word, whole or its beginning; those of Japanese as patterns, and what there is not meant as one pattern."""

    whole: dict[str, list[_Sign]] = field(default_factory=dict)
    begun: dict[str, list[_Sign]] = field(default_factory=dict)
    anywhere: list[tuple[str | re.Pattern[str], Cue]] = field(default_factory=list)
    figures: re.Pattern[str] = re.compile("(?!)")

    def add(self, sign: _Sign) -> None:
        for first in sign.parts[0]:
            place = self.begun if first.endswith("*") else self.whole
            place.setdefault(first.rstrip("*"), []).append(sign)


@cache
def _signs() -> _Signs:
    signs = _Signs()
    for language, table in TABLES.items():
        for cue, listed in table.items():
            for parts in _written(listed):
                if language == "ja":
                    signs.anywhere.append((_somewhere(parts), cue))
                else:
                    signs.add(_Sign(parts, language, cue))
    for language, listed in FIGURES.items():
        for parts in _written(listed) if language != "ja" else ():
            signs.add(_Sign(parts, language, Cue.DANGER, is_figure=True))
    signs.figures = re.compile("|".join("".join(map(_pattern, each)) for each in _written(FIGURES["ja"])))
    return signs


def _written(listed: str) -> Iterator[tuple[_Part, ...]]:
    """The signs of a list. How they are written: apart.py and danger/__init__.py."""
    for line in re.split(r"[;\n]", listed):
        sides = [_ways(side) for side in negated(line).split("&")]
        for ordered in permutations(sides) if len(sides) > 1 else (sides,):
            for chosen in product(*ordered):
                parts = list(chosen[0])
                for side in chosen[1:]:
                    parts.extend((("__",), *side))
                if parts:
                    yield tuple(parts)


def _ways(side: str) -> list[tuple[_Part, ...]]:
    """What is written on one side of "&": with and without each word that may be left out."""
    found: list[tuple[_Part, ...]] = [()]
    for word in (re.sub(r"(_+)", r" \1 ", side) if "_" in side else side).split():
        with_it = [(*way, *_parts(word.rstrip("?"))) for way in found]
        found = [*with_it, *found] if word.endswith("?") else with_it
    return found


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[_Part, ...]:
    if word in _GAPS:
        return ((word,),)
    either = [(words_of(each.rstrip("*")), "*" * each.endswith("*")) for each in word.split("|")]
    if len(either) == 1:
        words, end = either[0]
        return (*((each,) for each in words[:-1]), *((each + end,) for each in words[-1:]))
    return (tuple("".join(words) + end for words, end in either),)


def _somewhere(parts: tuple[_Part, ...]) -> str | re.Pattern[str]:
    if len(parts) == 1 and len(parts[0]) == 1:
        return parts[0][0]
    return re.compile("".join(map(_pattern, parts)))


def _pattern(part: _Part) -> str:
    """A part of a Japanese sign."""
    if part[0] in _GAPS_OF_LETTERS:
        return f".{{0,{_GAPS_OF_LETTERS[part[0]]}}}"
    return f"(?:{'|'.join(map(re.escape, part))})"


def hear(text: Plain, hint: str = "") -> Heard:
    """The cues in `text`; `hint` is the language of the page that it was asked on. That of danger is heard in any language."""
    found = _found(text.words)
    figures = [(begin, end) for begin, end, sign in found if sign.is_figure]
    found = [each for each in found if not each[2].is_figure]
    language = tongue(text, hint, [sign.language for _, _, sign in found])
    spoken = {language, hint, "en"} if language else set(TABLES)
    if language in _SPANISH_AND_PORTUGUESE:
        spoken.update(_SPANISH_AND_PORTUGUESE)
    cues: dict[Cue, int] = {}
    known: set[int] = set()
    for begin, end, sign in found:
        is_danger = sign.cue is Cue.DANGER
        if is_danger and any(begin < past and first < end for first, past in figures):
            continue
        if is_danger or sign.language in spoken:
            cues[sign.cue] = cues.get(sign.cue, 0) + 1
            known.update(range(begin, end))
    together = in_words(text.words, figures)
    for spans in together:
        known.update(at for begin, end in spans for at in range(begin, end))
    if text.script is Script.JAPANESE:
        meant = _signs().figures.sub("", text.flat)
        for pattern, cue in _signs().anywhere:
            flat = meant if cue is Cue.DANGER else text.flat
            if pattern in flat if isinstance(pattern, str) else pattern.search(flat):
                cues[cue] = cues.get(cue, 0) + 1
        together.extend(in_letters(meant))
    if together:
        cues[Cue.DANGER] = cues.get(Cue.DANGER, 0) + len(together)
    return Heard(language, cues, frozenset(known))


def _found(words: Sequence[str]) -> list[tuple[int, int, _Sign]]:
    found: list[tuple[int, int, _Sign]] = []
    said = frozenset[str]().union(*map(_said, words))
    for begin, word in enumerate(words):
        for form in bare(word):
            for sign in _begun(form):
                if said.isdisjoint(sign.parts[-1]):
                    continue
                end = _end(words, begin + 1, sign.parts[1:])
                if end:
                    found.append((begin, end, sign))
    return found


@lru_cache(maxsize=16384)
def _begun(form: str) -> tuple[_Sign, ...]:
    """The signs that may begin with a word of this form."""
    signs = _signs()
    begun = (signs.begun.get(form[:length], ()) for length in range(2, len(form) + 1))
    return (*signs.whole.get(form, ()), *chain.from_iterable(begun))


def _end(words: Sequence[str], at: int, rest: tuple[_Part, ...]) -> int:
    """Where the rest of a sign ends that goes on at `at`; 0: it does not."""
    if not rest:
        return at
    if rest[0][0] in _GAPS:
        for skipped in range(min(_GAPS[rest[0][0]], len(words) - at) + 1):
            if end := _end(words, at + skipped, rest[1:]):
                return end
        return 0
    if at < len(words) and not _said(words[at]).isdisjoint(rest[0]):
        return _end(words, at + 1, rest[1:])
    return 0


@lru_cache(maxsize=16384)
def _said(word: str) -> frozenset[str]:
    """All by which a part of a sign may name it: its forms and, with "*", their beginnings."""
    forms = bare(word)
    return frozenset((*forms, *(f"{form[:length]}*" for form in forms for length in range(len(form) + 1))))


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
