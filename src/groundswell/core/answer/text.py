"""What somebody wrote, made comparable: letters folded, scripts told apart, words found also where no spaces are.

Nothing here knows what words mean. Japanese is taken by its letters, Arabic also without the small words that are written on.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from groundswell.core.answer.words import LETTERS_MAX


class Script(StrEnum):
    """A way of writing, as far as it matters here."""

    LATIN = "latin"
    DEVANAGARI = "devanagari"
    ARABIC = "arabic"
    JAPANESE = "japanese"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text that can be compared: `words` in their order, `flat` all letters without spaces, `letters` by script.

    `links` is how many addresses of pages were in it, `is_asked` whether there is a question mark; `manner` what else its signs say:
    that somebody laughs, quotes, shouts, speaks of sums.
    """

    words: tuple[str, ...]
    flat: str
    script: Script
    links: int = 0
    is_asked: bool = False
    manner: tuple[str, ...] = ()


_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+\S*|\b[\w-]+\.(?:com|net|org|io|ly|me|xyz|ru|co)/\S*"
)
_NAMED = re.compile(r"[@#](?=\w)")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_ABBREVIATED = re.compile(r"(?<=[a-z])'(t|s|m|re|ve|ll|d)\b")
_NEGATED = re.compile(r"\b(can|will|does|do|did|is|are|could|has|have|was|were|would)\s?not\b")
_SIGNED = re.compile(r"['@#/.]")
"""one of these is in every address, every name that is called, every word cut short"""
_AS_IT_IS = re.compile(r"[a-z0-9 ]*")
_LONG_DRAWN = re.compile(r"([^\W\d_])\1{2,}")
_CLAUSE_END = re.compile(r"[.!?,;:…\n()،؛؟。、！？।]+")
_WORD = re.compile(r"[^\W_]+")
_LAUGHS = frozenset("😂🤣😅😆😹💀🙃")
_LAUGHTER = re.compile(
    r"(?<![^\W_])(?:a?(?:(?:ha){2,}|(?:ah){2,}|(?:he){2,}|(?:hi){2,}|(?:ja){2,}|(?:je){2,}|(?:wk){2,}|(?:rs){2,}|(?:ks){2,}|(?:हा){2,})[hjkwsa]?"
    r"|(?:ka){3,}|k{3,}|l+o+l+|lmf?ao+|rofl|mdr+|ptdr+|x+d+|ه{3,})(?![^\W_])"
    r"|(?<![^\W_])(?!(?<!\S)www$)[wｗ]{2,}$"
    r"|(?<=[\u3040-\u30ff\u3400-\u9fff])(?:[wｗ]+(?![a-z])|(?<![雑煙薬牧除])草(?![a-z])|笑(?![a-zえいっわう顔]))",
    re.IGNORECASE,
)
"""laughter as it is written: hahaha, jaja, kkkk, wkwk, mdr; one syllable again and again, since "hija" is a daughter"""
_MANNERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quotes", re.compile(r"[«»“”\"「]|(?<!\w)'\w.*?'(?!\w)")),
    ("sums", re.compile(r"[$€£₹¥]|\b(?:usd|eur|mxn|rs|aed|brl)\b", re.IGNORECASE)),
    ("exclaims", re.compile("!")),
    ("ends in a question", re.compile(r"[?？؟]\s*$")),
    ("calls somebody", re.compile(r"[@#]\w")),
    ("lines", re.compile(r"\n")),
    ("figures", re.compile(r"\d")),
)
_CLAUSES_MAX = 6
_QUESTIONS_MAX = 3
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_ARABIC_FOLDED = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ـ": "",
    }
)
_VIRAMA_AND_SIGNS = frozenset(chr(code) for code in range(0x0900, 0x0980)) - {"\u093c"}
_WRITTEN_ON = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ف", "ل")
_LEFT_MIN = 3


def plain(text: str) -> Plain:
    """`text`, of which the first LETTERS_MAX letters are looked at."""
    return _plain(text[:LETTERS_MAX])


def words_of(text: str) -> tuple[str, ...]:
    """The words of `plain`, where nobody asks how they are meant: of the lists there are tens of thousands, most of them written
    as they are found."""
    text = text[:LETTERS_MAX]
    if _AS_IT_IS.fullmatch(text) and "not" not in text and not _LONG_DRAWN.search(text):
        return tuple(text.split())
    return _words_in(_comparable(text)[0])


@lru_cache(maxsize=4096)
def _plain(text: str) -> Plain:
    folded, links = _comparable(text)
    words = _words_in(folded)
    is_asked = any(mark in text for mark in "?？؟")
    return Plain(words, "".join(words), _script(folded), links, is_asked, _manner(_seen(text)))


def _comparable(text: str) -> tuple[str, int]:
    """Its letters folded and its addresses left out, and how many of those there were."""
    written, links = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES), 0
    is_signed = _SIGNED.search(written) is not None
    if is_signed:
        written, links = _LINK.subn(" ", written)
        written = _NAMED.sub(" ", written)
    folded = _folded(_split_joined(written).casefold())
    if is_signed:
        folded = _ABBREVIATED.sub(r"\1", folded)
    return negated(_LONG_DRAWN.sub(r"\1", folded)), links


def _words_in(folded: str) -> tuple[str, ...]:
    return tuple(
        word for clause in _CLAUSE_END.split(folded) for run in _words(clause) for word in _parted(run)
    )


def _seen(text: str) -> str:
    """Without marks of direction, joiners, spaces without width, and pictures that say nothing of how it is meant."""
    if text.isascii():
        return text.strip()
    return "".join(
        letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "So") or letter in _LAUGHS or letter == "\n"
    ).strip()


def _manner(text: str) -> tuple[str, ...]:
    """What its signs say beside its words."""
    found = [name for name, sign in _MANNERS if sign.search(text)]
    if not _LAUGHS.isdisjoint(text) or _LAUGHTER.search(text):
        found.append("laughs")
    if text.isupper():
        found.append("shouts")
    clauses = sum(bool(clause.strip()) for clause in _CLAUSE_END.split(text))
    asked = sum(text.count(mark) for mark in "?？؟")
    return (*found, f"clauses {min(clauses, _CLAUSES_MAX)}", f"asks {min(asked, _QUESTIONS_MAX)}")


def negated(text: str) -> str:
    """English "does not" as the one word that it mostly is in questions."""
    if "not" not in text:
        return text
    return _NEGATED.sub(lambda found: {"can": "cant", "will": "wont"}.get(found[1], f"{found[1]}nt"), text)


def _split_joined(text: str) -> str:
    """#InstagramDown as two words."""
    return text if text.islower() else _JOINED.sub(" ", text)


def _folded(text: str) -> str:
    """Without marks on letters, where the letter is the same without, and without what nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", text):
        category = unicodedata.category(letter)
        if category == "Cf" or letter == "\u00ad":
            continue  # marks of direction, joiners, spaces without width
        if category[0] == "M" and letter not in _VIRAMA_AND_SIGNS and letter not in "\u3099\u309a":
            continue
        kept.append(" " if category[0] in "CZ" and letter != "\n" else letter)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_ARABIC_FOLDED).replace("ß", "ss")


def _words(text: str) -> list[str]:
    """Runs of letters, figures and the signs that Devanagari writes its vowels with."""
    if text.isascii():
        return _WORD.findall(text)
    words: list[str] = []
    run: list[str] = []
    for letter in text:
        if letter.isalnum() or (letter in _VIRAMA_AND_SIGNS and letter not in "।॥"):
            run.append(letter)
        elif run:
            words.append("".join(run))
            run = []
    if run:
        words.append("".join(run))
    return words


def is_unspaced(letter: str) -> bool:
    """Whether words stand together in the script of `letter`: kana and Han."""
    return "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or letter == "々"


def _parted(run: str) -> list[str]:
    """A run that changes its script, as several."""
    if run.isascii() or not any(map(is_unspaced, run)):
        return [run]
    parts = [run[0]]
    for before, letter in pairwise(run):
        if is_unspaced(before) == is_unspaced(letter):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


def _script(text: str) -> Script:
    if text.isascii():
        return Script.LATIN if any(map(str.isalpha, text)) else Script.OTHER
    counts = dict.fromkeys(Script, 0)
    for letter in text:
        if not letter.isalpha():
            continue
        if letter < "\u0250":
            counts[Script.LATIN] += 1
        elif "\u0900" <= letter < "\u0980":
            counts[Script.DEVANAGARI] += 2  # its vowels are no letters to Unicode
        elif "\u0600" <= letter < "\u0780":
            counts[Script.ARABIC] += 1
        elif is_unspaced(letter):
            counts[Script.JAPANESE] += 2  # a letter says more
        else:
            counts[Script.OTHER] += 1
    best = max(counts, key=lambda script: counts[script])
    return best if counts[best] else Script.OTHER


@lru_cache(maxsize=16384)
def bare(word: str) -> tuple[str, ...]:
    """`word`, and what is left of an Arabic one without what is written on at its beginning."""
    if not word or not "\u0600" <= word[0] < "\u0780":
        return (word,)
    left = (
        word[len(small) :]
        for small in _WRITTEN_ON
        if word.startswith(small) and len(word) - len(small) >= _LEFT_MIN
    )
    return tuple(dict.fromkeys((word, *left)))


GRAM = 4
_STEM = 5


@lru_cache(maxsize=65536)
def terms(word: str) -> tuple[str, ...]:
    """What a word is found by: itself, its beginning, and its runs of letters; of Japanese its pairs of letters."""
    if is_unspaced(word[0]):
        return tuple(f"#{word[at : at + 2]}" for at in range(max(len(word) - 1, 1)))
    found = [word]
    shortest = bare(word)[-1]
    if len(shortest) > _STEM or shortest != word:
        found.append(f"{shortest[:_STEM]}*")
    if len(word) > GRAM:
        padded = f"^{word}$"
        found.extend(f"#{padded[at : at + GRAM]}" for at in range(len(padded) - GRAM + 1))
    return tuple(found)
