"""By what a question is compared with those from which was learned: its words, their letters, its cues, how it stands to what is out.

Names are masked: what is out is one mark, whatever it is called, so that what was learned of one outage holds for another.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.concepts import concepts
from groundswell.core.answer.cues import Cue, Heard
from groundswell.core.answer.cues.apart import APART
from groundswell.core.answer.days import spans
from groundswell.core.answer.text import Plain, bare, is_unspaced
from groundswell.core.answer.vocabulary import Vocabulary

PLACES = 262_144
"""marks are counted by a hash in so many places"""
FEW_PLACES = 32_768
"""the models that tell matters and piles apart have so many: the place modulo this. Whether a question is answered is told by all of PLACES,
for there a mark that shares its place with another does harm"""
WORD, PAIR, RUN, CUE, SCENE, WEIGHTY, MANNER, CONCEPT = "wbcqxhmk"
WEIGHTS = {WORD: 2.0, PAIR: 2.0, RUN: 3.0, CUE: 0.2, SCENE: 0.4, WEIGHTY: 1.0, MANNER: 0.4}
"""what the marks of a kind are worth together (words, pairs of words, runs of letters) or each (the others)"""
OF_PILES = {**WEIGHTS, CUE: 0.5, CONCEPT: 0.5}
"""the same where piles are told apart, with what single words are about (concepts.py)"""
_RUNS = (3, 4, 5)
_UNSPACED_RUNS = (1, 2, 3, 4)
_WEIGHTY_SCENES = frozenset(
    {"other named", "on a carrier", "on another", "another day", "nowhere", "its page, little said"}
)
_LITTLE = 5
_WEIGHTY = (Cue.TAKEN, Cue.BANNED, Cue.TOLD, Cue.FORGOT, Cue.SPAM, Cue.EVERYTHING, Cue.HOW, *APART)
_LENGTHS = (0, 2, 5, 10, 25)


@dataclass(frozen=True, slots=True)
class Scene:
    """How a question stands to what is known: `out` is the service that it may be about, `calm` those said to be calm, `page`
    the one on whose page it was asked, `hit` further ones that are out."""

    out: str
    calm: Collection[str] = ()
    page: str = ""
    is_other_day: bool = False
    hit: Collection[str] = ()


def marks(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """All of them once: the kind (one of WEIGHTS) and the place."""
    return _placed(_marks(text, heard, scene, vocabulary, masked(text, scene, vocabulary)))


def more_marks(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> list[tuple[str, int]]:
    """All of `marks`, and what the words are about that are no names of services."""
    seen = masked(text, scene, vocabulary)
    found = _placed(_marks(text, heard, scene, vocabulary, seen))
    return [*found, *((CONCEPT, place(CONCEPT + each)) for each in concepts(seen[0]))]


def vector(
    found: Sequence[tuple[str, int]], rarity: NDArray[np.float32], worth: Mapping[str, float] = WEIGHTS
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Places and values of `marks`, by what each kind is `worth`. The words of a question have one length together, however many they
    are; so have their pairs and their runs. `rarity` is by place."""
    places = np.array([at for _, at in found], dtype=np.int64)
    numbers = {kind: number for number, kind in enumerate(worth)}
    kinds = np.array([numbers[kind] for kind, _ in found], dtype=np.int64)
    values = (
        np.array(list(worth.values()), dtype=np.float32)[kinds] if found else np.zeros(0, dtype=np.float32)
    )
    for number, kind in enumerate(worth):
        of_kind = kinds == number
        if kind in (WORD, PAIR, RUN) and of_kind.any():
            rare = rarity[places[of_kind]]
            values[of_kind] *= rare / np.sqrt(np.square(rare).sum())
    return places, values


@lru_cache(maxsize=131_072)
def place(mark: str) -> int:
    """Where `mark` is counted."""
    return zlib.crc32(mark.encode()) % PLACES


def _placed(found: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """Each mark of a kind once."""
    return [(kind, place(kind + mark)) for kind, listed in found.items() for mark in dict.fromkeys(listed)]


def _marks(
    text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary, seen: tuple[list[str], set[str]]
) -> dict[str, list[str]]:
    """`seen` as `masked` gives it."""
    words, named = seen
    spoken = spans(text)
    told = _scene(text, scene, named, vocabulary, len(words))
    weighty = [f"#{unit}" for unit in sorted(spoken)]
    if "yesterday" in spoken or Cue.LONG_AGO in heard.cues:
        weighty.append("#past")
    weighty.extend(f"={cue}" for cue in _WEIGHTY if cue in heard.cues)
    weighty.extend(f"@{each}" for each in told if each in _WEIGHTY_SCENES)
    return {
        WORD: list(chain.from_iterable(map(_whole, words))),
        PAIR: [f"{one} {other}" for one, other in zip(("^", *words), (*words, "$"), strict=True)],
        RUN: list(chain.from_iterable(map(_runs, words))),
        CUE: [f"={cue}" for cue in sorted(heard.cues)],
        SCENE: [f"@{each}" for each in told],
        WEIGHTY: weighty,
        MANNER: list(text.manner),
    }


def stands(text: Plain, scene: Scene, vocabulary: Vocabulary) -> list[str]:
    """How `text` stands to what is out: the page, who is named, how long it is."""
    words, named = masked(text, scene, vocabulary)
    return _scene(text, scene, named, vocabulary, len(words))


def masked(text: Plain, scene: Scene, vocabulary: Vocabulary) -> tuple[list[str], set[str]]:
    """The words of `text` with a mask for each name, and the services that it names."""
    likely = tuple(each for each in (scene.out, *sorted(scene.hit), *sorted(scene.calm)) if each)
    masks = {begin: (end, slug) for begin, end, slug in vocabulary.spans(text, likely)}
    named = {slug for _, slug in masks.values()}
    words: list[str] = []
    past = 0
    for at, word in enumerate(text.words):
        if at < past:
            continue
        if at in masks:
            past, slug = masks[at]
            words.append(_mask(slug, scene, vocabulary))
        elif is_unspaced(word[0]):
            for piece, name in _cut(word, vocabulary):
                if name:
                    named.add(name)
                    words.append(_mask(name, scene, vocabulary))
                elif piece:
                    words.append(piece)
        else:
            words.append(word)
    return words, named


def _mask(slug: str, scene: Scene, vocabulary: Vocabulary) -> str:
    if slug == scene.out or slug in scene.hit:
        return "<this>"
    if slug in scene.calm:
        return "<calm>"
    return "<line>" if slug in vocabulary.carriers else "<other>"


def _cut(word: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Pieces of a word without spaces, and the services that are named between them."""
    if not vocabulary.unspaced:
        yield word, ""
        return
    rest = word
    while rest:
        hits = [(rest.find(name), -len(name), name) for name in vocabulary.unspaced if name in rest]
        if not hits:
            yield rest, ""
            return
        at, length, name = min(hits)
        yield rest[:at], ""
        yield "", vocabulary.unspaced[name]
        rest = rest[at - length :]


def _scene(text: Plain, scene: Scene, named: set[str], vocabulary: Vocabulary, length: int) -> list[str]:
    hit = {scene.out, *scene.hit}
    others = named - hit - set(scene.calm)
    if not scene.page:
        page = "on no page"
    elif scene.page in hit:
        page = "on its page"
    elif scene.page in scene.calm:
        page = "on a calm page"
    else:
        page = "on a carrier" if scene.page in vocabulary.carriers else "on another"
    told = (
        (page, True),
        ("named", bool(named & hit)),
        ("calm named", bool(named & set(scene.calm))),
        ("other named", bool(others - vocabulary.carriers)),
        ("carrier named", bool(others & vocabulary.carriers)),
        ("nowhere", not scene.page and not named),
        ("its page, little said", scene.page in hit and length <= _LITTLE),
        ("links", text.links > 0),
        ("another day", scene.is_other_day),
        ("asked", text.is_asked),
        (f"long {sum(length > each for each in _LENGTHS)}", True),
    )
    return [name for name, is_so in told if is_so]


@lru_cache(maxsize=32_768)
def _whole(word: str) -> tuple[str, ...]:
    if word[0] == "<":
        return (word,)
    if is_unspaced(word[0]):
        return tuple(f"j{word[at : at + 2]}" for at in range(len(word) - 1))
    return bare(word)


@lru_cache(maxsize=32_768)
def _runs(word: str) -> tuple[str, ...]:
    if word[0] == "<":
        return ()
    if is_unspaced(word[0]):
        return tuple(
            f"j{word[at : at + length]}" for length in _UNSPACED_RUNS for at in range(len(word) - length + 1)
        )
    padded = f"^{word}$"
    return tuple(padded[at : at + length] for length in _RUNS for at in range(len(padded) - length + 1))
