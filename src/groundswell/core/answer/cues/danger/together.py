"""What says danger together: kinds of words that each language fills, and which of them, near one another in any order, are a sign.

A sign thought of as a sentence hears that sentence; two kinds of words, each long, hear what nobody has thought of as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from groundswell.core.answer.cues.danger import KINDS
from groundswell.core.answer.text import bare, is_unspaced, words_of

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("kin", "ill"),
    ("kin", "hurt"),
    ("kin", "bye"),
    ("kin", "helpless"),
    ("kin", "worry", "quiet"),
    ("kin", "nobody", "seen"),
    ("bye", "quiet"),
    ("bye", "worry"),
    ("child", "man", "touch"),
    ("child", "nude"),
    ("nude", "pay"),
    ("nude", "spread"),
    ("picture", "spread", "pay"),
    ("picture", "force"),
    ("door", "peril"),
    ("weary", "life"),
    ("ill", "urgent"),
    ("sos", "urgent"),
    ("home", "flood", "kin"),
    ("home", "flood", "sos"),
    ("home", "flood", "urgent"),
    ("home", "flood", "worry"),
    ("man", "ride", "quiet"),
)
"""kin: who is near to somebody; ill, hurt, bye: a body that fails, violence, the wish to die; helpless: whom to tell, who hears; worry, quiet, nobody,
seen: who is not heard of; child, man, touch: who writes to whom; nude, picture, spread, pay, force: blackmail; door, peril: who stands before a door, and why
it matters; weary, life; sos, urgent: who cannot be called; home, flood: water or fire where somebody is; ride: went with"""
_GAP = 16
"""up to so many words may stand between two"""
_GAP_OF_LETTERS = 40

Span = tuple[int, int]
_Kind = tuple[str, str]
"""a language, and the name of a kind"""
_Begun = tuple[tuple[str, ...], _Kind]
"""what must follow a word, and the kind that it is then"""


def in_words(words: Sequence[str], figures: Sequence[Span] = ()) -> list[tuple[Span, ...]]:
    """Where `words` say danger together, none of it in one of `figures`."""
    found: dict[_Kind, list[Span]] = {}
    for begin, word in enumerate(words):
        for form in bare(word):
            for kind, end in _at(words, begin, _begun(form)):
                if not any(begin < past and first < end for first, past in figures):
                    found.setdefault(kind, []).append((begin, end))
    return list(_signs(found, _GAP))


def kinds(words: Sequence[str]) -> list[str]:
    """Which kinds are in `words`, in whatever language and however far apart."""
    found: set[str] = set()
    for begin, word in enumerate(words):
        after = bare(words[begin + 1]) if begin + 1 < len(words) else ()
        for form in bare(word):
            alone, further = _named(form)
            found |= alone
            for next_word in after:
                begun = [(rest, kind) for rest, kind in further.get(next_word, ()) if kind[1] not in found]
                found.update(name for (_, name), _ in _at(words, begin, begun))
    if any(is_unspaced(word[0]) for word in words):
        flat = "".join(words)
        found.update(name for name, kind in _unspaced().items() if kind.search(flat))
    return sorted(found)


@lru_cache(maxsize=16384)
def _named(form: str) -> tuple[frozenset[str], Mapping[str, Sequence[_Begun]]]:
    """The kinds of a word of this form by itself; and, by the word that must come next, those that it may begin."""
    further: dict[str, list[_Begun]] = {}
    for rest, kind in _begun(form):
        if rest:
            further.setdefault(rest[0], []).append((rest, kind))
    return frozenset(name for rest, (_, name) in _begun(form) if not rest), further


def in_letters(flat: str) -> list[tuple[Span, ...]]:
    """Where Japanese, in its letters without spaces, does."""
    found = {
        ("ja", name): [each.span() for each in kind.finditer(flat)] for name, kind in _unspaced().items()
    }
    return list(_signs({kind: spans for kind, spans in found.items() if spans}, _GAP_OF_LETTERS))


def _signs(found: Mapping[_Kind, list[Span]], gap: int) -> Iterator[tuple[Span, ...]]:
    for language in dict.fromkeys(language for language, _ in found):
        for kinds in TOGETHER:
            places = [found.get((language, kind), ()) for kind in kinds]
            near = _near(places, gap) if all(places) else None
            if near is not None:
                yield near


def _near(places: Sequence[Sequence[Span]], gap: int) -> tuple[Span, ...] | None:
    """One of each of `places`, apart and none more than `gap` from the next; in one sweep, since the words are anybody's."""
    whole = (1 << len(places)) - 1
    chains: dict[int, dict[int, tuple[Span, ...]]] = {}
    """by where they end and which of `places` are in them"""
    for span, place in sorted((span, place) for place, spans in enumerate(places) for span in spans):
        begin, end = span
        one = 1 << place
        here = chains.setdefault(end, {})
        here.setdefault(one, (span,))
        for before in range(begin - gap, begin + 1):
            for those, chain in chains.get(before, {}).items():
                if not those & one:
                    here.setdefault(those | one, (*chain, span))
        if whole in here:
            return here[whole]
    return None


def _at(words: Sequence[str], begin: int, begun: Sequence[_Begun]) -> Iterator[tuple[_Kind, int]]:
    for rest, kind in begun:
        end = begin + 1 + len(rest)
        if end <= len(words) and all(
            word in bare(said) for word, said in zip(rest, words[begin + 1 : end], strict=True)
        ):
            yield kind, end


@lru_cache(maxsize=16384)
def _begun(form: str) -> tuple[_Begun, ...]:
    """What may begin with a word of this form."""
    listed = _listed()
    return tuple(
        (rest, kind)
        for length in range(1, len(form) + 1)
        for rest, is_whole, kind in listed.get(form[:length], ())
        if not is_whole or length == len(form)
    )


@cache
def _listed() -> Mapping[str, Sequence[tuple[tuple[str, ...], bool, _Kind]]]:
    """By its first word, or the beginning of that: the rest of a phrase, whether the first is whole, and its kind."""
    found: dict[str, list[tuple[tuple[str, ...], bool, _Kind]]] = {}
    for language, name, entry in _entries():
        words = words_of(entry.rstrip("*"))
        if language != "ja" and words:
            is_whole = len(words) > 1 or not entry.endswith("*")
            found.setdefault(words[0], []).append((words[1:], is_whole, (language, name)))
    return found


@cache
def _unspaced() -> Mapping[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for language, name, entry in _entries():
        if language == "ja":
            found.setdefault(name, []).append(re.escape("".join(words_of(entry))))
    return {name: re.compile("|".join(entries)) for name, entries in found.items()}


def _entries() -> Iterator[tuple[str, str, str]]:
    """Language, name of the kind, and each word or phrase of it; "*" is whatever follows, after a single word."""
    for language, listed in KINDS.items():
        for line in listed.strip().splitlines():
            name, _, entries = line.partition(":")
            yield from ((language, name, entry.strip()) for entry in entries.split(",") if entry.strip())
