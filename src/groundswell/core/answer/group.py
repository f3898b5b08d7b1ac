"""Which questions one answer may serve: grouped by the pile they lie on, as it was learned, then by cues and words, across languages.

Leader clustering (Hartigan 1975) in the order of asking and one round of reassignment: the same for the same questions.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.concepts import concepts
from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.cues.heard import SMALL_WORDS
from groundswell.core.answer.danger import is_danger
from groundswell.core.answer.days import tells_of_another_day
from groundswell.core.answer.knowledge import topics
from groundswell.core.answer.marks import Scene, masked
from groundswell.core.answer.piles import BESIDE, PARTS, SUBJECTS, WITH, Pile, pile_of
from groundswell.core.answer.text import Plain, plain, terms
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.words import Asked, Group

CUES_PART = 0.3
WORDS_PART = 0.7
"""of how alike two questions of one matter are: sharing cues, sharing words"""
ALIKE = 0.5
"""how alike to the middle of a group a question must be to be one of it"""
FEW = 3
FEW_PART = 0.04
"""of fewer than so many, or than this part of all, no group is made beside the rest of their matter"""
MANY = 8
"""services about which fewer ask than this have no groups of their own: one answer says of all that they are another matter"""
_OF_ANY = frozenset({Pile.KNOWN, Pile.VAGUE})
"""where it says only that something fails, and not about the chief service, it asks after the other one"""
_OF_MONEY = frozenset({Cue.MONEY, Cue.WHEN, Cue.HOW, Cue.HELP, Cue.THANKS})
"""who asks for money back and says nothing else does not say that it is of the outage"""
_OTHERS = frozenset({"otherapp", "anotherapp", "carrier", "bank", "game"})
_HASHED = 256
_LABEL_WORDS = 3
_LABEL_LETTERS = 12


_Key = tuple[str, Pile]
"""a service and a pile"""


@dataclass(frozen=True, slots=True)
class _Item:
    asked: Asked
    text: Plain
    heard: Heard
    service: str
    named: tuple[str, ...]


def group(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[Group]:
    """Groups of `asked`, the largest first, and of those the surest; each question is in one. The order of `asked` does not matter."""
    ordered = sorted(asked, key=lambda each: (each.at, each.id))
    if not ordered:
        return []
    items = [_item(each, "", vocabulary) for each in ordered]
    counts = Counter(item.service for item in items if item.service)
    chief = min(counts, key=lambda service: (-counts[service], service)) if counts else ""
    items = [_item(each, chief, vocabulary) for each in ordered]
    counts = Counter(item.service for item in items)
    few = max(FEW, FEW_PART * len(items))
    piles: dict[_Key, list[int]] = {}
    chances: list[float] = []
    for at, item in enumerate(items):
        service = item.service if counts[item.service] >= MANY else chief
        pile, chance = _pile(item, chief, vocabulary)
        is_elsewhere = service != chief or (item.service != chief and item.asked.service != chief)
        if pile in _OF_ANY and is_elsewhere:
            pile = Pile.OTHER_APPS
        piles.setdefault((service, pile), []).append(at)
        chances.append(chance)
    rarity = _rarity(items)
    vectors = np.stack([_vector(item, rarity) for item in items])
    found: list[tuple[float, _Key, Group]] = []
    for key, some in sorted(_with_the_few(piles, chief).items()):
        for part in _by_part(key[1], some, items, Scene(chief), vocabulary):
            for rows in _parted(np.array(part), vectors, few):
                one = _grouped([items[at] for at in rows], vectors[rows], rarity, key[1])
                found.append((sum(chances[at] for at in rows), key, one))
    found.sort(key=lambda each: (-len(each[2].members), -each[0], each[2].members))
    return _paired([(key, one) for _, key, one in found])


def _paired(found: Sequence[tuple[_Key, Group]]) -> list[Group]:
    """Each beside the largest group of the matter that one text may serve too; `found` the largest first."""
    largest: dict[_Key, str] = {}
    for key, one in found:
        largest.setdefault(key, one.representative)
    pairs = {
        one.representative: largest.get((service, BESIDE[pile]), "")
        for (service, pile), one in found
        if pile in BESIDE and one.representative == largest[service, pile]
    }
    return [replace(one, beside=pairs.get(one.representative, "")) for _, one in found]


def _with_the_few(piles: Mapping[_Key, list[int]], chief: str) -> dict[_Key, list[int]]:
    """What few ask about another service than the chief one stands with those who ask the same about that; what few ask at all
    stands where one answer may serve it too."""
    found: defaultdict[_Key, list[int]] = defaultdict(list)
    for (service, pile), rows in piles.items():
        if service != chief and len(rows) < FEW:
            found[chief, pile].extend(rows)
        else:
            found[service, pile].extend(rows)
    for service, pile in [key for key, rows in found.items() if key[1] in WITH and len(rows) < FEW]:
        found[service, WITH[pile]].extend(found.pop((service, pile)))
    return {key: sorted(rows) for key, rows in found.items()}


def _item(asked: Asked, chief: str, vocabulary: Vocabulary) -> _Item:
    """About the chief service where its words name that, else about what they name or the page that it was asked on, else about the chief."""
    text = plain(asked.words)
    named = vocabulary.named_in(text, tuple(each for each in dict.fromkeys((asked.service, chief)) if each))
    if chief in named or asked.service in named:
        service = chief if chief in named else asked.service
    else:
        others = [each for each in named if each not in vocabulary.carriers]
        service = others[0] if others else asked.service or chief
    return _Item(asked, text, hear(text, asked.language), service, named)


def _pile(item: _Item, chief: str, vocabulary: Vocabulary) -> tuple[Pile, float]:
    """As seen from the chief service, whichever it is about: so was it learned."""
    if is_danger(item.text, item.heard):
        return Pile.DANGER, 1.0
    is_other_day = tells_of_another_day(item.text, item.heard.language, item.asked.at)
    pile, chance = pile_of(
        item.text, item.heard, Scene(chief, (), item.asked.service, is_other_day), vocabulary
    )
    if (
        pile is Pile.OTHER_APPS
        and item.asked.service == chief
        and not _speaks_of_another(item, chief, vocabulary)
    ):
        return Pile.KNOWN, 0.0
    if pile is Pile.KNOWN and Cue.MONEY in item.heard.cues and _OF_MONEY.issuperset(item.heard.cues):
        return Pile.BUSINESS, 0.0
    return pile, chance


def _speaks_of_another(item: _Item, chief: str, vocabulary: Vocabulary) -> bool:
    """Whether its words name another service, or one that the catalog does not hold."""
    if set(item.named) - {chief}:
        return True
    words, _ = masked(item.text, Scene(chief), vocabulary)
    return not _OTHERS.isdisjoint(concepts(words))


def filed(asked: Asked, chief: str, vocabulary: Vocabulary) -> tuple[Pile, float]:
    """On which pile a question lies by itself, as seen from the service `chief`, and the chance of that."""
    return _pile(_item(asked, chief, vocabulary), chief, vocabulary)


def _by_part(
    pile: Pile, rows: Sequence[int], items: Sequence[_Item], scene: Scene, vocabulary: Vocabulary
) -> list[list[int]]:
    """The rows of a pile that no one answer serves, by the first of its parts that their words are about; of any other all."""
    if pile not in PARTS:
        return [list(rows)]
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        about = set(concepts(masked(items[row].text, scene, vocabulary)[0]))
        at = (number for number, names in enumerate(PARTS[pile]) if not about.isdisjoint(names))
        found[next(at, len(PARTS[pile]))].append(row)
    return [found[number] for number in sorted(found)]


def _parted(rows: NDArray[np.int64], vectors: NDArray[np.float32], few: float) -> list[NDArray[np.int64]]:
    """Questions of one matter as one group, but for such as are many and near to one another."""
    clusters = _clusters(vectors[rows])
    large = [rows[members] for members in clusters if len(members) >= 2 * few]
    rest = [rows[members] for members in clusters if len(members) < 2 * few]
    return [*large, np.sort(np.concatenate(rest))] if rest else large


def _rarity(items: Sequence[_Item]) -> Mapping[str, float]:
    seen: Counter[str] = Counter()
    for item in items:
        seen.update({*item.text.words, *topics(item.heard)})
    return {term: math.log1p(len(items) / count) for term, count in seen.items()}


def _vector(item: _Item, rarity: Mapping[str, float]) -> NDArray[np.float32]:
    """Two parts, each of its own length: the cues, the words folded by a hash."""
    cues = np.zeros(len(Cue), dtype=np.float32)
    for cue in topics(item.heard):
        cues[_cue_numbers()[cue]] = rarity[cue]
    words = np.zeros(_HASHED, dtype=np.float32)
    small = _small()
    for word in item.text.words:
        if word in small:
            continue
        places, signs = _folded(word)
        np.add.at(words, places, signs * np.float32(rarity.get(word, 1.0)))
    return np.concatenate(
        [
            _unit(cues) * math.sqrt(CUES_PART),
            _unit(words) * math.sqrt(WORDS_PART),
        ]
    )


@lru_cache(maxsize=65536)
def _folded(word: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The places of a word's terms, and their signs."""
    codes = np.array([zlib.crc32(term.encode()) for term in terms(word)], dtype=np.int64)
    return codes % _HASHED, np.where(codes & 0x10000, 1.0, -1.0).astype(np.float32)


def _unit(part: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(part))
    return part / np.float32(length) if length > 0 else part


@cache
def _cue_numbers() -> Mapping[str, int]:
    return {str(cue): at for at, cue in enumerate(Cue)}


@cache
def _small() -> frozenset[str]:
    return frozenset(word for listed in SMALL_WORDS.values() for word in listed.split())


def _clusters(vectors: NDArray[np.float32]) -> list[NDArray[np.int64]]:
    """Rows of one group each: a leader for each that is like none before, then each to the middle that it is nearest to."""
    middles = np.zeros((16, vectors.shape[1]), dtype=np.float32)
    counts = np.zeros(16, dtype=np.int64)
    used = 0
    for vector in vectors:
        alike = middles[:used] @ vector
        best = int(alike.argmax()) if used else -1
        if best >= 0 and alike[best] >= ALIKE:
            counts[best] += 1
            middles[best] += (vector - middles[best]) / np.float32(counts[best])
        else:
            if used == len(middles):
                middles = np.concatenate([middles, np.zeros_like(middles)])
                counts = np.concatenate([counts, np.zeros_like(counts)])
            middles[used], counts[used] = vector, 1
            used += 1
    nearest = (vectors @ middles[:used].T).argmax(axis=1)
    return [np.flatnonzero(nearest == number) for number in range(used) if (nearest == number).any()]


def _grouped(
    items: Sequence[_Item], vectors: NDArray[np.float32], rarity: Mapping[str, float], pile: Pile
) -> Group:
    middle = vectors.mean(axis=0)
    representative = items[int((vectors @ middle).argmax())]
    languages = Counter(item.heard.language for item in items)
    return Group(
        members=tuple(item.asked.id for item in items),
        representative=representative.asked.id,
        label=_label(items, rarity),
        service=items[0].service if all(item.service == items[0].service for item in items) else "",
        subject=SUBJECTS[pile],
        languages=tuple(sorted(languages, key=lambda language: (-languages[language], language))),
        pile=pile,
    )


def _label(items: Sequence[_Item], rarity: Mapping[str, float]) -> str:
    """The words that say most of what is in the group and not elsewhere, of its most frequent language."""
    languages = Counter(item.heard.language for item in items)
    chief = min(languages, key=lambda language: (-languages[language], language))
    small = _small()
    worth: Counter[str] = Counter()
    for item in items:
        if item.heard.language == chief:
            for at, word in enumerate(item.text.words):
                if word not in small and len(word) > 1:
                    worth[word] += rarity.get(word, 1.0) * (1.5 if at in item.heard.known else 1.0)  # type: ignore[assignment]
    best = sorted(worth, key=lambda word: (-worth[word], word))[:_LABEL_WORDS]
    return ", ".join(word[:_LABEL_LETTERS] for word in best)
