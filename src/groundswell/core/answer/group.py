"""Which questions one answer may serve: grouped by what they are about, then by cues and words, across languages.

Leader clustering (Hartigan 1975) in the order of asking and one round of reassignment: the same for the same questions.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.cues.heard import SMALL_WORDS
from groundswell.core.answer.evidence import AGAINST, subjects
from groundswell.core.answer.knowledge import topics
from groundswell.core.answer.text import Plain, plain, terms
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.words import Asked, Group, Subject

MATTERS: Mapping[str, tuple[Cue, ...]] = {
    "spam": (Cue.SPAM,),
    "banned": (Cue.BANNED,),
    "taken": (Cue.TAKEN, Cue.HACKED),
    "way in": (Cue.FORGOT, Cue.TWO_FACTOR, Cue.CODE),
    "badge": (Cue.BADGE,),
    "money": (Cue.MONEY, Cue.TRANSFER),
    "reach": (Cue.REACH,),
    "abuse": (Cue.ABUSE,),
    "how": (Cue.HOW, Cue.CLOSE, Cue.NAME, Cue.SETTING, Cue.PRIVACY, Cue.DATA_COPY, Cue.ADDRESS),
    "line": (Cue.EVERYTHING, Cue.SIGNAL, Cue.INTERNET),
    "wish": (Cue.OPINION, Cue.INSULT, Cue.THANKS),
    "person": (Cue.HUMAN, Cue.JOB, Cue.BUSINESS),
}
"""What a question may be about that an outage does not explain; else it is what it wants to know of one"""
ELSEWHERE = "elsewhere"
"""The matter of a question that names another service than the one on whose page it was asked"""
FURTHER = 0.25
"""what each further sign of a matter is worth beside the weightiest"""
_SUBJECTS: Mapping[str, Subject] = {
    "spam": Subject.SPAM,
    "banned": Subject.BANNED,
    "taken": Subject.HACKED,
    "way in": Subject.ACCOUNT,
    "money": Subject.MONEY,
    "badge": Subject.ACCOUNT,
    "how": Subject.HOW,
}
MATTER_PART = 0.5
CUES_PART = 0.3
WORDS_PART = 0.2
"""of how alike two questions are: being about one matter, sharing cues, sharing words"""
ALIKE = 0.6
"""how alike to the middle of a group a question must be to be one of it"""
FEW = 3
FEW_PART = 0.02
"""of fewer than so many, or than this part of all, no group is made where there is a larger one to join: those of one matter
stand together then, and so do those about services that few ask about"""
_HASHED = 256
_LABEL_WORDS = 3
_LABEL_LETTERS = 12


@dataclass(frozen=True, slots=True)
class _Item:
    asked: Asked
    text: Plain
    heard: Heard
    service: str
    matter: str
    subject: Subject


def group(asked: Sequence[Asked], vocabulary: Vocabulary) -> list[Group]:
    """Groups of `asked`, the largest first; each question is in one. The order of `asked` does not matter."""
    items = [_item(each, vocabulary) for each in sorted(asked, key=lambda each: (each.at, each.id))]
    if not items:
        return []
    places = _places(items)
    items = [
        _elsewhere(item) if place == ELSEWHERE else item for item, place in zip(items, places, strict=True)
    ]
    rarity = _rarity(items)
    vectors = np.stack([_vector(item, rarity) for item in items])
    found: list[Group] = []
    for place in sorted(set(places)):
        rows = np.array([at for at, each in enumerate(places) if each == place])
        clusters = _clusters(vectors[rows])
        least = max(FEW, FEW_PART * len(items))
        joined = [rows[members] for members in _joined(clusters, [items[at].matter for at in rows], least)]
        found.extend(_grouped([items[at] for at in each], vectors[each], rarity) for each in joined)
    return sorted(found, key=lambda each: (-len(each.members), each.members))


def _item(asked: Asked, vocabulary: Vocabulary) -> _Item:
    text = plain(asked.words)
    heard = hear(text, asked.language)
    named = vocabulary.named_in(text, (asked.service,) if asked.service else ())
    is_elsewhere = bool(asked.service and named) and asked.service not in named
    service = asked.service or (named[0] if named else "")
    matter = ELSEWHERE if is_elsewhere else _matter(heard)
    subject = _SUBJECTS.get(matter, Subject.OTHER)
    if matter in tuple(Subject):
        subject = Subject(matter)
    return _Item(asked, text, heard, service, matter, subject)


def _matter(heard: Heard) -> str:
    """What weighs most of what an outage does not explain, else the most particular thing that is wanted to be known."""
    weights = {}
    for matter, cues in MATTERS.items():
        signs = sorted(
            (AGAINST[cue][0] if cue in AGAINST else 1.0 for cue in cues if cue in heard.cues), reverse=True
        )
        weights[matter] = sum(weight * (FURTHER if at else 1.0) for at, weight in enumerate(signs))
    if Cue.LONG_AGO not in heard.cues and Cue.TAKEN not in heard.cues:
        weights["taken"] = min(weights["taken"], 0.9)
    best = max(weights, key=lambda matter: weights[matter])
    if weights[best] >= 1.0:
        return best
    return str(subjects(heard)[0]) if heard.cues else ""


def _places(items: Sequence[_Item]) -> list[str]:
    """Which questions may stand together at all: those of one service, those of all that few ask about, and with the most
    asked about those that name none."""
    counts = Counter(item.service for item in items if item.service and item.matter != ELSEWHERE)
    chief = min(counts, key=lambda service: (-counts[service], service)) if counts else ""
    places = []
    for item in items:
        if item.matter == ELSEWHERE or (
            item.service and counts[item.service] < FEW and item.service != chief
        ):
            places.append(ELSEWHERE)
        else:
            places.append(item.service or chief)
    return places


def _elsewhere(item: _Item) -> _Item:
    """Of services that few ask about it matters little what is asked of their trouble."""
    return (
        replace(item, matter=ELSEWHERE)
        if item.matter in tuple(Subject) and item.matter not in MATTERS
        else item
    )


def _joined(
    clusters: Sequence[NDArray[np.int64]], matters: Sequence[str], few: float
) -> list[NDArray[np.int64]]:
    """Clusters of fewer than `few` put together with all others of their matter that are as small."""
    kept = [members for members in clusters if len(members) >= few]
    small: dict[str, list[NDArray[np.int64]]] = {}
    for members in clusters:
        if len(members) < few:
            matter = Counter(matters[at] for at in members).most_common(1)[0][0]
            small.setdefault(matter, []).append(members)
    return kept + [np.sort(np.concatenate(each)) for each in small.values()]


def _rarity(items: Sequence[_Item]) -> Mapping[str, float]:
    seen: Counter[str] = Counter()
    for item in items:
        seen.update({*item.text.words, *topics(item.heard)})
    return {term: math.log1p(len(items) / count) for term, count in seen.items()}


def _vector(item: _Item, rarity: Mapping[str, float]) -> NDArray[np.float32]:
    """Three parts, each of its own length: the matter, the cues, the words folded by a hash."""
    numbers = _numbers()
    about = np.zeros(len(numbers), dtype=np.float32)
    if item.matter:
        about[numbers[item.matter]] = 1.0
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
            _unit(about) * math.sqrt(MATTER_PART),
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
def _numbers() -> Mapping[str, int]:
    return {matter: at for at, matter in enumerate(dict.fromkeys((*MATTERS, ELSEWHERE, *map(str, Subject))))}


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


def _grouped(items: Sequence[_Item], vectors: NDArray[np.float32], rarity: Mapping[str, float]) -> Group:
    middle = vectors.mean(axis=0)
    representative = items[int((vectors @ middle).argmax())]
    languages = Counter(item.heard.language for item in items)
    subject = Counter(item.subject for item in items).most_common(1)[0]
    return Group(
        members=tuple(item.asked.id for item in items),
        representative=representative.asked.id,
        label=_label(items, rarity),
        service=items[0].service if all(item.service == items[0].service for item in items) else "",
        subject=subject[0] if subject[1] * 2 > len(items) else Subject.OTHER,
        languages=tuple(sorted(languages, key=lambda language: (-languages[language], language))),
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
