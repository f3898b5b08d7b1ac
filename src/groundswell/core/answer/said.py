"""What fails by the words of whoever runs this site: those that an outage was declared with, and those that were published about it.

They are heard by the cues that hear questions, a sentence at a time: one that tells of nothing that fails, or of what works again or is
not affected, names no part that fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from groundswell.core.answer.cues import FAILS, Cue, Heard, hear
from groundswell.core.answer.cues.apart import APART
from groundswell.core.answer.text import Plain, plain
from groundswell.core.answer.vocabulary import SYMPTOMS, Vocabulary
from groundswell.core.answer.words import Known

_END = re.compile(r"[.!?;\n。！？।؟؛]+")
_CLAUSE_END = re.compile(r"[.!?,;:\n。！？।؟؛،、]+")
_BROAD = frozenset({Cue.APP, Cue.WEBSITE, Cue.CONNECTION, Cue.LOADS, Cue.SLOW, Cue.PROFILE})
"""what stands for a part only where none is named beside it: chats that do not load are about the chats"""
_SPARED = re.compile(
    r"\b(?:not|\w+nt) (?:\w+ )?(?:affected|impacted)\b|\bunaffected\b|\bno (?:\w+ ){0,2}afectad|\bnao (?:\w+ )?afetad"
    r"|\bpas (?:\w+ )?(?:affecte|touche|concerne)|\bnicht (?:betroffen|beeintrachtigt)\b|\btidak (?:terdampak|terpengaruh)\b"
    r"|प्रभावित नहीं|असर नहीं|(?:لا|لم|غير) (?:ت|ي|م)تاثر|影響(?:は|が)?(?:ありません|ない|なし|を?受けていません)"
)
"""in folded words: that something is not affected"""
_BESIDE = frozenset(
    {
        *APART,
        *(
            Cue.BANNED,
            Cue.TAKEN,
            Cue.HACKED,
            Cue.TOLD,
            Cue.MONEY,
            Cue.CLOSE,
            Cue.FORGOT,
            Cue.ADDRESS,
            Cue.LONG_AGO,
        ),
        *(
            Cue.TWO_FACTOR,
            Cue.BADGE,
            Cue.PRIVACY,
            Cue.AGE,
            Cue.ADS,
            Cue.BUSINESS,
            Cue.ABUSE,
            Cue.REACH,
            Cue.SPAM,
        ),
    }
)
"""who says so may mean something of their own, though the part that they name fails"""
_WORDS_MAX = 14
"""a longer story is weighed as it is"""


def with_said(live: Known, service: str, vocabulary: Vocabulary) -> Known:
    """`live` with what fails of `service` by the words about it too.

    The whole service fails (no symptoms) where it was declared so, or declared without a part and few have reported one; and as before
    where nobody has declared it and the reports name none.
    """
    told = vocabulary.symptoms_of(service, dict.fromkeys(failing(live.said), 1))
    if live.is_declared and (_is_whole(live.declared) or (live.is_few and not told)):
        return replace(live, symptoms=())
    if not told or not (live.symptoms or live.is_declared):
        return live
    return replace(live, symptoms=tuple(dict.fromkeys((*live.symptoms, *told))))


def tells_the_same(text: Plain, heard: Heard, live: Known) -> bool:
    """Whether few words say that a part fails which fails by the words about `live`, and nothing that may be of the asker alone."""
    if len(text.words) > _WORDS_MAX or not heard.any(Cue.UNABLE, *FAILS) or heard.any(*_BESIDE):
        return False
    return not _meant(failing(live.said)).isdisjoint(_meant(_parts(heard.cues)))


@lru_cache(maxsize=512)
def failing(said: tuple[tuple[str, str], ...]) -> frozenset[Cue]:
    """The parts that fail by what was `said`, as (language, words), oldest first: what works again by a later sentence does not."""
    found: set[Cue] = set()
    for language, words in said:
        sentences = [(text, hear(text, language)) for text in map(plain, _END.split(words)) if text.words]
        for text, heard in sentences:
            parts = _parts(heard.cues)
            if _is_spared(text, heard):
                found -= parts
            elif heard.any(Cue.UNABLE, *FAILS):
                found |= parts
    return frozenset(found)


@lru_cache(maxsize=512)
def _is_whole(words: str) -> bool:
    """Whether a clause of `words` says that it is down, and names no part."""
    clauses = [(text, hear(text)) for text in map(plain, _CLAUSE_END.split(words))]
    return any(
        Cue.DOWN in heard.cues and not _parts(heard.cues) and not _is_spared(text, heard)
        for text, heard in clauses
    )


def _is_spared(text: Plain, heard: Heard) -> bool:
    """Whether it says of what it names that it works again, or is not affected."""
    return Cue.WORKS in heard.cues or _SPARED.search(" ".join(text.words)) is not None


def _parts(cues: Collection[Cue]) -> frozenset[Cue]:
    """Those of `cues` that name a part of a service."""
    named = frozenset(cues) & SYMPTOMS.keys()
    return named - _BROAD or named


def _meant(parts: Collection[Cue]) -> frozenset[str]:
    """Every symptom that one of these may stand for, of any service."""
    return frozenset(symptom for cue in parts for symptom in SYMPTOMS[cue])
